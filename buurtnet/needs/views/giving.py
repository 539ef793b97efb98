"""Giving a signal, and reading what became of it: with an account, or with a code."""

import time
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.areas.here import neighbourhood_of
from buurtnet.areas.models import Network
from buurtnet.directory.crumbs import crumbs_to
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import SignalKind, SignalState
from buurtnet.needs.desk import network_with_needs
from buurtnet.needs.forms.giving import CodeForm, ReopenForm, SignalForm, themes_to_choose
from buurtnet.needs.models import Signal
from buurtnet.needs.signalling import (
    Given,
    Sender,
    give,
    mark_of,
    may_open_again,
    note_read,
    proof_of,
    reopen,
    sender_of,
    signal_of_code,
    signals_of,
    withdraw,
)
from buurtnet.needs.views.offline import asked_again, for_phone, refused, wants_phone_answer
from buurtnet.people.doors import ring_one
from buurtnet.people.models import Person
from buurtnet.people.work import work_of
from buurtnet.questions.codes import may_try
from buurtnet.questions.concepts import concepts_in, themes_in
from buurtnet.themes.danger_advice import advice_for

PER_HOUR: Final = 60  # from one address: a neighbourhood centre is one too
SALT: Final = "needs.reading"
READS_FOR: Final = 2 * 3600  # seconds after the code was typed
MOST_SHOWN: Final = 100
# How it stands, for who gave it; the desk has its own words.
IN_WORDS: Final = {
    SignalState.SENT: gettext_lazy("Binnen"),
    SignalState.TAKEN: gettext_lazy("Opgepakt"),
    SignalState.BUNDLED: gettext_lazy("Opgepakt, samen met andere"),
    SignalState.TOLD: gettext_lazy("Er is nieuws"),
    SignalState.CLOSED: gettext_lazy("Klaar"),
    SignalState.REOPENED: gettext_lazy("We kijken opnieuw"),
    SignalState.WITHDRAWN: gettext_lazy("Teruggenomen"),
    SignalState.CLEARED: gettext_lazy("Gewist"),
}
CONFLICT, TOO_MANY = 409, 429


