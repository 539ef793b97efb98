"""Who asked left: what runs waits for a colleague, whom the keeper of the organization chooses."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import ConsentState, ConsentWay, Role
from buurtnet.people.consent_handing_over import AsksNoMoreError, hand_over_consents
from buurtnet.people.consent_left import left_in, without_asker
from buurtnet.people.consent_pages import shown, with_parts
from buurtnet.people.consenting import By, answer, hash_of_text
from buurtnet.people.models import Consent, Mail, Membership, Organization, Person
from buurtnet.people.roles import EndReason, end_all_roles, end_role, tell_of_last_days
from buurtnet.privacy.models import LogRow
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_one, ring_two
from tests.people.consent.questions import about_a_child, about_an_adult, ask_page, link_of, one_page, partner, sent
from tests.people.roles.test_meanwhile import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(network: Network) -> Organization:
    return partner(network)


@pytest.fixture
def asker(samira: Person) -> Client:
    return ring_two(samira)


@pytest.fixture
def joris(buurtteam: Organization) -> Person:
    return person("Joris Bakker", Role.EDITOR, None, buurtteam)


@pytest.fixture
def editor(joris: Person) -> Client:
    return ring_two(joris)


@pytest.fixture
def noor(network: Network, buurtteam: Organization) -> Person:
    """A colleague who may ask as well."""
    return person("Noor Visser", Role.MEMBER, network, buurtteam)


def people_page(organization: Organization) -> str:
    return reverse("people:organization_people", args=[organization.pk])


def give(client: Client, organization: Organization, to: Membership, which: str = "alle") -> str:
    """Where it leads, or the code when it leads nowhere."""
    address = reverse("people:organization_hand_over", args=[organization.pk])
    page = client.post(address, {"collega": to.pk, "welke": which})
    return page.get("Location", str(page.status_code)).rpartition("=")[2]


def leave(who: Person) -> None:
    for held in who.memberships.filter(ends_at=None):
        end_role(held, by=who, reason=EndReason.LEFT)


def role_of(who: Person) -> Membership:
    return who.memberships.get()


def askers() -> set[str]:
    return set(Consent.objects.values_list("asked_by__name", flat=True))


def test_the_editor_sees_how_many_wait_and_nothing_of_what_was_asked(
    asker: Client, editor: Client, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    one = sent(asker, network, about_a_child(readers))
    assert "zonder vrager" not in editor.get(people_page(buurtteam)).content.decode()
    leave(samira)
    page = editor.get(people_page(buurtteam))
    [left] = page.context["left"]
    assert (left.network, left.count, left.colleagues) == (network, 1, [role_of(noor)])
    words = page.content.decode()
    part = words[words.index('id="zonder_vrager') : words.index('id="rollen"')]
    [shown_one] = shown(with_parts(Consent.objects.filter(pk=one.pk)))
    assert shown_one.mark in part
    assert "0 van 2 antwoordden" in part
    for hidden in ("De leesmaatjes", "in contact", "naam", "ouder", "kind", "Samira", str(one.subject_id)):
        assert hidden not in part.casefold(), hidden
    row = LogRow.objects.filter(consent=str(one.pk), action="list").latest("id")
    assert (row.role_then, row.network, row.subject) == (Role.EDITOR, str(network.pk), str(one.subject_id))


def test_handed_over_it_stands_with_the_colleague_who_hears_so(
    asker: Client, editor: Client, joris: Person, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    waiting = sent(asker, network, about_a_child(readers))
    running = active(sent(asker, network, about_an_adult(readers)))
    leave(samira)
    told_before = Mail.objects.count()
    assert give(editor, buurtteam, role_of(noor)) == "klaar"
    assert askers() == {"Noor Visser"}
    assert set(Consent.objects.values_list("asked_first_by__name", flat=True)) == {"Samira Haddad"}
    mail = Mail.objects.order_by("queued_at").last()
    assert mail
    assert (Mail.objects.count(), mail.to, mail.subject) == (told_before + 1, noor.email, "Bericht van Buurtnet")
    assert "toestemming" not in mail.body.casefold()
    hers = ring_two(noor)
    listed = hers.get(reverse("people:consent_list", args=[network.slug]))
    assert {one.consent for one in [*listed.context["waiting"], *listed.context["holding"]]} == {waiting, running}
    assert "eerst gevraagd door Samira Haddad" in listed.content.decode()
    assert "Jij nam het over" in hers.get(one_page(network, waiting)).content.decode()
    for one in (waiting, running):
        row = LogRow.objects.get(consent=str(one.pk), rule="consent.handed_over")
        assert (row.actor, row.subject) == (str(joris.pk), str(one.subject_id))
        assert (row.role_then, row.organization, row.network) == (Role.EDITOR, str(buurtteam.pk), str(network.pk))
    assert "zonder vrager" not in editor.get(people_page(buurtteam)).content.decode()
    assert hers.post(one_page(network, waiting), {"doe": "stop"}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == ConsentState.WITHDRAWN


def test_who_was_asked_reads_who_asks_now_and_who_asked_first(
    asker: Client, editor: Client, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    hanan = person("Hanan Aziz", Role.RESIDENT, network)
    one = sent(asker, network, about_a_child(readers, who="adult", born="", parents="", mail_0=hanan.email))
    leave(samira)
    give(editor, buurtteam, role_of(noor))
    mine = ring_one(hanan)
    for page in (Client().get(link_of(one.parties.get())), mine.get(reverse("people:my_consent", args=[one.pk]))):
        words = page.content.decode()
        assert "Vraag het eerst aan Noor Visser." in words
        assert "nam dit over van Samira Haddad" in words
    line = mine.get(reverse("people:my_consents")).content.decode()
    assert "Noor Visser van Buurtteam Havendijk" in line
    assert "eerst gevraagd door Samira Haddad" in line
    assert Mail.objects.filter(to=hanan.email).count() == 2, "the question, and that it changed"
    [now] = shown(with_parts(Consent.objects.filter(pk=one.pk)))
    one.refresh_from_db()
    assert hash_of_text(now.question.text) != one.text_hash
    assert hash_of_text(replace(now.question, asker=now.first_asker).text) == one.text_hash, "the proof still stands"


def test_an_editor_who_asks_as_well_takes_it_over_and_gets_no_mail_about_it(
    asker: Client, editor: Client, joris: Person, samira: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    sent(asker, network, about_a_child(readers))
    held = Membership.objects.create(person=joris, role=Role.MEMBER, network=network, organization=buurtteam)
    leave(samira)
    Mail.objects.all().delete()
    assert give(editor, buurtteam, held) == "zelf"
    assert not Mail.objects.exists()
    page = editor.get(f"{people_page(buurtteam)}?overgedragen=zelf").content.decode()
    assert "Je ziet het nu zelf bij Toestemmingen." in page
    assert editor.get(reverse("people:consent_list", args=[network.slug])).context["waiting"]


def test_one_goes_alone_and_the_others_wait(
    asker: Client, editor: Client, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    one, other = (sent(asker, network, about_a_child(readers)) for _ in range(2))
    leave(samira)
    assert give(editor, buurtteam, role_of(noor), str(one.pk)) == "klaar"
    assert list(without_asker()) == [other]
    assert give(editor, buurtteam, role_of(noor), str(one.pk)) == "al"


def test_what_ended_stays_with_who_asked_it_as_proof(
    asker: Client, editor: Client, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    ended = sent(asker, network, about_a_child(readers))
    asker.post(one_page(network, ended), {"doe": "stop"})
    Consent.objects.update(ended_at=timezone.now() - timedelta(days=40))
    leave(samira)
    assert give(editor, buurtteam, role_of(noor)) == "al"
    assert give(editor, buurtteam, role_of(noor), str(ended.pk)) == "al"
    assert askers() == {"Samira Haddad"}
    assert left_in(buurtteam) == []


def test_a_family_that_stops_when_nobody_asks_is_heard(
    asker: Client, editor: Client, joris: Person, samira: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    one = active(sent(asker, network, about_an_adult(readers)))
    leave(samira)
    Mail.objects.all().delete()
    Client().post(link_of(one.parties.get()), {"doe": "stop"})
    assert set(Mail.objects.values_list("to", flat=True)) == {joris.email}
    words = editor.get(people_page(buurtteam)).content.decode()
    assert "deel hier niets meer van" in words
    assert "Wie neemt het over?" not in words


def test_whoever_keeps_the_organization_hears_that_someone_left_and_only_then(
    asker: Client, samira: Person, joris: Person, network: Network, buurtteam: Organization, readers: Organization
) -> None:
    sent(asker, network, about_a_child(readers))
    Mail.objects.all().delete()
    also = Membership.objects.create(person=samira, role=Role.MEMBER, network=network, organization=buurtteam)
    end_role(also, by=samira, reason=EndReason.LEFT)
    assert not Mail.objects.exists(), "another role of hers keeps them"
    end_role(samira.memberships.get(ends_at=None), by=samira, reason=EndReason.LEFT)
    mail = Mail.objects.get()
    assert mail.to == joris.email
    assert people_page(buurtteam) in mail.body
    assert "Samira" not in mail.body


def test_a_role_that_came_to_its_last_day_is_told_of_once(
    asker: Client, samira: Person, joris: Person, network: Network, buurtteam: Organization, readers: Organization
) -> None:
    sent(asker, network, about_a_child(readers))
    Mail.objects.all().delete()
    began, ended = timezone.now() - timedelta(days=9), timezone.now() - timedelta(hours=2)
    assert tell_of_last_days() == 0
    samira.memberships.update(starts_at=began, ends_at=ended)
    assert tell_of_last_days() == 1
    assert list(Mail.objects.values_list("to", flat=True)) == [joris.email]
    samira.memberships.update(ends_at=ended - timedelta(days=1))
    assert tell_of_last_days() == 0, "that was yesterday's"
    samira.memberships.update(ends_at=ended, ended_by=joris)
    assert tell_of_last_days() == 0, "told when it was ended"


def test_who_leaves_reads_what_happens_to_it(
    asker: Client, editor: Client, samira: Person, buurtteam: Organization
) -> None:
    held = samira.memberships.get()
    said = "geeft de beheerder van"
    assert said in asker.get(reverse("people:role_leave", args=[held.pk])).content.decode()
    wim = person("Wim Peeters", Role.VOLUNTEER, held.network, buurtteam).memberships.get()
    noor = person("Noor Visser", Role.MEMBER, held.network, buurtteam).memberships.get()
    for one in (wim, noor):
        page = editor.get(reverse("people:organization_role", args=[buurtteam.pk, one.pk])).content.decode()
        assert (said in page) == (one == noor)


@pytest.mark.parametrize("left_by", ["account", "other organization", "last day", "other role"])
def test_however_someone_leaves_it_waits_for_a_colleague(
    asker: Client, samira: Person, network: Network, buurtteam: Organization, readers: Organization, left_by: str
) -> None:
    sent(asker, network, about_a_child(readers))
    held = role_of(samira)
    now = timezone.now()
    match left_by:
        case "account":
            end_all_roles(samira, by=None, reason=EndReason.AGREED)
            Person.objects.filter(pk=samira.pk).update(is_active=False)
        case "other organization":
            Membership.objects.filter(pk=held.pk).update(organization=readers)
        case "last day":
            Membership.objects.filter(pk=held.pk).update(
                starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1)
            )
        case "other role":
            Membership.objects.filter(pk=held.pk).update(role=Role.VOLUNTEER)
    assert [(left.network, left.count) for left in left_in(buurtteam)] == [(network, 1)]


def test_what_was_asked_for_one_employer_stays_on_the_page_of_who_has_an_earlier_one_too(
    asker: Client, samira: Person, network: Network, buurtteam: Organization, readers: Organization
) -> None:
    one = sent(asker, network, about_a_child(readers))
    earlier = timezone.now() - timedelta(days=99)
    Membership.objects.create(
        person=samira, role=Role.MEMBER, network=network, organization=readers, starts_at=earlier
    )
    [listed] = asker.get(reverse("people:consent_list", args=[network.slug])).context["waiting"]
    assert listed.consent == one
    assert not without_asker().exists()
    assert left_in(buurtteam) == []


def test_without_an_editor_the_director_hands_it_over(
    asker: Client, samira: Person, noor: Person, network: Network, buurtteam: Organization, readers: Organization
) -> None:
    sent(asker, network, about_a_child(readers))
    ingrid = person("Ingrid de Wit", Role.DIRECTOR, network)
    director, others = ring_two(ingrid), ring_two(person("Griet Maes", Role.DIRECTOR, NetworkFactory()))
    Mail.objects.all().delete()
    leave(samira)
    assert set(Mail.objects.values_list("to", flat=True)) == {ingrid.email}
    listed = director.get(reverse("people:role_list", args=[network.slug]))
    assert list(listed.context["left"]) == [buurtteam]
    assert people_page(buurtteam) in listed.content.decode()
    assert others.get(people_page(buurtteam)).status_code == 404
    assert give(others, buurtteam, role_of(noor)) == "404"
    assert "regel jij dit als regisseur" in director.get(people_page(buurtteam)).content.decode()
    assert give(director, buurtteam, role_of(noor)) == "klaar"
    row = LogRow.objects.get(rule="consent.handed_over")
    assert (row.actor, row.role_then) == (str(ingrid.pk), Role.DIRECTOR)
    assert not director.get(reverse("people:role_list", args=[network.slug])).context["left"]


def test_with_an_editor_the_director_keeps_out_of_it(
    asker: Client, joris: Person, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    sent(asker, network, about_a_child(readers))
    leave(samira)
    director = ring_two(person("Ingrid de Wit", Role.DIRECTOR, network))
    assert director.get(people_page(buurtteam)).status_code == 404
    assert give(director, buurtteam, role_of(noor)) == "404"
    assert not director.get(reverse("people:role_list", args=[network.slug])).context["left"]
    assert askers() == {"Samira Haddad"}


def test_when_the_last_one_left_the_director_is_told_to_ask_someone_in_first(
    asker: Client, samira: Person, network: Network, buurtteam: Organization, readers: Organization
) -> None:
    sent(asker, network, about_a_child(readers))
    ingrid = person("Ingrid de Wit", Role.DIRECTOR, network)
    leave(samira)
    mail = Mail.objects.filter(to=ingrid.email).latest("queued_at")
    assert reverse("people:role_list", args=[network.slug]) in mail.body
    page = ring_two(ingrid).get(reverse("people:role_list", args=[network.slug])).content.decode()
    assert "Nodig eerst iemand van deze organisatie uit" in page
    assert people_page(buurtteam) not in page


def test_nothing_goes_to_another_organization_network_or_role_nor_comes_from_there(
    asker: Client, editor: Client, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    one = sent(asker, network, about_a_child(readers))
    elsewhere: Network = NetworkFactory(slug="elders")
    far = person("Tine Claes", Role.MEMBER, elsewhere, buurtteam)
    helper = person("Wim Peeters", Role.VOLUNTEER, network, buurtteam)
    theirs = Membership.objects.get(organization=readers)
    leave(samira)
    for held in (theirs, role_of(helper), Membership(pk=uuid4())):
        assert give(editor, buurtteam, held) == "kies"
    assert give(editor, buurtteam, role_of(far)) == "al", "of that network nothing waits"
    assert give(editor, buurtteam, role_of(far), str(one.pk)) == "404"
    for which in ("", "x", str(uuid4()), "9" * 5000):
        assert give(editor, buurtteam, role_of(noor), which) == "404"
    assert give(editor, buurtteam, role_of(noor), "\0") == "400"
    address = reverse("people:organization_hand_over", args=[buurtteam.pk])
    for said in ({}, {"collega": "9"}, {"collega": "x" * 5000, "welke": "alle"}):
        assert editor.post(address, said)["Location"].endswith("=kies")
    assert editor.get(address).status_code == 405
    assert "Kies een collega." in editor.get(f"{people_page(buurtteam)}?overgedragen=kies").content.decode()
    strangers = ring_two(person("Emre Kaya", Role.EDITOR, None, readers))
    assert give(strangers, buurtteam, role_of(noor)) == "404"
    assert give(strangers, readers, theirs, str(one.pk)) == "404"
    assert askers() == {"Samira Haddad"}
    assert not LogRow.objects.filter(rule="consent.handed_over").exists()


def test_an_editor_since_yesterday_no_more_cannot(
    asker: Client, editor: Client, joris: Person, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    sent(asker, network, about_a_child(readers))
    leave(samira)
    now = timezone.now()
    joris.memberships.update(starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1))
    assert editor.get(people_page(buurtteam)).status_code == 404
    assert give(editor, buurtteam, role_of(noor)) == "404"
    assert askers() == {"Samira Haddad"}


def test_a_colleague_who_left_meanwhile_takes_nothing_over(
    asker: Client, editor: Client, joris: Person, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    sent(asker, network, about_a_child(readers))
    leave(samira)
    held = role_of(noor)
    leave(noor)
    assert give(editor, buurtteam, held) == "kies"
    with pytest.raises(AsksNoMoreError):
        hand_over_consents(held, by=By(joris, Role.EDITOR, network, buurtteam))
    assert "kan nog geen collega dit overnemen" in editor.get(people_page(buurtteam)).content.decode()


def test_a_second_click_changes_nothing_more(
    asker: Client, editor: Client, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    sent(asker, network, about_a_child(readers))
    leave(samira)
    assert [give(editor, buurtteam, role_of(noor)) for _ in range(2)] == ["klaar", "al"]
    assert LogRow.objects.filter(rule="consent.handed_over").count() == 1
    assert Mail.objects.filter(to=noor.email).count() == 1
    assert "Dit was al doorgegeven." in editor.get(f"{people_page(buurtteam)}?overgedragen=al").content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_hands_it_over(
    asker: Client, editor: Client, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    sent(asker, network, about_a_child(readers))
    leave(samira)
    second = ring_two(person("Els Jacobs", Role.EDITOR, None, buurtteam))
    wim = person("Wim Peeters", Role.MEMBER, network, buurtteam)
    held = [(editor, role_of(noor)), (second, role_of(wim))]
    said = at_once(*[lambda one=one: give(one[0], buurtteam, one[1]) for one in held])
    assert sorted(said) == ["al", "klaar"]
    assert LogRow.objects.filter(rule="consent.handed_over").count() == 1
    assert Mail.objects.filter(to__in=[noor.email, wim.email]).count() == 1
    assert askers() == {["Noor Visser", "Wim Peeters"][said.index("klaar")]}


def test_handed_over_again_the_first_asker_stays_known(
    asker: Client, editor: Client, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    one = sent(asker, network, about_a_child(readers))
    wim = person("Wim Peeters", Role.MEMBER, network, buurtteam)
    for who, to in ((samira, noor), (noor, wim)):
        leave(who)
        assert give(editor, buurtteam, role_of(to)) == "klaar"
    one.refresh_from_db()
    assert (one.asked_by, one.asked_first_by) == (wim, samira)


def test_after_a_birthday_the_colleague_asks_again(
    asker: Client, editor: Client, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    one = sent(asker, network, about_a_child(readers))
    Consent.objects.filter(pk=one.pk).update(state=ConsentState.RECONFIRM_DUE, reconfirm_on=timezone.localdate())
    leave(samira)
    give(editor, buurtteam, role_of(noor))
    hers = ring_two(noor)
    again = hers.get(f"{ask_page(network)}?vervangt={one.pk}")
    assert again.status_code == 200
    assert [row.consent for row in hers.get(reverse("people:consent_list", args=[network.slug])).context["again"]]


def test_the_page_asks_no_more_of_the_database_with_more_of_them(
    asker: Client, editor: Client, samira: Person, noor: Person,
    network: Network, buurtteam: Organization, readers: Organization,
) -> None:  # fmt: skip
    sent(asker, network, about_a_child(readers))
    leave(samira)
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(people_page(buurtteam)).status_code == 200
        counts.append(len(captured))
        for _more in range(4):
            ask_anew(Consent.objects.first())
    assert counts[0] == counts[1]


def ask_anew(before: Consent | None) -> None:
    """Another question like it."""
    assert before
    receivers = list(before.receivers.all())
    before.pk = uuid4()
    before._state.adding = True
    before.save()
    before.receivers.set(receivers)


def active(consent: Consent) -> Consent:
    for party in consent.parties.all():
        answer(party, says_yes=True, way=ConsentWay.SPOKEN, by=By(role_then="parent"))
    return consent
