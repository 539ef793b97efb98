"""The mail with which the minutes go to who was asked and came. Its subject tells nothing of what was said."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from buurtnet.meetings.choices import DecisionState
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.meetings.moving import link_of
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Person


def mail_minutes(meeting: Meeting, page: Mapping[str, Any]) -> int:
    """To each who was asked or came, and to who made the meeting; each once. Returns how many went."""
    owners = owners_in(page)
    gone: set[str] = set()
    rows = meeting.invitees.filter(Q(sent_at__isnull=False) | Q(came=True)).select_related("person")
    for invitee in rows:
        person = invitee.person if invitee.person and invitee.person.is_active else None
        to = person.email if person else invitee.address
        if not to or to.casefold() in gone:
            continue
        gone.add(to.casefold())
        _mail(meeting, page, owners, to, invitee.name, person, address_of(meeting, invitee, person))
    for person in makers(meeting):
        if person.email.casefold() not in gone:
            gone.add(person.email.casefold())
            _mail(meeting, page, owners, person.email, person.name, person, address_of(meeting, None, person))
    return len(gone)


def owners_in(page: Mapping[str, Any]) -> dict[str, str]:
    """The names of who own an action of a page, by their row; of an account that is gone there is none."""
    ids = {one["owner"] for one in page["actions"] if one["owner"]}
    return {str(pk): name for pk, name in Person.objects.filter(pk__in=ids).values_list("pk", "name")}


def address_of(meeting: Meeting, invitee: Invitee | None, person: Person | None) -> str:
    """Where someone reads it: signed in, or behind their own link."""
    if invitee is not None and person is None:
        return site_url("meetings:minutes_link", meeting.network.slug, link_of("invitee", invitee.pk))
    return site_url("meetings:minutes", meeting.network.slug, meeting.pk)


def makers(meeting: Meeting) -> list[Person]:
    """Who leads, writes down and prepares it."""
    rows = Q(pk__in=[meeting.chair_id, meeting.note_taker_id]) | Q(pk__in=meeting.preparers.values("person"))
    return list(Person.objects.filter(rows, is_active=True))


def _mail(
    meeting: Meeting, page: Mapping[str, Any], owners: Mapping[str, str], to: str, name: str, person: Person | None,
    url: str,
) -> None:  # fmt: skip
    language = in_their_language(person) if person else override(meeting.network.locale)
    with language:
        hello = _("Hallo {name},").format(name=name) if name else _("Hallo,")
        body = [hello, _first(meeting), *_short(page, owners), _("Het hele verslag:"), url, _until(meeting)]
        send(to, _("Het verslag staat klaar"), "\n\n".join(body), person)


def _first(meeting: Meeting) -> str:
    day = date_format(meeting.starts_at.astimezone(meeting.zone()), "j F Y")
    return _("Dit kwam eruit op {day}, bij ‘{title}’.").format(day=day, title=meeting.title)


def _until(meeting: Meeting) -> str:
    assert meeting.correct_until
    day = date_format(meeting.correct_until, "j F Y")
    return _("Klopt er iets niet? Zeg het op die pagina, tot en met {day}. Daarna ligt het verslag vast.").format(
        day=day
    )


def _short(page: Mapping[str, Any], owners: Mapping[str, str]) -> Iterator[str]:
    """The decisions and who does what."""
    taken = [one["text"] for one in page["decisions"] if one["state"] == DecisionState.TAKEN]
    if taken:
        yield "\n".join([_("Besloten:"), *(f"- {text}" for text in taken)])
    rows = []
    for one in page["actions"]:
        who = owners.get(one["owner"] or "", "")
        rows.append(f"- {one['text']} ({', '.join(filter(None, (who, one['organization'], _day(one['due']))))})")
    if rows:
        yield "\n".join([_("Wie doet wat:"), *rows])


def _day(said: str) -> str:
    return date_format(dt.date.fromisoformat(said), "j F")
