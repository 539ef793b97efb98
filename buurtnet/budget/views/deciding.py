"""Saying yes or no to an idea that asks for money, asking one thing back, and answering that."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.models import Network
from buurtnet.budget.access import at_budget, lanes_of, pots_of
from buurtnet.budget.asking_back import answer_back, ask_back, notes_of
from buurtnet.budget.choices import Answer, IdeaState, Lane, NoteKind, PotTask, SayKind
from buurtnet.budget.deciding import (
    Tally,
    answer_by,
    last_reply,
    may_say_in_panel,
    reply_of,
    say_in_panel,
    tally_of,
    waiting_for_panel,
    with_term,
)
from buurtnet.budget.drawings import drawing_of
from buurtnet.budget.forms.deciding import KEEP_OUT, NO, YES, AnswerBackForm, AskBackForm, ObjectForm, SayForm
from buurtnet.budget.models import Idea, Lanes, Say
from buurtnet.budget.saying import is_theirs, keeps, kinds_of, no_objection, object_to, say, waiting_for
from buurtnet.budget.shown import badge_of, card_of, life_of, money_of, where_of
from buurtnet.budget.views.own import acting, own_or_404
from buurtnet.budget.whose import hash_of_contact
from buurtnet.kit.amounts import euros
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ask_for_ring_two, is_strong, ring_one, secret_address
from buurtnet.people.models import Person
from buurtnet.people.work import Work, refuse

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
MOST: Final = 100
OF_A_KEEPER: Final = ("geen-bezwaar", "bezwaar")  # it lets money go, or stops it: behind the second ring
ANSWERS: Final = {YES: Answer.YES, NO: Answer.NO, KEEP_OUT: Answer.CONFLICT}


@dataclass(frozen=True)
class Waiting:
    """An idea in the list: until when, in words, and whether that is over. ``lacks``: there is too little money."""

    idea: Idea
    money: str
    where: str
    until: str
    is_late: bool
    lacks: bool
    drawing: str


@dataclass(frozen=True)
class Standing:
    """What someone may do with an idea now, and what they said about it."""

    kinds: list[SayKind]
    in_panel: bool
    keeps: bool
    mine: Say | None
    is_theirs: bool

    @property
    def may_say(self) -> bool:
        return bool(self.kinds) or self.in_panel

    @property
    def reads_along(self) -> bool:
        """Whether they read what was asked and answered: who decides, or did."""
        return self.may_say or self.keeps or self.mine is not None


@ring_one
@require_safe
def decide_list(request: HttpRequest, network: str) -> HttpResponse:
    """What waits for someone: ideas to say yes or no to, those of their panel, and those of a pot they keep."""
    work = at_budget(request, network)
    assert work.network
    here, lanes = work.network, lanes_of(work.network)
    direct = with_term(waiting_for(work.person, here))[:MOST]
    panel = waiting_for_panel(work.person, [here.pk])[:MOST]
    context = {
        "work": work,
        "direct": [row_of(one, lanes, lanes.direct_answer_days) for one in direct],
        "panel": [row_of(one, lanes, lanes.panel_answer_days) for one in panel],
        "kept": [row_of(one, lanes, 0) for one in kept_by(work.person, here)[:MOST]],
    }  # fmt: skip
    return render(request, "budget/decide_list.html", context)


def row_of(idea: Idea, lanes: Lanes, days: int) -> Waiting:
    """``days``: the promise of its lane; of what may still be objected to the end of that time counts."""
    due = idea.clear_at or answer_by(idea, days, reply_of(idea))
    lacks = bool(idea.pot and not idea.clear_at and idea.pot.free < idea.asked)
    until = moment(due, idea.network) if idea.clear_at else day_of(due, idea.network)
    is_late = due < timezone.now()
    return Waiting(idea, money_of(idea), where_of(idea), until, is_late, lacks, drawing_of(idea))


def moment(at: dt.datetime, network: Network) -> str:
    """For what ends at an hour."""
    return date_format(at.astimezone(ZoneInfo(network.time_zone)), "l j F, H:i")


def day_of(at: dt.datetime, network: Network) -> str:
    """For what was promised in days."""
    return date_format(at.astimezone(ZoneInfo(network.time_zone)), "l j F")


def kept_by(person: Person, network: Network) -> QuerySet[Idea]:
    """Ideas to which someone who keeps their pot may still object."""
    address = hash_of_contact(person.email)
    rows = Idea.objects.filter(network=network, state=IdeaState.SUBMITTED, clear_at__gt=timezone.now())
    rows = rows.filter(pot__in=pots_of(person, PotTask.KEEPER))
    rows = rows.exclude(Q(person=person) | Q(written_by=person)).exclude(contact_hash=address)
    return rows.select_related("network", "pot", "area").defer("contact").order_by("clear_at", "pk")


@ring_one
@limited("budget_decide", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def decide(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One idea on one page, with everything needed to say yes or no; afterwards how it stands."""
    work, wrong = at_budget(request, network), ""
    found = decided(request, work, pk)
    said, done = standing_of(work.person, found), request.POST.get("doe", "")
    if done in OF_A_KEEPER and not is_strong(request):
        return ask_for_ring_two(request)
    forms = {
        "say_form": SayForm(request.POST if done in ANSWERS else None),
        "ask_form": AskBackForm(request.POST if done == "vraag" else None),
        "object_form": ObjectForm(request.POST if done == "bezwaar" else None),
    }  # fmt: skip
    try:
        if act(found, said, done, forms, work.person):
            return redirect(f"{request.path}?klaar={done}")
    except NotNowError as error:
        wrong = str(error)
        found = decided(request, work, pk)
        said = standing_of(work.person, found)
    context = {"work": work, "wrong": wrong, "done": request.GET.get("klaar", "")} | forms | page_of(found, said)
    return render(request, "budget/decide.html", context, status=CONFLICT if wrong else 200)


