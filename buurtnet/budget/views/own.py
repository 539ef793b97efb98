"""Behind a link of one's own: saying that it was really you, how an idea stands, and everything to do with it."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.agenda.choices import Faces
from buurtnet.areas.choices import Room
from buurtnet.budget.access import budget_room, lanes_of
from buurtnet.budget.choices import IDEA_ALLOWED, Answer, IdeaState, Lane, SayKind
from buurtnet.budget.forms.ideas import AskMoneyForm, TellForm, WholeForm
from buurtnet.budget.ideas import CHANGEABLE, change_idea, lacking, submit, withdraw
from buurtnet.budget.ideas import confirm as say_it_is_me
from buurtnet.budget.models import Idea, Say
from buurtnet.budget.saying import said_yes
from buurtnet.budget.shown import badge_of, card_of, life_of, money_of, photo_url, promise_of
from buurtnet.budget.telling import MIDDLE, may_send_photo, may_tell, tell
from buurtnet.budget.whose import is_confirmed, to_confirm, token_of, with_token
from buurtnet.kit.amounts import euros
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pictures import NoPhotoError, NoRoomError
from buurtnet.kit.scancode import scancode
from buurtnet.people.access import visitor
from buurtnet.people.doors import secret_address
from buurtnet.people.links import site_url
from buurtnet.people.models import Person

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
ASKABLE: Final = (IdeaState.IDEA, IdeaState.REFUSED)


@login_not_required
@secret_address
@limited("budget_own", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def confirm(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """From a mail: was it really you? A button says so; looking at the page says nothing."""
    here = budget_room(request, network)
    found = to_confirm(here, token)
    if found is None:
        raise Http404
    idea, address = found
    if request.method == "POST":
        say_it_is_me(idea, address)
        return redirect(f"{reverse('budget:own', args=[network, token_of(idea)])}?klaar=ja")
    if idea.contact_hash:
        return redirect("budget:own", network, token_of(idea))
    return render(request, "budget/own_confirm.html", {"idea": idea})


@login_not_required
@secret_address
@limited("budget_own", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def own(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """How it stands, for who had it, and what they can do now. Taking it back asks once whether they are sure."""
    found, wrong = own_or_404(request, network, token), ""
    done = request.POST.get("doe", "")
    if done == "intrekken":
        return render(request, "budget/own_withdraw.html", {"idea": found, "token": token})
    if done == "intrekken-zeker":
        try:
            withdraw(found, by=acting(request, found))
            return redirect("budget:own", network, token)
        except NotNowError as error:
            wrong = str(error)
    context = stand_of(request, found, token) | {"wrong": wrong}
    return render(request, "budget/own.html", context, status=CONFLICT if wrong else 200)


def own_or_404(request: HttpRequest, network: str, token: str) -> Idea:
    found = with_token(budget_room(request, network), token)
    if found is None:
        raise Http404
    return found


def acting(request: HttpRequest, found: Idea) -> Person | None:
    """Who does it, for the log: the person whose idea it is, when they are signed in; else nobody by name."""
    person = visitor(request)
    return person if person is not None and person.pk == found.person_id else None


def stand_of(request: HttpRequest, found: Idea, token: str) -> dict[str, Any]:
    state = IdeaState(found.state)
    url = site_url("budget:own", found.network.slug, token)
    may_ask = state in ASKABLE and bool(found.let_in_at)
    return {
        "idea": found, "token": token, "url": url, "card": card_of(found), "badge": badge_of(found),
        "money": money_of(found), "life": life_of(found), "promise": promise_of(found),
        "done": request.GET.get("klaar", ""),
        "may_vote": state == IdeaState.IDEA and bool(found.let_in_at) and found.network.has(Room.VOTING),
        "is_confirmed": is_confirmed(found), "photo": photo_url(found, MIDDLE),
        "may_change": state in CHANGEABLE, "may_tell": may_tell(found) and bool(found.let_in_at or found.granted),
        "may_ask": may_ask, "lacks": lacking(found, found.asked) if may_ask and found.asked else "",
        **neighbours_of(found),
        "may_withdraw": IdeaState.WITHDRAWN in IDEA_ALLOWED[state],
        "scan": scancode(url, border=2, is_on_white=True),
    }  # fmt: skip


def neighbours_of(found: Idea) -> dict[str, bool]:
    """Whether a neighbour's yes is still needed, and whether someone said no, while neighbours decide."""
    rows = Say.objects.filter(idea=found, attempt=found.attempt, answer=Answer.NO)
    has_direct = found.state == IdeaState.SUBMITTED and found.lane == Lane.DIRECT and found.clear_at is None
    return {
        "neighbours_decide": has_direct,
        "needs_neighbour": has_direct and SayKind.RESIDENT not in said_yes(found),
        "has_no": has_direct and rows.exists(),
    }


