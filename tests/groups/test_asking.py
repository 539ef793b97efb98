"""Asking to join: with or without an account, answered by an owner from the site or from a mail."""

import datetime as dt
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.groups.choices import GroupKind, GroupRole, GroupState, RequestState
from buurtnet.groups.joining import accept, answer_token, decline, token_of, withdraw
from buurtnet.groups.models import Group, GroupMember, JoinRequest
from buurtnet.kit.moving import NotNowError
from buurtnet.people.choices import Role
from buurtnet.people.models import Invitation, Mail, Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from buurtnet.privacy.retention import expire
from tests.at_once import at_once
from tests.groups.rows import NONE, a_group, a_request, asking, in_it, url
from tests.people.cast import person, ring_one, ring_two
from tests.questions.public import words

pytestmark = pytest.mark.django_db


def mails_to(address: str) -> list[Mail]:
    return list(Mail.objects.filter(to=address).order_by("queued_at"))


def test_who_has_no_account_asks_and_sees_behind_their_link_how_it_stands(client: Client, group: Group) -> None:
    answer = client.post(url("ask", group.pk), asking(group, word="Ik kan op woensdag."))
    asked = JoinRequest.objects.get()
    assert answer.headers["Location"] == f"{url('request', token_of(asked.form_key))}?klaar=1"
    page = client.get(answer.headers["Location"])
    assert "Je vraag is verstuurd" in words(page)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert asked.forget_on == timezone.localdate() + dt.timedelta(days=30)


def test_the_owner_gets_a_neutral_mail_whose_button_answers(client: Client, group: Group, joris: Person) -> None:
    asked = a_request(group, word="Ik kan op woensdag.")
    mail = mails_to(joris.email)[0]
    assert mail.subject == "Er staat iets voor je klaar in Buurtnet"
    assert not any(one in mail.body for one in ("Oudercafé", "Zonnetje", "woensdag"))
    link = next(line for line in mail.body.splitlines() if "/groepen/antwoord/" in line).split("//", 1)[1]
    path = "/" + link.split("/", 1)[1]
    page = client.get(path)
    assert "Zonnetje" in words(page)
    assert "z@voorbeeld.example" not in page.content.decode()
    asked.refresh_from_db()
    assert asked.state == RequestState.ASKED
    assert "Welkom gezegd" in words(client.post(path, {"doe": "ja"}))
    asked.refresh_from_db()
    assert asked.state == RequestState.ACCEPTED
    assert client.post(path, {"doe": "nee"}).status_code == 409
    assert "Er is antwoord op je vraag" in mails_to("z@voorbeeld.example")[0].body


def test_a_link_in_a_mail_of_who_is_no_owner_any_more_is_none(client: Client, group: Group, joris: Person) -> None:
    link = url("answer", answer_token(a_request(group), joris))
    assert client.get(link).status_code == 200
    GroupMember.objects.update(role=GroupRole.MEMBER)
    assert client.get(link).status_code == 404
    GroupMember.objects.update(role=GroupRole.OWNER)
    now = timezone.now()
    joris.memberships.update(starts_at=now - dt.timedelta(days=9), ends_at=now - dt.timedelta(days=1))
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("said", ["x", [1], ["a", "b"], None, {"a": 1}, [NONE, NONE]])
def test_a_forged_link_is_none(client: Client, group: Group, said: Any) -> None:
    assert client.get(url("answer", signing.dumps(said, salt="groups.answer"))).status_code == 404
    assert client.get(url("answer", signing.dumps(said, salt="another"))).status_code == 404
    assert client.get(url("request", "a" * 48)).status_code == 404


def test_who_is_signed_in_is_in_the_group_once_they_are_welcome(group: Group, hanan: Person, joris: Person) -> None:
    client = ring_one(hanan)
    client.post(url("ask", group.pk), asking(group, contact=""))
    client.post(url("ask", group.pk), asking(group, contact=""))
    asked = JoinRequest.objects.get()
    assert (asked.person, asked.contact) == (hanan, "")
    assert client.get(url("inside", group.pk)).status_code == 404
    accept(asked, by=joris)
    assert client.get(url("inside", group.pk)).status_code == 200
    assert client.get(url("ask", group.pk)).headers["Location"] == url("inside", group.pk)


def test_the_answer_no_is_kind_gives_no_reason_and_can_be_given_once(
    client: Client, group: Group, joris: Person
) -> None:
    asked = decline(a_request(group), by=joris)
    page = client.get(url("request", token_of(asked.form_key)))
    assert "Nu lukt het niet" in words(page)
    assert "Dat zegt niets over jou." in words(page)
    with pytest.raises(NotNowError):
        accept(asked, by=joris)
    take_up(patience=0)
    assert LogRow.objects.filter(rule="request.declined.accepted").exists()


def test_who_asked_takes_it_back_with_a_button(client: Client, group: Group, joris: Person) -> None:
    asked = a_request(group)
    mine = url("request", token_of(asked.form_key))
    client.get(mine)
    asked.refresh_from_db()
    assert asked.state == RequestState.ASKED
    assert "ingetrokken" in words(client.post(mine, {"doe": "intrekken"}))
    asked.refresh_from_db()
    withdraw(asked, by=None)
    with pytest.raises(NotNowError):
        accept(asked, by=joris)
    assert ring_two(joris).get(url("request_kept", group.pk, asked.pk)).status_code == 404


