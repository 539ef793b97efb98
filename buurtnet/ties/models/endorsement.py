"""What the network is for, as texts per framework and version; and which organizations stand behind it."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization


class Principles(models.Model):
    """The core principles of a framework in one version. ``texts``: per language a title and the sentences."""

    framework = models.SlugField(_("kader"), max_length=60)
    version = models.PositiveSmallIntegerField(_("versie"))
    texts = models.JSONField(_("teksten"))

    class Meta:
        ordering = ["framework", "version"]
        constraints = [models.UniqueConstraint(fields=["framework", "version"], name="principles_once")]
        verbose_name = _("uitgangspunten")
        verbose_name_plural = _("uitgangspunten")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "framework", "version", "texts"]

    def __str__(self) -> str:
        return f"{self.framework} {self.version}"


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def current(self) -> Self:
        return self.filter(until=None)


class Endorsement(models.Model):
    """An organization stands behind the principles of a network; what it brings and seeks, gains and pays for it.

    ``brings`` and ``seeks`` are for everyone; ``gains`` and ``costs`` for who takes part in the network.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="endorsements"
    )
    organization = models.ForeignKey(
        Organization, verbose_name=_("organisatie"), on_delete=models.CASCADE, related_name="+"
    )
    principles = models.ForeignKey(
        Principles, verbose_name=_("uitgangspunten"), on_delete=models.PROTECT, related_name="endorsements"
    )
    brings = models.CharField(_("wat brengen jullie mee?"), max_length=300, blank=True, default="")
    seeks = models.CharField(_("wat zoeken jullie?"), max_length=300, blank=True, default="")
    gains = models.CharField(_("wat levert het jullie op?"), max_length=300, blank=True, default="")
    costs = models.CharField(_("wat kost het jullie?"), max_length=300, blank=True, default="")
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("onderschreven door"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    since = models.DateField(_("sinds"), default=timezone.localdate)
    until = models.DateField(_("tot en met"), null=True, blank=True)
    changed_at = models.DateTimeField(_("aangepast op"), default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Endorsement"]] = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "organization"], condition=Q(until=None), name="endorsed_once"
            ),
            models.CheckConstraint(
                name="endorsement_ends_after_it_starts", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["network", "until"], name="endorsement_in_network")]
        verbose_name = _("onderschrijving")
        verbose_name_plural = _("onderschrijvingen")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "network", "organization", "principles", "brings", "seeks", "gains", "costs", "since", "until",
            "changed_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {"endorsed_by": Keep(Erase.BLANK, why="who said so for it, as long as the row")}

    def __str__(self) -> str:
        return f"{self.organization_id}"
