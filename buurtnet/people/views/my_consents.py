"""My consents: who asked what about me, answering, and stopping; from one's account, or by a link from a mail."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.limits import limited
from buurtnet.people.choices import ConsentState, ConsentWay
from buurtnet.people.consent import Jurisdiction
from buurtnet.people.consent_links import party_of, tell_asker
from buurtnet.people.consent_pages import Shown, consents_about, note_seen, own_party, shown, with_parts
from buurtnet.people.consenting import By, NotNowError, answer, withdraw
from buurtnet.people.doors import ring_one, secret_address
from buurtnet.people.forms.consents import AnswerForm
from buurtnet.people.models import Consent, ConsentParty, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record_refusal

GONE = 410


def me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@ring_one
@require_safe
def my_consents(request: HttpRequest) -> HttpResponse:
    """Everything that was asked about me; first what waits for an answer of mine. Each stands in one list."""
    mine = shown(consents_about(me(request)))
    waiting = [one for one in mine if one.is_waiting]
    holding = [one for one in mine if one.holds or one.consent.state == ConsentState.RECONFIRM_DUE]
    context = {
        "waiting": waiting,
        "holding": holding,
        "ended": [one for one in mine if one not in waiting and one not in holding],
    }
    return render(request, "people/consents/my_consents.html", context)


@ring_one
@require_http_methods(["GET", "HEAD", "POST"])
def my_consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One question about me. Where others decide for me I read it, and can stop it."""
    found = consents_about(me(request)).filter(pk=pk).first()
    if found is None:
        record_refusal(actor=me(request), fields_group="consent", request=request)
        raise Http404
    [one] = shown([found])
    by = By(actor=me(request), request=request)
    return question_page(request, one, own_party(one), by=by)


@secret_address
@login_not_required
@limited("link", setting="SIGN_INS_PER_HOUR", only="POST", seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def consent_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link from a mail, with buttons to answer or stop. A scanner that opens it does nothing."""
    party = party_of(token)
    if party is None:
        return render(request, "people/consents/consent_gone.html", status=GONE)
    [one] = shown(with_parts(Consent.objects.filter(pk=party.consent_id)))
    subject = one.consent.subject_id
    actor = subject if request.user.pk == subject else None  # who holds a link is not known by it
    by = By(actor=actor, role_then=party.kind, request=request)
    with translation.override(spoken(party.consent)):
        return question_page(request, one, party, by=by, is_link=True)


def spoken(consent: Consent) -> str:
    """The language of the page; Dutch as the country of the question speaks it."""
    language = translation.get_language()
    is_dutch = language.startswith("nl")
    return ("nl-be" if consent.jurisdiction == Jurisdiction.VL else "nl") if is_dutch else language


def question_page(
    request: HttpRequest, one: Shown, party: ConsentParty | None, *, by: By, is_link: bool = False
) -> HttpResponse:
    """The question, and what can be done with it now. ``party``: the answer that is theirs; None: only stopping.

    When it is over, a link tells so and no more: a mail can lie about for long. What is shown by a link is noted.
    """
    form = AnswerForm(request.POST if request.POST.get("doe") == "antwoord" else None, one=one)
    if request.method == "POST" and done(request, one, party, form, by=by):
        return redirect(request.path)
    context = {"one": one, "party": party, "form": form, "sensitive": True}
    if is_link:
        note_seen(Action.VIEW, [one], by=by)
    if is_link and one.is_over:
        return render(request, "people/consents/consent_gone.html", context, status=GONE)
    return render(request, "people/consents/question.html", context)


def done(request: HttpRequest, one: Shown, party: ConsentParty | None, form: AnswerForm, *, by: By) -> bool:
    """Do what was posted; False when the form says what is wrong, or nothing that can be done was asked."""
    try:
        if request.POST.get("doe") == "stop":
            withdraw(one.consent, by=by)
        elif party is None or not form.is_valid():
            return False
        elif party.says_yes and not form.says_yes:
            withdraw(one.consent, by=by)  # a no after one's own yes is taking it back
        else:
            answer(party, says_yes=form.says_yes, way=ConsentWay.WRITTEN, by=by, left_out=form.left_out)
    except NotNowError:
        return True  # too late, or already done: the page shows where it stands now
    tell_asker(one.consent)
    return True
