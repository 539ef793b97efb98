"""What waits for someone in this room: questions, offers, calls, texts to read, and a door without people."""

import datetime as dt
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.questions.access import networks_of, on_my_list
from buurtnet.questions.choices import WAITING, State
from buurtnet.questions.models import OthersAsked, Question
from buurtnet.questions.roster import Staff, first_day, staffs_of
from buurtnet.questions.shown import due_of
from buurtnet.questions.telling import to_call

MOST: Final = 50  # of each kind
QUESTION: Final = "message-circle-question-mark"


def items(person: Person, now: dt.datetime) -> list[Item]:
    """In a number of queries that does not grow with what waits, nor with the networks of someone."""
    staffs = [one for one in staffs_of(networks_of(person)).values() if one.network.has(Room.QUESTION)]
    if not staffs:
        return []
    return [*questions(person, now), *calls(person), *texts(person, staffs, now), *doors(person, staffs, now)]


def questions(person: Person, now: dt.datetime) -> list[Item]:
    rows = on_my_list(person, now).select_related("network").defer("text", "contact").order_by("asked_at", "pk")
    return [item_of(one, person) for one in rows[:MOST]]


def item_of(question: Question, person: Person) -> Item:
    title = _("Een vraag wacht op jouw antwoord")
    if question.state in WAITING:
        title = _("Een vraag is nog niet opgepakt")
    elif question.state == State.PASSED_ON:
        title = _("Een doorgegeven vraag wacht op een ja")
    elif question.owner_id != person.pk:
        title = _("Een vraag is te laat")
    url = reverse("questions:question", args=[question.network.slug, question.pk])
    return Item(question.asked_at, title, url, QUESTION, due_of(question), question.network.name)


def calls(person: Person) -> list[Item]:
    rows = to_call(person).select_related("network").defer("text", "contact")[:MOST]
    return [
        Item(
            one.call_since or one.asked_at, _("Iemand wacht tot je belt"),
            reverse("questions:question", args=[one.network.slug, one.pk]), "phone", None, one.network.name,
        )
        for one in rows if one.network.has(Room.QUESTION)
    ]  # fmt: skip


def texts(person: Person, staffs: list[Staff], now: dt.datetime) -> list[Item]:
    """Texts of others that wait for a second reader."""
    held = roles_of(person).filter(role__in=(Role.DIRECTOR, Role.CONNECTOR)).values_list("network_id", flat=True)
    keeps = set(held)
    mine = [one.network for one in staffs if one.network.pk in keeps or is_on_roster(one, person, now)]
    rows = OthersAsked.objects.filter(network__in=mine, approved_at=None, withdrawn_at=None)
    by_others = rows.filter(~Q(written_by=person) | Q(written_by=None)).select_related("network")
    return [
        Item(
            one.written_at, _("Een tekst wacht op een tweede lezer"),
            reverse("questions:publish", args=[one.network.slug, one.pk]), "file-text", None, one.network.name,
        )
        for one in by_others.order_by("written_at", "pk")[:MOST]
    ]  # fmt: skip


def is_on_roster(staff: Staff, person: Person, now: dt.datetime) -> bool:
    day = staff.day(now)
    return any(person.pk in {one.person, one.deputy} for one in staff.roster.shifts if one.runs_on(day))


def doors(person: Person, staffs: list[Staff], now: dt.datetime) -> list[Item]:
    """For a director: a question door that is closed although there is a roster."""
    return [
        Item(
            now, _("Bewoners kunnen geen vraag stellen: er staan geen twee mensen op het rooster"),
            reverse("questions:roster", args=[one.network.slug]), "door-open", None, one.network.name,
        )
        for one in staffs
        if person.pk in one.directors and one.roster.shifts
        and not one.roster.is_open(first_day(one.network, now))
    ]  # fmt: skip
