"""A service: help, a place or an activity, offered by an organization, at locations or at your home."""

import datetime
import uuid
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area
from buurtnet.directory.choices import (
    LONGEST_CHECK_EVERY,
    SHOWN_STATUSES,
    AssuredBy,
    HelpKind,
    Referral,
    ServiceStatus,
)
from buurtnet.directory.freshness import Freshness, days_shown, freshness_of
from buurtnet.directory.models.location import Location
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.kit.provenance import FROM_SOURCE_FIELDS, FromSource
from buurtnet.people.models import Organization
from buurtnet.themes.choices import EssentialFunction, Gable, SupportLevel, gable_of
from buurtnet.themes.models import Theme

# When a row last changed: at its source, or when it came in here.
CHANGED = Coalesce(Greatest("last_modified", "imported_at"), "last_modified", "imported_at")


class ServiceQuerySet(models.QuerySet["Service"]):
    def shown(self) -> "ServiceQuerySet":
        """What the public may find: active (or closed for a while) and still named by its source."""
        return self.filter(status__in=SHOWN_STATUSES, gone_at__isnull=True)

    def listed(self, on: datetime.date) -> "ServiceQuerySet":
        """What stands in public lists on a date: shown, and not hidden by its age (``directory.freshness``)."""
        return self.shown().exclude(_hidden_by_age(on))

    def lightest_first(self) -> "ServiceQuerySet":
        """From light to heavy, an unknown level in the middle; equals by name."""
        return self.order_by(Coalesce("support_level", SupportLevel.LIGHT.value), "name", "pk")

    def in_areas(self, inside: Sequence[int], over: Sequence[int]) -> "ServiceQuerySet":
        """Services in a set of areas: located in (or serving) one of ``inside``, or serving an area around it.

        ``inside`` are the ids of the areas themselves, ``over`` those and all their ancestors.
        """
        reach = ServiceReach.objects.filter(service=models.OuterRef("pk")).filter(
            Q(area__in=inside) | Q(area__in=over, over=True)
        )
        return self.filter(models.Exists(reach))


@lru_cache(maxsize=8)
def _hidden_by_age(on: datetime.date) -> Q:
    """What an editor here keeps and did not confirm in time; a term for each length of time it is shown."""
    late = Q()
    for days, months in groupby(range(LONGEST_CHECK_EVERY + 1), days_shown):
        late |= Q(check_every__in=list(months), assured_date__lte=on - datetime.timedelta(days=days))
    return Q(is_kept_by_editor=True) & late


