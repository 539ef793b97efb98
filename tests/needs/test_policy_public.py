"""What everyone reads of a signal to policy, and the page at which a body answers by its link."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.needs import policy as verbs
from buurtnet.needs.choices import PolicyState
from buurtnet.needs.models import PolicyEvent, PolicySignal
from buurtnet.needs.policy_late import settle_policy
from buurtnet.needs.policy_mail import link_of
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from tests.factories import NetworkFactory
from tests.needs.policy_cast import agreement, answered, decided, decision, drafted, reply, sent

pytestmark = pytest.mark.django_db
PUBLIC = "/havendijk/beleid/"
REPLY = {
    "verdict": "partly", "answer": "De gymzaal gaat open in de winter.",
    "reason": "In de zomer is er toezicht buiten.",
    "answered_by_role": "wethouder jeugd", "in_plain_words": "In de winter kun je binnen spelen.", "doe": "antwoord",
}  # fmt: skip


def path_of(signal: PolicySignal) -> str:
    """The path of the link in the mail to the body."""
    return "/" + link_of(signal).split("/", 3)[3]


def make_late(signal: PolicySignal, *days: int) -> PolicySignal:
    due = signal.answer_due
    assert due
    for day in days:
        settle_policy(dt.datetime.combine(due + dt.timedelta(days=day), dt.time(12), tzinfo=dt.UTC))
    signal.refresh_from_db()
    return signal


def test_everyone_reads_it_from_the_day_it_was_sent_and_not_before(
    network: Network, ingrid: Person, client: Client
) -> None:
    body = agreement(network, ingrid)
    hidden = [drafted(network, ingrid, agreement=body, title="Nog bezig"), decided(network, ingrid, agreement=body)]
    shown = sent(network, ingrid, agreement=body, title="Verstuurd onderwerp")
    page = client.get(PUBLIC).content.decode()
    assert "Verstuurd onderwerp" in page
    assert "Nog bezig" not in page
    assert client.get(f"{PUBLIC}{shown.pk}/").status_code == 200
    for one in hidden:
        assert client.get(f"{PUBLIC}{one.pk}/").status_code == 404


def test_the_page_shows_counts_the_median_the_answer_and_what_changed(
    network: Network, ingrid: Person, client: Client
) -> None:
    signal = answered(network, ingrid)
    PolicySignal.objects.filter(pk=signal.pk).update(sent_on=today_in(network) - dt.timedelta(days=11))
    promise = verbs.note_promise(
        signal, verbs.Promised("De gymzaal is open.", "sport", ingrid, today_in(network)), by=By(ingrid)
    )
    verbs.close_promise(promise, is_kept=True, result="Sinds november.", by=By(ingrid))
    page = client.get(PUBLIC).content.decode()
    for said in ("<dd>11</dd>", "1 van 1", "De gymzaal is open.", "Sinds november.", "Doen we deels", "na 11 dagen"):
        assert said in page, said
    one = client.get(f"{PUBLIC}{signal.pk}/").content.decode()
    for said in (
        signal.story,
        signal.asked,
        signal.reason,
        signal.in_plain_words,
        "wethouder jeugd",
        "het netwerkoverleg",
    ):
        assert said in one, said
    assert ingrid.name not in one + page


def test_that_it_is_late_or_went_up_shows_by_a_decision_only(
    network: Network, ingrid: Person, client: Client
) -> None:
    council = agreement(network, ingrid, body="gemeenteraad")
    signal = sent(network, ingrid, agreement=agreement(network, ingrid, next_level=council))
    address = f"{PUBLIC}{signal.pk}/"
    before = client.get(address).content.decode()
    make_late(signal, 1)
    assert client.get(address).content.decode() == before
    assert "laat" not in client.get(PUBLIC).content.decode()
    make_late(signal, 8, 15)
    assert signal.state == PolicyState.ESCALATED
    assert client.get(address).content.decode() == before
    verbs.show_late(signal, decision(network), version=signal.version, by=By(ingrid))
    for page in (client.get(address), client.get(PUBLIC)):
        assert "Het antwoord is te laat" in page.content.decode()
    assert "gemeenteraad" in client.get(address).content.decode()


def test_a_stopped_signal_shows_its_reason(network: Network, ingrid: Person, client: Client) -> None:
    signal = sent(network, ingrid)
    verbs.stop(signal, "De zaal is al open.", version=signal.version, by=By(ingrid))
    page = client.get(f"{PUBLIC}{signal.pk}/").content.decode()
    assert "De zaal is al open." in page
    assert "Gestopt" in page


def test_who_only_reads_gets_no_cookie(network: Network, ingrid: Person, client: Client) -> None:
    signal = answered(network, ingrid)
    for address in (PUBLIC, f"{PUBLIC}{signal.pk}/"):
        assert not client.get(address).cookies


def test_the_page_takes_as_many_questions_to_the_database_whatever_its_length(
    network: Network, ingrid: Person, client: Client
) -> None:
    body = agreement(network, ingrid)
    sent(network, ingrid, agreement=body)
    client.get(PUBLIC)
    counts = []
    for _again in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(PUBLIC)
        counts.append(len(seen))
        sent(network, ingrid, agreement=body)
        answered(network, ingrid, agreement=body)
    assert counts[0] == counts[1]


def test_without_the_room_or_in_another_network_there_is_nothing(
    network: Network, ingrid: Person, client: Client
) -> None:
    signal = sent(network, ingrid)
    NetworkFactory(slug="duinbeke", rooms=[Room.NEEDS])
    assert client.get(f"/duinbeke/beleid/{signal.pk}/").status_code == 404
    link = path_of(signal).replace("havendijk", "duinbeke")
    assert client.get(link).status_code == 410
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP])
    for address in (PUBLIC, f"{PUBLIC}{signal.pk}/", path_of(signal)):
        assert client.get(address).status_code == 404


def test_opening_the_link_does_nothing_and_its_buttons_do(network: Network, ingrid: Person, client: Client) -> None:
    signal = sent(network, ingrid)
    link = path_of(signal)
    page = client.get(link)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "strict-origin"
    signal.refresh_from_db()
    assert signal.state == PolicyState.SENT
    assert client.post(link, {"doe": "ontvangen"}).status_code == 302
    signal.refresh_from_db()
    assert (signal.state, signal.received_on) == (PolicyState.RECEIVED, today_in(network))
    assert client.post(link, {"doe": "ontvangen"}).status_code == 302
    assert client.post(link, REPLY).status_code == 302
    signal.refresh_from_db()
    assert (signal.state, signal.answered_by_role) == (PolicyState.ANSWERED, "wethouder jeugd")
    assert LogRow.objects.filter(rule="policy.answered", actor="", role_then="public_body").exists()
    assert "Je antwoord is verstuurd." in client.get(f"{link}?klaar=beantwoord").content.decode()


def test_it_is_answered_once(network: Network, ingrid: Person, client: Client) -> None:
    signal = sent(network, ingrid)
    link = path_of(signal)
    client.post(link, REPLY)
    again = client.post(link, {**REPLY, "reason": "Toch iets anders."})
    assert again.status_code == 409
    signal.refresh_from_db()
    assert signal.reason == REPLY["reason"]
    assert client.post(link, {"doe": "ontvangen"}).status_code == 409


def test_an_answer_by_the_link_of_a_level_that_was_silent_is_the_answer_of_that_level(
    network: Network, ingrid: Person, client: Client
) -> None:
    council = agreement(network, ingrid, body="gemeenteraad")
    signal = sent(network, ingrid, agreement=agreement(network, ingrid, next_level=council))
    link = path_of(signal)
    make_late(signal, 1, 8, 15)
    assert signal.agreement == council
    assert client.post(link, REPLY).status_code == 302
    page = client.get(f"{PUBLIC}{signal.pk}/").content.decode()
    assert "afdeling jeugd" in page
    assert "gemeenteraad" not in page
    assert signal.steps.get(what=PolicyEvent.ANSWERED).agreement != council


def test_a_refusal_by_the_link_is_written_down(network: Network, ingrid: Person, client: Client) -> None:
    signal = sent(network, ingrid)
    link = path_of(signal)
    client.post(link, REPLY)
    assert client.post(link, REPLY).status_code == 409
    take_up(patience=0)
    row = LogRow.objects.get(action="deny", rule="policy.not_now", object_id=str(signal.pk))
    assert (row.actor, row.role_then) == ("", "public_body")


def test_the_link_asks_for_a_verdict_and_a_reason_and_for_no_names(
    network: Network, ingrid: Person, client: Client
) -> None:
    signal = sent(network, ingrid)
    link = path_of(signal)
    page = client.post(link, {**REPLY, "verdict": "ja hoor", "reason": ""}).content.decode()
    assert "Kies er een uit de lijst." in page
    assert "Een antwoord zonder reden telt niet." in page
    assert "De gymzaal gaat open in de winter." in page
    named = client.post(link, {**REPLY, "answer": "Bel mevrouw Jansen maar."}).content.decode()
    assert "Wijst dit naar een mens?" in named
    phone = client.post(link, {**REPLY, "answer": "Bel op 0612345678.", "no_names": "on"}).content.decode()
    assert "Haal telefoonnummers en mailadressen altijd weg." in phone
    assert "Dit wijst niet naar een mens" not in phone
    signal.refresh_from_db()
    assert signal.state == PolicyState.SENT


@pytest.mark.parametrize("token", ["x", "a" * 79, "a" * 300, "%E2%80%AE", "..", "%00"])
def test_a_link_that_is_none_opens_nothing(network: Network, ingrid: Person, client: Client, token: str) -> None:
    sent(network, ingrid)
    for answer in (client.get(f"{PUBLIC}antwoord/{token}/"), client.post(f"{PUBLIC}antwoord/{token}/", REPLY)):
        assert answer.status_code in {400, 404, 410}
    assert PolicySignal.objects.get().state == PolicyState.SENT


def test_the_link_wants_our_own_page(network: Network, ingrid: Person) -> None:
    signal = sent(network, ingrid)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path_of(signal), REPLY).status_code == 403


def test_an_answer_without_plain_words_shows_the_whole_answer(
    network: Network, ingrid: Person, client: Client
) -> None:
    signal = verbs.answer(sent(network, ingrid), reply(in_plain_words=""), by=None)
    assert "De gymzaal gaat open in de winter." in client.get(f"{PUBLIC}{signal.pk}/").content.decode()


def test_while_it_waits_nothing_tells_how_long(network: Network, ingrid: Person, client: Client) -> None:
    signal = sent(network, ingrid, agreement=agreement(network, ingrid))
    make_late(signal, 1)
    assert signal.sent_on
    day = date_format(signal.sent_on, "j F Y")
    for page in (client.get(PUBLIC), client.get(f"{PUBLIC}{signal.pk}/")):
        said = page.content.decode()
        assert day not in said
        assert "Besloten op" not in said
    verbs.show_late(signal, decision(network), version=signal.version, by=By(ingrid))
    assert day in client.get(f"{PUBLIC}{signal.pk}/").content.decode()
