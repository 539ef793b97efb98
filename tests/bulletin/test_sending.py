"""Sending: each reader once, whoever stops in the middle and begins again."""

import re

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.bulletin import sending
from buurtnet.bulletin.checking import check
from buurtnet.bulletin.choices import EditionState
from buurtnet.bulletin.letters import letter_of
from buurtnet.bulletin.making import make_draft
from buurtnet.bulletin.models import Edition, Subscriber
from buurtnet.bulletin.reader_links import link_for
from buurtnet.bulletin.sending import deliver, requeue_unfinished, send_edition, waiting, write_some
from buurtnet.kit.moving import NotNowError
from buurtnet.people import mailing
from buurtnet.people.acting import By
from buurtnet.people.models import Mail, Person
from tests.agenda.rows import a_date, an_activity
from tests.at_once import at_once
from tests.bulletin.rows import a_story, draft, own, reader, sent, soon

pytestmark = pytest.mark.django_db


def addresses() -> list[str]:
    return sorted(Mail.objects.values_list("to", flat=True))


def deliver_now(edition: Edition) -> None:
    deliver.func(str(edition.pk))


def test_only_what_was_looked_over_is_sent_and_only_once(network: Network, samira: Person) -> None:
    edition = draft(network, "Soep")
    with pytest.raises(NotNowError):
        send_edition(edition, By(samira))
    check(edition, By(samira))
    assert send_edition(edition, By(samira)).state == EditionState.SENT
    with pytest.raises(NotNowError):
        send_edition(edition, By(samira))


def test_each_reader_gets_it_once_with_a_link_of_their_own(network: Network, other: Network, samira: Person) -> None:
    readers = [reader(network, number) for number in range(3)]
    reader(network, 7, confirmed_at=None)
    reader(other, 8)
    edition = sent(network, samira)
    for _time in range(2):
        deliver_now(edition)
    assert addresses() == [f"lezer{number}@havendijk.example" for number in range(3)]
    for one, written in zip(readers, Mail.objects.order_by("to"), strict=True):
        assert link_for(one) in written.body
        assert str(written.unsubscribe).endswith(f"/nieuwsbrief/lezer/{link_for(one)}/stop/")
    edition.refresh_from_db()
    assert edition.sent_to == 3


def test_who_stops_in_the_middle_and_begins_again_misses_nobody_and_mails_nobody_twice(
    network: Network, samira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10):
        reader(network, number)
    edition = sent(network, samira)
    monkeypatch.setattr(sending, "BATCH", 4)
    written: list[object] = []

    def dies(*args: object, **kwargs: object) -> Mail:
        if len(written) == 6:
            raise KeyboardInterrupt  # as when the worker is killed in the second batch
        written.append(args[0])
        return mailing.send(*args, **kwargs)  # type: ignore[arg-type]  # what was asked is handed on

    monkeypatch.setattr(sending, "send", dies)
    with pytest.raises(KeyboardInterrupt):
        deliver_now(edition)
    assert Mail.objects.count() == Subscriber.objects.filter(last_edition=edition).count() == 4
    monkeypatch.setattr(sending, "send", mailing.send)
    deliver_now(edition)
    assert len(addresses()) == len(set(addresses())) == 10
    edition.refresh_from_db()
    assert edition.sent_to == 10


def test_who_says_yes_later_gets_the_next_one_and_not_this_one(network: Network, samira: Person) -> None:
    edition = sent(network, samira)
    reader(network, 1, confirmed_at=timezone.now())
    deliver_now(edition)
    assert addresses() == []
    deliver_now(sent(network, samira))
    assert addresses() == ["lezer1@havendijk.example"]


def test_after_a_newer_one_nobody_gets_an_older_one(network: Network, samira: Person) -> None:
    reader(network, 1)
    first, second = sent(network, samira), sent(network, samira)
    deliver_now(second)
    deliver_now(first)
    assert Mail.objects.count() == 1
    assert not waiting(first).exists()


def test_what_lost_its_task_gets_one_again(network: Network, samira: Person) -> None:
    reader(network, 1)
    edition = sent(network, samira)
    assert requeue_unfinished() == 1
    deliver_now(edition)
    assert requeue_unfinished() == 0


def test_an_address_that_does_not_open_waits_and_holds_nobody_up(network: Network, samira: Person) -> None:
    broken, _fine = reader(network, 1), reader(network, 2)
    with connection.cursor() as cursor:
        # As after someone changed some signs of it in the database.
        cursor.execute(
            "UPDATE bulletin_subscriber SET address = substr(address, 1, 40) || 'AAAAAA' || substr(address, 47)"
            " WHERE id = %s",
            [pk_in_database(broken)],
        )
    edition = sent(network, samira)
    deliver_now(edition)
    assert addresses() == ["lezer2@havendijk.example"]
    assert [one.pk for one in waiting(edition)] == [broken.pk]


