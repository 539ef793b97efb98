"""Good practices: what was done, why it worked, what it asked, and who did it too."""

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
from buurtnet.practices.choices import Evidence, NeighbourhoodKind, PracticeState
from buurtnet.themes.models import Theme


class GoodPracticeQuerySet(models.QuerySet["GoodPractice"]):
    def shared(self) -> Self:
        return self.filter(state=PracticeState.SHARED)

    def readable_in(self, network: Network) -> Self:
        """What visitors of a network read: its own, and what other networks share with the whole site."""
        return self.shared().filter(Q(network=network) | Q(is_for_all=True))


class GoodPractice(models.Model):
    """An example others can learn from. ``elements``: values of ``choices.Element``; ``functions``: 1 to 7.

    ``money_cents``: what it cost in a year, in euro cents; ``hours``: of work in a week. ``parent``: of which it is
    a local variant. ``contact_role``: whom to ask, a role and never a name. ``is_for_all``: shared with every
    network of this site. ``read_by``: a second person, without whom it is not shared. ``origin``: the id it has where
    it came from, so that a file that is read in again changes it and makes no second one. ``found_by``: all its words
    without capitals and accents, written by ``practices.writing``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="practices")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="variants")
    title = models.CharField(_("naam"), max_length=120)
    what = models.TextField(_("wat is het"), max_length=2_000)
    for_whom = models.CharField(_("voor wie"), max_length=300, blank=True, default="")
    works_because = models.TextField(_("waarom werkt het"), max_length=2_000, blank=True, default="")
    elements = models.JSONField(_("wat het laat werken"), default=list, blank=True)
    asks_people = models.CharField(_("wie heb je nodig"), max_length=300, blank=True, default="")
    asks_things = models.CharField(_("wat heb je nodig"), max_length=300, blank=True, default="")
    money_cents = models.PositiveIntegerField(_("wat kost het in een jaar"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("hoeveel uur in een week"), null=True, blank=True)
    brought = models.TextField(_("wat bracht het"), max_length=2_000, blank=True, default="")
    pitfalls = models.TextField(_("waar moet je op letten"), max_length=2_000, blank=True, default="")
    evidence = models.CharField(_("hoe weten we dat"), max_length=9, choices=Evidence, default=Evidence.ONCE)
    neighbourhood_kind = models.CharField(
        _("in wat voor buurt"), max_length=10, choices=NeighbourhoodKind, default=NeighbourhoodKind.ANY
    )
    where_used = models.CharField(_("waar gedaan"), max_length=200, blank=True, default="")
    source = models.CharField(_("van wie weten we dit"), max_length=200)
    source_url = models.URLField(_("adres van de bron"), max_length=500, blank=True, default="")
    licence = models.CharField(_("licentie"), max_length=60, default="CC-BY-4.0")
    contact_role = models.CharField(_("wie weet er meer van"), max_length=120, blank=True, default="")
    organization = models.ForeignKey(
        Organization, verbose_name=_("organisatie"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    themes = models.ManyToManyField(Theme, verbose_name=_("thema's"), blank=True, related_name="+")
    functions = models.JSONField(_("functies"), default=list, blank=True)
    state = models.CharField(max_length=8, choices=PracticeState, default=PracticeState.DRAFT)
    is_for_all = models.BooleanField(_("ook voor andere netwerken"), default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    origin = models.UUIDField(null=True, blank=True, editable=False)
    found_by = models.TextField(blank=True, default="", editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["GoodPractice"]] = GoodPracticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="practice_shared_was_read",
                condition=~Q(state=PracticeState.SHARED) | Q(read_at__isnull=False),
            ),
            models.CheckConstraint(
                name="practice_read_by_another",
                condition=Q(read_by=None) | Q(written_by=None) | ~Q(read_by=F("written_by")),
            ),
            models.UniqueConstraint(fields=["network", "origin"], name="practice_of_an_origin_once"),
        ]
        indexes = [models.Index(fields=["network", "state"], name="practice_in_network")]
        verbose_name = _("goed voorbeeld")
        verbose_name_plural = _("goede voorbeelden")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "parent", "title", "what", "for_whom", "works_because", "elements", "asks_people",
            "asks_things", "money_cents", "hours", "brought", "pitfalls", "evidence", "neighbourhood_kind",
            "where_used", "source", "source_url", "licence", "contact_role", "organization", "themes", "functions",
            "state", "is_for_all", "read_at", "origin", "found_by", "created_at", "changed_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {
            "written_by": Keep(Erase.BLANK, why="who wrote it, as long as the row"),
            "read_by": Keep(Erase.BLANK, why="who read it, as long as the row"),
        }

    def __str__(self) -> str:
        return self.title


class DidItToo(models.Model):
    """A network did the same: where and when, and what it did otherwise."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(
        GoodPractice, verbose_name=_("goed voorbeeld"), on_delete=models.CASCADE, related_name="done_too"
    )
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(_("in welk jaar"))
    otherwise = models.TextField(_("wat deden jullie anders"), max_length=1_000, blank=True, default="")
    brought = models.TextField(_("wat bracht het"), max_length=1_000, blank=True, default="")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie het opschreef"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    created_at = models.DateTimeField(_("verteld op"), default=timezone.now)

    class Meta:
        ordering = ["-year", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "network", "year"], name="did_it_too_once_a_year"),
        ]
        verbose_name = _("wij deden dit ook")
        verbose_name_plural = _("wij deden dit ook")

    class Privacy:
        subject = Subject.PERSON
        of = "written_by"
        heading = _("goede voorbeelden waarvan je vertelde dat jullie ze ook deden")
        public: ClassVar = ["id", "practice", "network", "year", "otherwise", "brought", "created_at"]
        personal: ClassVar = {"written_by": Keep(Erase.BLANK, why="who wrote it, as long as the row")}

    def __str__(self) -> str:
        return f"{self.network} {self.year}"
