"""What is likely together: looked at by people, who take it together or say that it is not."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurtnet.areas.models import Area
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.desk import Desk, deciding
from buurtnet.needs.form_keys import made_with
from buurtnet.needs.forms.needs import TogetherForm, refs_in
from buurtnet.needs.models import SharedNeed
from buurtnet.needs.proposing import (
    QUESTION,
    SIGNAL,
    Item,
    Proposal,
    alike,
    alike_to_need,
    needs_alike,
    proposals,
    the_item,
)
from buurtnet.needs.sharing import Items, Written, add, say_not_together, start
from buurtnet.people.doors import ring_one
from buurtnet.themes.models import Theme

MOST_SHOWN = 100  # of one group; the others go along unseen, since they are alike


@ring_one
@limited("proposals", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_list(request: HttpRequest, network: str) -> HttpResponse:
    """All proposals; one of them with ``groep``, or what looks like one question, signal or need."""
    desk = deciding(request, network)
    asked = request.GET.get("groep", "")
    one = next((kind for kind in (QUESTION, SIGNAL, "nood") if kind in request.GET), "")
    if one:
        return like_one(request, desk, one, request.GET[one])
    if made := made_before(request, desk):
        return redirect(f"{reverse('needs:need', args=[network, made.pk])}?klaar=erbij")
    found = proposals(desk.network, timezone.now())
    proposal = next((each for each in found if each.key == asked), None) if asked else None
    if proposal is not None:
        return one_proposal(request, desk, proposal)
    context = {
        "work": desk.work, "here": desk.network, "here_is": "voorstellen", "decides": True, "proposals": found,
        "is_gone": bool(asked), "done": request.GET.get("klaar", ""),
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if asked and request.method == "POST" else HTTPStatus.OK
    return render(request, "needs/proposal_list.html", context, status=status)


def made_before(request: HttpRequest, desk: Desk) -> SharedNeed | None:
    """What this very form made already: its group is no proposal any more."""
    form = TogetherForm(request.POST or None, network=desk.network)
    if not form.is_valid() or form.need is not None:
        return None
    return made_with(SharedNeed.objects.filter(network=desk.network), form.row_key)


def one_proposal(request: HttpRequest, desk: Desk, proposal: Proposal) -> HttpResponse:
    """Take a group together, all but what someone left out, or say that it is none."""
    form, status = TogetherForm(request.POST or None, network=desk.network), HTTPStatus.OK
    if request.method == "POST" and request.POST.get("doe") == "niet":
        say_not_together(desk.network, proposal.key, len(proposal.items), by=desk.by(request))
        return redirect(f"{reverse('needs:proposals', args=[desk.network.slug])}?klaar=niet")
    if request.method == "POST" and form.is_valid():
        left = {*request.POST.getlist("uit")}
        chosen = [one for one in proposal.items if one.ref not in left]
        try:
            return taken_together(request, desk, form, chosen)
        except NotNowError as error:
            form.add_error(None, str(error))
            status = HTTPStatus.CONFLICT
    context = page_of(desk, proposal.items, [one.pk for one in proposal.themes], form) | {
        "proposal": proposal, "suggested": proposal.name, "left": request.POST.getlist("uit"),
    }  # fmt: skip
    return render(request, "needs/proposal.html", context, status=status)


def like_one(request: HttpRequest, desk: Desk, kind: str, key: str) -> HttpResponse:
    """What looks like one thing; of these someone chooses which belong with it."""
    now, need, item = timezone.now(), None, None
    if kind == "nood":
        need = next(iter(SharedNeed.objects.filter(network=desk.network, pk=uuid_in(key), merged_into=None)), None)
        items = alike_to_need(need, now)[:MOST_SHOWN] if need else []
    else:
        item = the_item(desk.network, kind, uuid_in(key), now)
        items = [item, *alike(item, desk.network, now)] if item else []
    if need is None and item is None:
        return elsewhere(desk, kind, uuid_in(key))
    form, status = TogetherForm(request.POST or None, network=desk.network), HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        refs = {*request.POST.getlist("bij")}
        try:
            return taken_together(request, desk, form, [one for one in items if one.ref in refs])
        except NotNowError as error:
            form.add_error(None, str(error))
            status = HTTPStatus.CONFLICT
    themes = [one.pk for one in need.themes.all()] if need else list(item.themes) if item else []
    context = page_of(desk, items, themes, form) | {
        "need": need, "item": item, "kept": request.POST.getlist("bij") or ([item.ref] if item else []),
    }  # fmt: skip
    return render(request, "needs/proposal.html", context, status=status)


def elsewhere(desk: Desk, kind: str, key: UUID) -> HttpResponse:
    """To the need to which a question or signal points already; else to the list, that says it is gone."""
    pointing = Q(evidence__question=key) if kind == QUESTION else Q(evidence__signal=key)
    need = SharedNeed.objects.filter(pointing, network=desk.network).first() if kind != "nood" else None
    if need is not None:
        return redirect("needs:need", desk.network.slug, need.pk)
    return redirect(f"{reverse('needs:proposals', args=[desk.network.slug])}?groep=weg")


@transaction.atomic
def taken_together(request: HttpRequest, desk: Desk, form: TogetherForm, chosen: list[Item]) -> HttpResponse:
    """To the page of the need it became.

    Raises ``NotNowError`` when nothing was chosen, when someone else just took it all, or when the need is no more;
    then nothing has changed.
    """
    if not chosen:
        raise NotNowError(_("Kies wat bij elkaar hoort."))
    refs = [one.ref for one in chosen]
    items = Items(questions=refs_in(refs, QUESTION), signals=refs_in(refs, SIGNAL))
    need, by = form.need, desk.by(request)
    if need is None:
        areas = Area.objects.filter(pk__in={one.area for one in chosen if one.area})
        themes = Theme.objects.filter(pk__in={slug for one in chosen for slug in one.themes[:1]})
        said = Written(title=form.cleaned_data["title"], themes=list(themes), areas=list(areas))
        need = start(desk.network, said, items, by=by, key=form.row_key)
        if not need.evidence.exists():
            raise NotNowError(_("Iemand anders was je net voor. Dit hoort al ergens bij."))
    elif not add(need, items, by=by):
        raise NotNowError(_("Iemand anders was je net voor. Dit hoort al ergens bij."))
    proposals(desk.network, timezone.now())  # so that the board and the day page count what is left
    return redirect(f"{reverse('needs:need', args=[desk.network.slug, need.pk])}?klaar=erbij")


def page_of(desk: Desk, items: list[Item], themes: list[str], form: TogetherForm) -> dict[str, Any]:
    """What a page about one group shows: no text, only when, where and about what."""
    shown = sorted(items, key=lambda one: one.at, reverse=True)[:MOST_SHOWN]
    language = get_language() or "nl"
    themed = Theme.objects.filter(pk__in={slug for one in shown for slug in one.themes})
    names = {one.pk: one.name_in(language) for one in themed}
    areas = dict(Area.objects.filter(pk__in={one.area for one in shown}).values_list("pk", "name"))
    return {
        "work": desk.work, "here": desk.network, "here_is": "voorstellen", "decides": True, "form": form,
        "items": [(one, areas.get(one.area or 0, ""), [names[slug] for slug in one.themes if slug in names])
                  for one in shown],
        "more": max(0, len(items) - MOST_SHOWN), "needs": needs_alike(desk.network, themes),
        "others": list(form.needs.values()),
    }  # fmt: skip


def uuid_in(text: str) -> UUID:
    """An id, or one that nothing has."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
