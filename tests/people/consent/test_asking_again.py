"""Asking again since a birthday, and pressing a button again."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import ConsentState, ConsentWay, Role
from buurtnet.people.consent_links import Question, send_question
from buurtnet.people.consenting import By, answer, let_time_pass
from buurtnet.people.models import Consent, Mail, Organization, Person
from buurtnet.privacy.models import LogRow
from tests.people.cast import person, ring_two
from tests.people.consent.questions import (
    FATHER,
    about_a_child,
    active_child,
    ask_page,
    checked,
    one_page,
    partner,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(network: Network) -> Organization:
    return partner(network)


@pytest.fixture
def asker(samira: Person) -> Client:
    return ring_two(samira)


def test_what_must_be_said_again_is_listed_before_the_birthday_and_after(
    asker: Client, network: Network, readers: Organization
) -> None:
    near = active_child(asker, network, readers, birthday_in=20)
    far = active_child(asker, network, readers, birthday_in=90)
    address = reverse("people:consent_list", args=[network.slug])
    assert [one.consent for one in asker.get(address).context["again"]] == [near]
    assert [one.consent for one in asker.get(address).context["holding"]] == [far]
    Consent.objects.filter(pk=near.pk).update(reconfirm_on=timezone.localdate())
    let_time_pass()
    [due] = asker.get(address).context["again"]
    assert due.consent.state == ConsentState.RECONFIRM_DUE
    assert "Deel nu niets" in asker.get(one_page(network, near)).content.decode()


def test_asked_again_it_is_about_the_same_child_and_takes_the_place_of_the_first(
    asker: Client, network: Network, readers: Organization
) -> None:
    before = active_child(asker, network, readers, birthday_in=20)
    page = asker.get(f"{ask_page(network)}?vervangt={before.pk}")
    assert page.context["form"]["purpose"].value() == "introduce"
    assert f'value="{readers.pk}" checked' in page.content.decode()
    words = about_a_child(readers, age=12, parents="1", mail_1="", vervangt=str(before.pk))
    after = sent(asker, network, words)
    assert (after.subject_id, after.replaces_id) == (before.subject_id, before.pk)
    for party in after.parties.all():
        answer(party, says_yes=True, way=ConsentWay.SPOKEN, by=By(role_then="parent"))
    before.refresh_from_db()
    assert before.state == ConsentState.SUPERSEDED


def test_it_is_asked_again_once(asker: Client, network: Network, readers: Organization, samira: Person) -> None:
    before = active_child(asker, network, readers, birthday_in=20)
    words = about_a_child(readers, age=12, parents="1", mail_1="", vervangt=str(before.pk))
    after = sent(asker, network, words)
    assert asker.post(ask_page(network), words).status_code == 404
    assert asker.get(f"{ask_page(network)}?vervangt={before.pk}").status_code == 404
    assert list(Consent.objects.filter(replaces=before)) == [after]


@pytest.mark.parametrize("again", [False, True], ids=["a first question", "asked again"])
def test_a_second_press_of_the_button_asks_nothing_more(
    asker: Client, network: Network, readers: Organization, *, again: bool
) -> None:
    words = about_a_child(readers)
    if again:
        words["vervangt"] = str(active_child(asker, network, readers, birthday_in=20).pk)
    words = checked(asker, network, words)
    known = Consent.objects.count()
    pages = [asker.post(ask_page(network), words, follow=True).content.decode() for _press in range(3)]
    assert all("De vraag is gesteld" in page for page in pages)
    assert Consent.objects.count() == known + 1
    assert Mail.objects.filter(to=FATHER).count() == 1


def test_two_presses_at_the_same_moment_ask_once(
    asker: Client, network: Network, readers: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = checked(asker, network, about_a_child(readers))
    ask_now = send_question

    def other_press_first(*args: Any, **more: Any) -> Consent:
        ask_now(*args, **more)
        return ask_now(*args, **more)

    monkeypatch.setattr("buurtnet.people.views.consents.send_question", other_press_first)
    assert "klaar=1" in asker.post(ask_page(network), words).headers["Location"]
    assert Consent.objects.count() == 1
    assert Mail.objects.count() == 2


def test_the_key_of_another_and_no_key_ask_nothing(
    asker: Client, network: Network, buurtteam: Organization, readers: Organization
) -> None:
    joris = ring_two(person("Joris Bakker", Role.MEMBER, network, buurtteam))
    his = checked(joris, network, about_a_child(readers))["sleutel"]
    for key in (his, "", "x", f"{his}x"):
        page = asker.post(ask_page(network), about_a_child(readers, sleutel=key))
        assert "Klopt deze vraag?" in page.content.decode()
        assert page.context["key"] != key
    assert not Consent.objects.exists()


def test_what_was_asked_again_in_the_meantime_is_said(
    asker: Client, network: Network, readers: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = active_child(asker, network, readers, birthday_in=20)
    words = checked(asker, network, about_a_child(readers, vervangt=str(before.pk)))
    ask_now = send_question

    def other_page_first(question: Question, **more: Any) -> Consent:
        ask_now(replace(question, key=None), **more)
        return ask_now(question, **more)

    monkeypatch.setattr("buurtnet.people.views.consents.send_question", other_page_first)
    answer = asker.post(ask_page(network), words)
    assert "Deze vraag kan nu niet gesteld worden" in answer.content.decode()
    assert Consent.objects.filter(replaces=before).count() == 1


@pytest.mark.parametrize("end", ["refused", "expired"])
def test_when_nobody_said_yes_anew_it_is_asked_once_more(
    asker: Client, network: Network, readers: Organization, end: str
) -> None:
    before = active_child(asker, network, readers, birthday_in=20)
    words = about_a_child(readers, age=12, parents="1", mail_1="", vervangt=str(before.pk))
    after = sent(asker, network, words)
    address = reverse("people:consent_list", args=[network.slug])
    assert asker.get(address).context["again"] == []
    Consent.objects.filter(pk=after.pk).update(state=end, ended_at=timezone.now())
    assert [one.consent for one in asker.get(address).context["again"]] == [before]
    assert sent(asker, network, words).replaces_id == before.pk


def test_asking_again_shows_what_was_asked_and_that_is_noted(
    asker: Client, network: Network, readers: Organization
) -> None:
    before = active_child(asker, network, readers, birthday_in=20)
    readings = LogRow.objects.filter(consent=str(before.pk), action="view", role_then=Role.CONNECTOR)
    asker.get(f"{ask_page(network)}?vervangt={before.pk}")
    assert readings.count() == 1
    asker.post(ask_page(network), about_a_child(readers, who="", vervangt=str(before.pk)))
    assert readings.count() == 2
    checked(asker, network, about_a_child(readers, vervangt=str(before.pk)))
    assert readings.count() == 3


@pytest.mark.parametrize("said", ["x", "00000000-0000-4000-8000-000000000000"])
def test_what_was_never_asked_is_not_asked_again(asker: Client, network: Network, said: str) -> None:
    assert asker.get(f"{ask_page(network)}?vervangt={said}").status_code == 404


def test_the_question_of_another_is_not_asked_again(
    asker: Client, network: Network, buurtteam: Organization, readers: Organization
) -> None:
    before = active_child(asker, network, readers, birthday_in=20)
    joris = ring_two(person("Joris Bakker", Role.MEMBER, network, buurtteam))
    assert joris.get(f"{ask_page(network)}?vervangt={before.pk}").status_code == 404