@login_not_required
@secret_address
@limited("budget_own", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def own_change(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """In other words. What someone else changed meanwhile is said, and nothing typed is lost."""
    found, wrong = own_or_404(request, network, token), ""
    form = WholeForm(request.POST or None, network=found.network, idea=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_idea(
                found, form.what(), version=form.cleaned_data["version"] or 0, by=acting(request, found)
            )  # fmt: skip
            return redirect(f"{reverse('budget:own', args=[network, token])}?klaar=bewaard")
        except NotNowError as error:
            wrong = str(error)
            found = own_or_404(request, network, token)
    context = {"idea": found, "token": token, "form": form, "wrong": wrong}
    context |= {"fixed_money": found.state == IdeaState.ASKED_BACK, "was_shown": bool(found.let_in_at)}
    return render(request, "budget/own_change.html", context, status=CONFLICT if wrong else 200)


@login_not_required
@secret_address
@limited("budget_own", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def own_money(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """Ask money for it, or ask anew after a no."""
    found, wrong = own_or_404(request, network, token), ""
    if found.state not in ASKABLE:
        return redirect("budget:own", network, token)
    form = AskMoneyForm(request.POST or None, initial={"asked": found.asked})
    if request.method == "POST" and form.is_valid():
        try:
            submit(found, by=acting(request, found), cents=form.cleaned_data["asked"])
            return redirect(f"{reverse('budget:own', args=[network, token])}?klaar=gevraagd")
        except NotNowError as error:
            wrong = str(error)
    lanes = lanes_of(found.network)
    context = {
        "idea": found, "token": token, "form": form, "wrong": wrong, "lanes": lanes,
        "direct_most": euros(lanes.direct_most), "panel_most": euros(lanes.panel_most),
    }  # fmt: skip
    return render(request, "budget/own_money.html", context, status=CONFLICT if wrong else 200)


@login_not_required
@secret_address
@limited("budget_own", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def own_tell(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """How it went: a sentence, and perhaps a photo."""
    found, wrong = own_or_404(request, network, token), ""
    if not may_tell(found):
        return redirect("budget:own", network, token)
    form = TellForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            if is_told(request, found, form):
                return redirect(f"{reverse('budget:own', args=[network, token])}?klaar=verteld")
        except NotNowError as error:
            wrong = str(error)
    context = {"idea": found, "token": token, "form": form, "wrong": wrong, "faces": Faces.choices}
    return render(request, "budget/own_tell.html", context, status=CONFLICT if wrong else 200)


def is_told(request: HttpRequest, found: Idea, form: TellForm) -> bool:
    """Kept; when the photo cannot be, that is said beside it and nothing is. Raises ``NotNowError``."""
    told = form.told()
    if told.sent is not None and not may_send_photo(found):
        form.add_error("photo", _("Je stuurde net veel foto's. Probeer het over een uur nog eens."))
        return False
    try:
        tell(found, told, by=acting(request, found))
    except (NoPhotoError, NoRoomError) as error:
        form.add_error("photo", str(error))
        return False
    return True
