"""Examples on the working side: writing, reading as a second, sharing, doing it too, and starting it here."""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.people.doors import ring_one
from buurtnet.people.work import refuse
from buurtnet.practices import writing
from buurtnet.practices.beginning import first_playbook, first_steps
from buurtnet.practices.choices import PracticeState
from buurtnet.practices.desk import Desk, at_practices, directing, today_in
from buurtnet.practices.files import MOST_BYTES, NotReadableError, TakenIn, read, take_in
from buurtnet.practices.forms.practices import DidItForm, FileForm, PracticeForm
from buurtnet.practices.models import GoodPractice
from buurtnet.practices.moving import may_move, move, share_with_all
from buurtnet.practices.playbooks import make
from buurtnet.practices.shown import about, facts_of
from buurtnet.practices.words import when_text

PER_PAGE: Final = 50
FORM: Final = ["GET", "HEAD", "POST"]


@ring_one
@require_safe
def practice_list(request: HttpRequest, network: str) -> HttpResponse:
    """All examples of this network, those that wait for a second reader first."""
    desk = at_practices(request, network)
    order = list(PracticeState)
    rows = GoodPractice.objects.filter(network=desk.network).defer("found_by")
    found = sorted(rows, key=lambda one: (order.index(PracticeState(one.state)), one.title.casefold()))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = shared(desk) | {
        "rows": list(page), "pages": pages_of(page, request), "done": request.GET.get("klaar", ""),
        "taken": [request.GET.get(name, "") for name in ("nieuw", "anders", "zelfde")],
    }  # fmt: skip
    return render(request, "practices/practice_list.html", context)


def shared(desk: Desk) -> dict[str, Any]:
    return {"work": desk.work, "here": desk.network, "desk": desk}


