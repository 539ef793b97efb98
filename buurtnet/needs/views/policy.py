"""The working side of signals to policy: the list, one signal, and its text."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.directory.access import today_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.needs import policy as verbs
from buurtnet.needs.forms.policy import (
    PolicyForm,
)
from buurtnet.needs.models import PolicySignal
from buurtnet.needs.policy_desk import PolicyDesk, at_policy, preparing, signal_at, signals_at
from buurtnet.needs.policy_measures import measures_of
from buurtnet.needs.policy_moving import ChangedMeanwhileError, NotReadyYetError
from buurtnet.needs.policy_shown import groups_of, next_steps, track_of
from buurtnet.people.doors import ring_one
from buurtnet.privacy.log import record_refusal

READ_AND_SEND = ["GET", "HEAD", "POST"]
limits_posts = limited("policy", setting="FORMS_PER_MINUTE", only="POST")


@ring_one
@require_safe
def policy_list(request: HttpRequest, network: str) -> HttpResponse:
    """All signals of the network by how far they are, what is late first."""
    desk = at_policy(request, network)
    context = {
        "work": desk.work, "here": desk.network, "desk": desk, "measures": measures_of(desk.network),
        "groups": groups_of(list(signals_at(desk))), "today": today_in(desk.network),
    }  # fmt: skip
    return render(request, "needs/policy_list.html", context)


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_new(request: HttpRequest, network: str) -> HttpResponse:
    """Make a signal of what plays here; ``nood`` in the address ticks a need."""
    desk = preparing(request, network)
    form = PolicyForm(
        request.POST or None, network=desk.network, initial={"needs": request.GET.getlist("nood")[:9], "version": 0}
    )
    return edited(request, desk, None, form, lambda: verbs.draft(
        desk.network, form.said, by=desk.by(request), key=form.row_key
    ))  # fmt: skip


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Write it differently, while it is being prepared."""
    desk = preparing(request, network)
    signal = signal_at(desk, pk)
    form = PolicyForm(request.POST or None, network=desk.network, initial=filled(signal))

    def act() -> PolicySignal:
        version = form.cleaned_data["version"]
        return verbs.change(signal, form.said, version=version, by=desk.by(request))

    return edited(request, desk, signal, form, act)


def filled(signal: PolicySignal) -> dict[str, object]:
    names = ("title", "story", "asked", "proposal", "is_about_a_place", "version")
    return {name: getattr(signal, name) for name in names} | {
        "needs": [str(one) for one in signal.needs.values_list("pk", flat=True)],
        "agreement": str(signal.agreement_id), "release": str(signal.release_id or ""),
    }  # fmt: skip


def edited(
    request: HttpRequest, desk: PolicyDesk, signal: PolicySignal | None, form: PolicyForm,
    act: Callable[[], PolicySignal],
) -> HttpResponse:  # fmt: skip
    """The page of a draft, or what was posted from it."""
    wrong, status = "", 200
    made: list[PolicySignal] = []
    if request.method == "POST" and form.is_valid():
        wrong, status = attempt(request, desk, signal, form, lambda: made.append(act()))
        if not wrong:
            return to_signal(desk, made[0], "bewaard")
    context = {"work": desk.work, "here": desk.network, "signal": signal, "form": form, "wrong": wrong}
    return render(request, "needs/policy_edit.html", context, status=status)


@ring_one
@require_safe
def policy(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One signal: what it says, how far it is, what can be done now, its promises and its history."""
    desk = at_policy(request, network)
    return shown(request, desk, signal_at(desk, pk))


def shown(
    request: HttpRequest, desk: PolicyDesk, signal: PolicySignal, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The page of one signal; ``wrong``: why what was asked did not happen."""
    context = {
        "work": desk.work, "here": desk.network, "desk": desk, "signal": signal, "today": today_in(desk.network),
        "track": track_of(signal), "next_steps": next_steps(desk, signal), "wrong": wrong,
        "needs": list(signal.needs.order_by("title")),
        "co_signatures": list(signal.co_signatures.select_related("organization").order_by("organization__name")),
        "promises": list(signal.promises.select_related("follower")),
        "steps": list(signal.steps.select_related("agreement__organization", "by")),
        "done": request.GET.get("klaar", ""), "shows_names": desk.work.is_partner(),
    }  # fmt: skip
    return render(request, "needs/policy.html", context, status=status)


def attempt(
    request: HttpRequest, desk: PolicyDesk, signal: PolicySignal | None, form: forms.Form | None,
    act: Callable[[], object],
) -> tuple[str, int]:  # fmt: skip
    """Do it; or what went wrong in a sentence, with the status of the page that says so. Written down as refused."""
    try:
        act()
    except ChangedMeanwhileError:
        if form is not None and signal is not None:
            keep_what_was_typed(form, signal)
        said = _("Iemand anders paste dit net aan. Wat jij schreef staat hier nog. Kijk eerst wat er nu staat.")
        rule = "changed"
    except NotNowError as error:
        said, rule = str(error), "not_now"
    except NotReadyYetError as error:
        return str(error), 409
    else:
        return "", 200
    record_refusal(
        actor=desk.work.person, obj=signal, network=desk.network, role_then=desk.work.role_then,
        fields_group="policy", rule=f"policy.{rule}", request=request,
    )  # fmt: skip
    return said, 409


def keep_what_was_typed(form: forms.Form, signal: PolicySignal) -> None:
    """Sent once more, after reading, it counts for the version that is there now."""
    signal.refresh_from_db(fields=["version"])
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["version"] = str(signal.version)
    form.data = data


def to_signal(desk: PolicyDesk, signal: PolicySignal, done: str) -> HttpResponse:
    return redirect(f"{reverse('needs:policy', args=[desk.network.slug, signal.pk])}?klaar={done}")
