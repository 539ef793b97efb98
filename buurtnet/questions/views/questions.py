"""The questions of a network: the list of who answers, one question, and bringing one in for someone."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.choices import Room
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.people.choices import Role
from buurtnet.people.doors import ring_two
from buurtnet.questions.answering import (
    NotForThemError,
    TakenAlreadyError,
    accept,
    answer,
    ask_back,
    close_without_answer,
    give_back,
    let_go,
    note_call,
    pass_on,
    take,
    take_back,
)
from buurtnet.questions.asking import ask
from buurtnet.questions.choices import Channel, State
from buurtnet.questions.desk import Desk, at_questions, reading
from buurtnet.questions.forms.answering import AnswerForm, PassOnForm, ReasonForm, SaidForm, SureForm
from buurtnet.questions.forms.bringing_in import BringInForm
from buurtnet.questions.measuring import waits
from buurtnet.questions.models import HandOver, Question
from buurtnet.questions.moving import NotNowError, refuse
from buurtnet.questions.reading import note_list, note_view
from buurtnet.questions.roster import door_of
from buurtnet.questions.shown import counts_in, offer_of, overseen, page_of, rows_of
from buurtnet.questions.standing import ANSWERED_WITHIN

PER_PAGE = 30
MINE, DONE, ALL = "", "gedaan", "alles"  # which list


@ring_two
@require_safe
def question_list(request: HttpRequest, network: str) -> HttpResponse:
    """What waits for me, the oldest first; what I answered; for the director all of it, without a text."""
    desk = at_questions(request, network)
    wanted = request.GET.get("lijst", MINE)
    if wanted == ALL and desk.work.is_director():
        rows = overseen(desk.network)
    elif wanted == DONE:
        rows = desk.visible().filter(owner=desk.work.person, answered_at__isnull=False).order_by("-answered_at")
    else:
        wanted, rows = MINE, desk.waiting().order_by("asked_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    with transaction.atomic():
        shown = rows_of(page.object_list, desk, with_texts=wanted != ALL)
        if wanted != ALL:
            note_list(request, desk, shown)
    context = {
        "work": desk.work, "rows": shown, "wanted": wanted, "pages": pages_of(page, request),
        "said": request.GET.get("klaar", ""), "is_director": desk.work.is_director(),
        "counts": counts_in(desk.network) if wanted == ALL else [],
        "waits": waits(desk.network, desk.now) if wanted == ALL else [],
        "answered_within": ANSWERED_WITHIN, "door": door_of(desk.network, desk.now) if wanted == ALL else None,
    }  # fmt: skip
    return render(request, "questions/question_list.html", context)


@ring_two
@limited("question", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One question, and what can be done with it now. Whoever comes second reads who was first."""
    desk, found = reading(request, network, pk)
    wrong, status = "", 200
    form = AnswerForm(request.POST if request.method == "POST" else None, network=desk.network)
    if request.method == "POST" and request.POST.get("doe") != "zoek":
        wrong, status = done(request, desk, found)
        if not wrong:
            return redirect(after(request, desk, found))
        if not desk.visible().filter(pk=pk).exists():
            return render(request, "questions/question_gone.html", {"work": desk.work, "wrong": wrong}, status=status)
        desk, found = reading(request, network, pk)
    with transaction.atomic():
        note_view(request, desk, found)
        context = page_of(desk, found)
    context |= {
        "work": desk.work, "wrong": wrong, "form": form, "posted": request.POST, "form_key": uuid4(),
        "said": request.GET.get("klaar", ""), "does": request.POST.get("doe", ""), "sensitive": True,
        "pass_on": PassOnForm(question=found, giver=desk.work.person), "may_bundle": may_bundle(desk),
    }  # fmt: skip
    return render(request, "questions/question.html", context, status=status)


def may_bundle(desk: Desk) -> bool:
    """Whether someone decides here what goes together; the network must have switched that room on."""
    return desk.network.has(Room.NEEDS) and desk.work.has((Role.DIRECTOR, Role.CONNECTOR))


def after(request: HttpRequest, desk: Desk, found: Question) -> str:
    """The page to go on to: the question, or the list once one may not read it any more."""
    does = request.POST["doe"]
    stays = desk.visible().filter(pk=found.pk).exists()
    name = "questions:question" if stays else "questions:question_list"
    args = [desk.network.slug, found.pk] if stays else [desk.network.slug]
    return f"{reverse(name, args=args)}?klaar={does}"


