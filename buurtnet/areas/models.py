"""Areas, streets with a point, and the networks that live on them."""

import re
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.choices import AreaKind, Breadth, CodeSystem, PlaceKind, Room
from buurtnet.kit.declare import Subject

TOKEN = re.compile(r"[a-z][a-z0-9-]{1,30}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def first_rooms() -> list[str]:
    """The rooms a new network starts with."""
    return [Room.MAP, Room.MY_LIST, Room.NEARBY, Room.QUESTION, Room.MEETINGS]


class Area(models.Model):
    """A country, province, municipality, district, postcode area or neighbourhood, with its boundary.

    ``boundary`` is a GeoJSON geometry in WGS84 (longitude, latitude), Polygon or MultiPolygon; the
    four box columns are its bounds, so that a database can narrow before geometry is computed.
    ``ancestor_ids`` is the path from the widest area down to the parent, kept by the import.
    Municipalities merge: ``valid_from``, ``valid_to`` and ``replaced_by`` say so.
    """

    kind = models.CharField(max_length=20, choices=AreaKind)
    code_system = models.CharField(max_length=10, choices=CodeSystem)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120, blank=True, default="")
    slug = models.SlugField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    ancestor_ids = models.JSONField(default=list, blank=True)
    boundary = models.JSONField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    inhabitants = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    source = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    licence = models.CharField(max_length=120, blank=True, default="")
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_system", "kind", "code"], name="area_code_once"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="area_valid_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "slug"], name="area_kind_slug"),
            models.Index(fields=["west", "east", "south", "north"], name="area_box"),
        ]
        verbose_name = _("gebied")
        verbose_name_plural = _("gebieden")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "kind", "code_system", "code", "name", "name_fr", "slug", "parent", "ancestor_ids", "boundary",
            "west", "south", "east", "north", "latitude", "longitude", "inhabitants", "valid_from", "valid_to",
            "replaced_by", "source", "licence", "extra",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def line(self) -> list[int]:
        """Ids from the widest area down to this one."""
        return [*self.ancestor_ids, self.pk]


class Place(models.Model):
    """A name with a point: a street, a neighbourhood, a town. So that "near" can be a street."""

    kind = models.CharField(max_length=20, choices=PlaceKind)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, db_index=True, help_text="name in lower case without accents")
    town = models.CharField(max_length=120, blank=True, default="")
    neighbourhood = models.CharField(max_length=120, blank=True, default="")
    postcode = models.CharField(max_length=10, blank=True, default="")
    latitude = models.FloatField()
    longitude = models.FloatField()
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="places")
    scope = models.CharField(max_length=80, blank=True, default="", help_text="the source's own area value, verbatim")
    source = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    licence = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "scope", "town", "neighbourhood", "name"],
                name="place_once_per_source",
            )
        ]
        verbose_name = _("plek met een naam")
        verbose_name_plural = _("plekken met een naam")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "kind", "name", "folded", "town", "neighbourhood", "postcode", "latitude", "longitude", "area",
            "scope", "source", "licence",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}, {self.town}" if self.town else self.name


class Network(models.Model):
    """A neighbourhood network: its own name and address on the site, its areas, words, colours and rooms.

    It can cover areas of several municipalities, in the Netherlands (``nl``) or Flanders (``nl-be``).
    ``theme`` holds CSS custom properties (``{"groen": "#1B4A3C"}``), see docs. ``holiday_region`` names
    a table of school holidays (``nl-noord``, ``nl-midden``, ``nl-zuid``, ``be-vl``, ``be-fr``).
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    town = models.CharField(max_length=120, help_text="stands under the neighbourhood on the place sign")
    country = models.CharField(max_length=2, choices=[("NL", _("Nederland")), ("BE", _("België"))])
    locale = models.CharField(max_length=5, choices=[("nl", "Nederlands"), ("nl-be", "Nederlands (België)")])
    time_zone = models.CharField(max_length=40, default="Europe/Amsterdam")
    holiday_region = models.CharField(max_length=20, blank=True, default="")
    breadth = models.CharField(max_length=20, choices=Breadth, default=Breadth.FAMILIES)
    rooms = models.JSONField(default=first_rooms)
    areas = models.ManyToManyField(Area, related_name="networks")
    introduction = models.TextField(blank=True, default="")
    contact_name = models.CharField(max_length=120, blank=True, default="", help_text="a place or role, not a person")
    contact_phone = models.CharField(max_length=40, blank=True, default="")
    contact_email = models.EmailField(blank=True, default="")
    contact_address = models.CharField(max_length=200, blank=True, default="")
    contact_hours = models.CharField(max_length=200, blank=True, default="")
    theme = models.JSONField(default=dict, blank=True)
    frequent_searches = models.JSONField(default=list, blank=True)
    is_listed = models.BooleanField(default=True, help_text="shown on the site's front page")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("netwerk")
        verbose_name_plural = _("netwerken")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "slug", "name", "town", "country", "locale", "time_zone", "holiday_region", "breadth", "rooms",
            "areas", "introduction", "contact_name", "contact_phone", "contact_email", "contact_address",
            "contact_hours", "theme", "frequent_searches", "is_listed", "created_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def has(self, room: str) -> bool:
        """Whether a room is switched on."""
        return room in self.rooms

    @property
    def colours(self) -> dict[str, str]:
        """The network's own colours by token name; what is no colour in hexadecimals is left out."""
        return {
            name: value
            for name, value in self.theme.items()
            if TOKEN.fullmatch(name) and COLOUR.fullmatch(str(value))
        }


class BaseMap(models.Model):
    """The network's own drawn map: a GeoJSON FeatureCollection with ``layer`` per feature.

    Layers from below: ``land``, ``water``, ``green``, ``building``, ``public``, ``street``, ``main``,
    ``label``. Without one, the boundaries of the network's areas are the map.
    """

    network = models.OneToOneField(Network, on_delete=models.CASCADE, related_name="base_map")
    features = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("ondergrond")
        verbose_name_plural = _("ondergronden")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "network", "features", "updated_at"]

    def __str__(self) -> str:
        return str(self.network)
