"""For everyone, without an account: ask a question, one thing a page."""

import time
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.choices import Room
from buurtnet.areas.here import neighbourhood_in, neighbourhood_of, network_or_404
from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.kit.scancode import scancode
from buurtnet.people.links import site_url
from buurtnet.questions.asking import ask as write_down
from buurtnet.questions.asking import was_sent
from buurtnet.questions.cautions import Cautions, cautions_for, for_child, help_lines
from buurtnet.questions.choices import AgeBand, AskedFor, Channel, ContactWay
from buurtnet.questions.codes import link_of
from buurtnet.questions.forms.asking import (
    CHECK,
    FORMS,
    HOW,
    WHAT,
    WHO,
    Draft,
    StepForm,
    draft_in,
    languages,
    steps_in,
)
from buurtnet.questions.models import Question
from buurtnet.questions.replying import is_readable
from buurtnet.questions.roster import Door, door_of

PER_HOUR: Final = 20  # questions from one address: a library is one too
TOO_MANY: Final = 429
LEAST: Final = 3  # seconds that a person needs for four questions
FEW_NEIGHBOURHOODS: Final = 8  # more stand in a list to open


@login_not_required
@require_safe
@never_cache
def ask(request: HttpRequest, network: str) -> HttpResponse:
    """The first question: what is it? While nobody is behind the door, how else to ask."""
    here = question_room(request, network)
    door = door_of(here, timezone.now())
    if not door.is_open:
        return closed_page(request, here)
    area = neighbourhood_in(here, request.GET.get("buurt", "")[:120]) or neighbourhood_of(request)
    draft = Draft(area=area.slug if area else "")
    return step_page(request, here, door, WHAT, draft)


