"""What hangs on an organization, a service, a location, or a service at a location (HSDS 3.1)."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area
from buurtnet.directory.choices import InHolidays
from buurtnet.directory.models.location import Location
from buurtnet.directory.models.service import Service, ServiceAtLocation
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.themes.models import TaxonomyTerm

_EXTRA = {"extra": Keep(Erase.BLANK, why="fields of the source without a column here; never shown")}


def _of(model: type[models.Model], name: str) -> "models.ForeignKey[models.Model | None, models.Model | None]":
    """The link of a detail to what it hangs on; exactly one of a detail's links is filled."""
    return models.ForeignKey(model, null=True, blank=True, on_delete=models.CASCADE, related_name=name)


class Detail(models.Model):
    """The columns every detail has: its id, its place in the source's list, what has no column."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    position = models.PositiveSmallIntegerField(default=0)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]


class Address(Detail):
    """HSDS ``address``. ``directions``: how people say it ("de groene deur naast de bakker", bn_directions)."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="addresses")
    attention = models.CharField(max_length=255, blank=True, default="")
    address_1 = models.CharField(max_length=255, blank=True, default="")
    address_2 = models.CharField(max_length=255, blank=True, default="")
    city = models.CharField(max_length=120, blank=True, default="")
    region = models.CharField(max_length=120, blank=True, default="")
    state_province = models.CharField(max_length=120, blank=True, default="")
    postal_code = models.CharField(max_length=20, blank=True, default="")
    country = models.CharField(max_length=60, blank=True, default="")
    address_type = models.CharField(max_length=20, blank=True, default="physical")
    directions = models.CharField(max_length=255, blank=True, default="")

    class Meta(Detail.Meta):
        verbose_name = _("adres")
        verbose_name_plural = _("adressen")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "position", "location", "attention", "address_1", "address_2", "city", "region", "state_province",
            "postal_code", "country", "address_type", "directions",
        ]  # fmt: skip
        personal: ClassVar = _EXTRA

    def __str__(self) -> str:
        return ", ".join(part for part in (self.address_1, self.city) if part)


class Phone(Detail):
    """HSDS ``phone``. ``number`` as the source wrote it, ``e164`` the stored form (empty: not a number)."""

    organization = _of(Organization, "phones")
    service = _of(Service, "phones")
    location = _of(Location, "phones")
    at_location = _of(ServiceAtLocation, "phones")
    number = models.CharField(max_length=60)
    e164 = models.CharField(max_length=20, blank=True, default="")
    extension = models.CharField(max_length=20, blank=True, default="")
    type = models.CharField(max_length=40, blank=True, default="")
    description = models.TextField(blank=True, default="")

    class Meta(Detail.Meta):
        verbose_name = _("telefoonnummer")
        verbose_name_plural = _("telefoonnummers")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "position", "organization", "service", "location", "at_location", "number", "e164", "extension",
            "type", "description",
        ]  # fmt: skip
        personal: ClassVar = _EXTRA

    def __str__(self) -> str:
        return self.number

    @property
    def is_of_a_person(self) -> bool:
        """Whether the source gives it to a contact person, here or elsewhere in its document."""
        return bool(self.extra.get("contact_id") or self.extra.get("§", {}).get("person"))


class Schedule(Detail):
    """HSDS ``schedule``: RRULE in parts (RFC 5545). Days without ``freq``: one time, on ``dtstart``.

    ``exceptions`` (bn_exceptions): ``[{"date", "closed": true, "note"}]`` or with ``opens_at``,
    ``closes_at``. ``in_holidays`` (bn_in_holidays): what happens in the school holidays of the region.
    """

    service = _of(Service, "schedules")
    location = _of(Location, "schedules")
    at_location = _of(ServiceAtLocation, "schedules")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    dtstart = models.CharField(max_length=40, blank=True, default="")
    timezone = models.CharField(max_length=40, blank=True, default="")
    until = models.CharField(max_length=40, blank=True, default="")
    count = models.PositiveIntegerField(null=True, blank=True)
    wkst = models.CharField(max_length=2, blank=True, default="")
    freq = models.CharField(max_length=10, blank=True, default="")
    interval = models.PositiveSmallIntegerField(null=True, blank=True)
    byday = models.CharField(max_length=100, blank=True, default="")
    byweekno = models.CharField(max_length=100, blank=True, default="")
    bymonthday = models.CharField(max_length=100, blank=True, default="")
    byyearday = models.CharField(max_length=100, blank=True, default="")
    description = models.TextField(blank=True, default="")
    opens_at = models.CharField(max_length=20, blank=True, default="")
    closes_at = models.CharField(max_length=20, blank=True, default="")
    schedule_link = models.CharField(max_length=500, blank=True, default="")
    attending_type = models.CharField(max_length=255, blank=True, default="")
    notes = models.TextField(blank=True, default="")
    in_holidays = models.CharField(max_length=4, choices=InHolidays, default=InHolidays.YES)
    exceptions = models.JSONField(default=list, blank=True)

    class Meta(Detail.Meta):
        verbose_name = _("tijden")
        verbose_name_plural = _("tijden")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "position", "service", "location", "at_location", "valid_from", "valid_to", "dtstart", "timezone",
            "until", "count", "wkst", "freq", "interval", "byday", "byweekno", "bymonthday", "byyearday",
            "description", "opens_at", "closes_at", "schedule_link", "attending_type", "notes", "in_holidays",
            "exceptions",
        ]  # fmt: skip
        personal: ClassVar = _EXTRA

    def __str__(self) -> str:
        return f"{self.freq} {self.byday} {self.opens_at}–{self.closes_at}"


