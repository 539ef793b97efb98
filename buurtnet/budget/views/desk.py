"""The working side of ideas: what waits for a look, one's own, who looks for a buddy, and ideas from paper."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.budget.access import LOOKERS, WRITERS, at_budget
from buurtnet.budget.choices import ENDED, IdeaState
from buurtnet.budget.forms.ideas import NoForm, PaperForm, WholeForm
from buurtnet.budget.ideas import From, have_idea, hide, let_in, say_no_to_show, waiting_for_a_look
from buurtnet.budget.models import Idea, PotPerson
from buurtnet.budget.shown import badge_of, cards_of, life_of, money_of, where_of
from buurtnet.budget.telling import MIDDLE, show_told, take_told_away, told_waiting
from buurtnet.budget.views.pictures import picture
from buurtnet.budget.whose import is_confirmed, token_of
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.scancode import scancode
from buurtnet.people.doors import ring_one, ring_two
from buurtnet.people.links import site_url
from buurtnet.people.work import Work, refuse
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.themes.danger_advice import advice_for
from buurtnet.wording.traces import traces_in

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
MOST: Final = 100  # of a kind on one page


@ring_one
@require_safe
def desk(request: HttpRequest, network: str) -> HttpResponse:
    """What waits for a look, one's own ideas, and those that look for someone to think along."""
    work = at_budget(request, network)
    assert work.network
    here, looks = work.network, work.has(LOOKERS)
    rows = Idea.objects.filter(network=here).select_related("network", "area").defer("contact")
    mine = rows.filter(person=work.person)
    seeking = rows.filter(wants_buddy=True, buddy=None, let_in_at__isnull=False, hidden_at=None)
    seeking = seeking.exclude(state__in=ENDED).exclude(person=work.person)
    hidden = rows.filter(hidden_at__isnull=False).exclude(state=IdeaState.WITHDRAWN)
    context = {
        "work": work, "looks": looks, "keeps_money": keeps_money(work), "writes": work.has(WRITERS),
        "said": request.GET.get("klaar", ""),
        "waiting": list(waiting_for_a_look(here)[:MOST]) if looks else [],
        "told": list(told_waiting(here)[:MOST]) if looks else [],
        "hidden": list(hidden[:MOST]) if looks else [],
        "mine": [{"idea": one, "badge": badge_of(one), "token": token_of(one)} for one in mine[:MOST]],
        "helped": cards_of(rows.filter(buddy=work.person).exclude(state=IdeaState.WITHDRAWN)[:MOST]),
        "seeking": cards_of(seeking[:MOST]),
    }  # fmt: skip
    return render(request, "budget/desk.html", context)


def keeps_money(work: Work) -> bool:
    """Whether someone directs, or looks after a pot here."""
    return work.is_director() or PotPerson.objects.filter(pot__network=work.network, person=work.person).exists()


def entered(request: HttpRequest, work: Work, pk: UUID) -> Idea:
    """An idea for who looks at it, or thinks along; 404 for others, as if it did not exist."""
    rows = Idea.objects.select_related("network", "area", "buddy", "person").defer("contact")
    mine = Q(pk=pk) if work.has(LOOKERS) else Q(pk=pk, buddy=work.person)
    found = rows.filter(mine, network=work.network).exclude(state=IdeaState.WITHDRAWN).first()
    if found is None or (not is_confirmed(found) and found.asked and not found.let_in_at):
        refuse(request, work, "budget")
    return found


