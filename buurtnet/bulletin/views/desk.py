"""The working side: the newsletters of a network, looking one over, and sending it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.bulletin import checking
from buurtnet.bulletin.access import Desk, at_bulletin
from buurtnet.bulletin.choices import EditionState, Rhythm
from buurtnet.bulletin.forms import OwnForm, PlanForm, WordsForm
from buurtnet.bulletin.making import make_draft, plan_of, renew
from buurtnet.bulletin.models import BulletinPlan, Edition, Subscriber
from buurtnet.bulletin.sending import send_edition, waiting
from buurtnet.bulletin.shown import days_of, on_a_page
from buurtnet.bulletin.standing import freshened, over_in
from buurtnet.directory.cards import Viewpoint
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.people.acting import By
from buurtnet.people.doors import ring_one

PER_PAGE: Final = 30
FORM: Final = ["GET", "HEAD", "POST"]


@ring_one
@require_safe
def edition_list(request: HttpRequest, network: str) -> HttpResponse:
    """The one that waits, and those that went out."""
    desk = at_bulletin(request, network)
    rows = Edition.objects.filter(network=desk.network)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    own_plan = plan_of(desk.network)
    waiting = rows.filter(state__in=(EditionState.DRAFT, EditionState.CHECKED)).first()
    context = shared(desk) | {
        "rows": [(one, days_of(one)) for one in page], "pages": pages_of(page, request), "plan": own_plan,
        "waiting": waiting, "readers": readers_of(desk), "is_by_itself": own_plan.rhythm != Rhythm.NONE,
        "done": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "bulletin/edition_list.html", context)


def shared(desk: Desk) -> dict[str, Any]:
    return {"work": desk.work, "here": desk.network}


def readers_of(desk: Desk) -> int:
    """How many said yes."""
    return Subscriber.objects.filter(network=desk.network, confirmed_at__isnull=False).count()


@ring_one
@limited("bulletin", setting="FORMS_PER_MINUTE")
@require_POST
def edition_make(request: HttpRequest, network: str) -> HttpResponse:
    """A draft of what there is now, or the one that waits already."""
    desk = at_bulletin(request, network)
    made = make_draft(desk.network, timezone.now())
    return redirect("bulletin:edition_look", network, made.number)


@ring_one
@require_safe
def edition_look(request: HttpRequest, network: str, number: int) -> HttpResponse:
    """The whole edition as it will be seen, with what can be done with it."""
    desk = at_bulletin(request, network)
    return look_page(request, desk, one_of(desk, number))


def one_of(desk: Desk, number: int) -> Edition:
    return get_object_or_404(Edition.objects.select_related("network"), network=desk.network, number=number)


def look_page(
    request: HttpRequest, desk: Desk, found: Edition, *, wrong: str = "", words: WordsForm | None = None,
    own: OwnForm | None = None,
) -> HttpResponse:  # fmt: skip
    """``words`` and ``own``: forms that were sent and must be mended. ``wrong``: why it cannot be now."""
    is_draft, is_open = found.state == EditionState.DRAFT, found.state in {EditionState.DRAFT, EditionState.CHECKED}
    items = list(found.items.all())
    now = timezone.now()
    moved = freshened(items, Viewpoint(desk.network, now)) if is_open else []
    over = over_in(desk.network, items, now if is_open else None)
    said = {"title": found.title, "introduction": found.introduction, "version": found.version}
    context = shared(desk) | {
        "edition": found, "days": days_of(found), "is_draft": is_draft,
        "parts": on_a_page(found, items, over, {one.pk for one in moved}),
        "wrong": wrong, "words": words or WordsForm(initial=said), "own": own or OwnForm(),
        "opens_own": own is not None, "readers": readers_of(desk), "done": request.GET.get("klaar", ""),
        "is_checked": found.state == EditionState.CHECKED, "newest": found.version if wrong else 0,
        "on_the_way": waiting(found).count() if found.state == EditionState.SENT else 0,
        "has_over": any(one.pk in over and not one.is_left_out for one in items),
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return render(request, "bulletin/edition_look.html", context, status=status)


@ring_one
@limited("bulletin", setting="FORMS_PER_MINUTE")
@require_POST
def edition_words(request: HttpRequest, network: str, number: int) -> HttpResponse:
    """Another heading, another word up front. When someone else just changed these, what you wrote stays there."""
    desk = at_bulletin(request, network)
    found, form = one_of(desk, number), WordsForm(request.POST)
    if not form.is_valid():
        return look_page(request, desk, found, words=form)
    said = form.cleaned_data
    try:
        checking.change_words(
            found, title=said["title"], introduction=said["introduction"], version=said["version"],
            by=desk.by(request),
        )  # fmt: skip
    except NotNowError as error:
        return look_page(request, desk, one_of(desk, number), wrong=str(error), words=form)
    return redirect(f"{found_url(network, number)}?klaar=bewaard")


def found_url(network: str, number: int) -> str:
    return reverse("bulletin:edition_look", args=[network, number])


@ring_one
@limited("bulletin", setting="FORMS_PER_MINUTE")
@require_POST
def item_new(request: HttpRequest, network: str, number: int) -> HttpResponse:
    """Something that stands nowhere else."""
    desk = at_bulletin(request, network)
    found, form = one_of(desk, number), OwnForm(request.POST)
    if not form.is_valid():
        return look_page(request, desk, found, own=form)
    said = form.cleaned_data
    try:
        made = checking.add_own(
            found, form.key, title=said["title"], text=said["text"], address=said["address"], by=desk.by(request)
        )
    except NotNowError as error:
        return look_page(request, desk, one_of(desk, number), wrong=str(error), own=form)
    return redirect(f"{found_url(network, number)}#s-{made.pk}")


# What can be done with an item, by the word of its button.
TO_ITEMS: Final[dict[str, Callable[[Edition, UUID, By], object]]] = {
    "eruit": lambda edition, pk, by: checking.leave_out(edition, pk, is_out=True, by=by),
    "terug": lambda edition, pk, by: checking.leave_out(edition, pk, is_out=False, by=by),
    "omhoog": lambda edition, pk, by: checking.shift(edition, pk, up=True, by=by),
    "omlaag": lambda edition, pk, by: checking.shift(edition, pk, up=False, by=by),
    "weg": checking.take_away,
}


@ring_one
@require_POST
def item(request: HttpRequest, network: str, number: int, pk: UUID) -> HttpResponse:
    """Out of it, back in it, up or down among those of its kind, or away."""
    desk = at_bulletin(request, network)
    found, do = one_of(desk, number), TO_ITEMS.get(request.POST.get("doe", ""))
    if do is None:
        return error_page(request, HTTPStatus.BAD_REQUEST)
    try:
        do(found, pk, desk.by(request))
    except NotNowError as error:
        return look_page(request, desk, one_of(desk, number), wrong=str(error))
    return redirect(f"{found_url(network, number)}#s-{pk}")


# Where an edition can go, by the word of its button; sending has a page of its own.
MOVES: Final[dict[str, Callable[[Edition, By], object]]] = {
    "nagekeken": checking.check, "open": checking.back_to_draft, "overslaan": checking.drop,
    "opnieuw": lambda edition, _by: renew(edition, timezone.now()),
}  # fmt: skip


@ring_one
@limited("bulletin", setting="FORMS_PER_MINUTE")
@require_POST
def edition_move(request: HttpRequest, network: str, number: int) -> HttpResponse:
    """Looked over, open again, skipped, or filled again with what there is now."""
    desk = at_bulletin(request, network)
    said = request.POST.get("doe", "")
    found, do = one_of(desk, number), MOVES.get(said)
    if do is None:
        return error_page(request, HTTPStatus.BAD_REQUEST)
    try:
        do(found, desk.by(request))
    except NotNowError as error:
        return look_page(request, desk, one_of(desk, number), wrong=str(error))
    if said == "nagekeken":
        return redirect("bulletin:edition_send", network, number)
    return redirect(f"{found_url(network, number)}?klaar={said}")


@ring_one
@limited("bulletin", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def edition_send(request: HttpRequest, network: str, number: int) -> HttpResponse:
    """The second tap: to how many it goes. Tapped twice it goes once."""
    desk = at_bulletin(request, network)
    found = one_of(desk, number)
    if found.state == EditionState.SENT:
        return redirect("bulletin:edition_look", network, number)
    if found.state != EditionState.CHECKED and request.method != "POST":
        return redirect("bulletin:edition_look", network, number)
    if request.method != "POST":
        context = shared(desk) | {"edition": found, "days": days_of(found), "readers": readers_of(desk)}
        return render(request, "bulletin/edition_send.html", context)
    try:
        send_edition(found, desk.by(request))
    except NotNowError as error:
        return look_page(request, desk, one_of(desk, number), wrong=str(error))
    return redirect(f"{found_url(network, number)}?klaar=verstuurd")


@ring_one
@limited("bulletin", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def plan(request: HttpRequest, network: str) -> HttpResponse:
    """How often, and on which day."""
    desk = at_bulletin(request, network)
    known = plan_of(desk.network)
    said = {"name": known.name, "rhythm": known.rhythm, "weekday": known.weekday}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        BulletinPlan.objects.update_or_create(network=desk.network, defaults=form.cleaned_data)
        return redirect(f"{reverse('bulletin:edition_list', args=[network])}?klaar=plan")
    return render(request, "bulletin/plan.html", shared(desk) | {"form": form})
