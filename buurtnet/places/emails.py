"""The mails about bookings. Neutral: a mailbox is read by many, so subject and text tell no place, day or purpose.

A code of a door is never in a mail.
"""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Person
from buurtnet.places.access import deciders_of
from buurtnet.places.choices import BookingState
from buurtnet.places.models import Booking


def mail_settled(booking: Booking, token: str) -> None:
    """To who booked: it is asked, settled or cannot be; behind the link stands which."""
    sentences = {BookingState.ASKED: _asked, BookingState.CONFIRMED: _confirmed}
    _to_booker(booking, token, sentences.get(BookingState(booking.state), _changed))


def mail_reminder(booking: Booking, token: str) -> None:
    """To who booked, the day before."""
    _to_booker(booking, token, _tomorrow)


def mail_asked(booking: Booking) -> None:
    """To who decides: someone asks for a place of yours."""
    for person in deciders_of(booking.venue):
        with in_their_language(person):
            url = site_url("places:booking_kept", booking.venue.network.slug, booking.pk)
            body = [
                _("Hallo {name},").format(name=person.name) if person.name else _("Hallo,"),
                _("Iemand vraagt of een plek vrij is. Zeg je ja of nee?"),
                url,
            ]
            send(person.email, _subject(), "\n\n".join(body), person)


def mail_dropped(booking: Booking, *, code_was_seen: bool = False) -> None:
    """To who decides: what was asked or settled is off again; and whether someone knows the code of the door now."""
    for person in deciders_of(booking.venue):
        with in_their_language(person):
            url = site_url("places:venue_week", booking.venue.network.slug, booking.venue_id)
            body = [_("Hallo,"), _("Een reservering van een plek is afgezegd. De plek is weer vrij.")]
            if code_was_seen:
                body.append(_("De code van de deur is al bekeken. Verander de code als dat kan."))
            body.append(url)
            send(person.email, _subject(), "\n\n".join(body), person)


def address_of(booking: Booking) -> tuple[str, Person | None]:
    """Where who booked reads a mail; empty when they gave none."""
    if booking.contact:
        return booking.contact, None
    return (booking.booker.email, booking.booker) if booking.booker and booking.booker.is_active else ("", None)


def _to_booker(booking: Booking, token: str, sentence: Callable[[], str]) -> None:
    to, person = address_of(booking)
    if not to:
        return
    language = (person.language if person else "") or booking.language
    spoken = language if language in {code for code, _name in settings.LANGUAGES} else "nl"
    if spoken == "nl":
        spoken = booking.venue.network.locale
    with translation.override(spoken):
        url = site_url("places:booking", booking.venue.network.slug, token)
        body = [
            _("Hallo,"),
            sentence(),
            url + ("" if spoken.startswith("nl") else f"?taal={spoken}"),
            _("Deze link is alleen voor jou. Stuur hem niet door."),
        ]
        send(to, _subject(), "\n\n".join(body), person)


def _subject() -> str:
    return _("Er staat iets voor je klaar in Buurtnet")


def _asked() -> str:
    return _("We hebben je vraag om een plek. Je hoort nog of het kan. Hier zie je hoe het ervoor staat:")


def _confirmed() -> str:
    return _("Je plek is geregeld. Alles wat je moet weten, staat hier. Afzeggen kan daar ook:")


def _changed() -> str:
    return _("Er is iets veranderd aan je reservering. Lees het hier:")


def _tomorrow() -> str:
    return _("Morgen is het zover. Alles wat je moet weten, staat hier. Lukt het niet? Zeg het daar af:")
