"""Asking a family for consent: what someone asked, asking, and one question with the answers to it."""

import time
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.kit.limits import allowed, limited
from buurtnet.kit.pages import pages_of
from buurtnet.people.choices import ConsentWay, PartyKind
from buurtnet.people.consent_links import Question, key_for, key_of, mail_link, send_question, tell_subject
from buurtnet.people.consent_pages import Shown, consents_asked_in, note_seen, roles_to_ask_in, shown, to_ask_again
from buurtnet.people.consent_words import Explained, explained
from buurtnet.people.consenting import HOLDING, WAITING, By, NotNowError, answer, withdraw
from buurtnet.people.doors import ring_two
from buurtnet.people.forms.consents import AddressesForm, AskForm, LinkForm, NotedForm, initial_of, party_name
from buurtnet.people.keeping import organizations_here
from buurtnet.people.models import Consent, ConsentParty, Membership, Organization, Person
from buurtnet.people.work import Work, refuse, work_of
from buurtnet.privacy.choices import Action

PER_PAGE = 20
MAILS_TO_ONE_ADDRESS = 5  # an hour


def asking(request: HttpRequest, network: str) -> tuple[Work, list[Membership]]:
    """Who helps from an organization in this network, and in which roles; 404 for everyone else."""
    here = network_or_404(request, network)
    work = work_of(request, here)
    roles = roles_to_ask_in(work.person, here)
    if not roles:
        refuse(request, work, "consent")
    return work, roles


def role_said(request: HttpRequest, roles: list[Membership]) -> Membership:
    """For which of their organizations someone asks: the one that was chosen, else the first.

    404 for one that is not theirs (any more): who was told that one organization asks, is not asked by another.
    """
    said = request.POST.get("namens") or request.GET.get("namens")
    if not said:
        return roles[0]
    role = next((role for role in roles if said == str(role.organization_id)), None)
    if role is None:
        raise Http404
    return role


def network_of(role: Membership) -> Network:
    assert role.network
    return role.network


def by_of(request: HttpRequest, role: Membership) -> By:
    return By(role.person_id, role.role, role.network, role.organization, request)


@ring_two
@require_safe
def consent_list(request: HttpRequest, network: str) -> HttpResponse:
    """What I asked, and where it stands; first what needs me."""
    work, roles = asking(request, network)
    mine = consents_asked_in(roles)
    page = Paginator(mine.exclude(state__in=[*WAITING, *HOLDING]), PER_PAGE).get_page(request.GET.get("pagina"))
    with transaction.atomic():
        running = shown(mine.filter(state__in=[*WAITING, *HOLDING]))
        ended = shown(page)
        for role in roles:
            seen = [one for one in (*running, *ended) if one.consent.organization_id == role.organization_id]
            note_seen(Action.LIST, seen, by=by_of(request, role))
    context = {
        "work": work,
        "again": [one for one in running if one.must_be_asked_again],
        "waiting": [one for one in running if not one.holds and not one.must_be_asked_again],
        "holding": [one for one in running if one.holds and not one.must_be_asked_again],
        "ended": ended,
        "pages": pages_of(page, request),
        "is_asked": request.GET.get("klaar") == "1",
        "asks_for_several": len(roles) > 1,
    }
    return render(request, "people/consents/consent_list.html", context)


