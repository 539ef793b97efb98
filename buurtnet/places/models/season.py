"""Fixed times for a season: what is asked of some venues until a day, and how it was shared out."""

import datetime as dt
import hashlib
import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.places.choices import SeasonState, WishOutcome
from buurtnet.places.models.booking import BookingSeries
from buurtnet.places.models.venue import Venue

MOST_WISHES = 3  # of one group


def a_seed() -> str:
    """What decides between equals: drawn before anyone asked, told once all is shared out."""
    return secrets.token_hex(16)


def in_two_years() -> dt.date:
    """When who asked is forgotten at the latest; the code sets it to a fortnight after the season."""
    return timezone.localdate() + dt.timedelta(days=730)


class SeasonRound(models.Model):
    """For a season, the same hour each week: asked for up to and with ``wishes_until``, and shared out at once.

    ``seed``: what equal wishes are drawn with. Its fingerprint stands on the page from the first day, so that
    everyone sees afterwards that nobody changed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="season_rounds")
    title = models.CharField(_("naam"), max_length=80)
    venues = models.ManyToManyField(Venue, verbose_name=_("plekken"), related_name="season_rounds")
    starts_on = models.DateField(_("eerste dag"))
    ends_on = models.DateField(_("laatste dag"))
    wishes_until = models.DateField(_("vragen kan tot en met"))
    seed = models.CharField(max_length=64, default=a_seed, editable=False)
    state = models.CharField(max_length=6, choices=SeasonState, default=SeasonState.OPEN)
    shared_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie het begon"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts_on", "title"]
        constraints = [
            models.CheckConstraint(name="season_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(name="season_asked_before", condition=Q(wishes_until__lt=F("starts_on"))),
        ]
        indexes = [models.Index(fields=["network", "state"], name="season_in_network")]
        verbose_name = _("ronde voor vaste tijden")
        verbose_name_plural = _("rondes voor vaste tijden")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "title", "venues", "starts_on", "ends_on", "wishes_until", "seed", "state", "shared_at",
            "created_at",
        ]  # fmt: skip
        personal: ClassVar = {"made_by": Keep(Erase.BLANK, why="who began it, as long as the row")}

    def __str__(self) -> str:
        return self.title

    @property
    def fingerprint(self) -> str:
        """Of the seed: told from the first day."""
        return hashlib.sha256(self.seed.encode()).hexdigest()


class SeasonWish(models.Model):
    """A time a group would like each week; ``rank`` 1 is what it wants most. ``group``: its name, never a person's.

    ``why_not``: of ``choices.NotFree``; empty when another group had it by rank or by lot.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(SeasonRound, verbose_name=_("ronde"), on_delete=models.CASCADE, related_name="wishes")
    venue = models.ForeignKey(Venue, verbose_name=_("plek"), on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(_("hoeveelste wens"))
    weekday = models.PositiveSmallIntegerField(_("dag"))
    starts_at = models.TimeField(_("van"))
    ends_at = models.TimeField(_("tot"))
    people = models.PositiveSmallIntegerField(_("met hoeveel mensen"), default=1)
    group = models.CharField(_("naam van de groep"), max_length=80)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organisatie"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="+",
    )  # fmt: skip
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie het vroeg"), null=True, blank=True,
        on_delete=models.CASCADE, related_name="+",
    )  # fmt: skip
    outcome = models.CharField(
        _("hoe het ermee staat"), max_length=7, choices=WishOutcome, default=WishOutcome.WAITING
    )
    why_not = models.CharField(_("waarom niet"), max_length=14, blank=True, default="")
    series = models.ForeignKey(
        BookingSeries, verbose_name=_("reeks"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)
    forget_on = models.DateField(_("vergeten op"), default=in_two_years)

    class Meta:
        ordering = ["rank", "asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organization", "rank"], condition=Q(organization__isnull=False),
                name="season_wish_of_organization_once",
            ),
            models.UniqueConstraint(
                fields=["round", "asker", "rank"], condition=Q(organization=None), name="season_wish_of_person_once"
            ),
            models.CheckConstraint(name="season_wish_rank", condition=Q(rank__gte=1, rank__lte=MOST_WISHES)),
            models.CheckConstraint(
                name="season_wish_time", condition=Q(ends_at__gt=F("starts_at"), weekday__lte=6)
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["forget_on"], name="season_wish_forgotten")]
        verbose_name = _("wens voor een vaste tijd")
        verbose_name_plural = _("wensen voor een vaste tijd")

    class Privacy:
        subject = Subject.PERSON
        of = "asker"
        heading = _("vaste tijden die je vroeg")
        public: ClassVar = [
            "id", "round", "venue", "rank", "weekday", "starts_at", "ends_at", "people", "group", "organization",
            "outcome", "why_not", "series", "forget_on",
        ]  # fmt: skip
        personal: ClassVar = {
            "asker": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="who hears whether they have it"),
            "asked_at": Keep(Erase.DELETE_ROW, days=0, since="forget_on"),
        }

    def __str__(self) -> str:
        return f"{self.round} {self.rank}"
