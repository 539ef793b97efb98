"""The working side of signals to policy: each step of one, from the decision to the end."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.needs import policy as verbs
from buurtnet.needs.choices import PolicyState
from buurtnet.needs.co_signing import ask_platforms
from buurtnet.needs.forms.policy import (
    DecisionForm,
    PlatformsForm,
    PromiseEndForm,
    PromiseForm,
    ReplyForm,
    StopForm,
    VersionedForm,
    WordsForm,
)
from buurtnet.needs.models import PolicySignal
from buurtnet.needs.policy_desk import PolicyDesk, at_policy, directing_policy, preparing, signal_at
from buurtnet.needs.policy_mail import letter_parts, link_of
from buurtnet.needs.views.policy import READ_AND_SEND, attempt, limits_posts, shown, to_signal
from buurtnet.people.doors import ring_one, ring_two
from buurtnet.privacy.log import record_refusal


@dataclass(frozen=True)
class Page:
    """What the page of one step says. ``stops``: its button ends something."""

    heading: str
    button: str
    intro: str = ""
    stops: bool = False


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_decide(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Note the decision to put it forward: where, when, by which role."""
    desk = directing_policy(request, network)
    signal = signal_at(desk, pk)
    form = DecisionForm(request.POST or None, network=desk.network, initial={"version": signal.version})
    page = Page(
        _("Noteer het besluit"), _("Noteer het besluit"),
        _("Een signaal gaat uit naam van het hele netwerk. Daarom beslissen jullie er samen over."),
    )  # fmt: skip
    return stepped(request, desk, signal, form, page, "vastgesteld", lambda: verbs.decide(
        signal, form.said, version=form.cleaned_data["version"], by=desk.by(request)))  # fmt: skip


