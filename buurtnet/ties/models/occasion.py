"""Which organizations were seen together, and how an organization stands in the picture."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Subject
from buurtnet.people.models import Organization
from buurtnet.ties.choices import OccasionKind, Sector


class Occasion(models.Model):
    """Organizations were seen together on a day. ``key``: by which who told it finds it again, within the network."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="occasions"
    )
    key = models.CharField(_("sleutel"), max_length=120)
    kind = models.CharField(_("soort"), max_length=13, choices=OccasionKind)
    on = models.DateField(_("op"))
    organizations = models.ManyToManyField(
        Organization, verbose_name=_("organisaties"), through="OccasionPartner", related_name="+"
    )

    class Meta:
        ordering = ["-on", "pk"]
        constraints = [models.UniqueConstraint(fields=["network", "key"], name="occasion_key_once")]
        indexes = [models.Index(fields=["network", "on"], name="occasion_in_network")]
        verbose_name = _("samen gezien")
        verbose_name_plural = _("samen gezien")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "network", "key", "kind", "on", "organizations"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"


class OccasionPartner(models.Model):
    """An organization that was there; whoever came for it stands nowhere in this room."""

    occasion = models.ForeignKey(
        Occasion, verbose_name=_("wanneer"), on_delete=models.CASCADE, related_name="partners"
    )
    organization = models.ForeignKey(
        Organization, verbose_name=_("organisatie"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occasion", "organization"], name="seen_once_an_occasion")]
        verbose_name = _("organisatie die gezien is")
        verbose_name_plural = _("organisaties die gezien zijn")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "occasion", "organization"]

    def __str__(self) -> str:
        return f"{self.organization_id}"


class Knot(models.Model):
    """An organization in the picture of a network: what kind of partner it is, and whether it stays out.

    One that stays out (``stays_out``) counts in totals, and is neither drawn nor named.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="knots")
    organization = models.ForeignKey(
        Organization, verbose_name=_("organisatie"), on_delete=models.CASCADE, related_name="+"
    )
    sector = models.CharField(_("soort partner"), max_length=9, choices=Sector, default=Sector.UNSAID)
    stays_out = models.BooleanField(_("blijft liever buiten beeld"), default=False)
    changed_at = models.DateTimeField(_("aangepast op"), default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "organization"], name="knot_once")]
        verbose_name = _("knoop in het net")
        verbose_name_plural = _("knopen in het net")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "network", "organization", "sector", "stays_out", "changed_at"]

    def __str__(self) -> str:
        return f"{self.organization_id}"
