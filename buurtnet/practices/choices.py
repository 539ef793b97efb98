from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class PracticeState(models.TextChoices):
    """How far a good practice is (community, section 2)."""

    DRAFT = "draft", _("in de maak")
    READ = "read", _("gelezen door een ander")
    SHARED = "shared", _("gedeeld")
    OUTDATED = "outdated", _("verouderd")


PRACTICE_ALLOWED: Final[Mapping[PracticeState, frozenset[PracticeState]]] = {
    PracticeState.DRAFT: frozenset({PracticeState.READ, PracticeState.OUTDATED}),
    PracticeState.READ: frozenset({PracticeState.SHARED, PracticeState.DRAFT, PracticeState.OUTDATED}),
    PracticeState.SHARED: frozenset({PracticeState.OUTDATED, PracticeState.DRAFT}),
    PracticeState.OUTDATED: frozenset({PracticeState.DRAFT}),
}


class Evidence(models.TextChoices):
    """How well it is known that it works."""

    ONCE = "once", _("één keer gedaan")
    REPEATED = "repeated", _("vaker gedaan")
    EVALUATED = "evaluated", _("onderzocht")


class NeighbourhoodKind(models.TextChoices):
    """Where it was done; no judgement of who lives there."""

    CITY = "city", _("in de stad")
    NEW_ESTATE = "new_estate", _("in een nieuwe wijk")
    FLATS = "flats", _("tussen de flats")
    TOWN = "town", _("in een kleinere plaats")
    VILLAGE = "village", _("in een dorp")
    ANY = "any", _("overal")


class Element(models.TextChoices):
    """What makes it work: the effective elements of working in neighbourhoods that studies keep finding."""

    NEAR = "near", _("dichtbij en makkelijk binnenlopen")
    FAMILIAR_FACE = "familiar_face", _("steeds hetzelfde gezicht")
    RESIDENTS_LEAD = "residents_lead", _("bewoners doen het zelf")
    TOGETHER_FIRST = "together_first", _("eerst iets leuks, dan pas praten")
    EQUALS = "equals", _("mensen die hetzelfde meemaken")
    GOES_TO_PEOPLE = "goes_to_people", _("naar mensen toe gaan")
    STRENGTHS = "strengths", _("beginnen bij wat goed gaat")
    PARTNERS = "partners", _("samen met school, zorg en sport")
    LANGUAGE = "language", _("in de eigen taal")
    LASTING = "lasting", _("lang volhouden")


class PlaybookState(models.TextChoices):
    IN_USE = "in_use", _("in gebruik")
    STOPPED = "stopped", _("gestopt")


class OfferState(models.TextChoices):
    """An owner asks another to take over; until then the first one stays (community, section 1)."""

    OFFERED = "offered", _("gevraagd")
    ACCEPTED = "accepted", _("overgenomen")
    DECLINED = "declined", _("liever niet")
    WITHDRAWN = "withdrawn", _("ingetrokken")


OFFER_ALLOWED: Final[Mapping[OfferState, frozenset[OfferState]]] = {
    OfferState.OFFERED: frozenset({OfferState.ACCEPTED, OfferState.DECLINED, OfferState.WITHDRAWN}),
    OfferState.ACCEPTED: frozenset(),
    OfferState.DECLINED: frozenset(),
    OfferState.WITHDRAWN: frozenset(),
}
