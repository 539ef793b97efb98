"""The working side of signals to policy, as someone walks through it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.needs.choices import PolicyState
from buurtnet.needs.models import PolicyPromise, PolicySignal
from buurtnet.needs.policy_late import settle_policy
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from tests.needs.policy_cast import (
    agreement,
    answered,
    decided,
    drafted,
    figures,
    key_on,
    platform,
    recognized,
    sent,
)
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db
LIST = "/havendijk/beheer/beleid/"
DECISION = {"text": "We sturen dit.", "where": "netwerkoverleg", "by_role": "het netwerk"}
REPLY = {
    "verdict": "does_not", "answer": "Er is geen geld.", "reason": "De begroting is vol.",
    "answered_by_role": "wethouder jeugd", "in_plain_words": "", "answered_on": "",
}  # fmt: skip


def typed(signal: PolicySignal, **more: Any) -> dict[str, Any]:
    """What the form of a draft sends."""
    return {
        "needs": [str(one.pk) for one in signal.needs.all()], "agreement": str(signal.agreement_id),
        "title": signal.title, "story": signal.story, "asked": signal.asked, "proposal": "", "is_about_a_place": "on",
        "release": "", "version": str(signal.version), **more,
    }  # fmt: skip


def test_it_is_walked_through_from_a_need_to_the_end(
    network: Network, director: Client, connector: Client, ingrid: Person
) -> None:
    need, body = recognized(network), agreement(network, ingrid)
    page = connector.get(f"{LIST}nieuw/?nood={need.pk}").content.decode()
    assert re.search(f'value="{need.pk}"[^>]* checked', page)
    said = {
        "needs": [str(need.pk)], "agreement": str(body.pk), "title": "Binnen spelen", "story": "Er is niets.",
        "asked": "Open de gymzaal.", "is_about_a_place": "on", "version": "0",
    }  # fmt: skip
    connector.post(f"{LIST}nieuw/", said)
    signal = PolicySignal.objects.get()
    here = f"{LIST}{signal.pk}/"
    today = today_in(network)

    def post(part: str, **fields: Any) -> None:
        signal.refresh_from_db()
        answer = director.post(f"{here}{part}/", {"version": signal.version, **fields})
        assert answer.status_code == 302, answer.content.decode()
        assert director.get(answer.url).status_code == 200  # type: ignore[attr-defined]  # a redirect has one

    post("besluit", **DECISION, decided_on=str(today))
    assert "De brief gaat als mail naar" in director.get(f"{here}versturen/").content.decode()
    post("versturen", doe="verstuur")
    assert "Antwoord hier, zonder account" in director.get(f"{here}brief/").content.decode()
    post("ontvangen")
    post("antwoord", **REPLY)
    post("gewone-taal", in_plain_words="Het komt er niet.", review_on=str(today + dt.timedelta(days=90)))
    post("beloften", text="Volgend jaar opnieuw kijken.", by_role="wethouder", follower=str(ingrid.pk),
         due_on=str(today + dt.timedelta(days=9)))  # fmt: skip
    promise = PolicyPromise.objects.get()
    assert "volgt het" in director.get(here).content.decode()
    post(f"beloften/{promise.pk}", is_kept="ja", result="Er is gekeken.")
    post("afronden")
    signal.refresh_from_db()
    assert signal.state == PolicyState.DONE
    for said_there in ("Het komt er niet.", "De begroting is vol.", "Er is gekeken.", "Doen we niet"):
        assert said_there in director.get(here).content.decode(), said_there


def test_the_letter_on_paper_has_its_day_and_headings_and_no_instructions(
    network: Network, director: Client, ingrid: Person
) -> None:
    signal = sent(network, ingrid)
    page = director.get(f"{LIST}{signal.pk}/brief/").content.decode()
    letter = page[page.index('<div class="policy-letter">') :].partition("</div>")[0]
    assert "<strong>Wat er speelt</strong>" in letter
    assert f"{network.town}, {date_format(signal.sent_on, 'j F Y')}" in letter
    head = page[page.index('<div class="work-head') :].partition('<div class="policy-letter">')[0]
    assert head.startswith('<div class="work-head no-print">')
    assert "data-print" in head


def test_sent_twice_a_signal_is_one(network: Network, connector: Client, ingrid: Person) -> None:
    need, body = recognized(network), agreement(network, ingrid)
    said = {
        "needs": [str(need.pk)], "agreement": str(body.pk), "title": "Binnen spelen", "story": "Er is niets.",
        "asked": "Open de gymzaal.", "is_about_a_place": "on", "version": "0",
        "key": key_on(connector.get(f"{LIST}nieuw/")),
    }  # fmt: skip
    for _time in range(2):
        assert connector.post(f"{LIST}nieuw/", said).status_code == 302
    assert PolicySignal.objects.count() == 1
    assert connector.post(f"{LIST}nieuw/", {**said, "key": "x"}).status_code == 200
    assert PolicySignal.objects.count() == 1


def test_sent_twice_a_promise_is_one(network: Network, director: Client, ingrid: Person) -> None:
    address = f"{LIST}{answered(network, ingrid).pk}/beloften/"
    said = {
        "text": "Volgend jaar opnieuw kijken.", "by_role": "wethouder", "follower": str(ingrid.pk),
        "due_on": str(today_in(network)), "key": key_on(director.get(address)),
    }  # fmt: skip
    for _time in range(2):
        assert director.post(address, said).status_code == 302
    assert PolicyPromise.objects.count() == 1
    director.post(address, {**said, "key": key_on(director.get(address))})
    assert PolicyPromise.objects.count() == 2


def test_the_list_shows_what_is_late_first(network: Network, partner: Client, ingrid: Person) -> None:
    body = agreement(network, ingrid)
    drafted(network, ingrid, agreement=body, title="Een concept")
    late = sent(network, ingrid, agreement=body, title="Al lang weg")
    assert late.answer_due
    settle_policy(dt.datetime.combine(late.answer_due + dt.timedelta(days=1), dt.time(12), tzinfo=dt.UTC))
    page = partner.get(LIST).content.decode()
    assert page.index("Al lang weg") < page.index("Een concept")
    assert "Te laat" in page
    assert f"kon tot en met {date_format(late.answer_due, 'j F Y')}" in page


def test_list_and_page_take_as_many_questions_to_the_database_whatever_stands_there(
    network: Network, partner: Client, ingrid: Person
) -> None:
    body = agreement(network, ingrid)
    first = answered(network, ingrid, agreement=body)
    partner.get(LIST)
    counts = []
    for _again in range(2):
        with CaptureQueriesContext(connection) as seen:
            partner.get(LIST)
            partner.get(f"{LIST}{first.pk}/")
        counts.append(len(seen))
        answered(network, ingrid, agreement=body)
        sent(network, ingrid, agreement=body)
        first.needs.add(recognized(network))
        first.promises.create(text="Open.", by_role="sport", follower=ingrid, due_on=today_in(network))
    assert counts[0] == counts[1]


def test_without_agreement_or_need_the_page_says_where_to_begin(
    network: Network, connector: Client, ingrid: Person
) -> None:
    assert "Nog niemand beloofde te antwoorden" in connector.get(f"{LIST}nieuw/").content.decode()
    agreement(network, ingrid)
    assert "Nog niets dat jullie herkennen" in connector.get(f"{LIST}nieuw/").content.decode()
    assert connector.post(f"{LIST}nieuw/", {"title": "x"}).status_code == 200
    assert not PolicySignal.objects.exists()


def test_a_name_is_pointed_out_before_anything_is_kept(network: Network, director: Client, ingrid: Person) -> None:
    signal = drafted(network, ingrid)
    said = typed(signal, story="Mevrouw Jansen uit de wijk belde hierover.")
    page = director.post(f"{LIST}{signal.pk}/aanpassen/", said)
    assert page.status_code == 200
    assert "Wijst dit naar een mens?" in page.content.decode()
    assert "Jansen" in page.content.decode()
    signal.refresh_from_db()
    assert "Jansen" not in signal.story
    assert director.post(f"{LIST}{signal.pk}/aanpassen/", {**said, "no_names": "on"}).status_code == 302
    phoned = {**typed(signal, story="Bel hierover 0612345678."), "no_names": "on"}
    assert "Haal telefoonnummers en" in director.post(f"{LIST}{signal.pk}/aanpassen/", phoned).content.decode()


@pytest.mark.parametrize(
    ("part", "field"), [("besluit", "where"), ("stoppen", "reason"), ("besluit", "by_role"), ("besluit", "text")]
)
def test_a_name_in_a_decision_or_a_reason_is_pointed_out_too(
    network: Network, director: Client, ingrid: Person, part: str, field: str
) -> None:
    signal = drafted(network, ingrid)
    said = {"version": signal.version, **DECISION, "decided_on": str(today_in(network)), "reason": "Het is er al."}
    page = director.post(f"{LIST}{signal.pk}/{part}/", {**said, field: "bij mevrouw Jansen, 0612345678"})
    assert "Wijst dit naar een mens?" in page.content.decode()
    signal.refresh_from_db()
    assert signal.state == PolicyState.DRAFT


def test_a_figure_that_was_not_published_is_refused_in_a_sentence(
    network: Network, director: Client, ingrid: Person
) -> None:
    release = figures(network)
    signal = drafted(network, ingrid)
    said = typed(signal, story="Er kwamen 36 vragen.", is_about_a_place="", release=str(release.pk))
    page = director.post(f"{LIST}{signal.pk}/aanpassen/", said)
    assert page.status_code == 409
    assert "36 vragen" in page.content.decode()
    said["story"] = "Er kwamen 35 vragen."
    assert director.post(f"{LIST}{signal.pk}/aanpassen/", said).status_code == 302


def test_who_was_second_reads_so_keeps_the_text_and_can_save_after_looking(
    network: Network, director: Client, connector: Client, ingrid: Person
) -> None:
    signal = drafted(network, ingrid)
    address = f"{LIST}{signal.pk}/aanpassen/"
    said = typed(signal)
    assert connector.post(address, {**said, "title": "De eerste tekst"}).status_code == 302
    page = director.post(address, {**said, "title": "De tweede tekst"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "Iemand anders paste dit net aan." in text
    assert "De tweede tekst" in text
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny", rule="policy.changed", object_id=str(signal.pk)).exists()
    signal.refresh_from_db()
    assert f'name="version" value="{signal.version}"' in text
    assert director.post(address, {**said, "title": "De tweede tekst", "version": signal.version}).status_code == 302


@pytest.mark.parametrize("part", ["besluit", "versturen", "gewone-taal", "beloften", "afronden", "te-laat-tonen"])
def test_what_cannot_be_done_now_is_answered_with_409_and_written_down(
    network: Network, director: Client, ingrid: Person, part: str
) -> None:
    signal = sent(network, ingrid)
    fields = {
        "version": signal.version, **DECISION, "decided_on": str(today_in(network)), "in_plain_words": "Het komt er.",
        "by_role": "sport", "follower": str(ingrid.pk), "due_on": str(today_in(network)),
    }  # fmt: skip
    answer = director.post(f"{LIST}{signal.pk}/{part}/", fields)
    assert answer.status_code == 409
    assert "Dit kan nu niet meer." in answer.content.decode()
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny", rule="policy.not_now", object_id=str(signal.pk)).count() == 1


@pytest.mark.parametrize("part", ["antwoord", "ontvangen", "stoppen", "aanpassen", "meetekenen", "terug"])
def test_what_comes_after_the_answer_is_refused_and_written_down_too(
    network: Network, director: Client, ingrid: Person, part: str
) -> None:
    group, _editor = platform(network=network)
    signal = answered(network, ingrid)
    fields = {**typed(signal), **REPLY, "reason": "Het is er al.", "platforms": [str(group.pk)]}
    address = f"{LIST}{signal.pk}/{'versturen' if part == 'terug' else part}/"
    answer = director.post(address, {**fields, "doe": "terug"} if part == "terug" else fields)
    assert answer.status_code == 409
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny", rule="policy.not_now", object_id=str(signal.pk)).count() == 1


def test_it_can_be_prepared_anew_from_the_page_that_sends(network: Network, director: Client, ingrid: Person) -> None:
    signal = decided(network, ingrid)
    director.post(f"{LIST}{signal.pk}/versturen/", {"version": signal.version, "doe": "terug"})
    signal.refresh_from_db()
    assert signal.state == PolicyState.DRAFT


def test_a_reply_without_verdict_or_reason_is_not_taken(network: Network, director: Client, ingrid: Person) -> None:
    signal = sent(network, ingrid)
    for missing, said in (("verdict", "Kies wat jullie doen."), ("reason", "Een antwoord zonder reden telt niet.")):
        page = director.post(f"{LIST}{signal.pk}/antwoord/", {**REPLY, missing: ""})
        assert said in page.content.decode()
    signal.refresh_from_db()
    assert signal.state == PolicyState.SENT


def test_platforms_are_asked_from_the_page(network: Network, connector: Client, ingrid: Person) -> None:
    signal = drafted(network, ingrid)
    address = f"{LIST}{signal.pk}/meetekenen/"
    assert "Er is geen groep" in connector.get(address).content.decode()
    group, _editor = platform(network=network)
    assert connector.post(address, {"platforms": [str(group.pk)]}).status_code == 302
    assert "Nog geen antwoord" in connector.get(f"{LIST}{signal.pk}/").content.decode()
    assert group.name not in connector.get(address).content.decode()


def test_who_follows_a_promise_closes_it(network: Network, ingrid: Person, partner: Client, joris: Person) -> None:
    signal = answered(network, ingrid)
    PolicySignal.objects.filter(pk=signal.pk).update(state=PolicyState.FOLLOWED)
    mine, other = (
        signal.promises.create(text="Open.", by_role="sport", follower=who, due_on=today_in(network))
        for who in (joris, ingrid)
    )
    said = {"is_kept": "nee", "result": "Het dak lekt."}
    assert partner.post(f"{LIST}{signal.pk}/beloften/{other.pk}/", said).status_code == 404
    assert partner.post(f"{LIST}{signal.pk}/beloften/{mine.pk}/", said).status_code == 302
    mine.refresh_from_db()
    assert (mine.is_kept, mine.closed_on) == (False, today_in(network))


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "9" * 400, "1e9", "１２"])
def test_a_nonsense_version_is_no_change_and_no_error_page(
    network: Network, director: Client, ingrid: Person, nonsense: str
) -> None:
    signal = drafted(network, ingrid)
    for part in ("besluit", "stoppen", "aanpassen", "versturen"):
        answer = director.post(f"{LIST}{signal.pk}/{part}/", {**typed(signal), "version": nonsense, "reason": "x"})
        assert answer.status_code in {200, 409}
    signal.refresh_from_db()
    assert (signal.state, signal.version) == (PolicyState.DRAFT, 1 + 1)


def test_texts_that_are_too_long_or_hold_hidden_signs_are_handled(
    network: Network, director: Client, ingrid: Person
) -> None:
    signal = drafted(network, ingrid)
    address = f"{LIST}{signal.pk}/aanpassen/"
    page = director.post(address, typed(signal, title="a" * 500, story="b" * 9_000))
    assert page.content.decode().count("Dit is te lang.") == 2
    said = typed(signal, title="Binnen\u202espelen", story=" Een. \r\n\r\nTw\u200bee.\r\n")
    assert director.post(address, said).status_code == 302
    signal.refresh_from_db()
    assert (signal.title, signal.story) == ("Binnenspelen", "Een.\n\nTwee.")
    assert director.post(address, typed(signal, title="nul\0")).status_code == 400


def test_a_policy_reader_of_the_body_answers_here_too(network: Network, ingrid: Person) -> None:
    signal = sent(network, ingrid)
    reader = person("Wethouder Jeugd", Role.POLICY_READER, network, signal.agreement.organization)
    client = ring_one(reader)
    assert "Geef antwoord" in client.get(f"{LIST}{signal.pk}/").content.decode()
    assert client.post(f"{LIST}{signal.pk}/antwoord/", REPLY).status_code == 302
    signal.refresh_from_db()
    assert (signal.state, signal.verdict) == (PolicyState.ANSWERED, "does_not")
    assert LogRow.objects.filter(rule="policy.answered", actor=str(reader.pk), role_then="policy_reader").exists()
