"""Putting something to a body: what it may tell, where it goes, and who hears what."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.needs import policy as verbs
from buurtnet.needs.choices import PolicyState, SignalState
from buurtnet.needs.co_signing import ask_platforms
from buurtnet.needs.models import Feedback, PolicySignal, ReplyLink, SignalGiver
from buurtnet.needs.policy_figures import releases_of, unreleased
from buurtnet.needs.policy_mail import hash_of, link_of
from buurtnet.needs.policy_measures import measures_of, policy_items
from buurtnet.needs.policy_moving import NotReadyYetError
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Person
from buurtnet.questions.models import Message
from buurtnet.questions.people_counted import figures_in
from tests.factories import NetworkFactory
from tests.needs.policy_cast import (
    MAIL_TO,
    agreement,
    decided,
    decision,
    drafted,
    figures,
    platform,
    recognized,
    reply,
    sent,
    table_of,
)
from tests.needs.rows import a_signal, asked, evidence_of
from tests.people.cast import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "Er zijn 12 gezinnen.", "Drie van de tien ouders komen niet.", "We telden 14 jonge moeders.",
        "Gezinnen: 12", "40 procent wil dit", "Het is 40%.", "Tientallen kinderen wachten.", "1 op de 3 kan niet",
        "Er kwamen 7 vragen.", "één kind", "1.200 kinderen",
    ],
)  # fmt: skip
def test_a_number_of_people_is_seen(text: str) -> None:
    assert figures_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Drie straten waar kinderen spelen.", "Kinderen van 4 tot 12 jaar.", "Een gezin met een hond.",
        "Binnen 6 weken, voor 200 euro.", "We vragen: 2 zebra's.", "Op 3 maart 2026.", "Lijn 12 rijdt niet.",
        "De Kinderboerderij is 5 keer dicht.", "Wij vragen een zaal voor ouders.",
        "Wij zorgen voor twee vrijwilligers.", "Er kwamen 40 bezoekers.",
    ],
)  # fmt: skip
def test_a_number_of_something_else_is_none(text: str) -> None:
    assert figures_in(text) == []


def test_only_a_figure_that_was_published_may_go_along(network: Network, ingrid: Person) -> None:
    release = figures(network)
    assert unreleased(["Er kwamen 35 vragen."], release) == []
    assert unreleased(["Er kwamen 36 vragen."], release) == ["36 vragen"]
    assert unreleased(["Er kwamen tientallen vragen."], release) == ["tientallen vragen"]
    with pytest.raises(NotReadyYetError, match="36 vragen"):
        drafted(network, ingrid, story="Er kwamen 36 vragen.", release=release)
    with pytest.raises(NotReadyYetError, match="35 vragen"):
        drafted(network, ingrid, story="Er kwamen 35 vragen.", is_about_a_place=True)
    assert drafted(network, ingrid, story="Er kwamen 35 vragen.", release=release).state == PolicyState.DRAFT


def test_a_number_in_the_name_of_a_row_is_no_figure_and_a_total_is(network: Network) -> None:
    release = figures(network, [table_of((("0-3", 35), ("4-12", 20)), total=55)])
    assert unreleased(["Er zijn 3 gezinnen en 12 kinderen."], release) == ["3 gezinnen", "12 kinderen"]
    assert unreleased(["Er kwamen 55 vragen."], release) == []


def test_without_published_figures_goes_only_what_is_about_a_place(network: Network, ingrid: Person) -> None:
    signal = drafted(network, ingrid, is_about_a_place=False)
    with pytest.raises(NotReadyYetError, match="gepubliceerde cijfers"):
        verbs.decide(signal, decision(network), version=signal.version, by=By(ingrid))
    signal.refresh_from_db()
    assert signal.state == PolicyState.DRAFT


def test_figures_of_elsewhere_or_that_were_replaced_go_nowhere(network: Network, ingrid: Person) -> None:
    first = figures(network)
    signal = decided(network, ingrid, is_about_a_place=False, release=first)
    second = figures(network, number=2, replaces=first, correction="Een telfout.")
    assert list(releases_of(network)) == [second]
    with pytest.raises(NotReadyYetError, match="vervangen"):
        verbs.send_signal(signal, version=signal.version, by=By(ingrid))
    elsewhere = figures(NetworkFactory(slug="duinbeke"))
    with pytest.raises(NotReadyYetError):
        drafted(network, ingrid, is_about_a_place=False, release=elsewhere, agreement=signal.agreement)


def test_the_body_gets_the_letter_and_has_its_days_from_then(network: Network, ingrid: Person) -> None:
    signal = sent(network, ingrid, proposal="Wij zorgen voor toezicht.")
    today = today_in(network)
    assert (signal.state, signal.sent_on) == (PolicyState.SENT, today)
    assert signal.answer_due == today + dt.timedelta(days=42)
    mail = Mail.objects.get(to=MAIL_TO)
    for said in (signal.story, signal.asked, signal.proposal, "het netwerkoverleg", link_of(signal)):
        assert said in mail.body, said
    assert ingrid.name not in mail.body
    assert ingrid.email not in mail.body


def test_without_an_address_no_mail_goes_and_the_letter_holds_the_link(network: Network, ingrid: Person) -> None:
    signal = sent(network, ingrid, agreement=agreement(network, ingrid, mail_to=""))
    assert not Mail.objects.exists()
    link = link_of(signal)
    assert link_of(signal) == link
    assert link.startswith(settings.SITE_URL)
    row = ReplyLink.objects.get()
    assert row.token_hash == hash_of(link.rstrip("/").rpartition("/")[2])
    assert row.token_hash not in link


def test_when_the_site_gets_another_key_the_link_of_before_works_and_a_new_one_is_made(
    network: Network, ingrid: Person, settings: Any
) -> None:
    signal = sent(network, ingrid)
    before = link_of(signal)
    settings.SECRET_KEY = "een heel andere sleutel"
    after = link_of(signal)
    assert after != before
    hashes = {hash_of(one.rstrip("/").rpartition("/")[2]) for one in (before, after)}
    assert set(ReplyLink.objects.values_list("token_hash", flat=True)) == hashes


def test_every_giver_and_asker_hears_that_it_went_and_what_came_back(network: Network, ingrid: Person) -> None:
    need = recognized(network)
    signal, question = a_signal(network, state=SignalState.BUNDLED), asked(network)
    SignalGiver.objects.create(signal=signal, person=person("Fatma Yilmaz", Role.RESIDENT, network))
    evidence_of(need, signal, question)
    put = sent(network, ingrid, needs=[need])
    assert [one.text for one in Feedback.objects.filter(signal=signal)] == [
        "We legden ‘Binnen spelen bij regen’ voor aan Gemeente Havendijk, afdeling jeugd. Je hoort wat ze antwoorden."
    ]
    verbs.answer(put, reply(), by=By(ingrid))
    told = list(Feedback.objects.filter(signal=signal).order_by("told_at", "pk").values_list("text", flat=True))
    assert len(told) == 2
    assert "doen we deels" in told[1]
    assert "In de winter kun je woensdag binnen spelen." in told[1]
    assert [one.text for one in Message.objects.filter(question=question).order_by("pk")].count(told[1]) == 1


def test_an_answer_needs_a_verdict_with_a_reason(network: Network, ingrid: Person) -> None:
    signal = sent(network, ingrid)
    for missing in ({"reason": ""}, {"answer": ""}, {"by_role": ""}):
        with pytest.raises(NotReadyYetError):
            verbs.answer(signal, reply(**missing), by=By(ingrid))
    signal.refresh_from_db()
    assert signal.state == PolicyState.SENT


def test_an_answer_by_letter_has_the_day_of_the_letter_and_none_before_it_was_sent(
    network: Network, ingrid: Person
) -> None:
    signal = sent(network, ingrid)
    today = today_in(network)
    for wrong in (today + dt.timedelta(days=1), today - dt.timedelta(days=1)):
        with pytest.raises(NotReadyYetError):
            verbs.answer(signal, reply(), by=By(ingrid), answered_on=wrong)
    PolicySignal.objects.filter(pk=signal.pk).update(sent_on=today - dt.timedelta(days=9))
    got = verbs.answer(signal, reply(), by=By(ingrid), answered_on=today - dt.timedelta(days=2))
    assert got.days_to_reply == 7


def test_counts_are_exact_and_the_median_is_in_whole_days(network: Network, ingrid: Person) -> None:
    assert measures_of(network).median_days is None
    body = agreement(network, ingrid)
    for days in (3, 10, 20):
        signal = sent(network, ingrid, agreement=body)
        PolicySignal.objects.filter(pk=signal.pk).update(sent_on=today_in(network) - dt.timedelta(days=days))
        verbs.answer(signal, reply(), by=By(ingrid))
    sent(network, ingrid, agreement=body)
    drafted(network, ingrid, agreement=body)
    found = measures_of(network)
    assert (found.sent, found.answered, found.waiting, found.median_days) == (4, 3, 1, 10)


def test_each_finds_on_their_day_what_waits_for_them(
    network: Network, ingrid: Person, django_assert_num_queries: Any
) -> None:
    body = agreement(network, ingrid)
    decided(network, ingrid, agreement=body)
    reader = person("Wethouder Jeugd", Role.POLICY_READER, network, body.organization)
    waiting = sent(network, ingrid, agreement=body)
    unworded = verbs.answer(sent(network, ingrid, agreement=body), reply(in_plain_words=""), by=By(ingrid))
    follower = person("Joris Bakker", Role.MEMBER, network)
    verbs.note_promise(unworded, verbs.Promised("Open.", "sport", follower, today_in(network)), by=By(ingrid))
    group, editor = platform(network=network)
    ask_platforms(drafted(network, ingrid, agreement=body), [group], by=By(ingrid))
    now = timezone.now()
    assert {item.title for item in policy_items(ingrid, now)} == {
        "Een signaal naar beleid kan verstuurd worden", "Er is een antwoord van beleid. Zet het in gewone taal",
    }  # fmt: skip
    assert [item.url.endswith(f"{waiting.pk}/") for item in policy_items(reader, now)] == [True]
    assert [item.title for item in policy_items(follower, now)] == ["Kijk of een belofte is nagekomen"]
    assert [item.title for item in policy_items(editor, now)] == ["Er is gevraagd of jullie meetekenen"]
    follower.memberships.update(ends_at=now)
    later = now + dt.timedelta(seconds=1)
    assert policy_items(follower, later) == []
    assert "Kijk of een belofte is nagekomen" in {item.title for item in policy_items(ingrid, later)}
    for _again in range(3):
        decided(network, ingrid, agreement=body)
    with django_assert_num_queries(3):  # roles, signals of the director, promises
        policy_items(ingrid, now)
