""" "Zo noemen wij dat": what a network agreed that its words mean, for everyone; and writing it down."""

from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.directory.access import today_in
from buurtnet.directory.crumbs import crumbs_to
from buurtnet.kit.limits import limited
from buurtnet.people.doors import ring_two
from buurtnet.wording.agreeing import (
    AgreedAlreadyError,
    ChangedMeanwhileError,
    InDraftAlreadyError,
    agree,
    digest_of,
    save_draft,
    withdraw,
)
from buurtnet.wording.choices import Stage
from buurtnet.wording.desk import Desk, at_words
from buurtnet.wording.explaining import agreed_in
from buurtnet.wording.forms.agreed import LANGUAGES, MeaningForm
from buurtnet.wording.models import AgreedWord

MOST_HISTORY = 200


@login_not_required
@require_safe
def agreed_words(request: HttpRequest, network: str) -> HttpResponse:
    """The words of this network with what they mean here, who agreed on it and when; and what they meant before."""
    here = network_or_404(request, network)
    rows = agreed_in(here)
    before = AgreedWord.objects.filter(network=here, stage=Stage.REPLACED).order_by("-replaced_at")[:MOST_HISTORY]
    earlier: dict[tuple[str, str], list[AgreedWord]] = {}
    for row in before:
        earlier.setdefault((row.folded, row.language), []).append(row)
    context = {
        "here": here, "crumbs": crumbs_to(request, here, _("Zo noemen wij dat")), "today": today_in(here),
        "rows": [(row, earlier.pop((row.folded, row.language), [])) for row in rows],
    }  # fmt: skip
    return render(request, "wording/agreed_words.html", context)


@ring_two
@require_safe
def agreed_list(request: HttpRequest, network: str) -> HttpResponse:
    """Drafts first, then what holds, then what was."""
    desk = at_words(request, network)
    rows = AgreedWord.objects.filter(network=desk.network)
    context = {
        "work": desk.work, "here": desk.network, "today": today_in(desk.network),
        "drafts": list(rows.filter(stage=Stage.DRAFT)), "agreed": list(rows.filter(stage=Stage.AGREED)),
        "before": list(rows.filter(stage=Stage.REPLACED).order_by("-replaced_at")[:MOST_HISTORY]),
        "done": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "wording/agreed_list.html", context)


@ring_two
@limited("words", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def agreed_new(request: HttpRequest, network: str) -> HttpResponse:
    """Write a word down. With ``van``: a next meaning of one that holds."""
    desk = at_words(request, network)
    return answered(request, desk, None)


@ring_two
@limited("words", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def agreed_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """A draft to change or to agree on; what holds or held is only shown."""
    desk = at_words(request, network)
    row = get_object_or_404(AgreedWord.objects.select_related("network"), pk=pk, network=desk.network)
    return answered(request, desk, row)


def answered(request: HttpRequest, desk: Desk, row: AgreedWord | None) -> HttpResponse:
    """The page of one word, or what was posted from it."""
    does = request.POST.get("doe", "")
    form = form_for(request, desk, row, needs_all=does == "afspreken")
    wrong, status = "", 200
    if request.method == "POST" and (does == "weg" or form.is_valid()):
        wrong, status = done(request, desk, row, form)
        if not wrong:
            return redirect(f"{reverse('wording:agreed_list', args=[desk.network.slug])}?klaar={does or 'concept'}")
    context = {
        "work": desk.work, "here": desk.network, "row": row, "form": form, "wrong": wrong,
        "languages": LANGUAGES.items(), "is_draft": row is None or row.stage == Stage.DRAFT,
        "today": today_in(desk.network), "seen": digest_of(row) if row else "",
    }  # fmt: skip
    return render(request, "wording/agreed_edit.html", context, status=status)


def form_for(request: HttpRequest, desk: Desk, row: AgreedWord | None, *, needs_all: bool) -> MeaningForm:
    """Filled with what was posted, with the draft, or with the meaning that a new one is to replace."""
    today = today_in(desk.network)
    if request.method == "POST":
        return MeaningForm(request.POST, today=today, needs_all=needs_all)
    base = row
    if base is None and request.GET.get("van"):
        rows = AgreedWord.objects.filter(network=desk.network, stage=Stage.AGREED)
        base = next((one for one in rows if str(one.pk) == request.GET["van"]), None)
    if base is None:
        return MeaningForm(today=today, initial={"explains_alone": True})
    filled = {name: getattr(base, name) for name in ("word", "meaning", "language", "agreed_by", "explains_alone")}
    days = {name: getattr(base, name) for name in ("agreed_on", "review_on")} if row else {}
    return MeaningForm(today=today, initial={**filled, **days, "other_forms": ", ".join(base.forms)})


def done(request: HttpRequest, desk: Desk, row: AgreedWord | None, form: MeaningForm) -> tuple[str, int]:
    """Keep, agree or take away. What went wrong in a sentence, and the status of the page that says so."""
    by, does = desk.by(request), request.POST.get("doe", "")
    try:
        if does == "weg" and row is not None:
            withdraw(row, by=by)
        elif does != "weg":
            draft = save_draft(desk.network, form.said, by=by, draft=row, seen=request.POST.get("gezien", ""))
            if does == "afspreken":
                agree(draft, by=by)
    except AgreedAlreadyError:
        return _("Iemand anders was je net voor. Dit concept is al afgesproken of weggehaald."), HTTPStatus.CONFLICT
    except ChangedMeanwhileError:
        return _("Iemand anders paste dit concept net aan. Wat jij schreef, staat hieronder en is nog niet bewaard. "
                 "Bewaar je het nu, dan vervangt het wat de ander schreef."), HTTPStatus.CONFLICT  # fmt: skip
    except InDraftAlreadyError:
        return _("Voor dit woord is al een concept. Open dat, en pas het aan."), HTTPStatus.CONFLICT
    return "", 200