def test_a_director_who_says_welcome_asks_who_has_no_account_into_the_network(
    group: Group, ingrid: Person, joris: Person
) -> None:
    accept(a_request(group), by=joris)
    assert not Invitation.objects.exists()  # a partner asks no residents in
    in_it(group, ingrid, GroupRole.OWNER)
    accept(a_request(group), by=ingrid)
    assert Invitation.objects.get().role == Role.RESIDENT


def test_who_was_welcome_comes_in_with_the_account_of_later_and_nobody_else_with_that_link(
    group: Group, joris: Person, hanan: Person, wim: Person
) -> None:
    asked = accept(a_request(group), by=joris)
    mine = url("request", token_of(asked.form_key))
    assert "Zet bij mijn groepen" in words(ring_one(hanan).get(mine))
    assert ring_one(hanan).post(mine, {"doe": "erbij"}).headers["Location"] == url("inside", group.pk)
    assert ring_one(wim).post(mine, {"doe": "erbij"}).status_code == 409
    assert ring_one(person("Vreemde Vogel")).post(mine, {"doe": "erbij"}).status_code == 409
    assert {one.person for one in group.members.all()} == {joris, hanan}


def test_only_an_owner_reads_who_asks_behind_the_second_ring_and_that_is_written_down(
    group: Group, joris: Person, hanan: Person, ingrid: Person
) -> None:
    asked = a_request(group, contact="0999 12 34 56")
    in_it(group, hanan)
    kept = url("request_kept", group.pk, asked.pk)
    assert ring_two(hanan).get(kept).status_code == 404
    assert ring_two(ingrid).get(kept).status_code == 404
    assert ring_one(joris).get(kept).status_code == 302
    page = ring_two(joris).get(kept)
    assert "0999 12 34 56" in words(page)
    assert LogRow.objects.filter(action="view", object_id=str(asked.pk)).count() == 1
    assert "er gaat geen mail" in words(ring_two(joris).post(kept, {"doe": "ja"}))
    other = a_group(group.network, hanan, name="Andere groep")
    assert ring_two(hanan).get(url("request_kept", other.pk, asked.pk)).status_code == 404


def test_danger_in_a_word_is_answered_with_help_lines(client: Client, group: Group, joris: Person) -> None:
    said = asking(group, word="Mijn man slaat mij en de kinderen. Ik ben bang.")
    done = client.post(url("ask", group.pk), said)
    assert "Veilig Thuis" in words(client.get(done.headers["Location"]))
    kept = url("request_kept", group.pk, JoinRequest.objects.get().pk)
    assert "Veilig Thuis" in words(ring_two(joris).get(kept))


@pytest.mark.parametrize(
    "wrong",
    [
        {"alias": ""}, {"alias": "x" * 9_000}, {"contact": ""}, {"contact": "geen"}, {"contact": "12"},
        {"contact": "a@"}, {"word": "y" * 9_000}, {"bericht2": "reclame"}, {"begun": "vals"},
    ],
)  # fmt: skip
def test_what_is_not_right_is_said_and_nothing_is_kept(client: Client, group: Group, wrong: dict[str, str]) -> None:
    page = client.post(url("ask", group.pk), asking(group, **wrong))
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode() or 'class="wrong"' in page.content.decode()
    assert not JoinRequest.objects.exists()


def test_the_same_form_twice_is_one_question(client: Client, group: Group) -> None:
    form = asking(group)
    answers = {client.post(url("ask", group.pk), form).headers["Location"] for _time in range(2)}
    assert len(answers) == JoinRequest.objects.count() == 1


def test_a_nul_is_refused(client: Client, group: Group) -> None:
    assert client.post(url("ask", group.pk), asking(group, word="a\0b")).status_code == 400


def test_an_open_group_one_joins_at_once_and_a_visitor_just_comes(
    client: Client, network: Network, hanan: Person
) -> None:
    group = a_group(network, kind=GroupKind.OPEN)
    assert "Kom gewoon langs" in words(client.get(url("group", group.pk)))
    assert client.post(url("ask", group.pk), asking(group)).status_code == 302
    assert not JoinRequest.objects.exists()
    assert ring_one(hanan).get(url("ask", group.pk)).headers["Location"] == url("group", group.pk)
    for _time in range(2):
        assert ring_one(hanan).post(url("ask", group.pk)).headers["Location"] == url("inside", group.pk)
    assert group.members.count() == 1


def test_a_month_later_nothing_is_known_of_who_asked(group: Group) -> None:
    a_request(group)
    JoinRequest.objects.update(forget_on=timezone.localdate() - dt.timedelta(days=1))
    expire()
    assert not JoinRequest.objects.exists()


def test_a_group_that_stopped_meanwhile_takes_no_question(client: Client, group: Group) -> None:
    Group.objects.update(state=GroupState.STOPPED)
    assert client.post(url("ask", group.pk), asking(group)).status_code == 404
    with pytest.raises(NotNowError):
        a_request(group)


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_answer_one_time(group: Group, joris: Person) -> None:
    asked = a_request(group)

    def again() -> JoinRequest:
        return JoinRequest.objects.select_related("group__network", "person").get(pk=asked.pk)

    gave = at_once(lambda: accept(again(), by=joris), lambda: decline(again(), by=joris), met=(NotNowError,))
    assert sum(isinstance(one, NotNowError) for one in gave) == 1
    assert len(mails_to("z@voorbeeld.example")) == 1