@ring_one
@require_safe
def practice(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One example with what can be done with it now."""
    desk = at_practices(request, network)
    return practice_page(request, desk, one_of(desk, pk))


def practice_page(request: HttpRequest, desk: Desk, found: GoodPractice, wrong: str = "") -> HttpResponse:
    roles = {one.role for one in desk.work.roles if one.network_id == desk.network.pk}
    moves = [
        (to, MOVES[to])
        for to in PracticeState
        if is_own(desk, found) and may_move(found, to, roles=roles, person_id=desk.work.person.pk)
    ]
    context = shared(desk) | about(found) | {
        "moves": moves, "is_own": is_own(desk, found), "may_write": may_write(desk, found), "wrong": wrong,
        "is_shared": found.state == PracticeState.SHARED, "done": request.GET.get("klaar", ""),
        "is_mine": found.written_by_id == desk.work.person.pk,
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return render(request, "practices/practice.html", context, status=status)


MOVES: Final = {
    PracticeState.DRAFT: "pencil", PracticeState.READ: "eye", PracticeState.SHARED: "share-2",
    PracticeState.OUTDATED: "clock",
}  # fmt: skip


def one_of(desk: Desk, pk: UUID) -> GoodPractice:
    """Of this network, or what another network shares with all."""
    rows = GoodPractice.objects.select_related("network", "organization", "parent")
    found = rows.filter(network=desk.network, pk=pk).first()
    return found or get_object_or_404(GoodPractice.objects.readable_in(desk.network).select_related("network"), pk=pk)


def is_own(desk: Desk, found: GoodPractice) -> bool:
    return found.network_id == desk.network.pk


def may_write(desk: Desk, found: GoodPractice) -> bool:
    """Who wrote it, partners and who keeps the network; a resident only what they wrote."""
    return is_own(desk, found) and (desk.reads or found.written_by_id == desk.work.person.pk)


def own_or_404(request: HttpRequest, desk: Desk, pk: UUID) -> GoodPractice:
    found = get_object_or_404(GoodPractice.objects.select_related("network"), network=desk.network, pk=pk)
    if not may_write(desk, found):
        refuse(request, desk.work, "practices")
    return found


@ring_one
@limited("practices", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def practice_new(request: HttpRequest, network: str) -> HttpResponse:
    """A new example, or a local variant of one (``?van=``)."""
    desk = at_practices(request, network)
    parent = parent_of(desk, request.GET.get("van", ""))
    form = PracticeForm(request.POST or None, network=desk.network, practice=None)
    if parent is not None and request.method != "POST":
        form.initial = {name: getattr(parent, name) for name in writing.FIELDS if name != "organization"}
    if request.method == "POST" and form.is_valid():
        made = writing.write_down(
            desk.network, form.cleaned_data, key=form.row_key, by=desk.by(request), parent=parent
        )
        return redirect(f"{reverse('practices:practice', args=[network, made.pk])}?klaar=nieuw")
    return render(request, "practices/practice_edit.html", shared(desk) | {"form": form, "parent": parent})


def parent_of(desk: Desk, said: str) -> GoodPractice | None:
    if not said:
        return None
    try:
        return one_of(desk, UUID(said))
    except ValueError:
        raise Http404 from None


@ring_one
@limited("practices", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def practice_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Write it anew. When someone else just did, what you wrote stays in the form."""
    desk = at_practices(request, network)
    found = own_or_404(request, desk, pk)
    form = PracticeForm(request.POST or None, network=desk.network, practice=found)
    wrong = ""
    if request.method == "POST" and form.is_valid():
        try:
            writing.rewrite(found, form.cleaned_data, version=form.seen, by=desk.by(request))
            return redirect(f"{reverse('practices:practice', args=[network, pk])}?klaar=bewaard")
        except NotNowError as error:
            wrong = str(error)
    context = shared(desk) | {
        "form": form,
        "practice": found,
        "wrong": wrong,
        "newest": found.version if wrong else 0,
    }
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return render(request, "practices/practice_edit.html", context, status=status)


@ring_one
@limited("practices", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def practice_move(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One step further or back; ``naar`` and ``version`` come from the button."""
    desk = at_practices(request, network)
    found = get_object_or_404(GoodPractice.objects.select_related("network"), network=desk.network, pk=pk)
    to = request.POST.get("naar", "")
    roles = {one.role for one in desk.work.roles if one.network_id == desk.network.pk}
    if to not in PracticeState.values:
        raise Http404
    version = request.POST.get("version", "")
    try:
        if not may_move(found, PracticeState(to), roles=roles, person_id=desk.work.person.pk):
            raise NotNowError
        seen = int(version) if version.isdecimal() and len(version) < 10 else 0
        move(found, PracticeState(to), version=seen, by=desk.by(request))
    except NotNowError as error:
        return practice_page(request, desk, one_of(desk, pk), str(error))
    return redirect(f"{reverse('practices:practice', args=[network, pk])}?klaar={to}")


@ring_one
@limited("practices", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def practice_for_all(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The director shows it to the other networks of this site, or takes it back (``doe=terug``)."""
    desk = directing(request, network)
    found = get_object_or_404(GoodPractice.objects.select_related("network"), network=desk.network, pk=pk)
    try:
        share_with_all(found, with_all=request.POST.get("doe") != "terug", by=desk.by(request))
    except NotNowError as error:
        return practice_page(request, desk, one_of(desk, pk), str(error))
    return redirect("practices:practice", network, pk)


@ring_one
@limited("practices", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def did_it_too(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """We did this too: when, what was otherwise, what it brought."""
    desk = at_practices(request, network)
    found = get_object_or_404(GoodPractice.objects.readable_in(desk.network).select_related("network"), pk=pk)
    form = DidItForm(request.POST or None, today=today_in(desk.network))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        writing.tell_we_did_it(
            found, desk.network, year=said["year"], otherwise=said["otherwise"], brought=said["brought"],
            by=desk.by(request),
        )  # fmt: skip
        return redirect(f"{reverse('practices:practice', args=[network, pk])}?klaar=ook")
    return render(request, "practices/did_it_too.html", shared(desk) | {"form": form, "practice": found})


@ring_one
@limited("practices", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def playbook_begin(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Start this here: its first steps are shown, and a button makes them a playbook of your own."""
    desk = at_practices(request, network)
    found = get_object_or_404(GoodPractice.objects.readable_in(desk.network).select_related("network"), pk=pk)
    steps = first_steps(found)
    if request.method == "POST":
        written = first_playbook(found, led_by_residents=not desk.reads)
        made = make(desk.network, written, key=key_in(request.POST), by=desk.by(request), steps=steps, practice=found)
        return redirect(f"{reverse('practices:playbook', args=[network, made.pk])}?klaar=nieuw")
    lines = [(when_text(one.days), one) for one in steps]
    context = shared(desk) | {"practice": found, "lines": lines, "form_key": uuid4(), "facts": facts_of(found)}
    return render(request, "practices/playbook_begin.html", context)


@ring_one
@limited("practice_files", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def practice_import(request: HttpRequest, network: str) -> HttpResponse:
    """Read a file of another network in: examples as drafts, playbooks for who reads them in."""
    desk = at_practices(request, network)
    if not desk.reads:
        refuse(request, desk.work, "practices")
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = take_in(desk.network, read(file.read(MOST_BYTES + 1)), by=desk.by(request))
            return redirect(f"{reverse('practices:practice_list', args=[network])}?klaar=gelezen&{counted(taken)}")
        except NotReadableError as error:
            form.add_error("file", str(error))
    return render(request, "practices/practice_import.html", shared(desk) | {"form": form})


def counted(taken: TakenIn) -> str:
    return f"nieuw={taken.new}&anders={taken.changed}&zelfde={taken.same}"
