"""What plays here, on one board: new, growing, taken up, waiting, met."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from buurtnet.areas.here import neighbourhood_in, neighbourhoods_of
from buurtnet.needs.board import board_of
from buurtnet.needs.desk import Desk, at_needs
from buurtnet.needs.models import SharedNeed
from buurtnet.needs.proposing import counted
from buurtnet.people.doors import ring_one
from buurtnet.people.logged_roles import record_read
from buurtnet.privacy.choices import Action


@ring_one
@require_safe
def board(request: HttpRequest, network: str) -> HttpResponse:
    """Every need of the network; of one neighbourhood when it is chosen."""
    desk = at_needs(request, network)
    area = neighbourhood_in(desk.network, request.GET.get("buurt", "")[:120])
    columns = board_of(desk.network, timezone.now(), area.pk if area else None)
    alone = next((one for one in columns if one.name == request.GET.get("kolom")), None)
    shown = [(one, one.needs if alone else one.first) for one in columns if alone is None or one is alone]
    note_owners(request, desk, [need for _column, needs in shown for need in needs], Action.LIST)
    context = {
        "work": desk.work, "here": desk.network, "here_is": "bord", "decides": desk.decides, "shown": shown,
        "proposed": counted(desk.network) if desk.decides else 0, "areas": neighbourhoods_of(desk.network),
        "area": area, "is_empty": not any(column.needs for column in columns),
    }  # fmt: skip
    return render(request, "needs/board.html", context)


def note_owners(request: HttpRequest, desk: Desk, needs: list[SharedNeed], action: Action) -> None:
    """Whose name was read beside a need."""
    with transaction.atomic():
        record_read(
            action, [(one.pk, one.owner_id) for one in needs if one.owner_id], kind=SharedNeed, request=request,
            role_then=desk.work.role_then, network=desk.network, fields_group="needs",
        )  # fmt: skip
