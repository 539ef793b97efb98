"""Likely duplicates of a network, for who keeps its map: look at two, make them one, or say that they are two."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.models import Service
from buurtnet.kit.limits import limited
from buurtnet.mending.access import may_edit
from buurtnet.mending.desk import Desk, keeping
from buurtnet.mending.duplicates import pairs_in
from buurtnet.mending.merging import NotToMergeError, call_two, differing, merge, part, stands_elsewhere
from buurtnet.mending.models import Merge
from buurtnet.mending.placing import NowhereError
from buurtnet.mending.values import label_of, said
from buurtnet.people.doors import ring_two

MOST_SHOWN: Final = 50
LATEST: Final = 20


@ring_two
@require_safe
def double_list(request: HttpRequest, network: str) -> HttpResponse:
    """Pairs that are likely one, the likeliest first; and what was made one lately."""
    desk = keeping(request, network)
    pairs = pairs_in(desk.network)
    here = services_in(desk.network)
    merges = Merge.objects.filter(kept__in=here).select_related("gone", "kept").order_by("-merged_at")
    context = {
        "work": desk.work, "pairs": pairs[:MOST_SHOWN], "count": len(pairs), "merges": merges[:LATEST],
        "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "mending/double_list.html", context)


@ring_two
@limited("answer", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def double(request: HttpRequest, network: str, kept: UUID, gone: UUID) -> HttpResponse:
    """Two entries side by side. POST makes them one (``doe=samen``), or says that they are two (``doe=twee``)."""
    desk = keeping(request, network)
    one, other = pair_of(desk.network, kept, gone)
    back = reverse("mending:double_list", args=[network])
    if request.method == "POST":
        if request.POST.get("doe") == "twee":
            call_two(one, other, desk.network)
            return redirect(f"{back}?klaar=twee")
        if request.POST.get("doe") != "samen":
            return redirect(request.path)
        if why := kept_apart(desk, one, other, take := request.POST.getlist("veld")):
            return redirect(f"{back}?klaar={why}")
        try:
            merge(one, other, take=take, network=desk.network, by=desk.by(request, one))
        except NotToMergeError:
            return redirect(f"{back}?klaar=al")
        except NowhereError:
            return redirect(f"{back}?klaar=nergens")
        return redirect(f"{back}?klaar=samen")
    context = {"work": desk.work, "kept": one, "gone": other, "fields": fields_of(one, other, desk.network.country)}
    return render(request, "mending/double.html", context)


def kept_apart(desk: Desk, one: Service, other: Service, take: list[str]) -> str:
    """Why two entries cannot be made one from here: an editor keeps one of them, or it is another network's too."""
    changed = [other, *([one] if take else [])]
    if not all(may_edit(desk.work.person, service, desk.network) for service in changed):
        return "beheerder"
    return "elders" if stands_elsewhere(other, one) else ""


def pair_of(network: Network, kept: UUID, gone: UUID) -> tuple[Service, Service]:
    """Two entries of this network; 404 for anything else."""
    found = services_in(network).select_related("organization").exclude(merged_into__isnull=False)
    if kept == gone:
        raise Http404
    return get_object_or_404(found, pk=kept), get_object_or_404(found, pk=gone)


def fields_of(kept: Service, gone: Service, country: str) -> list[dict[str, Any]]:
    """What the two say differently; an empty field of the one that stays is taken over unless someone says no."""
    return [
        {
            "name": field,
            "label": label_of(field),
            "ours": "\n".join(said(field, ours, country)),
            "theirs": "\n".join(said(field, theirs, country)),
            "is_on": not said(field, ours, country),
        }
        for field, (ours, theirs) in differing(kept, gone).items()
    ]


@ring_two
@limited("answer", setting="FORMS_PER_MINUTE")
@require_POST
def double_part(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Take a merge back."""
    desk = keeping(request, network)
    found = get_object_or_404(Merge.objects.select_related("kept"), pk=pk, kept__in=services_in(desk.network))
    part(found, network=desk.network, by=desk.by(request, found.kept))
    return redirect(f"{reverse('mending:double_list', args=[network])}?klaar=apart")
