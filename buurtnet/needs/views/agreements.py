"""Reply agreements of a network, and signing along by the editor of a platform."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.directory.access import today_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.agreements import agreements_of, change_agreement, sign_agreement
from buurtnet.needs.co_signing import BEFORE_IT_GOES, decline, sign, signable_by
from buurtnet.needs.desk import network_with_needs
from buurtnet.needs.forms.agreements import AgreementForm, AgreementKeepForm
from buurtnet.needs.models import CoSignature, ReplyAgreement
from buurtnet.needs.policy_desk import directing_policy
from buurtnet.needs.policy_mail import co_signers
from buurtnet.needs.policy_moving import NotReadyYetError
from buurtnet.people.acting import By
from buurtnet.people.doors import ring_two
from buurtnet.people.work import work_of
from buurtnet.privacy.log import record_refusal

READ_AND_SEND = ["GET", "HEAD", "POST"]
limits_posts = limited("policy", setting="FORMS_PER_MINUTE", only="POST")


@ring_two
@require_safe
def agreement_list(request: HttpRequest, network: str) -> HttpResponse:
    """Who agreed to answer, within how many days, and who is asked when it stays silent."""
    desk = directing_policy(request, network)
    today = today_in(desk.network)
    rows = [(one, one.holds_on(today)) for one in agreements_of(desk.network, with_address=True)]
    context = {"work": desk.work, "here": desk.network, "rows": rows, "done": request.GET.get("klaar", "")}
    return render(request, "needs/agreement_list.html", context)


@ring_two
@limits_posts
@require_http_methods(READ_AND_SEND)
def agreement_new(request: HttpRequest, network: str) -> HttpResponse:
    """Note that a body signed."""
    desk = directing_policy(request, network)
    form = AgreementForm(request.POST or None, network=desk.network, by=desk.work.person)
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            sign_agreement(desk.network, form.said, form.kept, by=desk.by(request), key=form.row_key)
            return redirect(f"{reverse('needs:agreement_list', args=[desk.network.slug])}?klaar=nieuw")
        except NotReadyYetError as error:
            wrong, status = str(error), 409
    context = {"work": desk.work, "here": desk.network, "form": form, "wrong": wrong}
    return render(request, "needs/agreement_edit.html", context, status=status)


@ring_two
@limits_posts
@require_http_methods(READ_AND_SEND)
def agreement_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Another mail address, next level or last day."""
    desk = directing_policy(request, network)
    row = get_object_or_404(ReplyAgreement.objects.select_related("organization"), pk=pk, network=desk.network)
    first = {"mail_to": row.mail_to, "next_level": str(row.next_level_id or ""), "ends_on": row.ends_on}
    form = AgreementKeepForm(request.POST or None, network=desk.network, agreement=row, initial=first)
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            change_agreement(row, form.kept, by=desk.by(request))
            return redirect(f"{reverse('needs:agreement_list', args=[desk.network.slug])}?klaar=bewaard")
        except NotReadyYetError as error:
            wrong, status = str(error), 409
    context = {"work": desk.work, "here": desk.network, "form": form, "wrong": wrong, "row": row}
    return render(request, "needs/agreement_edit.html", context, status=status)


@ring_two
@limits_posts
@require_http_methods(READ_AND_SEND)
def co_sign(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The editor of a platform reads what it says, and signs along or not."""
    here = network_with_needs(request, network)
    work = work_of(request, here)
    row = get_object_or_404(signable_by(work.person, here), pk=pk)
    wrong, status = "", 200
    if request.method == "POST":
        wrong, status = said_by(By(work.person, "organization_editor", request), request, row)
        if not wrong:
            return redirect(f"{request.path}?klaar=1")
    context = {
        "work": work, "here": here, "row": row, "signal": row.signal, "wrong": wrong,
        "is_open": row.signal.state in BEFORE_IT_GOES, "others": co_signers(row.signal),
        "is_done": request.GET.get("klaar") == "1",
    }  # fmt: skip
    return render(request, "needs/policy_co_sign.html", context, status=status)


def said_by(by: By, request: HttpRequest, row: CoSignature) -> tuple[str, int]:
    """Yes or no; what went wrong in a sentence, and the status of the page that says so."""
    does = request.POST.get("doe", "")
    if does not in {"ja", "nee"}:
        return _("Kies of jullie meetekenen."), 400
    try:
        if does == "ja":
            sign(row, wants_reply=request.POST.get("antwoord") == "1", by=by)
        else:
            decline(row, by=by)
    except NotNowError as error:
        record_refusal(
            actor=by.person, obj=row, network=row.signal.network_id, fields_group="policy", rule="policy.co_sign",
            request=request,
        )  # fmt: skip
        return str(error), 409
    return "", 200
