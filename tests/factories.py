"""Rows for tests, each the least that makes sense; what a test is about, the test says itself.

The cast with its names, hours and prices is the demo (``tests/town``); a factory is for one noun at a time.
"""

import factory
from factory.django import DjangoModelFactory

from buurtnet.areas.choices import AreaKind, CodeSystem
from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Location, Service, ServiceAtLocation
from buurtnet.kit.folding import words
from buurtnet.people.choices import OrganizationKind
from buurtnet.people.models import Organization, Person
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept, Label


class AreaFactory(DjangoModelFactory[Area]):
    class Meta:
        model = Area
        skip_postgeneration_save = True

    kind = AreaKind.NEIGHBOURHOOD
    code_system = CodeSystem.OWN
    code = factory.Sequence(lambda number: f"BU{number:04}")
    name = factory.Sequence(lambda number: f"Buurt {number}")
    slug = factory.Sequence(lambda number: f"buurt-{number}")


class NetworkFactory(DjangoModelFactory[Network]):
    """A network in the Netherlands; name its areas with ``NetworkFactory(areas=[…])``."""

    class Meta:
        model = Network
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda number: f"netwerk-{number}")
    name = factory.Sequence(lambda number: f"Netwerk {number}")
    town = "Havendijk"
    country = "NL"
    locale = "nl"
    holiday_region = "nl-midden"

    @factory.post_generation
    def areas(self, create: bool, extracted: list[Area] | None, **kwargs: object) -> None:
        if create and extracted:
            self.areas.set(extracted)


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    email = factory.Sequence(lambda number: f"bewoner{number}@havendijk.example")


class OrganizationFactory(DjangoModelFactory[Organization]):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda number: f"Vereniging {number}")
    kind = OrganizationKind.INFORMAL


class LocationFactory(DjangoModelFactory[Location]):
    class Meta:
        model = Location

    name = factory.Sequence(lambda number: f"Buurthuis {number}")
    latitude = 52.05
    longitude = 4.15


class ServiceFactory(DjangoModelFactory[Service]):
    class Meta:
        model = Service

    name = factory.Sequence(lambda number: f"Inloop {number}")
    organization = factory.SubFactory(OrganizationFactory)
    support_level = 0


class ServiceAtLocationFactory(DjangoModelFactory[ServiceAtLocation]):
    class Meta:
        model = ServiceAtLocation

    service = factory.SubFactory(ServiceFactory)
    location = factory.SubFactory(LocationFactory)


class ConceptFactory(DjangoModelFactory[Concept]):
    class Meta:
        model = Concept

    slug = factory.Sequence(lambda number: f"begrip-{number}")
    name = factory.Sequence(lambda number: f"begrip {number}")


class LabelFactory(DjangoModelFactory[Label]):
    """A label of everyone; name its network for one of its own."""

    class Meta:
        model = Label

    concept = factory.SubFactory(ConceptFactory)
    text = factory.Sequence(lambda number: f"woord {number}")
    folded = factory.LazyAttribute(lambda label: " ".join(words(label.text)))
    kind = LabelKind.TERM
