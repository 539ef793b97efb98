"""The rows of this room."""

from buurtnet.places.models.booking import BookedQuarter, Booking, BookingSeries
from buurtnet.places.models.clinic import Appointment, Clinic, ClinicDayOff
from buurtnet.places.models.season import SeasonRound, SeasonWish
from buurtnet.places.models.venue import ClosedDays, OpenHours, Venue

__all__ = [
    "Appointment",
    "BookedQuarter",
    "Booking",
    "BookingSeries",
    "Clinic",
    "ClinicDayOff",
    "ClosedDays",
    "OpenHours",
    "SeasonRound",
    "SeasonWish",
    "Venue",
]
