"""What everyone reads of signals to policy, and the page at which a body answers without an account."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.directory.access import today_in
from buurtnet.directory.crumbs import Crumb, crumbs_to
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.agreements import agreements_of
from buurtnet.needs.desk import network_with_needs
from buurtnet.needs.forms.policy import ReplyForm
from buurtnet.needs.models import PolicySignal, ReplyLink
from buurtnet.needs.policy import answer, receive
from buurtnet.needs.policy_mail import co_signers, hash_of
from buurtnet.needs.policy_measures import measures_of
from buurtnet.needs.policy_moving import BODY, NotReadyYetError
from buurtnet.needs.policy_shown import changed_in, first_agreement, public_of, public_signals
from buurtnet.people.doors import secret_address
from buurtnet.privacy.log import record_refusal

LONGEST_TOKEN = 80


@login_not_required
@require_safe
def policy_public(request: HttpRequest, network: str) -> HttpResponse:
    """What the network asked, who answered, in how many days, and what changed."""
    here = network_with_needs(request, network)
    today = today_in(here)
    context = {
        "here": here, "crumbs": crumbs_to(request, here, _("Wat we aan beleid vragen")),
        "rows": public_signals(here), "measures": measures_of(here), "changed": changed_in(here),
        "agreements": [one for one in agreements_of(here) if one.holds_on(today)],
    }  # fmt: skip
    return render(request, "needs/policy_public.html", context)


@login_not_required
@require_safe
def policy_shown(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One signal as it was sent, and what the body answered, in plain words first."""
    here = network_with_needs(request, network)
    rows = PolicySignal.objects.filter(network=here, sent_on__isnull=False)
    signal = rows.select_related("agreement__organization", "network", "decision", "release").filter(pk=pk).first()
    if signal is None:
        raise Http404
    crumbs = crumbs_to(request, here, signal.title)
    above = Crumb(_("Wat we aan beleid vragen"), request.path[: -len(f"{pk}/")])
    context = {
        "here": here, "crumbs": [*crumbs[:-1], above, crumbs[-1]],
        "row": public_of(signal, first_agreement(signal)), "signal": signal, "co_signers": co_signers(signal),
        "promises": list(signal.promises.all()) if signal.has_reply else [],
    }  # fmt: skip
    return render(request, "needs/policy_shown.html", context)


@login_not_required
@secret_address
@limited("policy_reply", setting="FORMS_PER_MINUTE")
@require_http_methods(["GET", "HEAD", "POST"])
def policy_reply(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """The body answers by the link of its mail or letter. Opening it does nothing; its buttons do."""
    here = network_with_needs(request, network)
    link = link_behind(here.pk, token)
    if link is None:
        return render(request, "needs/policy_gone.html", {"here": here}, status=410)
    signal = link.signal
    is_receipt = request.POST.get("doe") == "ontvangen"
    form = ReplyForm(None if is_receipt else request.POST or None, network=here)
    wrong, status = "", 200
    if request.method == "POST" and (is_receipt or form.is_valid()):
        wrong, status = replied(request, link, None if is_receipt else form)
        if not wrong:
            return redirect(f"{request.path}?klaar={'ontvangen' if is_receipt else 'beantwoord'}")
    context = {
        "here": here, "signal": signal, "link": link, "form": form, "wrong": wrong,
        "done": request.GET.get("klaar", ""), "co_signers": co_signers(signal),
    }  # fmt: skip
    response = render(request, "needs/policy_reply.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


def link_behind(network: int, token: str) -> ReplyLink | None:
    if len(token) > LONGEST_TOKEN:
        return None
    rows = ReplyLink.objects.filter(token_hash=hash_of(token), signal__network=network)
    return rows.select_related(
        "signal__network", "signal__agreement__organization", "agreement__organization"
    ).first()


def replied(request: HttpRequest, link: ReplyLink, form: ReplyForm | None) -> tuple[str, int]:
    """``form`` None: that it was received. What went wrong in a sentence, and the status of the page that says so."""
    signal = link.signal
    try:
        if form is None:
            receive(signal, by=None)
        else:
            answer(signal, form.said, by=None, level=link.agreement)
    except NotNowError as error:
        record_refusal(
            actor=None, obj=signal, network=signal.network_id, role_then=BODY, fields_group="policy",
            rule="policy.not_now", request=request,
        )  # fmt: skip
        return str(error), 409
    except NotReadyYetError as error:
        return str(error), 409
    return "", 200