def decided(request: HttpRequest, work: Work, pk: UUID) -> Idea:
    """An idea that is on the site, for who is known here; 404 for others, as if it did not exist."""
    assert work.network
    rows = Idea.objects.shown_in(work.network).select_related("network", "pot", "area", "person").defer("contact")
    found = rows.filter(pk=pk).first()
    if found is None:
        refuse(request, work, "budget")
    return found


def standing_of(person: Person, idea: Idea) -> Standing:
    mine = Q(person=person) | Q(contact_hash=hash_of_contact(person.email))
    said = Say.objects.filter(mine, idea=idea, attempt=idea.attempt).first()
    return Standing(
        kinds_of(person, idea), may_say_in_panel(person, idea), keeps(person, idea), said, is_theirs(person, idea)
    )


def act(found: Idea, standing: Standing, done: str, forms: dict[str, Any], by: Person) -> bool:
    """Do what was posted; whether anything was. Raises ``NotNowError``."""
    say_form, ask_form, object_form = forms.values()
    match done:
        case "ja" | "nee" | "buiten" if say_form.is_valid():
            reason = say_form.cleaned_data["reason"]
            if standing.in_panel:
                say_in_panel(found, ANSWERS[done], reason=reason, by=by)
            else:
                # Of who is both, the one that fewer people can be.
                kind = standing.kinds[-1] if standing.kinds else SayKind.RESIDENT
                say(found, kind, ANSWERS[done], reason=reason, by=by)
        case "vraag" if ask_form.is_valid():
            ask_back(found, ask_form.cleaned_data["text"], key=ask_form.key, by=by)
        case "geen-bezwaar":
            no_objection(found, by=by)
        case "bezwaar" if object_form.is_valid():
            object_to(found, why=object_form.cleaned_data["why"], by=by)
        case _:
            return False
    return True


def page_of(found: Idea, said: Standing) -> dict[str, Any]:
    """What stands on the page. Members of a panel see what others said once they said something themselves."""
    lanes, is_panel = lanes_of(found.network), found.lane == Lane.PANEL
    days = lanes.panel_answer_days if is_panel else lanes.direct_answer_days
    until = answer_by(found, days, last_reply(found))
    is_over = found.answered_at is not None
    tally = tally_of(found) if is_panel and (said.mine or is_over) else None
    return {
        "idea": found, "card": card_of(found), "badge": badge_of(found), "money": money_of(found),
        "where": where_of(found), "life": life_of(found), "standing": said, "is_panel": is_panel,
        "as_what": said.kinds[-1].label if said.kinds else "", "tally": tally, "says": says_of(found, tally),
        "notes": list(notes_of(found)) if said.reads_along else [],
        "until": day_of(until, found.network), "is_late": until < timezone.now(),
        "objects_until": moment(found.clear_at, found.network) if found.clear_at else "",
        "free": euros(found.pot.free) if found.pot else "",
        "lacks": bool(found.pot and not found.clear_at and not is_over and found.pot.free < found.asked),
        "is_deciding": found.state == IdeaState.SUBMITTED,
    }  # fmt: skip


def says_of(found: Idea, tally: Tally | None) -> list[tuple[str, str, str]]:
    """As what someone said what, and why; of a panel the noes only, in no order that tells who."""
    rows = Say.objects.filter(idea=found, attempt=found.attempt).exclude(answer=Answer.CONFLICT)
    if found.lane == Lane.PANEL:
        rows = rows.filter(answer=Answer.NO).order_by("reason", "pk") if tally else rows.none()
    return [(one.get_kind_display(), one.get_answer_display(), one.reason) for one in rows]


@login_not_required
@secret_address
@limited("budget_own", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def own_answer(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """Who asked for money answers the question they got."""
    found, wrong = own_or_404(request, network, token), ""
    if found.state != IdeaState.ASKED_BACK and request.method != "POST":
        return redirect("budget:own", network, token)
    form = AnswerBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_back(found, form.cleaned_data["text"], key=form.key, by=acting(request, found))
            return redirect(f"{reverse('budget:own', args=[network, token])}?klaar=geantwoord")
        except NotNowError as error:
            wrong = str(error)
    asked = notes_of(found).filter(kind=NoteKind.QUESTION).order_by("-at").first()
    context = {"idea": found, "token": token, "form": form, "wrong": wrong, "asked": asked}
    return render(request, "budget/own_answer.html", context, status=CONFLICT if wrong else 200)
