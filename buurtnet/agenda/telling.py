"""The mails to who joined a date. A mailbox is read by many: a mail names the day, and never what is done.

What it is about stands behind the link, which is one's own.
"""

import time
import uuid
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import SignupState
from buurtnet.agenda.forgetting import forget_along
from buurtnet.agenda.models import ActivityDate, Signup
from buurtnet.agenda.shown import date_text
from buurtnet.kit import own_links
from buurtnet.kit.limits import DAY, allowed
from buurtnet.people.links import site_url
from buurtnet.people.mailing import send

LINKS: Final = "agenda.signup"
AGAIN_A_DAY: Final = 3  # mails with the same link, to an address that anyone can fill in


def token_of(form_key: uuid.UUID) -> str:
    """The link with which who joined comes back."""
    return own_links.link_of(LINKS, form_key)


def tell_joined(signup: Signup) -> None:
    """They come, or wait in line."""
    mail(signup, _waits if signup.state == SignupState.WAITING else _comes)


def tell_again(signup: Signup) -> None:
    """Someone filled in the address of who joined already: the link once more, a few times a day at most."""
    if allowed("join-again", str(signup.pk), AGAIN_A_DAY, DAY, time.time()):
        mail(signup, _was_there)


def tell_moved_up(signup: Signup) -> None:
    mail(signup, _moved_up)


def tell_taken_off(signup: Signup) -> None:
    """Who keeps the activity took them off."""
    mail(signup, _taken_off)


def tell_reminder(signup: Signup) -> None:
    mail(signup, _tomorrow)


def tell_cancelled(date: ActivityDate) -> int:
    """Everyone who comes or waits: it is off. In the transaction that calls it off, so once. Returns how many."""
    return tell_each(date, _off)


def tell_on_again(date: ActivityDate) -> int:
    """Everyone who comes or waits: after all it is on. Returns how many."""
    return tell_each(date, _on_again)


def tell_moved(date: ActivityDate) -> int:
    """Everyone who comes or waits: another day, time or place; and they are forgotten after the new day.

    Who was reminded of the day before is reminded of the new one. Returns how many were told.
    """
    forget_along(date)
    date.signups.exclude(reminded_at=None).update(reminded_at=None)
    return tell_each(date, _changed)


def tell_each(date: ActivityDate, sentence: Callable[[], str]) -> int:
    told = 0
    for signup in date.signups.exclude(state=SignupState.CANCELLED).exclude(contact_hash="").order_by("line"):
        signup.date = date
        mail(signup, sentence)
        told += 1
    return told


def mail(signup: Signup, sentence: Callable[[], str]) -> None:
    """In the language they joined in; to who gave no address nothing goes, their page says it."""
    if not signup.contact:
        return
    network = signup.date.activity.network
    spoken = signup.language if signup.language in dict(settings.LANGUAGES) else "nl"
    with translation.override(network.locale if spoken == "nl" else spoken):
        day = date_text(signup.date.day)
        url = site_url("agenda:signup", network.slug, token_of(signup.form_key))
        body = [
            _("Hallo,"),
            sentence().format(day=day),
            url + ("" if spoken == "nl" else f"?taal={spoken}"),
            _("Deze link is alleen voor jou. Stuur hem niet door."),
        ]
        send(signup.contact, _("Bericht over {day}").format(day=day), "\n\n".join(body))


def _comes() -> str:
    return _("Je staat erop: je komt op {day}. Alles wat je moet weten, staat hier. Afmelden kan daar ook:")


def _waits() -> str:
    return _("Het zit nog vol op {day}. Je staat op de wachtlijst. Komt er plek, dan krijg je een mail. Kijk hier:")


def _was_there() -> str:
    return _("Iemand vulde je mailadres in voor {day}. Je stond er al op. Je aanmelding staat hier:")


def _moved_up() -> str:
    return _("Er is een plek vrij: je kunt komen op {day}. Kom je toch niet? Meld je dan af, hier:")


def _taken_off() -> str:
    return _("Je staat niet meer op de lijst voor {day}. Lees hier hoe het zit:")


def _off() -> str:
    return _("Het gaat niet door op {day}. Lees hier waarom:")


def _on_again() -> str:
    return _("Het gaat toch door op {day}. Lees het hier:")


def _changed() -> str:
    return _("Er is iets veranderd. Het is nu op {day}. Lees hier hoe laat en waar:")


def _tomorrow() -> str:
    return _("Morgen is het zover: {day}. Alles wat je moet weten, staat hier. Kom je toch niet? Meld je dan af:")
