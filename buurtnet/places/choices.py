from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class VenueKind(models.TextChoices):
    ROOM = "room", _("ruimte")
    PLAYGROUND = "playground", _("speelplek")
    SPORT = "sport", _("sportplek")
    KITCHEN = "kitchen", _("keuken")
    GARDEN = "garden", _("tuin")
    YOUTH = "youth", _("jongerenplek")


class SafeFor(models.TextChoices):
    """For whom it is a safe place: someone they can go to is there in its supervised hours."""

    CHILDREN = "children", _("kinderen")
    YOUNG_PEOPLE = "young_people", _("jongeren")
    WOMEN = "women", _("vrouwen en meisjes")
    QUIET = "quiet", _("wie rust zoekt")


class Facility(models.TextChoices):
    """What is there."""

    KITCHEN = "kitchen", _("keuken")
    TOILET = "toilet", _("wc")
    WIFI = "wifi", _("wifi")
    SCREEN = "screen", _("scherm of beamer")
    TABLES = "tables", _("tafels en stoelen")
    TOYS = "toys", _("speelgoed")
    STAGE = "stage", _("podium")
    SOUND = "sound", _("muziek en microfoon")
    STEP_FREE = "step_free", _("zonder drempel")
    LIFT = "lift", _("lift")
    CHANGING_TABLE = "changing_table", _("plek om te verschonen")
    SHADE = "shade", _("schaduw")
    FENCE = "fence", _("hek eromheen")
    WATER = "water", _("drinkwater")


class Access(models.TextChoices):
    """How one gets in."""

    OPEN = "open", _("de deur is open")
    PERSON = "person", _("iemand doet open")
    KEY = "key", _("je haalt de sleutel")
    CODE = "code", _("met een code")


class Approval(models.TextChoices):
    DIRECT = "direct", _("meteen geregeld")
    TRUSTED = "trusted", _("voor partners meteen, anderen vragen het")
    ASK = "ask", _("de beheerder zegt ja of nee")
    NONE = "none", _("niet te reserveren")


class HoursKind(models.TextChoices):
    WALK_IN = "walk_in", _("gewoon binnenlopen")
    BOOKABLE = "bookable", _("te reserveren")


class BookingState(models.TextChoices):
    """How far a booking is (community, section 3)."""

    ASKED = "asked", _("gevraagd")
    CONFIRMED = "confirmed", _("geregeld")
    REFUSED = "refused", _("kan niet")
    USED = "used", _("gebruikt")
    NO_SHOW = "no_show", _("niet gekomen")
    CANCELLED = "cancelled", _("afgezegd")


# These keep their quarters of an hour: nobody else can have them.
HOLDING: Final = (BookingState.ASKED, BookingState.CONFIRMED, BookingState.USED, BookingState.NO_SHOW)
BOOKING_ALLOWED: Final[Mapping[BookingState, frozenset[BookingState]]] = {
    BookingState.ASKED: frozenset({BookingState.CONFIRMED, BookingState.REFUSED, BookingState.CANCELLED}),
    BookingState.CONFIRMED: frozenset({BookingState.USED, BookingState.NO_SHOW, BookingState.CANCELLED}),
    BookingState.REFUSED: frozenset(),
    BookingState.USED: frozenset(),
    BookingState.NO_SHOW: frozenset({BookingState.USED}),
    BookingState.CANCELLED: frozenset(),
}


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("afgesproken")
    CANCELLED = "cancelled", _("afgezegd")


class SeasonState(models.TextChoices):
    """How far a round for fixed times is."""

    OPEN = "open", _("vragen kan")
    SHARED = "shared", _("verdeeld")


class WishOutcome(models.TextChoices):
    """What came of a wish for a fixed time."""

    WAITING = "waiting", _("wacht op de verdeling")
    GRANTED = "granted", _("gelukt")
    REFUSED = "refused", _("niet gelukt")


class NotFree(models.TextChoices):
    """Why a place cannot be had at a moment. The sentence stands on the page, and beside each day of a series."""

    TAKEN = "taken", _("Dan is de plek al van iemand anders.")
    CLOSED = "closed", _("Dan is de plek niet te reserveren.")
    PAST = "past", _("Dat moment is al voorbij.")
    TOO_SOON = "too_soon", _("Dat is te snel. De plek heeft meer tijd nodig om het te regelen.")
    TOO_FAR = "too_far", _("Dat is nog te ver weg. Zo ver vooruit kun je hier niet reserveren.")
    TOO_LONG = "too_long", _("Dat is te lang voor deze plek.")
    TOO_MANY = "too_many", _("Er passen niet zo veel mensen in.")
    NO_ADULT = "no_adult", _("Hier moet een volwassene bij zijn. Zet een vinkje als die er is.")
    TOO_MANY_ASKED = "too_many_asked", _("Je hebt hier al drie vragen die op antwoord wachten. Wacht daar eerst op.")
    NOT_BOOKED = "not_booked", _("Deze plek kun je niet reserveren. Je kunt er gewoon binnenlopen.")


class Repeat(models.TextChoices):
    """How often the same time is asked for."""

    ONCE = "once", _("één keer")
    WEEKLY = "weekly", _("elke week")
    FORTNIGHTLY = "fortnightly", _("om de week")
    MONTHLY = "monthly", _("elke maand op dezelfde dag van de week")