@login_not_required
@limited("signal", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def signal_give(request: HttpRequest, network: str) -> HttpResponse:
    """A kind and a sentence; then the same again with what was found in it; then it is kept.

    What waited on a phone (``queued``) is kept at once when there is nothing to point out, and told so in JSON.
    """
    here = network_with_needs(request, network)
    if request.method != "POST":
        return capture(request, here, SignalForm(network=here))
    form, sender = SignalForm(request.POST, network=here), typed_by(request, here)
    if sender.is_refused:
        return refused(request, here, sender)
    if not form.is_valid() or form.is_about_one:
        return asked_again(form) if wants_phone_answer(request) else capture(request, here, form)
    danger = advice_for(form.cleaned_data["text"], here.country)
    if not form.is_shown and not (wants_phone_answer(request) and not form.traces and not danger):
        return asked_again(form) if wants_phone_answer(request) else check(request, here, form)
    if not allowed("signal-hour", address_of(request), PER_HOUR, 3600, time.time()):
        return error_page(request, TOO_MANY)
    signal, code = keep(form, here, sender)
    if wants_phone_answer(request):
        return for_phone(code)
    said = {"signal": signal, "code": code, "person": sender.person, "form_key": form.cleaned_data["form_key"]}
    return render(request, "needs/signal_thanks.html", base_of(request, here) | said | {"danger": danger})


def typed_by(request: HttpRequest, network: Network) -> Sender:
    return sender_of(request.user, str(request.POST.get("as_who", ""))[:300], network)


def keep(form: SignalForm, network: Network, sender: Sender) -> tuple[Signal, str]:
    said = form.cleaned_data
    theme = said["theme"]
    if theme is None and "theme" not in form.data:  # it waited on a phone: nobody chose one
        theme = next(iter(themes_in(concepts_in(said["text"], network), network)), None)
    given = Given(SignalKind(said["kind"]), said["text"], area=said["area"], theme=theme, person=sender.person)
    return give(given, network=network, form_key=said["form_key"], now=timezone.now())


def capture(request: HttpRequest, network: Network, form: SignalForm) -> HttpResponse:
    """The first page: kind, sentence and where."""
    said = form.data
    text = said.get("text", "")[:2_000]
    context = base_of(request, network) | {
        "form": form, "kinds": SignalKind.choices, "kind": said.get("kind", ""), "text": text,
        "area": said.get("area") if form.is_bound else area_of(request, network),
        "form_key": uuid4(), "as_who": mark_of(request.user, network),
        "is_kept": "zonder-netwerk" in request.GET, "is_about_one": form.is_about_one,
        "danger": advice_for(text, network.country),
    }  # fmt: skip
    return render(request, "needs/signal_give.html", context)


def check(request: HttpRequest, network: Network, form: SignalForm) -> HttpResponse:
    """The same again: dangers and names first, the theme that we think it is, and the button that sends it."""
    said = form.cleaned_data
    proposed = themes_in(concepts_in(said["text"], network), network)
    chosen = said["theme"] or next(iter(proposed), None)
    choices = themes_to_choose(proposed)
    context = base_of(request, network) | {
        "form": form, "kind": said["kind"], "kinds": SignalKind.choices, "text": said["text"],
        "area": said["area"].slug if said["area"] else "", "form_key": said["form_key"],
        "as_who": form.data.get("as_who", "")[:300], "seen": proof_of(said["text"]), "traces": form.traces,
        "is_unanswered": bool(form.traces and said["seen"] and (form.points or not said["no_names"])),
        "theme": chosen.pk if chosen else "", "proposed": choices[: len(proposed)],
        "others": choices[len(proposed) :], "danger": advice_for(said["text"], network.country),
    }  # fmt: skip
    return render(request, "needs/signal_check.html", context)


def area_of(request: HttpRequest, network: Network) -> str:
    """Where it plays, most likely: the neighbourhood of the page, else that of the last signal someone gave."""
    chosen = request.GET.get("buurt", "") or getattr(neighbourhood_of(request), "slug", "")
    if chosen or not isinstance(request.user, Person):
        return chosen
    last = signals_of(request.user, network).filter(area__isnull=False).first()
    return last.area.slug if last and last.area else ""


def base_of(request: HttpRequest, network: Network) -> dict[str, Any]:
    return {"here": network, "sensitive": True, "crumbs": crumbs_to(request, network, _("Ik hoor of zie iets"))}


@login_not_required
@limited("asked", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def signal_read(request: HttpRequest, network: str) -> HttpResponse:
    """Type the code. What it opens stands on this very page, so that no address in the browser leads back to it."""
    here = network_with_needs(request, network)
    if request.method != "POST":
        return code_page(request, here)
    if key := request.POST.get("sleutel", ""):
        signal = read_before(key, here)
        late = _("Deze pagina stond lang open. Typ je code nog een keer.")
        return answered(request, here, signal, key) if signal else code_page(request, here, late)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return code_page(request, here, _("Typ de code die je kreeg."))
    typed = form.cleaned_data["code"]
    if not may_try(typed, address_of(request)):
        many = _("Er zijn te veel codes geprobeerd. Probeer het over een uur nog eens, of bel ons.")
        return code_page(request, here, many, typed, status=TOO_MANY)
    signal = signal_of_code(typed, here)
    if signal is None:
        return code_page(request, here, _("Deze code kennen we niet. Kijk of er een letter anders is."), typed)
    return one(request, here, signal, signing.dumps(str(signal.pk), salt=SALT))


def code_page(
    request: HttpRequest, network: Network, error: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    context = base_of(request, network) | {"error": error, "typed": typed}
    return render(request, "needs/signal_code.html", context, status=status)


def read_before(key: str, network: Network) -> Signal | None:
    """The signal whose code was typed on the page before, not long ago."""
    try:
        pk = signing.loads(key, salt=SALT, max_age=READS_FOR)
    except signing.BadSignature:
        return None
    found = Signal.objects.filter(network=network, pk=pk, giver__isnull=False)
    return found.select_related("area", "theme").prefetch_related("feedback").first()


def answered(request: HttpRequest, network: Network, signal: Signal, key: str) -> HttpResponse:
    """Do what the button said, and show how it stands then."""
    wrong, status = did(request, signal, None)
    again = read_before(key, network) or signal
    return one(request, network, again, key, wrong, status)


def one(
    request: HttpRequest, network: Network, signal: Signal, key: str, wrong: str = "", status: int = 200
) -> HttpResponse:
    context = base_of(request, network) | {
        "signals": [line_of(signal)], "key": key, "wrong": wrong,
        "url": reverse("needs:signal_read", args=[network.slug]),
    }  # fmt: skip
    return render(request, "needs/signal_one.html", context, status=status)


def did(request: HttpRequest, signal: Signal, by: Person | None) -> tuple[str, int]:
    """Note that it was read, withdraw or reopen. What went wrong in a sentence, and the status of the page."""
    try:
        match request.POST.get("doe"):
            case "gelezen":
                note_read(signal, request.POST.getlist("antwoord"))
            case "intrekken":
                withdraw(signal, by=by, request=request)
            case "opnieuw":
                form = ReopenForm(request.POST, network=signal.network)
                if not form.is_valid():
                    return str(form.errors["because"][0]), 200
                reopen(signal, form.cleaned_data["because"], by=by, now=timezone.now(), request=request)
    except NotNowError as error:
        return str(error), CONFLICT
    return "", 200


@ring_one
@limited("signal", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def my_signals(request: HttpRequest, network: str) -> HttpResponse:
    """What I gave here and what became of it, newest first."""
    here = network_with_needs(request, network)
    work = work_of(request, here)
    mine, wrong, status = signals_of(work.person, here), "", 200
    if request.method == "POST":
        found = mine.filter(pk=pk).first() if (pk := pk_in(request)) else None
        wrong, status = did(request, found, work.person) if found else (_("Dit signaal is er niet meer."), CONFLICT)
        if not wrong:
            return redirect("needs:my_signals", network)
    context = {
        "work": work, "here": here, "signals": [line_of(signal) for signal in mine[:MOST_SHOWN]], "wrong": wrong,
        "sensitive": True, "url": reverse("needs:my_signals", args=[network]),
    }  # fmt: skip
    return render(request, "needs/signal_mine.html", context, status=status)


def pk_in(request: HttpRequest) -> UUID | None:
    """An id as it was posted; None for nonsense."""
    try:
        return UUID(request.POST.get("signaal", ""))
    except ValueError:
        return None


def line_of(signal: Signal) -> dict[str, Any]:
    """A signal as its giver reads it."""
    now = timezone.now()
    return {
        "signal": signal, "feedback": list(signal.feedback.all()), "may_open_again": may_open_again(signal, now),
        "unread": [told for told in signal.feedback.all() if told.read_at is None],
        "may_withdraw": signal.state not in {SignalState.WITHDRAWN, SignalState.CLEARED},
        "is_gone": not signal.text, "words": IN_WORDS[SignalState(signal.state)],
    }  # fmt: skip