def pk_in_database(one: Subscriber) -> str:
    return one.pk.hex if connection.vendor == "sqlite" else str(one.pk)


def test_an_edition_that_is_not_sent_is_delivered_to_nobody(network: Network) -> None:
    reader(network, 1)
    deliver_now(draft(network, "Soep"))
    assert addresses() == []


def test_many_readers_cost_as_many_questions_each_as_few(
    network: Network, samira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 5)
    for number in range(15):
        reader(network, number)
    edition = sent(network, samira)
    letter = letter_of(edition)
    counts, after = [], None
    for _batch in range(3):
        with CaptureQueriesContext(connection) as queries:
            after = write_some(edition, letter, after=after)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert Mail.objects.count() == 15


def test_the_letter_is_plain_text_with_all_that_goes_and_nothing_that_looks_back(
    network: Network, samira: Person
) -> None:
    koken = an_activity(network, title="Samen koken", summary="Neem een schort mee.")
    a_date(koken, soon())
    a_story(koken, said_by="Een moeder")
    edition = draft(network, "Soep op het plein")
    own(edition, "Eruit", is_left_out=True)
    own(edition, "Met adres", address="https://voorbeeld.example/soep")
    Edition.objects.update(introduction="Dag buren.")
    edition.refresh_from_db()
    letter = letter_of(edition)
    text = letter.body("https://stop.example/")
    for part in ("Dag buren.", "Samen koken", "Soep op het plein", "== Goed nieuws ==", "(Een moeder)", "schort"):
        assert part in text
    assert "Eruit" not in text
    assert "\0" not in text
    assert letter.subject == edition.title
    addresses = re.findall(r"https?://\S+", text)
    ours = [one for one in addresses if one.startswith(django_settings.SITE_URL)]
    assert len(ours) == len(addresses) - 2  # the one someone wrote, and the one to stop
    assert not any("utm" in one or "lezer" in one for one in ours)


def test_the_letter_has_a_quiet_look_of_which_nothing_is_fetched(network: Network, samira: Person) -> None:
    koken = an_activity(network, title="Samen <b>koken</b>")
    a_date(koken, soon())
    a_story(koken, said_by="Een moeder")
    edition = draft(network, "Soep op het plein")
    own(edition, "Met adres", address="https://voorbeeld.example/soep")
    own(edition, "Eruit", is_left_out=True)
    page = letter_of(edition).page("https://stop.example/?a=1&b=2")
    for part in (edition.title, "Samen &lt;b&gt;koken&lt;/b&gt;", "Goed nieuws", "Een moeder", "Soep op het plein"):
        assert part in page
    assert '<html lang="nl" dir="ltr">' in page
    assert "Eruit" not in page
    assert "\0" not in page
    assert 'href="https://stop.example/?a=1&amp;b=2"' in page
    assert 'href="https://voorbeeld.example/soep"' in page
    assert f'href="{django_settings.SITE_URL}/havendijk/' in page
    assert 'href="/' not in page
    for fetched in ("<img", "<link", "<script", "url(", "@import", "src="):
        assert fetched not in page


def test_of_whom_it_is_stands_before_a_heading_that_does_not_say_so(network: Network) -> None:
    edition = draft(network)
    edition.title = "Feest op het plein"
    assert letter_of(edition).subject == "Buurtnet Havendijk: Feest op het plein"


def test_the_mail_says_in_its_head_how_to_end_it(network: Network, samira: Person, settings: Settings) -> None:
    settings.DEMO = False  # which keeps what it sent, to show it
    one = reader(network, 1)
    edition = sent(network, samira)
    deliver_now(edition)
    mailing.post.func(str(Mail.objects.get().pk))
    message = mail.outbox[-1]
    assert message.to == ["lezer1@havendijk.example"]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link_for(one) in message.extra_headers["List-Unsubscribe"]
    [look] = message.alternatives
    assert look.mimetype == "text/html"
    assert link_for(one) in look.content
    assert "Soep op het plein" in look.content
    assert not Mail.objects.get().html  # it went, and holds nothing that opens or ends something


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_mail_each_reader_once(
    network: Network, samira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 5)
    for number in range(23):
        reader(network, number)
    edition = sent(network, samira)
    at_once(*[lambda: deliver_now(edition)] * 4)
    assert len(addresses()) == len(set(addresses())) == 23
    edition.refresh_from_db()
    assert edition.sent_to == 23
    assert not waiting(edition).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_make_one_draft_and_send_it_once(network: Network, samira: Person) -> None:
    made = at_once(*[lambda: make_draft(network, timezone.now())] * 6)
    assert len({one.pk for one in made}) == 1
    own(made[0])
    check(made[0], By(samira))
    gave = at_once(*[lambda: send_edition(made[0], By(samira))] * 4, met=(NotNowError,))
    assert sum(isinstance(one, Edition) for one in gave) == 1
