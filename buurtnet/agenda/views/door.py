"""At work: who comes to a date, and what who keeps the activity does with that."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.agenda.access import changeable_by
from buurtnet.agenda.choices import SignupState
from buurtnet.agenda.desk import Desk, at_agenda, own_activity, own_date
from buurtnet.agenda.forgetting import forget_day
from buurtnet.agenda.forms.join import ByHandForm, QuestionsForm
from buurtnet.agenda.join_questions import ask
from buurtnet.agenda.joining import answers_of, join, takes_part
from buurtnet.agenda.leaving_date import take_off
from buurtnet.agenda.models import ActivityDate, JoinQuestion, Signup
from buurtnet.agenda.shown import date_text, times_text, where_of
from buurtnet.agenda.waiting import most_of, put_in
from buurtnet.kit.form_keys import uuid_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.people.doors import ring_one, ring_two
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

FORM: Final = ["GET", "HEAD", "POST"]
ON_A_PAGE: Final = 50


@dataclass(frozen=True)
class Answered:
    """What one of them answered, with the words of each question."""

    signup: Signup
    answers: list[tuple[str, str]]


@ring_one
@limited("coming", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def coming(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Who comes and who waits, by the name they chose; taking someone off, and moving someone up by hand."""
    desk = at_agenda(request, network)
    date = own_date(request, desk, pk)
    if request.method != "POST":
        return coming_page(request, desk, date)
    signup = get_object_or_404(date.signups, pk=uuid_in(request.POST.get("wie", "")))
    signup.date = date
    try:
        match request.POST.get("doe", ""):
            case "afmelden":
                context = desk.frame | shown(date) | {"signup": signup}
                return render(request, "agenda/coming_off.html", context)
            case "zeker":
                take_off(signup, by=desk.by(request))
            case "erbij":
                put_in(signup, by=desk.by(request))
            case _:
                raise NotNowError(_("Kies wat je wilt doen."))
    except NotNowError as error:
        return coming_page(request, desk, own_date(request, desk, pk), wrong=str(error), status=HTTPStatus.CONFLICT)
    return redirect(f"{request.path}?klaar={request.POST['doe']}")


def coming_page(
    request: HttpRequest, desk: Desk, date: ActivityDate, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The list as it stands now; that it was seen is written down."""
    rows = date.signups.exclude(state=SignupState.CANCELLED).defer("answers", "contact")
    page = Paginator(rows.order_by("state", "line"), ON_A_PAGE).get_page(request.GET.get("pagina"))
    note_seen(request, desk, date, Action.LIST, "signup")
    lines = rows.filter(state=SignupState.WAITING).aggregate(people=Sum("people"))
    context = desk.frame | shown(date) | {
        "rows": list(page.object_list), "pages": pages_of(page, request), "wrong": wrong,
        "waiting": lines["people"] or 0,
        "has_questions": date.activity.join_questions.exists(), "done": request.GET.get("klaar", ""),
        "most": most_of(date), "forget_on": forget_day(date),
    }  # fmt: skip
    return render(request, "agenda/coming.html", context, status=status)


@ring_one
@limited("coming", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def coming_add(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Who called or came by is written down for them."""
    desk = at_agenda(request, network)
    date = own_date(request, desk, pk)
    form, wrong = ByHandForm(request.POST if request.method == "POST" else None, activity=date.activity), ""
    if request.method == "POST" and form.is_valid():
        try:
            signup = join(date, form.coming, key=form.row_key, by=desk.by(request))
            done = "wacht" if signup.state == SignupState.WAITING else "komt"
            return redirect(f"{reverse('agenda:coming', args=[network, date.pk])}?klaar={done}")
        except NotNowError as error:
            wrong = str(error)
    context = desk.frame | shown(date) | {"form": form, "wrong": wrong}
    return render(request, "agenda/coming_add.html", context, status=HTTPStatus.CONFLICT if wrong else 200)


@ring_two
@require_safe
def coming_one(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """How to reach someone who comes, and what they answered; that it was seen is written down."""
    desk = at_agenda(request, network)
    dates = ActivityDate.objects.filter(activity__in=changeable_by(desk.work.person, desk.network))
    rows = Signup.objects.filter(date__in=dates).exclude(state=SignupState.CANCELLED)
    signup = get_object_or_404(rows.select_related("date__activity__network"), pk=pk)
    record(
        Action.VIEW, actor=desk.work.person, obj=signup, network=desk.network, role_then=desk.work.role_then,
        fields_group="contact", request=request,
    )  # fmt: skip
    questions = list(signup.date.activity.join_questions.all())
    context = desk.frame | shown(signup.date) | {"signup": signup, "answered": answered(signup, questions)}
    return render(request, "agenda/coming_one.html", context)


@ring_two
@require_safe
def coming_answers(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What everyone who comes answered, as for who cooks; that it was seen is written down."""
    desk = at_agenda(request, network)
    date = own_date(request, desk, pk)
    questions = list(date.activity.join_questions.all())
    rows = date.signups.filter(state=SignupState.JOINED).defer("contact").order_by("line")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("pagina"))
    note_seen(request, desk, date, Action.LIST, "answers")
    context = desk.frame | shown(date) | {
        "rows": [answered(one, questions) for one in page.object_list], "pages": pages_of(page, request),
        "questions": questions,
    }  # fmt: skip
    return render(request, "agenda/coming_answers.html", context)


@ring_one
@require_safe
def door_sheet(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """A list on paper for the door: names they chose and numbers, to tick."""
    desk = at_agenda(request, network)
    date = own_date(request, desk, pk)
    rows = date.signups.filter(state=SignupState.JOINED).defer("answers", "contact").order_by("line")
    note_seen(request, desk, date, Action.PRINT, "signup")
    context = desk.frame | shown(date) | {"rows": list(rows)}
    return render(request, "agenda/door_sheet.html", context)


@ring_one
@limited("coming", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def join_questions(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What is asked of who joins: at most three questions."""
    desk = at_agenda(request, network)
    activity = own_activity(request, desk, pk)
    form = QuestionsForm(request.POST if request.method == "POST" else None, activity=activity)
    if request.method == "POST" and form.is_valid():
        ask(activity, form.asked, by=desk.by(request))
        return redirect(f"{request.path}?klaar=1")
    context = desk.frame | {
        "activity": activity, "form": form, "done": request.GET.get("klaar", ""), "asks": takes_part(activity),
    }  # fmt: skip
    return render(request, "agenda/join_questions.html", context)


def answered(signup: Signup, questions: list[JoinQuestion]) -> Answered:
    """With the words of the questions as they are now."""
    said = answers_of(signup)
    return Answered(signup, [(one.text, said[str(one.pk)]) for one in questions if str(one.pk) in said])


def note_seen(request: HttpRequest, desk: Desk, date: ActivityDate, action: Action, what: str) -> None:
    record(
        action, actor=desk.work.person, obj=date, network=desk.network, role_then=desk.work.role_then,
        fields_group=what, request=request,
    )  # fmt: skip


def shown(date: ActivityDate) -> dict[str, Any]:
    """What every page of a date says: what and when."""
    zone = ZoneInfo(date.activity.network.time_zone)
    return {
        "date": date, "activity": date.activity, "day": date_text(date.day), "times": times_text(date, zone),
        "where": where_of(date.activity, date), "has_begun": date.starts_at <= timezone.now(),
        "is_over": date.ends_at <= timezone.now(),
    }  # fmt: skip