@login_not_required
@limited("ask", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask_step(request: HttpRequest, network: str, step: str) -> HttpResponse:
    """One step is answered, and the next is shown; nothing is kept. A page that was reloaded later begins anew.

    Who goes back takes along what is right already of this step. Danger is pointed out whatever way they go on.
    """
    here = question_room(request, network)
    steps = steps_in(here)
    if step not in steps:
        raise Http404
    draft = draft_in(request.POST.get("staat", ""), here) or (Draft() if step == WHAT else None)
    if request.method != "POST" or draft is None:
        return redirect("questions:ask", network)
    door = door_of(here, timezone.now())
    if not door.is_open:
        return closed_page(request, here, draft)
    if step == CHECK:
        return step_page(request, here, door, wanted_in(request, steps) or CHECK, draft)
    form = FORMS[step](request.POST, network=here, draft=draft)
    wanted = wanted_in(request, steps)
    if wanted and steps.index(wanted) < steps.index(step):
        # A way to answer without the address or number for it would be a promise that nobody can keep.
        keeps = form.is_valid() or step != HOW
        return step_page(request, here, door, wanted, form.extended() if keeps else draft)
    if not form.is_valid():
        return step_page(request, here, door, step, draft, form=form)
    draft = form.extended()
    if step == WHAT and (found := cautions_in(request, here, form)):
        return step_page(request, here, door, WHAT, draft, cautions=found)
    return step_page(request, here, door, wanted or steps[steps.index(step) + 1], draft)


@login_not_required
@limited("ask", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask_sent(request: HttpRequest, network: str) -> HttpResponse:
    """It is sent; the page shows the code. Sent twice, or reloaded, it is one question and the same code."""
    here = question_room(request, network)
    if request.method != "POST":
        return ask(request, network)
    draft = draft_in(request.POST.get("staat", ""), here)
    if draft is None or not draft.is_complete:
        return redirect("questions:ask", network)
    is_sent = was_sent(draft.asked(here), here, UUID(draft.form_key))
    door = door_of(here, timezone.now())
    if not is_sent:
        if not door.is_open or is_closed_to_child(here, draft):
            return closed_page(request, here, draft)
        if request.POST.get("bericht2") or time.time() - draft.begun < LEAST:
            return step_page(request, here, door, CHECK, draft, is_hasty=True)
        if not allowed("ask-hour", address_of(request), PER_HOUR, 3600, time.time()):
            return closed_page(request, here, draft, status=TOO_MANY)
    question, code = write_down(draft.asked(here), network=here, channel=Channel.WEB, form_key=UUID(draft.form_key))
    if not code or not is_readable(question, today_in(here)):
        return gone_page(request, here, question)
    return render(request, "questions/ask_sent.html", sent_context(here, question, code, draft, door))


def sent_context(here: Network, question: Question, code: str, draft: Draft, door: Door) -> dict[str, Any]:
    """What the page with the code shows."""
    return {
        "network": here, "question": question, "code": code, "groups": code.split("-"), "door": door,
        "scan": scancode(
            site_url("questions:asked", here.slug, link_of(question.form_key)), border=2, is_on_white=True
        ),
        "child": for_child(here, timezone.now()) if draft.is_child_alone else None, "sensitive": True,
    }  # fmt: skip


@login_not_required
@require_safe
def ask_on_paper(request: HttpRequest, network: str) -> HttpResponse:
    """The same questions on a sheet of paper, to fill in at a table or a door."""
    here = question_room(request, network)
    context = {
        "network": here, "ages": AgeBand.choices, "persons": AskedFor.choices, "ways": ContactWay.choices,
        "door": door_of(here, timezone.now()), "address": site_url("questions:ask", here.slug),
        "scan": scancode(site_url("questions:ask", here.slug), border=2, is_on_white=True),
    }  # fmt: skip
    return render(request, "questions/paper_form.html", context)


def wanted_in(request: HttpRequest, steps: list[str]) -> str:
    """The step that someone goes to instead of the next; back, or on to where they were before."""
    wanted = request.POST.get("naar", "")
    return wanted if wanted in steps else ""


def question_room(request: HttpRequest, slug: str) -> Network:
    """The network of the page; 404 where nobody takes questions."""
    here = network_or_404(request, slug)
    if not here.has(Room.QUESTION):
        raise Http404
    return here


def gone_page(request: HttpRequest, here: Network, question: Question) -> HttpResponse:
    """There is nothing left to read: it was taken back, or its time is over."""
    context = {"network": here, "question": question, "sensitive": True}
    return render(request, "questions/asked_gone.html", context)


def cautions_in(request: HttpRequest, here: Network, form: StepForm) -> Cautions:
    """What is pointed out of what was just typed."""
    said = form.cleaned_data
    return cautions_for(said["text"], here, is_unsafe=said["onveilig"], seen=request.POST.getlist("gezien"))


def closed_page(request: HttpRequest, here: Network, draft: Draft | None = None, status: int = 200) -> HttpResponse:
    """How else to ask. Who was typing sees their words, to keep or to say on the phone.

    ``status``: ``TOO_MANY`` when too much was asked from one address; then they can try again from here.
    """
    is_child = draft is not None and draft.is_child_alone
    context = {
        "network": here, "draft": draft, "help_lines": help_lines(here.country, is_child=is_child),
        "sensitive": True, "is_child": is_child and status != TOO_MANY,
        "is_too_many": status == TOO_MANY, "staat": draft.signed(here) if draft else "",
    }  # fmt: skip
    return render(request, "questions/ask_closed.html", context, status=status)


def is_closed_to_child(here: Network, draft: Draft) -> bool:
    """Whether a child asks alone while no youth worker is there: nobody else may answer it."""
    return draft.is_child_alone and not for_child(here, timezone.now()).has_youth_worker


def step_page(
    request: HttpRequest, here: Network, door: Door, step: str, draft: Draft, *, form: StepForm | None = None,
    cautions: Cautions | None = None, is_hasty: bool = False,
) -> HttpResponse:  # fmt: skip
    """A step as it stands now: begun, with what is wrong, or with what is pointed out."""
    steps = steps_in(here)
    place = steps.index(step)
    if step not in {WHAT, WHO} and is_closed_to_child(here, draft):
        return closed_page(request, here, draft)
    if form is None and step in FORMS:
        form = FORMS[step](None, network=here, draft=draft)
    context = {
        "network": here, "door": door, "step": step, "form": form, "draft": draft, "staat": draft.signed(here),
        "number": place + 1, "count": len(steps) - 1, "bars": range(1, len(steps)),
        "before": steps[place - 1] if place else "", "cautions": cautions,
        "danger": cautions.danger if cautions else None, "is_hasty": is_hasty, "sensitive": True,
        "child": for_child(here, timezone.now()) if draft.is_child_alone else None,
    }  # fmt: skip
    if step == CHECK:
        context |= {"lines": lines_of(draft, here), "is_known": draft.is_complete}
    return render(request, "questions/ask.html", context)


def lines_of(draft: Draft, here: Network) -> list[dict[str, str]]:
    """What was said, to look over: a label, the words, and the step where they change."""
    area = draft.area_in(here)
    ages, persons, ways = dict(AgeBand.choices), dict(AskedFor.choices), dict(ContactWay.choices)
    rows = [
        ("wat", _("Je vraag"), draft.text),
        ("wie", _("Voor wie"), capfirst(f"{persons.get(draft.asked_for, '')}: {ages.get(draft.age_band, '')}")),
        ("buurt", _("Je buurt"), area.name if area else _("Zeg ik liever niet")),
        (
            "antwoord",
            _("Je antwoord"),
            capfirst(f"{ways.get(draft.contact_way, '')}: {draft.contact}".removesuffix(": ")),
        ),
        ("antwoord", _("Taal van het antwoord"), dict(languages()).get(draft.language, "")),
    ]
    steps = steps_in(here)
    return [{"step": step, "label": label, "text": str(text)} for step, label, text in rows if step in steps]
