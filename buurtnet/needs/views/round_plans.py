"""The plan of a round: first where and how, then the streets, the people and what goes along."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from buurtnet.areas.here import neighbourhood_of, neighbourhoods_of
from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import today_in
from buurtnet.kit.languages import language_name
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import RoundKind
from buurtnet.needs.coverage import coverage_of
from buurtnet.needs.forms.rounds import FLYERS, BeginForm, RoundForm
from buurtnet.needs.models import OutreachRound
from buurtnet.needs.rounds import change_plan, plan, rounds_for
from buurtnet.needs.views.rounds import FORM, by_of, planning
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work
from buurtnet.privacy.log import record_refusal


@ring_one
@limited("rounds", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def round_new(request: HttpRequest, network: str) -> HttpResponse:
    """First where and how, then the rest, with the streets that waited longest on top."""
    work, here = planning(request, network)
    begin = BeginForm(request.GET if "buurt" in request.GET else None, network=here)
    if not begin.is_valid():
        chosen = request.GET.get("buurt") or getattr(neighbourhood_of(request), "slug", "")
        context = {
            "work": work, "here": here, "begin": begin, "areas": neighbourhoods_of(here), "chosen": chosen,
            "kinds": RoundKind.choices, "kind": request.GET.get("soort") or RoundKind.STREETS.value,
        }  # fmt: skip
        return render(request, "needs/round_begin.html", context)
    area, kind = begin.cleaned_data["buurt"], RoundKind(begin.cleaned_data["soort"])
    form = round_form(request, here, area, kind)
    if request.method == "POST" and form.is_valid():
        made = plan(here, form.plan(), by=by_of(request, work), key=form.row_key)
        return redirect("needs:round_walk", network, made.pk)
    return plan_page(request, work, form, said={"starts_on": today_in(here).isoformat(), "key": str(uuid4())})


@ring_one
@limited("rounds", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def round_change(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Another plan for a round that is not closed."""
    work, here = planning(request, network)
    made = get_object_or_404(rounds_for(work), pk=pk)
    form = round_form(request, here, made.area, RoundKind(made.kind))
    wrong = ""
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(made, form.plan(), by=by_of(request, work))
        except NotNowError as error:
            record_refusal(actor=work.person, obj=made, network=here, rule="round.replanned", request=request)
            wrong = str(error)
        else:
            return redirect("needs:round_walk", network, made.pk)
    names = list(made.streets.values_list("name", flat=True))
    said = {
        "purpose": made.purpose, "place": made.place, "starts_on": made.starts_on.isoformat(),
        "ends_on": made.ends_on.isoformat(), "materials": made.materials, "languages": made.languages,
        "streets": names, "team": [str(key) for key in made.team.values_list("pk", flat=True)],
    }  # fmt: skip
    return plan_page(request, work, form, said=said, made=made, wrong=wrong)


def round_form(request: HttpRequest, network: Network, area: Area, kind: RoundKind) -> RoundForm:
    streets = coverage_of(network, timezone.now(), area).streets if kind == RoundKind.STREETS else []
    data = request.POST if request.method == "POST" else None
    return RoundForm(data, network=network, area=area, kind=kind, known=streets, today=today_in(network))


def plan_page(
    request: HttpRequest, work: Work, form: RoundForm, *, said: dict[str, Any], made: OutreachRound | None = None,
    wrong: str = "",
) -> HttpResponse:  # fmt: skip
    """The form of a plan, filled with what was typed or, before that, with what there is."""
    if request.method == "POST":
        lists = {name: request.POST.getlist(name) for name in ("streets", "team", "languages")}
        said = request.POST.dict() | lists
    streets = [(street, street.name in said.get("streets", [])) for street in form.known.values()]
    lately = [(street, chosen) for street, chosen in streets if not street.is_due]
    context = {
        "work": work, "here": work.network, "form": form, "said": said, "made": made, "wrong": wrong,
        "area": form.area, "kind": form.kind, "has_streets": form.kind == RoundKind.STREETS,
        "due": [(street, chosen) for street, chosen in streets if street.is_due], "lately": lately,
        "opens_lately": len(lately) == len(streets) or any(chosen for _street, chosen in lately),
        "people": [(key, one.name or one.email, key in said.get("team", [])) for key, one in form.people.items()],
        "languages": sorted(
            ((code, language_name(code), code in said.get("languages", [])) for code in FLYERS),
            key=lambda one: (one[0] != "nl", one[1]),
        ),
    }  # fmt: skip
    return render(request, "needs/round_plan.html", context, status=HTTPStatus.CONFLICT if wrong else HTTPStatus.OK)