@ring_two
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_send(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Read the letter once more, and send it; or (``doe=terug``) prepare it anew."""
    desk = directing_policy(request, network)
    signal = signal_at(desk, pk)
    form = VersionedForm(request.POST or None, initial={"version": signal.version})
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        does = verbs.take_back if request.POST.get("doe") == "terug" else verbs.send_signal
        version = form.cleaned_data["version"]
        wrong, status = attempt(
            request, desk, signal, form, lambda: does(signal, version=version, by=desk.by(request))
        )
        if not wrong:
            return to_signal(desk, signal, "terug" if does is verbs.take_back else "verstuurd")
    context = {
        "work": desk.work, "here": desk.network, "signal": signal, "form": form, "wrong": wrong,
        "paragraphs": letter_parts(signal), "can_send": signal.state == PolicyState.DECIDED,
    }  # fmt: skip
    return render(request, "needs/policy_send.html", context, status=status)


@ring_two
@require_safe
def policy_letter(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The letter to print. It holds the address at which the body answers, so it is the director's."""
    desk = directing_policy(request, network)
    signal = signal_at(desk, pk)
    if signal.sent_on is None:
        raise Http404
    context = {
        "work": desk.work, "here": desk.network, "signal": signal, "paragraphs": letter_parts(signal),
        "link": link_of(signal) if signal.is_waiting else "",
    }  # fmt: skip
    return render(request, "needs/policy_letter.html", context)


@ring_one
@limits_posts
@require_http_methods(["POST"])
def policy_received(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The body said that it has it."""
    desk = at_policy(request, network)
    signal = answerable(request, desk, pk)
    wrong, status = attempt(request, desk, signal, None, lambda: verbs.receive(signal, by=desk.by(request)))
    return shown(request, desk, signal, wrong, status) if wrong else to_signal(desk, signal, "ontvangen")


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_answer(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The answer: from a policy reader of the body, or copied by the director from a letter."""
    desk = at_policy(request, network)
    signal = answerable(request, desk, pk)
    is_copied = not desk.answers_for(signal)
    form = ReplyForm(request.POST or None, network=desk.network, is_copied=is_copied)
    page = Page(
        _("Schrijf het antwoord over") if is_copied else _("Geef antwoord"), _("Stuur het antwoord"),
        _("Een besluit en een reden horen er allebei bij. Iedereen kan het antwoord daarna lezen."),
    )  # fmt: skip
    return stepped(request, desk, signal, form, page, "beantwoord", lambda: verbs.answer(
        signal, form.said, by=desk.by(request), answered_on=form.cleaned_data.get("answered_on")))  # fmt: skip


def answerable(request: HttpRequest, desk: PolicyDesk, pk: UUID) -> PolicySignal:
    """A signal that someone answers or copies an answer of; 404 otherwise."""
    signal = signal_at(desk, pk)
    if not (desk.decides or desk.answers_for(signal)):
        record_refusal(
            actor=desk.work.person, obj=signal, network=desk.network, fields_group="policy", request=request
        )
        raise Http404
    return signal


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_words(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The answer in plain words, and when to look back."""
    desk = preparing(request, network)
    signal = signal_at(desk, pk)
    first = {"version": signal.version, "in_plain_words": signal.in_plain_words, "review_on": signal.review_on}
    form = WordsForm(request.POST or None, network=desk.network, initial=first)
    page = Page(_("Het antwoord in gewone taal"), _("Bewaar"), signal.answer)
    return stepped(request, desk, signal, form, page, "bewaard", lambda: verbs.put_in_plain_words(
        signal, form.cleaned_data["in_plain_words"], form.cleaned_data["review_on"],
        version=form.cleaned_data["version"], by=desk.by(request)))  # fmt: skip


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_promises(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Write down a promise of the answer, with who follows it."""
    desk = preparing(request, network)
    signal = signal_at(desk, pk)
    form = PromiseForm(request.POST or None, network=desk.network)
    page = Page(
        _("Noteer een belofte"), _("Noteer de belofte"),
        _("Wat beloofd is, volgen jullie tot het klaar is. Eén van jullie houdt het in de gaten."),
    )  # fmt: skip
    return stepped(request, desk, signal, form, page, "beloofd", lambda: verbs.note_promise(
        signal, form.said, by=desk.by(request), key=form.row_key))  # fmt: skip


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_promise(request: HttpRequest, network: str, pk: UUID, promise: UUID) -> HttpResponse:
    """Close a promise: kept or not, and what came of it. For its follower, and who prepares signals."""
    desk = at_policy(request, network)
    signal = signal_at(desk, pk)
    found = get_object_or_404(signal.promises.select_related("signal"), pk=promise)
    if not (desk.prepares or found.follower_id == desk.work.person.pk):
        record_refusal(
            actor=desk.work.person, obj=found, network=desk.network, fields_group="policy", request=request
        )
        raise Http404
    form = PromiseEndForm(request.POST or None, network=desk.network)
    page = Page(_("Is het gebeurd?"), _("Sluit de belofte af"), found.text)
    return stepped(request, desk, signal, form, page, "afgesloten", lambda: verbs.close_promise(
        found, is_kept=form.cleaned_data["is_kept"] == "ja", result=form.cleaned_data["result"],
        by=desk.by(request)))  # fmt: skip


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_finish(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Nothing is left to follow."""
    desk = directing_policy(request, network)
    signal = signal_at(desk, pk)
    form = VersionedForm(request.POST or None, initial={"version": signal.version})
    page = Page(_("Rond dit signaal af"), _("Rond het af"), _("Is alles wat beloofd is gedaan? Dan is dit klaar."))
    return stepped(request, desk, signal, form, page, "afgerond", lambda: verbs.finish(
        signal, version=form.cleaned_data["version"], by=desk.by(request)))  # fmt: skip


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_stop(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Stop without an answer, with a reason."""
    desk = directing_policy(request, network)
    signal = signal_at(desk, pk)
    form = StopForm(request.POST or None, network=desk.network, initial={"version": signal.version})
    page = Page(_("Stop met dit signaal"), _("Stop met dit signaal"), stops=True)
    return stepped(request, desk, signal, form, page, "gestopt", lambda: verbs.stop(
        signal, form.cleaned_data["reason"], version=form.cleaned_data["version"], by=desk.by(request)))  # fmt: skip


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_late(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """By a decision of the network, show everyone that the answer is late."""
    desk = directing_policy(request, network)
    signal = signal_at(desk, pk)
    form = DecisionForm(request.POST or None, network=desk.network, initial={"version": signal.version})
    page = Page(
        _("Laat iedereen zien dat het te laat is"), _("Laat het zien"),
        _("Nu ziet alleen het netwerk dat het antwoord te laat is. Samen kun je besluiten om het iedereen te tonen."),
    )  # fmt: skip
    return stepped(request, desk, signal, form, page, "getoond", lambda: verbs.show_late(
        signal, form.said, version=form.cleaned_data["version"], by=desk.by(request)))  # fmt: skip


@ring_one
@limits_posts
@require_http_methods(READ_AND_SEND)
def policy_ask(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Ask platforms of parents or residents to sign along."""
    desk = preparing(request, network)
    signal = signal_at(desk, pk)
    asked = set(signal.co_signatures.values_list("organization_id", flat=True))
    form = PlatformsForm(request.POST or None, network=desk.network, asked=asked)
    intro = _("Groepen van ouders of bewoners kunnen meetekenen. Ze lezen eerst de tekst, en kiezen zelf.")
    if not form.has_platforms:
        intro = _("Er is geen groep (meer) om te vragen. Een groep heeft een eigen beheerder nodig om te antwoorden.")
    page = Page(_("Vraag om mee te tekenen"), _("Vraag het") if form.has_platforms else "", intro)
    return stepped(request, desk, signal, form, page, "gevraagd", lambda: ask_platforms(
        signal, form.said, by=desk.by(request)))  # fmt: skip


def stepped(
    request: HttpRequest, desk: PolicyDesk, signal: PolicySignal, form: forms.Form, page: Page, done: str,
    act: Callable[[], object],
) -> HttpResponse:  # fmt: skip
    """The page of one step, or what was posted from it; back to the signal when it was done."""
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        wrong, status = attempt(request, desk, signal, form, act)
        if not wrong:
            return to_signal(desk, signal, done)
    context = {
        "work": desk.work, "here": desk.network, "signal": signal, "form": form, "page": page, "wrong": wrong,
    }  # fmt: skip
    return render(request, "needs/policy_step.html", context, status=status)
