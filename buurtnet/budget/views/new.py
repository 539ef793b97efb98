"""For everyone, without an account: write an idea down, one question a page."""

import time
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.here import neighbourhood_in, neighbourhood_of
from buurtnet.areas.models import Network
from buurtnet.budget.access import budget_room, is_known, lanes_of
from buurtnet.budget.forms.ideas import CHECK, FORMS, NAME, STEPS, WHAT, Draft, StepForm, draft_in
from buurtnet.budget.ideas import have_idea
from buurtnet.budget.models import Idea
from buurtnet.budget.whose import is_confirmed, token_of
from buurtnet.kit.amounts import euros
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.kit.scancode import scancode
from buurtnet.people.access import visitor
from buurtnet.people.links import site_url
from buurtnet.people.models import Person
from buurtnet.questions.cautions import cautions_for

FORM: Final = ["GET", "HEAD", "POST"]
PER_HOUR: Final = 20  # ideas from one address: a library is one too
LEAST: Final = 3  # seconds that a person needs for so many questions


@login_not_required
@require_safe
@never_cache
def idea_new(request: HttpRequest, network: str) -> HttpResponse:
    """The first question: what do you want to do?"""
    here = budget_room(request, network)
    area = neighbourhood_in(here, request.GET.get("buurt", "")[:120]) or neighbourhood_of(request)
    return step_page(request, here, WHAT, Draft(area=area.slug if area else ""))


@login_not_required
@limited("budget_new", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def idea_step(request: HttpRequest, network: str, step: str) -> HttpResponse:
    """One step is answered, and the next is shown; nothing is kept. A page that was reloaded later begins anew.

    Who goes back takes along what is right already of this step. A name or number is pointed out once.
    """
    here = budget_room(request, network)
    if step not in STEPS:
        raise Http404
    draft = draft_in(request.POST.get("staat", ""), here) or (Draft() if step == WHAT else None)
    if request.method != "POST" or draft is None:
        return redirect("budget:idea_new", network)
    wanted = request.POST.get("naar", "")
    wanted = wanted if wanted in STEPS else ""
    if step == CHECK:
        return step_page(request, here, wanted or CHECK, draft)
    form = FORMS[step](request.POST, network=here, draft=draft, person=known(request, here))
    if wanted and STEPS.index(wanted) < STEPS.index(step):
        return step_page(request, here, wanted, form.extended() if form.is_valid() else draft)
    if not form.is_valid():
        return step_page(request, here, step, draft, form=form)
    draft = form.extended()
    if step == WHAT and request.method == "POST":
        said = f"{draft.title}\n{draft.text}"
        cautions = cautions_for(said, here, is_unsafe=False, seen=request.POST.getlist("gezien"))
        if cautions:
            return step_page(request, here, WHAT, draft, cautions=cautions, danger=cautions.danger)
    return step_page(request, here, wanted or STEPS[STEPS.index(step) + 1], draft)


@login_not_required
@limited("budget_new", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def idea_sent(request: HttpRequest, network: str) -> HttpResponse:
    """It is sent; the page shows the own link, or says to look in the mail. Sent twice, or reloaded, it is one."""
    if request.method != "POST":
        return idea_new(request, network)
    here = budget_room(request, network)
    draft = draft_in(request.POST.get("staat", ""), here)
    if draft is None:
        return redirect("budget:idea_new", network)
    person = known(request, here)
    form = FORMS[NAME]({"said_by": draft.said_by, "mail": draft.mail}, network=here, draft=draft, person=person)
    if not draft.is_complete or not form.is_valid():
        return step_page(request, here, NAME if draft.is_complete else WHAT, draft)
    if request.POST.get("bericht2") or time.time() - draft.begun < LEAST:
        return step_page(request, here, CHECK, draft, is_hasty=True)
    if not allowed("budget_new-hour", address_of(request), PER_HOUR, 3600, time.time()):
        return error_page(request, 429)
    made = have_idea(here, draft.what(here), draft.whose(person), form_key=UUID(draft.form_key))
    return render(request, "budget/idea_sent.html", sent_context(here, made, draft))


def sent_context(here: Network, made: Idea, draft: Draft) -> dict[str, Any]:
    """The own link is shown at once where no mail says whose it is."""
    url = site_url("budget:own", here.slug, token_of(made))
    by_mail = bool(draft.mail) and not is_confirmed(made) and bool(made.asked)
    return {
        "idea": made, "url": "" if by_mail else url, "mail": draft.mail if made.person_id is None else "",
        "by_mail": by_mail, "scan": "" if by_mail else scancode(url, border=2, is_on_white=True),
    }  # fmt: skip


def known(request: HttpRequest, here: Network) -> Person | None:
    """Who is signed in and known in this network; then nobody asks for a mail address."""
    person = visitor(request)
    return person if person is not None and is_known(person, here) else None


def step_page(
    request: HttpRequest, here: Network, step: str, draft: Draft, *, form: StepForm | None = None, **more: Any
) -> HttpResponse:
    """A step as it stands now: begun, with what is wrong, or with what is pointed out."""
    place = STEPS.index(step)
    person = known(request, here)
    if form is None and step in FORMS:
        form = FORMS[step](None, network=here, draft=draft, person=person)
    context = {
        "network": here, "step": step, "form": form, "draft": draft, "staat": draft.signed(here),
        "number": place + 1, "count": len(STEPS) - 1, "bars": range(1, len(STEPS)), "person": person,
        "before": STEPS[place - 1] if place else "", "lanes": lanes_of(here),
        "home_url": reverse("budget:home", args=[here.slug]),
    }  # fmt: skip
    if step == CHECK:
        context["lines"] = lines_of(draft, here, person)
    return render(request, "budget/idea_new.html", context | more)


def lines_of(draft: Draft, here: Network, person: Person | None) -> list[dict[str, str]]:
    """What was said, to look over: a label, the words, and the step where they change."""
    area = draft.area_in(here)
    where = ", ".join(part for part in (draft.place_text, area.name if area else "") if part)
    self_too = [draft.helps_with, _("Ik wil graag een maatje") if draft.wants_buddy else ""]
    rows = [
        ("wat", _("Wat je wilt doen"), "\n".join(part for part in (draft.title, draft.text) if part)),
        ("wie", _("Voor wie"), draft.for_whom or _("Niets ingevuld")),
        ("waar", _("Waar"), where or _("Weet ik nog niet")),
        ("geld", _("Geld"), euros(draft.asked) if draft.asked else _("Geen geld nodig")),
        ("zelf", _("Zelf"), "\n".join(part for part in self_too if part) or _("Niets ingevuld")),
        ("naam", _("Zo word je genoemd"), draft.said_by or _("Een buurtbewoner")),
    ]
    if person is None:
        rows.append(("naam", _("Mailadres"), draft.mail or _("Geen")))
    return [{"step": step, "label": label, "text": text} for step, label, text in rows]
