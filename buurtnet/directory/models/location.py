"""A location: a building, a square, or a virtual place. All services under one roof share one row."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area
from buurtnet.directory.choices import LocationType
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.kit.provenance import FROM_SOURCE_FIELDS, FromSource
from buurtnet.people.models import Organization


class Location(FromSource):
    """HSDS ``location``. ``hide_address``: a safe address, never on the map and never in text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="locations"
    )
    location_type = models.CharField(max_length=10, choices=LocationType, default=LocationType.PHYSICAL)
    name = models.CharField(max_length=255, blank=True, default="")
    alternate_name = models.CharField(max_length=255, blank=True, default="")
    description = models.TextField(blank=True, default="")
    transportation = models.TextField(blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    external_identifier = models.CharField(max_length=255, blank=True, default="")
    external_identifier_type = models.CharField(max_length=255, blank=True, default="")
    neighbourhood = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="the nearest area it lies in: neighbourhood, else district, postcode area, municipality",
    )  # fmt: skip
    hide_address = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="location_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="location_on_earth",
            ),
        ]
        verbose_name = _("plek")
        verbose_name_plural = _("plekken")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "organization", "location_type", "name", "alternate_name", "description", "transportation", "url",
            "latitude", "longitude", "external_identifier", "external_identifier_type", "neighbourhood",
            "hide_address", *FROM_SOURCE_FIELDS,
        ]  # fmt: skip
        personal: ClassVar = {"extra": Keep(Erase.BLANK, why="a source may name its contact persons; never shown")}

    def __str__(self) -> str:
        return self.name or str(self.pk)

    @property
    def is_on_map(self) -> bool:
        """Only a physical place with a point that may be known."""
        return (
            self.location_type == LocationType.PHYSICAL
            and self.latitude is not None
            and self.longitude is not None
            and not self.hide_address
        )
