"""The mails about turns at a clinic. Neutral: neither subject nor text tells of which clinic, when, or about what."""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.people.links import site_url
from buurtnet.people.mailing import send
from buurtnet.places.models import Appointment


def mail_booked(appointment: Appointment, token: str) -> None:
    """To who booked: with the link to see it and to say it off."""
    _mail(appointment, token, _booked)


def mail_reminder(appointment: Appointment, token: str) -> None:
    """To who booked, the day before."""
    _mail(appointment, token, _tomorrow)


def mail_cancelled(appointment: Appointment, token: str) -> None:
    """To who booked: it does not go on."""
    _mail(appointment, token, _cancelled)


def _mail(appointment: Appointment, token: str, sentence: Callable[[], str]) -> None:
    if not appointment.contact:
        return
    network = appointment.clinic.network
    spoken = appointment.language if appointment.language in dict(settings.LANGUAGES) else "nl"
    if spoken == "nl":
        spoken = network.locale
    with translation.override(spoken):
        url = site_url("places:clinic_turn", network.slug, token)
        body = [
            _("Hallo,"),
            sentence(),
            url + ("" if spoken.startswith("nl") else f"?taal={spoken}"),
            _("Deze link is alleen voor jou. Stuur hem niet door."),
        ]
        send(appointment.contact, _("Er staat iets voor je klaar in Buurtnet"), "\n\n".join(body))


def _booked() -> str:
    return _("Je afspraak staat. Waar en wanneer, lees je hier. Afzeggen kan daar ook:")


def _tomorrow() -> str:
    return _("Morgen heb je een afspraak. Alles wat je moet weten, staat hier. Lukt het niet? Zeg het daar af:")


def _cancelled() -> str:
    return _("Je afspraak gaat helaas niet door. Hier lees je hoe je een nieuwe maakt:")
