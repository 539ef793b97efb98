"""The working side of questions: who works here, and what they may read."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.work import Work, refuse, work_of
from buurtnet.questions.access import on_my_list, visible_to
from buurtnet.questions.models import Question
from buurtnet.questions.roster import Staff, staff_of


@dataclass(frozen=True)
class Desk:
    """Someone at work on the questions of a network, at a moment."""

    work: Work
    network: Network
    now: dt.datetime

    @cached_property
    def staff(self) -> Staff:
        return staff_of(self.network)

    @property
    def today(self) -> dt.date:
        return self.staff.day(self.now)

    def by(self, request: HttpRequest) -> By:
        return By(self.work.person, self.work.role_then, request)

    def visible(self) -> QuerySet[Question]:
        return visible_to(self.work.person, self.now, self.network)

    def waiting(self) -> QuerySet[Question]:
        return on_my_list(self.work.person, self.now, self.network)


def at_questions(request: HttpRequest, slug: str) -> Desk:
    """Everyone who works in this network: they can be handed a question, or bring one in. 404 for everyone else."""
    work = work_at(request, slug)
    if not work.is_partner():
        refuse(request, work, "questions")
    return desk_of(work)


def at_roster(request: HttpRequest, slug: str) -> Desk:
    """The director of this network; 404 for everyone else."""
    work = work_at(request, slug)
    if not work.is_director():
        refuse(request, work, "roster")
    return desk_of(work)


def at_others_asked(request: HttpRequest, slug: str) -> Desk:
    """Who answers here, and directors and connectors; 404 for everyone else."""
    desk = desk_of(work_at(request, slug))
    if not (desk.work.has((Role.DIRECTOR, Role.CONNECTOR)) or is_on_roster(desk)):
        refuse(request, desk.work, "others_asked")
    return desk


def reading(request: HttpRequest, slug: str, pk: UUID) -> tuple[Desk, Question]:
    """A question that someone may read now. What they may not is written down, and is 404 as what is not there."""
    desk = at_questions(request, slug)
    rows = desk.visible().defer("contact").select_related("network", "area", "owner").prefetch_related("themes")
    found = rows.filter(pk=pk).first()
    if found is None:
        get_object_or_404(Question.objects.filter(network=desk.network).defer("text", "contact"), pk=pk)
        refuse(request, desk.work, "question")
    return desk, found


def is_on_roster(desk: Desk) -> bool:
    """Whether someone answers here today, or stands in for who does."""
    person = desk.work.person.pk
    if person not in desk.staff.people:
        return False
    return any(person in {one.person, one.deputy} for one in desk.staff.roster.shifts if one.runs_on(desk.today))


def work_at(request: HttpRequest, slug: str) -> Work:
    """Someone's work in the network of the page; 404 where nobody takes questions."""
    network = network_or_404(request, slug)
    if not network.has(Room.QUESTION):
        raise Http404
    return work_of(request, network)


def desk_of(work: Work) -> Desk:
    """Their desk, now."""
    assert work.network
    return Desk(work, work.network, timezone.now())
