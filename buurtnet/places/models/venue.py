"""A venue: what one can use or walk into at a location, and when."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.directory.models import Location
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.places.choices import Access, Approval, HoursKind, VenueKind
from buurtnet.privacy.encryption import EncryptedTextField

QUARTER = 15  # minutes: what one has of a venue is counted in quarters of an hour


class VenueQuerySet(models.QuerySet["Venue"]):
    def shown_in(self, network: Network) -> Self:
        return self.filter(network=network, is_shown=True)


class Venue(models.Model):
    """A room, playground or safe place at a location of the map; an organization is its host.

    ``safe_for`` and ``facilities``: values of ``choices.SafeFor`` and ``choices.Facility``. Minutes in
    ``buffer_before`` and ``buffer_after`` belong to a booking too. ``key_holder``: who has the key, a role and a
    place. ``door_code`` is shown only to who booked, from two hours before, and each look is logged. ``hours_ahead``
    and ``days_ahead``: not sooner and not further ahead than that can it be booked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="venues")
    location = models.ForeignKey(
        Location, verbose_name=_("adres"), null=True, blank=True, on_delete=models.SET_NULL, related_name="venues"
    )
    name = models.CharField(_("naam"), max_length=120)
    kind = models.CharField(_("soort plek"), max_length=10, choices=VenueKind, default=VenueKind.ROOM)
    summary = models.CharField(_("in één zin"), max_length=200, blank=True, default="")
    for_whom = models.CharField(_("wie mag er gebruik van maken"), max_length=300, blank=True, default="")
    host = models.ForeignKey(
        Organization, verbose_name=_("beheerder"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie beslist over reserveringen"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    safe_for = models.JSONField(_("veilige plek voor"), default=list, blank=True)
    facilities = models.JSONField(_("wat is er"), default=list, blank=True)
    house_rules = models.TextField(_("huisregels"), max_length=1_000, blank=True, default="")
    access = models.CharField(_("hoe kom je binnen"), max_length=6, choices=Access, default=Access.OPEN)
    key_holder = models.CharField(_("wie heeft de sleutel"), max_length=200, blank=True, default="")
    door_code = EncryptedTextField(_("code van de deur"), blank=True, default="", may_stay_closed=True)
    approval = models.CharField(_("reserveren"), max_length=7, choices=Approval, default=Approval.NONE)
    capacity = models.PositiveSmallIntegerField(_("hoogstens hoeveel mensen"), null=True, blank=True)
    price_cents = models.PositiveIntegerField(_("prijs per uur"), default=0)
    adult_required = models.BooleanField(_("er moet een volwassene bij zijn"), default=False)
    buffer_before = models.PositiveSmallIntegerField(_("minuten ervoor"), default=0)
    buffer_after = models.PositiveSmallIntegerField(_("minuten erna"), default=0)
    longest_minutes = models.PositiveSmallIntegerField(_("hoogstens hoeveel minuten"), default=240)
    hours_ahead = models.PositiveSmallIntegerField(_("minstens hoeveel uur van tevoren"), default=0)
    days_ahead = models.PositiveSmallIntegerField(_("hoogstens hoeveel dagen van tevoren"), default=180)
    is_shown = models.BooleanField(_("staat op de site"), default=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Venue"]] = VenueQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="venue_buffers_in_quarters",
                condition=Q(buffer_before__in=range(0, 121, QUARTER), buffer_after__in=range(0, 121, QUARTER)),
            ),
        ]
        indexes = [models.Index(fields=["network", "is_shown"], name="venue_in_network")]
        verbose_name = _("plek om te gebruiken")
        verbose_name_plural = _("plekken om te gebruiken")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "network", "location", "name", "kind", "summary", "for_whom", "host", "safe_for", "facilities",
            "house_rules", "access", "key_holder", "approval", "capacity", "price_cents", "adult_required",
            "buffer_before", "buffer_after", "longest_minutes", "hours_ahead", "days_ahead", "is_shown",
            "created_at", "changed_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {
            "keeper": Keep(Erase.BLANK, why="who decides about bookings, as long as the row"),
            "door_code": Keep(Erase.BLANK, why="to open the door; only for who booked"),
        }

    def __str__(self) -> str:
        return self.name

    @property
    def is_bookable(self) -> bool:
        return self.approval != Approval.NONE


class OpenHours(models.Model):
    """On which day (0 is Monday), from when until when, one may walk in or book; and whether someone is there.

    ``who_is_there``: a role ("jongerenwerker"), never a name. ``in_holidays``: also in the school holidays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="hours")
    kind = models.CharField(max_length=8, choices=HoursKind, default=HoursKind.WALK_IN)
    weekday = models.PositiveSmallIntegerField(_("dag"))
    opens_at = models.TimeField(_("van"))
    closes_at = models.TimeField(_("tot"))
    is_supervised = models.BooleanField(_("er is iemand"), default=False)
    who_is_there = models.CharField(_("wie is er"), max_length=80, blank=True, default="")
    in_holidays = models.BooleanField(_("ook in de schoolvakantie"), default=True)

    class Meta:
        ordering = ["weekday", "opens_at"]
        constraints = [
            models.CheckConstraint(name="hours_on_a_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="hours_close_after_they_open", condition=Q(closes_at__gt=F("opens_at"))),
        ]
        verbose_name = _("openingstijd van een plek")
        verbose_name_plural = _("openingstijden van een plek")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "venue", "kind", "weekday", "opens_at", "closes_at", "is_supervised", "who_is_there",
            "in_holidays",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_at:%H:%M}"


class ClosedDays(models.Model):
    """Days on which a venue is closed, both included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="closed_days")
    starts_on = models.DateField(_("van"))
    ends_on = models.DateField(_("tot en met"))
    reason = models.CharField(_("waarom"), max_length=120, blank=True, default="")

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(name="closed_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
        ]
        verbose_name = _("dicht")
        verbose_name_plural = _("dicht")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "venue", "starts_on", "ends_on", "reason"]

    def __str__(self) -> str:
        return f"{self.starts_on}"