class Service(FromSource):
    """HSDS ``service`` with our extensions: who helps, how heavy, which function, themes, freshness."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="services"
    )
    name = models.CharField(max_length=255)
    alternate_name = models.CharField(max_length=255, blank=True, default="")
    description = models.TextField(blank=True, default="")
    simple = models.TextField(blank=True, default="", help_text="the same in plain Dutch (bn_simple)")
    url = models.CharField(max_length=500, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    status = models.CharField(max_length=20, choices=ServiceStatus, default=ServiceStatus.ACTIVE)
    alert = models.TextField(blank=True, default="")
    interpretation_services = models.TextField(blank=True, default="")
    application_process = models.TextField(blank=True, default="")
    fees_description = models.TextField(blank=True, default="")
    wait_time = models.CharField(max_length=255, blank=True, default="")
    eligibility_description = models.TextField(blank=True, default="")
    minimum_age = models.FloatField(null=True, blank=True, help_text="years, of the child or person meant")
    maximum_age = models.FloatField(null=True, blank=True)
    assured_date = models.DateField(null=True, blank=True)
    assured_by = models.CharField(max_length=10, choices=AssuredBy, blank=True, default="")
    assurer_email = models.CharField(max_length=254, blank=True, default="", help_text="a role mailbox only")
    check_every = models.PositiveSmallIntegerField(default=12, help_text="months")
    is_kept_by_editor = models.BooleanField(
        default=False,
        help_text="an accepted editor here took on to confirm it; only then freshness can hide it",
    )
    last_modified = models.DateTimeField(null=True, blank=True)
    help_kind = models.CharField(max_length=12, choices=HelpKind, blank=True, default="")
    support_level = models.PositiveSmallIntegerField(choices=SupportLevel, null=True, blank=True)
    function = models.PositiveSmallIntegerField(choices=EssentialFunction, null=True, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="services")
    referral = models.CharField(max_length=22, choices=Referral, blank=True, default="")
    support_needed = models.TextField(blank=True, default="", help_text="what a volunteer group needs to say yes")
    is_townwide = models.BooleanField(default=False, help_text="home visits, phone, or one office for all")
    is_at_home = models.BooleanField(default=False, help_text="someone comes to you (bn_at_home)")
    scope = models.CharField(max_length=80, blank=True, default="", db_index=True, help_text="bn_area, verbatim")
    locale = models.CharField(max_length=10, blank=True, default="")
    name_i18n = models.JSONField(default=dict, blank=True)
    description_i18n = models.JSONField(default=dict, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="service_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=F("minimum_age")),
                name="service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(support_level__isnull=True) | Q(support_level__lte=4), name="service_level_0_to_4"
            ),
            models.CheckConstraint(
                condition=Q(function__isnull=True) | Q(function__gte=1, function__lte=7),
                name="service_function_1_to_7",
            ),
        ]
        indexes = [models.Index(CHANGED.desc(), "id", name="service_changed")]  # what is new, newest first
        verbose_name = _("aanbod")
        verbose_name_plural = _("aanbod")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "organization", "name", "alternate_name", "description", "simple", "url", "email", "status",
            "alert", "interpretation_services", "application_process", "fees_description", "wait_time",
            "eligibility_description", "minimum_age", "maximum_age", "assured_date", "assured_by", "assurer_email",
            "check_every", "is_kept_by_editor", "last_modified", "help_kind", "support_level", "function", "themes",
            "referral", "support_needed", "is_townwide", "is_at_home", "scope", "locale", "name_i18n",
            "description_i18n", *FROM_SOURCE_FIELDS,
        ]  # fmt: skip
        personal: ClassVar = {
            "extra": Keep(
                Erase.BLANK,
                why="a source may name its contact persons; never shown, but for the documents someone has to bring",
            )
        }

    def __str__(self) -> str:
        return self.name

    @property
    def gable(self) -> Gable:
        return gable_of(self.support_level)

    def freshness(self, on: datetime.date) -> Freshness:
        """How fresh the entry is on a date (design: social map, 5)."""
        return freshness_of(self.assured_date, self.check_every, on, may_hide=self.is_kept_by_editor)


class ServiceAtLocation(models.Model):
    """HSDS ``service_at_location``: a service at a location; its own phones, schedules and areas win."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="at_locations")
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.CASCADE, related_name="at_services"
    )
    position = models.PositiveSmallIntegerField(default=0)
    description = models.TextField(blank=True, default="")
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("aanbod op een plek")
        verbose_name_plural = _("aanbod op plekken")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "service", "location", "position", "description"]
        personal: ClassVar = {"extra": Keep(Erase.BLANK, why="a source may name its contact persons; never shown")}

    def __str__(self) -> str:
        return f"{self.service_id} @ {self.location_id}"


class ServiceReach(models.Model):
    """Which areas a service touches, derived at import (``directory.reach``).

    ``over=False``: it lies in (or serves a part of) this area; rows go up to the country.
    ``over=True``: it serves this whole area, so everything inside it too.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reach")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    over = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "area", "over"], name="reach_once")]
        verbose_name = _("bereik")
        verbose_name_plural = _("bereik")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "service", "area", "over"]

    def __str__(self) -> str:
        return f"{self.service_id} in {self.area_id}"