@ring_two
@limited("invite", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def consent_ask(request: HttpRequest, network: str) -> HttpResponse:
    """First what is asked; then the text as they will read it, and who gets a link. Nothing goes before that."""
    work, roles = asking(request, network)
    key = key_of(request.POST.get("sleutel", ""), work.person)
    done = redirect(f"{reverse('people:consent_list', args=[network])}?klaar=1")
    if is_asked(key, roles):
        return done  # by an earlier press of the same button
    before = asked_before(request, roles)
    role = role_of(before, roles) if before else role_said(request, roles)
    form = AskForm(
        request.POST or None, network=network_of(role), organizations=receivers_for(role),
        initial=initial_of(before) if before else None,
    )  # fmt: skip
    context = {"work": work, "form": form, "before": before, "role": role, "roles": roles}
    if request.method != "POST" or not form.is_valid():
        note_before(request, role, before)
        return render(request, "people/consents/consent_ask.html", context)
    is_sent = request.POST.get("verstuur") == "1"
    addresses = AddressesForm(
        request.POST if is_sent else None, needed=form.required, asker_email=work.person.email,
    )  # fmt: skip
    if is_sent and key and may_be_sent(addresses):
        question = asked_in(form, addresses, before, key)
        if is_done(request, role, question, addresses):
            return done
    note_before(request, role, before)
    context |= {
        "addresses": addresses, "question": question_of(form, role),
        "key": request.POST["sleutel"] if key else key_for(work.person),
    }  # fmt: skip
    return render(request, "people/consents/consent_check.html", context)


def is_asked(key: UUID | None, roles: list[Membership]) -> bool:
    return key is not None and consents_asked_in(roles).filter(pk=key).exists()


def may_be_sent(addresses: AddressesForm) -> bool:
    """Whether all is filled in well, and no address gets too many mails."""
    if not addresses.is_valid():
        return False
    for place, email in enumerate(addresses.addresses):
        if email and not may_mail(email):
            addresses.add_error(f"mail_{place}", too_many_mails())
    return addresses.is_valid()


def is_done(request: HttpRequest, role: Membership, question: Question, addresses: AddressesForm) -> bool:
    """Ask it. False when the form says why it cannot be asked now."""
    try:
        send_question(question, asker=role.person, by=by_of(request, role))
    except (NotNowError, IntegrityError) as error:
        if is_asked(question.key, [role]):
            return True  # by another press of the same button, at the same moment
        if isinstance(error, IntegrityError):
            raise
        not_now = _("Deze vraag kan nu niet gesteld worden. Kijk bij Toestemmingen hoe het ermee staat.")
        addresses.add_error(None, not_now)
        return False
    return True


def note_before(request: HttpRequest, role: Membership, before: Consent | None) -> None:
    """Asking again shows what was asked before: that is a reading of it."""
    note_seen(Action.VIEW, shown([before] if before else []), by=by_of(request, role))


def receivers_for(role: Membership) -> "QuerySet[Organization]":
    """With whom something can be shared: who takes part, but one's own organization, which asks."""
    others = organizations_here(network_of(role))
    return others.exclude(pk=role.organization_id) if role.organization_id else others


def role_of(one: Consent, roles: list[Membership]) -> Membership:
    """In which of their roles someone asked this."""
    return next(role for role in roles if role.organization_id == one.organization_id)


def asked_before(request: HttpRequest, roles: list[Membership]) -> Consent | None:
    """The question that is asked again, when it is one: mine, and still to be asked again."""
    said = request.POST.get("vervangt") or request.GET.get("vervangt")
    if not said:
        return None
    try:
        key = UUID(said)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(to_ask_again(roles), pk=key)


def asked_in(form: AskForm, addresses: AddressesForm, before: Consent | None, key: UUID | None) -> Question:
    said = form.cleaned_data
    return Question(
        jurisdiction=form.jurisdiction, required=form.required, asked_for=form.asked_for,
        receivers=list(said["receivers"]), until=form.until, born=said["born"], language=said["language"],
        addresses=addresses.addresses, replaces=before, key=key,
    )  # fmt: skip


def question_of(form: AskForm, role: Membership) -> Explained:
    return explained(
        form.asked_for,
        receivers=[one.name for one in form.cleaned_data["receivers"]],
        until=form.until,
        asker=role.person.name,
        organization=role.organization.name if role.organization else "",
    )


@ring_two
@limited("invite", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One question: what they read, who answered what; noting what was said, a link once more, and stopping."""
    work, roles = asking(request, network)
    one = question_or_404(request, work, roles, pk)
    role = role_of(one.consent, roles)
    failed: tuple[int, Form] | None = None
    if request.method == "POST":
        failed = changed(request, one, by=by_of(request, role), asker=work.person)
        if failed is None:
            is_linked = request.POST.get("doe") == "link" and takes_links(one)
            return redirect(f"{reverse('people:consent', args=[network, pk])}{'?gestuurd=1' if is_linked else ''}")
    context = {
        "work": work, "one": one, "rows": rows_of(one, failed), "ways": ConsentWay.choices,
        "is_linked": request.GET.get("gestuurd") == "1",
    }  # fmt: skip
    note_seen(Action.VIEW, [one], by=by_of(request, role))
    return render(request, "people/consents/consent.html", context)


def question_or_404(request: HttpRequest, work: Work, roles: list[Membership], pk: UUID) -> Shown:
    """A question of one's own; that another asked something is told to nobody."""
    found = consents_asked_in(roles).filter(pk=pk).first()
    if found is None:
        refuse(request, work, "consent")
    [one] = shown([found])
    return one


@dataclass(frozen=True)
class PartyRow:
    """One of those who must answer, with the forms that go with it."""

    party: ConsentParty
    name: str
    form: Form | None


def rows_of(one: Shown, failed: tuple[int, Form] | None) -> list[PartyRow]:
    kinds = [party.kind for party in one.parties]
    return [
        PartyRow(
            party,
            party_name(PartyKind(party.kind), party.number, kinds.count(party.kind)),
            failed[1] if failed and failed[0] == party.pk else None,
        )
        for party in one.parties
    ]


def changed(request: HttpRequest, one: Shown, *, by: By, asker: Person) -> tuple[int, Form] | None:
    """Do what was posted. None when it is done, or was too late; else the form that says what is wrong, and whose."""
    what = request.POST.get("doe", "")
    try:
        if what == "stop":
            withdraw(one.consent, by=by)
            tell_subject(one.consent)
            return None
        party = party_or_404(one, request.POST.get("wie_antwoordt", ""))
        if what == "link":
            return linked(request, party, by=by, asker=asker) if takes_links(one) else None
        if party.says_yes is not None:
            return None  # they said it themselves: nobody writes over that
        form = NotedForm(request.POST, one=one)
        if not form.is_valid():
            return party.pk, form
        answer(party, says_yes=form.says_yes, way=ConsentWay(form.cleaned_data["way"]), by=by, left_out=form.left_out)
        tell_subject(one.consent)
    except NotNowError:
        pass  # someone else was first: the page shows where it stands now
    return None


def takes_links(one: Shown) -> bool:
    """Whether a link is of use: to answer, or to stop."""
    return one.is_waiting or one.holds


def linked(request: HttpRequest, party: ConsentParty, *, by: By, asker: Person) -> tuple[int, Form] | None:
    form = LinkForm(request.POST, asker_email=asker.email)
    if form.is_valid() and not may_mail(form.cleaned_data["email"]):
        form.add_error("email", too_many_mails())
    if not form.is_valid():
        return party.pk, form
    mail_link(party, form.cleaned_data["email"], by=by)
    return None


def too_many_mails() -> str:
    return _("Dit adres kreeg net al een paar mails. Probeer het over een uur nog eens.")


def may_mail(email: str) -> bool:
    """No way to fill someone's mailbox."""
    return allowed("consent-mail", email.lower(), MAILS_TO_ONE_ADDRESS, 3600, time.time())


def party_or_404(one: Shown, said: str) -> ConsentParty:
    """One of those who must answer this question, and no other."""
    found = next((party for party in one.parties if str(party.pk) == said), None)
    if found is None:
        raise Http404
    return found