class Language(Detail):
    """HSDS ``language``: spoken at a service or location. ``code`` is ISO 639-1 where it is known."""

    service = _of(Service, "languages")
    location = _of(Location, "languages")
    code = models.CharField(max_length=20, blank=True, default="")
    name = models.CharField(max_length=60, blank=True, default="")
    note = models.CharField(max_length=255, blank=True, default="")

    class Meta(Detail.Meta):
        verbose_name = _("taal")
        verbose_name_plural = _("talen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "position", "service", "location", "code", "name", "note"]
        personal: ClassVar = _EXTRA

    def __str__(self) -> str:
        return self.name or self.code


class Accessibility(Detail):
    """HSDS ``accessibility``. ``features`` (bn_features): wheelchair, toilet, quiet, low_stimulus, lift."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="accessibility")
    description = models.TextField(blank=True, default="")
    details = models.TextField(blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    features = models.JSONField(default=list, blank=True)

    class Meta(Detail.Meta):
        verbose_name = _("toegankelijkheid")
        verbose_name_plural = _("toegankelijkheid")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "position", "location", "description", "details", "url", "features"]
        personal: ClassVar = _EXTRA

    def __str__(self) -> str:
        return self.description


class CostOption(Detail):
    """HSDS ``cost_option``: amount in ``currency`` (0 is free)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="cost_options")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    option = models.CharField(max_length=255, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    amount_description = models.CharField(max_length=255, blank=True, default="")

    class Meta(Detail.Meta):
        verbose_name = _("prijs")
        verbose_name_plural = _("prijzen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "position", "service", "valid_from", "valid_to", "option", "currency", "amount",
            "amount_description",
        ]  # fmt: skip
        personal: ClassVar = _EXTRA

    def __str__(self) -> str:
        return self.option or str(self.amount)


class ServiceArea(Detail):
    """HSDS ``service_area``: where someone must live. Never inherited from another service at the same place."""

    service = _of(Service, "service_areas")
    at_location = _of(ServiceAtLocation, "service_areas")
    name = models.CharField(max_length=255, blank=True, default="")
    description = models.TextField(blank=True, default="")
    extent = models.TextField(blank=True, default="")
    extent_type = models.CharField(max_length=20, blank=True, default="")
    uri = models.CharField(max_length=500, blank=True, default="")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Detail.Meta):
        verbose_name = _("werkgebied")
        verbose_name_plural = _("werkgebieden")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "position", "service", "at_location", "name", "description", "extent", "extent_type", "uri", "area",
        ]  # fmt: skip
        personal: ClassVar = _EXTRA

    def __str__(self) -> str:
        return self.name


class Capacity(Detail):
    """HSDS ``service_capacity``: places left, of how many, said when. ``unit_name``: "plekken", "gezinnen"."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="capacities")
    unit_name = models.CharField(max_length=120, blank=True, default="")
    available = models.FloatField()
    maximum = models.FloatField(null=True, blank=True)
    description = models.CharField(max_length=255, blank=True, default="")
    updated = models.DateTimeField(null=True, blank=True)

    class Meta(Detail.Meta):
        verbose_name = _("plaats over")
        verbose_name_plural = _("plaatsen over")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "position", "service", "unit_name", "available", "maximum", "description", "updated",
        ]  # fmt: skip
        personal: ClassVar = _EXTRA

    def __str__(self) -> str:
        return f"{self.available:g} {self.unit_name}"


class Attribute(Detail):
    """HSDS ``attribute``: a taxonomy term (or a value) said of something."""

    organization = _of(Organization, "attributes")
    service = _of(Service, "attributes")
    location = _of(Location, "attributes")
    at_location = _of(ServiceAtLocation, "attributes")
    term = models.ForeignKey(TaxonomyTerm, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    link_type = models.CharField(max_length=120, blank=True, default="")
    value = models.CharField(max_length=255, blank=True, default="")
    label = models.CharField(max_length=255, blank=True, default="")

    class Meta(Detail.Meta):
        verbose_name = _("kenmerk")
        verbose_name_plural = _("kenmerken")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "position", "organization", "service", "location", "at_location", "term", "link_type", "value",
            "label",
        ]  # fmt: skip
        personal: ClassVar = _EXTRA

    def __str__(self) -> str:
        return self.label or self.value


class AdditionalUrl(Detail):
    """HSDS ``url``: another web page of a service or organization."""

    organization = _of(Organization, "additional_urls")
    service = _of(Service, "additional_urls")
    label = models.CharField(max_length=255, blank=True, default="")
    url = models.CharField(max_length=500)

    class Meta(Detail.Meta):
        verbose_name = _("webadres")
        verbose_name_plural = _("webadressen")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "position", "organization", "service", "label", "url"]
        personal: ClassVar = _EXTRA

    def __str__(self) -> str:
        return self.label or self.url
