"""Saying that one comes to a date, without an account: with how many, by a name one chooses, and a link of one's own.

Who joins and who leaves take turns behind the lock of the date: there places are counted and the line goes on, so
that two at once never have the last place. A line is never skipped by who comes later.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import ActivityState, DateState, Joining, SignupState
from buurtnet.agenda.forgetting import forget_day
from buurtnet.agenda.models import Activity, ActivityDate, Signup
from buurtnet.agenda.moving import locked_date
from buurtnet.agenda.telling import tell_again, tell_joined, token_of
from buurtnet.agenda.waiting import count_places, most_of, move_up, takes
from buurtnet.kit import own_links
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

LINKS: Final = "agenda.signup"

__all__ = ["Coming", "answers_of", "come_with", "is_open", "join", "takes_part", "token_of", "with_token"]


@dataclass(frozen=True)
class Coming:
    """What someone says who comes. ``contact``: a mail address, or nothing; ``answers``: id of a question to text."""

    people: int = 1
    alias: str = ""
    contact: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    language: str = "nl"


@transaction.atomic
def join(
    date: ActivityDate, coming: Coming, *, key: uuid.UUID, by: By | None = None, now: dt.datetime | None = None
) -> Signup:
    """They come, or stand in line. Sent twice (``key``) it is one; so it is from one mail address, whose owner gets
    the link once more, since only they may know that they joined.

    ``by``: who writes them down for them, which can be until it is over. Raises ``NotNowError``.
    """
    found, now = locked_date(date), now or timezone.now()
    key = uuid.uuid5(key, str(found.pk))
    if earlier := found.signups.filter(form_key=key).first():
        return earlier
    require_open(found, now, until=found.ends_at if by else found.starts_at)
    require_room(found, coming.people)
    address = hash_of_contact(found, coming.contact)
    if address and (earlier := found.signups.filter(contact_hash=address).first()):
        tell_again(earlier)
        return earlier
    signup = write_down(found, coming, key, address)
    record(
        Action.CREATE, actor=by.person if by else None, obj=signup, network=found.network_id, fields_group="signup",
        role_then=by.role if by else "visitor", rule=f"signup.{signup.state}", request=by.request if by else None,
    )  # fmt: skip
    tell_joined(signup)
    return signup


def write_down(date: ActivityDate, coming: Coming, key: uuid.UUID, address: str) -> Signup:
    """The row, last in line; behind the lock of its date."""
    state = SignupState.JOINED if takes(date, coming.people) else SignupState.WAITING
    last = date.signups.aggregate(last=Max("line"))["last"] or 0
    signup = Signup.objects.create(
        date=date, alias=coming.alias, people=coming.people, contact=coming.contact, contact_hash=address,
        answers=json.dumps(dict(coming.answers), ensure_ascii=False) if coming.answers else "",
        language=coming.language, state=state, line=last + 1, form_key=key, forget_on=forget_day(date),
        link_hash=own_links.hash_of_link(LINKS, token_of(key)),
    )  # fmt: skip
    count_places(date)
    return signup


@transaction.atomic
def come_with(signup: Signup, people: int, *, now: dt.datetime | None = None) -> Signup:
    """With more or fewer; the place in line stays, and what comes free goes to the line. Raises ``NotNowError``."""
    date, now = locked_date(signup.date), now or timezone.now()
    found = Signup.objects.get(pk=signup.pk)
    found.date = date
    require_open(date, now, until=date.starts_at)
    if found.state == SignupState.CANCELLED:
        raise NotNowError(_("Je bent afgemeld. Meld je opnieuw aan als je toch komt."))
    if people > date.activity.most_each:
        raise NotNowError(_("Zo veel mensen tegelijk kan niet. Bel of mail wie dit doet."))
    require_fits_at_all(date, people)
    more = people - found.people
    if found.state == SignupState.JOINED and more > 0 and not takes(date, more):
        raise NotNowError(_("Er is geen plek voor meer mensen. Er verandert niets: je plek heb je nog."))
    found.people = people
    found.save(update_fields=["people"])
    count_places(date)
    move_up(date, now)
    record(
        Action.CHANGE, actor=None, obj=found, network=date.network_id, fields_group="signup", role_then="visitor",
        rule="signup.people",
    )  # fmt: skip
    found.refresh_from_db()
    return found


def require_open(date: ActivityDate, now: dt.datetime, *, until: dt.datetime) -> None:
    """Raises ``NotNowError`` with why one cannot say any more that one comes."""
    if date.state == DateState.CANCELLED:
        raise NotNowError(_("Deze keer gaat niet door."))
    if now >= until or date.state != DateState.PLANNED:
        raise NotNowError(_("Deze keer is al begonnen. Je kunt je niet meer opgeven."))
    if not takes_part(date.activity):
        raise NotNowError(_("Je hoeft je hier niet op te geven."))


def require_room(date: ActivityDate, people: int) -> None:
    """Raises ``NotNowError`` when there is no room, and no line to stand in."""
    require_fits_at_all(date, people)
    if not date.activity.has_waiting_list and not takes(date, people):
        raise NotNowError(_("Het zit vol. Er is geen plek meer voor zo veel mensen."))


def require_fits_at_all(date: ActivityDate, people: int) -> None:
    """Raises ``NotNowError`` for more than there is room for even when nobody else comes."""
    most = most_of(date)
    if most is not None and people > most:
        raise NotNowError(_("Er kunnen hoogstens %(most)s mensen mee.") % {"most": most})


def takes_part(activity: Activity) -> bool:
    """Whether one lets know that one comes."""
    return activity.state == ActivityState.LIVE and activity.registration != Joining.NONE


def is_open(date: ActivityDate, now: dt.datetime) -> bool:
    """Whether visitors can say that they come, or stand in line where it is full."""
    return date.state == DateState.PLANNED and now < date.starts_at and takes_part(date.activity)


def hash_of_contact(date: ActivityDate, contact: str) -> str:
    """By what an address is known for one date, and cannot be found from one date to another."""
    return own_links.keyed(LINKS, "contact", f"{date.pk} {contact.casefold()}") if contact else ""


def with_token(token: str) -> Signup | None:
    """What is behind a link; None for one that leads nowhere (any more)."""
    around = Signup.objects.select_related(
        "date__activity__network", "date__activity__venue", "date__activity__location"
    )
    return around.filter(link_hash=own_links.hash_of_link(LINKS, token)).first()


def answers_of(signup: Signup) -> dict[str, str]:
    """Id of a question to what they answered."""
    said = json.loads(signup.answers) if signup.answers else {}
    return {str(key): str(text) for key, text in said.items()}