def done(request: HttpRequest, desk: Desk, found: Question) -> tuple[str, int]:
    """Do what was posted. What went wrong in a sentence, and the status of the page that says so."""
    do = DEEDS.get(request.POST.get("doe", ""))
    if do is None:
        return _("Kies wat je met deze vraag doet."), HTTPStatus.BAD_REQUEST
    try:
        return do(request, desk, found), 200
    except TakenAlreadyError as error:
        owner = error.question.owner
        if owner is None or owner == desk.work.person:
            return _("Dit kan nu niet meer. Kijk hoe de vraag er nu voor staat."), HTTPStatus.CONFLICT
        return _("%(name)s was je net voor en heeft deze vraag nu.") % {"name": owner.name}, HTTPStatus.CONFLICT
    except NotNowError:
        return _("Dit kan nu niet meer. Kijk hoe de vraag er nu voor staat."), HTTPStatus.CONFLICT
    except NotForThemError:
        return _("Een kind stelde deze vraag zelf. Alleen een jongerenwerker beantwoordt die."), HTTPStatus.CONFLICT


def do_take(request: HttpRequest, desk: Desk, found: Question) -> str:
    take(found, by=desk.by(request), now=desk.now)
    return ""


def do_let_go(request: HttpRequest, desk: Desk, found: Question) -> str:
    let_go(found, by=desk.by(request))
    return ""


def do_call(request: HttpRequest, desk: Desk, found: Question) -> str:
    note_call(found, by=desk.by(request))
    return ""


def do_ask_back(request: HttpRequest, desk: Desk, found: Question) -> str:
    form = SaidForm(request.POST)
    if not form.is_valid():
        return first_error(form)
    ask_back(found, form.cleaned_data["text"], by=desk.by(request), form_key=form.key)
    return ""


def do_answer(request: HttpRequest, desk: Desk, found: Question) -> str:
    form = AnswerForm(request.POST, network=desk.network)
    if not form.is_valid():
        return first_error(form)
    answer(found, form.said(), by=desk.by(request), now=desk.now)
    return ""


def do_pass_on(request: HttpRequest, desk: Desk, found: Question) -> str:
    form = PassOnForm(request.POST, question=found, giver=desk.work.person)
    if not form.is_valid():
        return first_error(form)
    pass_on(found, form.chosen, form.cleaned_data["note"], by=desk.by(request))
    return ""


def do_accept(request: HttpRequest, desk: Desk, found: Question) -> str:
    accept(offered(desk, found), by=desk.by(request), now=desk.now)
    return ""


def do_give_back(request: HttpRequest, desk: Desk, found: Question) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return first_error(form)
    give_back(offered(desk, found), form.cleaned_data["reason"], by=desk.by(request))
    return ""


def do_take_back(request: HttpRequest, desk: Desk, found: Question) -> str:
    offer = offer_of(found)
    if offer is None or found.owner_id != desk.work.person.pk:
        refuse(found, State.TAKEN, by=desk.work.person)
    take_back(offer, by=desk.by(request))
    return ""


def do_close(request: HttpRequest, desk: Desk, found: Question) -> str:
    form = SureForm(request.POST)
    if not form.is_valid():
        return first_error(form)
    close_without_answer(found, by=desk.by(request), now=desk.now)
    return ""


DEEDS: Mapping[str, Callable[[HttpRequest, Desk, Question], str]] = {
    "pak": do_take, "los": do_let_go, "vraag": do_ask_back, "antwoord": do_answer, "geef": do_pass_on,
    "neem": do_accept, "geef-terug": do_give_back, "neem-terug": do_take_back, "geen-vraag": do_close,
    "gebeld": do_call,
}  # fmt: skip


def offered(desk: Desk, found: Question) -> HandOver:
    """The offer that waits for this person. Raises ``NotNowError`` when there is none."""
    offer = offer_of(found)
    if offer is None or not page_of(desk, found)["is_offered_to_me"]:
        refuse(found, State.TAKEN, by=desk.work.person)
    return offer


def first_error(form: SaidForm | PassOnForm | ReasonForm | SureForm) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


@ring_two
@limited("question", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def question_new(request: HttpRequest, network: str) -> HttpResponse:
    """A question someone asked at a door, on the phone or on paper. Its code is shown once, to pass on.

    Danger and names in it are pointed out first, as on the site.
    """
    desk = at_questions(request, network)
    form = BringInForm(request.POST or None, network=desk.network)
    context = {"work": desk.work, "form": form, "sensitive": True}
    if request.method == "POST" and form.is_valid():
        if cautions := form.cautions(request.POST.getlist("gezien")):
            return render(request, "questions/question_new.html", context | {"cautions": cautions})
        found, code = ask(
            form.asked, network=desk.network, channel=Channel(form.channel), form_key=form.key, now=desk.now
        )
        note_view(request, desk, found, "brought_in")
        return render(request, "questions/question_brought_in.html", context | {"question": found, "code": code})
    return render(request, "questions/question_new.html", context)