@ring_one
@limited("budget_desk", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def desk_idea(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One idea: the look at its words before they are on the site, at what was told, and taking it off."""
    work = at_budget(request, network)
    assert work.network
    found, wrong = entered(request, work, pk), ""
    looks, done = work.has(LOOKERS), request.POST.get("doe", "")
    if request.method == "POST" and not looks:
        refuse(request, work, "budget")
    form = WholeForm(request.POST if done == "ja" else None, network=work.network, idea=found)
    no_form = NoForm(request.POST if done in {"nee", "weg"} else None)
    try:
        if act(found, done, work, form, no_form):
            return redirect(f"{reverse('budget:desk', args=[network])}?klaar={done}")
    except NotNowError as error:
        wrong = str(error)
    context = {"work": work, "form": form, "no_form": no_form, "wrong": wrong, "looks": looks} | inner(found, work)
    return render(request, "budget/desk_idea.html", context, status=CONFLICT if wrong else 200)


def act(found: Idea, done: str, work: Work, form: WholeForm, no_form: NoForm) -> bool:
    """Do what was posted; whether anything was. Raises ``NotNowError``."""
    by = work.person
    match done:
        case "ja" if form.is_valid():
            let_in(found, by=by, what=form.what())
        case "nee" if no_form.is_valid():
            say_no_to_show(found, by=by, why=no_form.cleaned_data["why"])
        case "weg" if no_form.is_valid():
            hide(found, by=by, why=no_form.cleaned_data["why"])
        case "verhaal-ja":
            show_told(found, by=by)
        case "verhaal-nee":
            take_told_away(found, by=by)
        case _:
            return False
    return True


def inner(found: Idea, work: Work) -> dict[str, Any]:
    """What the page shows: what may tell who someone is is pointed out, and so is danger."""
    network = found.network
    here = [network.name, network.town, *(area.name for area in neighbourhoods_of(network))]
    told = found.state == IdeaState.TOLD and found.told_shown_at is None and bool(found.sentence)
    words = [found.title, found.text, found.for_whom, found.place_text, found.helps_with, found.said_by]
    words = [found.sentence, found.story] if told else words
    whole = "\n".join(part for part in words if part)
    return {
        "idea": found, "badge": badge_of(found), "money": money_of(found), "where": where_of(found),
        "life": life_of(found), "waits": found.let_in_at is None, "told_waits": told,
        "traces": traces_in(whole, here=here), "danger": advice_for(whole, network.country) if whole else None,
        "is_buddy": found.buddy_id == work.person.pk,
    }  # fmt: skip


@ring_one
@require_safe
def desk_photo(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The photo of what was told and waits, for who looks at it."""
    work = at_budget(request, network)
    if not work.has(LOOKERS):
        raise Http404
    found = get_object_or_404(Idea, network=work.network, pk=pk)
    answer = picture(found.photo, MIDDLE)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@ring_two
@require_safe
def desk_reach(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """How who had it can be reached, for who thinks along with them. Looking is written down."""
    work = at_budget(request, network)
    rows = Idea.objects.select_related("network", "person").filter(network=work.network, buddy=work.person)
    found = rows.filter(pk=pk).exclude(state=IdeaState.WITHDRAWN).first()
    if found is None:
        refuse(request, work, "budget")
    record(Action.VIEW, actor=work.person, obj=found, subject=found.person_id, network=work.network,
           role_then=work.role_then, fields_group="budget", request=request)  # fmt: skip
    said = found.person.email if found.person else found.contact if is_confirmed(found) else ""
    context = {"work": work, "idea": found, "mail": said if "@" in said else "", "phone": "" if "@" in said else said}
    return render(request, "budget/desk_reach.html", context)


@ring_one
@limited("budget_desk", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def desk_paper(request: HttpRequest, network: str) -> HttpResponse:
    """What a resident said or wrote on paper, written down by a connector on one page; sent twice it is one."""
    work = at_budget(request, network)
    assert work.network
    if not work.has(WRITERS):
        refuse(request, work, "budget")
    form = PaperForm(request.POST or None, network=work.network)
    key = form.key
    if request.method == "POST" and form.is_valid():
        language = (get_language() or "nl").split("-")[0]
        whose = From(form.cleaned_data["contact"], language, written_by=work.person)
        made = have_idea(work.network, form.what(), whose, form_key=key)
        return redirect(f"{reverse('budget:desk_written', args=[network, made.pk])}")
    return render(request, "budget/desk_paper.html", {"work": work, "form": form, "new_key": key})


@ring_one
@require_safe
def desk_written(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """It is written down: the link with which its owner follows it, to print or to write on their paper."""
    work = at_budget(request, network)
    rows = Idea.objects.select_related("network").filter(network=work.network, written_by=work.person)
    found = rows.filter(pk=pk).first()
    if found is None:
        refuse(request, work, "budget")
    url = site_url("budget:own", network, token_of(found))
    context = {"work": work, "idea": found, "url": url, "scan": scancode(url, border=2, is_on_white=True)}
    return render(request, "budget/desk_written.html", context)
