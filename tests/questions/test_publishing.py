"""What others asked: an editor's own words, public once a second reader approved that very text."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.questions.answering import Answered, answer, take
from buurtnet.questions.models import Duty, OthersAsked, Question
from buurtnet.questions.publishing import (
    ChangedMeanwhileError,
    CountsHomesError,
    OwnWriterError,
    Written,
    approve,
    borrowed,
    rewrite,
    withdraw,
    write,
)
from tests.directory.searchable import reaching
from tests.factories import NetworkFactory, ServiceFactory
from tests.people.cast import ring_two
from tests.questions.public import hidden
from tests.questions.rows import a_question, a_theme, as_, others_asked

pytestmark = pytest.mark.django_db
SAID = Written("Waar leer je zwemmen?", "In het zwembad. Er is een fonds dat betaalt.")


@pytest.fixture
def row(network: Network, samira: Person) -> OthersAsked:
    return others_asked(network, samira)


def url_of(row: OthersAsked) -> str:
    return reverse("questions:publish", args=[row.network.slug, row.pk])


def new_url(network: Network) -> str:
    return reverse("questions:publish_new", args=[network.slug])


def do(client: Client, row: OthersAsked, what: str, **said: Any) -> Any:
    return client.post(url_of(row), {"doe": what, "version": row.version, **said})


def test_a_second_reader_approves(row: OthersAsked, joris: Person) -> None:
    approve(row, version=1, by=as_(joris))
    row.refresh_from_db()
    assert row.approved_by == joris
    assert row.approved_at
    assert LogRow.objects.filter(actor=str(joris.pk), rule="others_asked.approved").exists()


def test_who_wrote_it_does_not_approve_it(row: OthersAsked, samira: Person) -> None:
    with pytest.raises(OwnWriterError):
        approve(row, version=1, by=as_(samira))
    assert OthersAsked.objects.get().approved_at is None


def test_another_text_than_was_read_is_not_approved(row: OthersAsked, samira: Person, joris: Person) -> None:
    rewrite(row, SAID, version=1, by=as_(samira))
    with pytest.raises(ChangedMeanwhileError):
        approve(row, version=1, by=as_(joris))
    assert OthersAsked.objects.get().approved_at is None


def test_changed_it_waits_for_a_reader_again_who_is_not_the_last_writer(
    row: OthersAsked, samira: Person, joris: Person
) -> None:
    approve(row, version=1, by=as_(joris))
    changed = rewrite(row, SAID, version=1, by=as_(joris))
    assert (changed.approved_at, changed.version, changed.written_by) == (None, 2, joris)
    with pytest.raises(OwnWriterError):
        approve(changed, version=2, by=as_(joris))
    assert approve(changed, version=2, by=as_(samira)).approved_by == samira


def test_withdrawn_it_is_public_no_more_and_can_come_back(row: OthersAsked, samira: Person, joris: Person) -> None:
    approve(row, version=1, by=as_(joris))
    gone = withdraw(row, version=1, by=as_(samira))
    assert gone.withdrawn_at
    assert gone.approved_at is None
    with pytest.raises(ChangedMeanwhileError):
        approve(gone, version=gone.version, by=as_(joris))
    assert rewrite(gone, SAID, version=gone.version, by=as_(samira)).withdrawn_at is None


def test_it_leads_back_to_no_question() -> None:
    assert not [field for field in OthersAsked._meta.get_fields() if field.related_model is Question]


@pytest.mark.parametrize(
    ("written", "is_theirs"),
    [
        ("Waar kan mijn zoon gratis leren zwemmen? Daar!", True),
        ("WAAR, kan mijn zoon: gratis leren dansen", True),
        ("Waar leer je zonder geld zwemmen?", False),
        ("Waar kan mijn zoon dan leren zwemmen?", False),
        ("", False),
    ],
)
def test_words_of_who_asked_are_recognised(network: Network, written: str, *, is_theirs: bool) -> None:
    assert bool(borrowed(written, a_question(network))) == is_theirs


def test_writing_by_hand_after_a_question(network: Network, roster: list[Duty], samira: Person, area: Any) -> None:
    club = ServiceFactory(name="Zwemles voor iedereen")
    reaching(club, area)
    theme = a_theme("Zwemmen")
    question = take(a_question(network, themes=[theme]), by=as_(samira))
    answer(question, Answered("Bij het zwembad.", [club]), by=as_(samira))
    client = ring_two(samira)
    page = client.get(new_url(network), {"van": str(question.pk)}).content.decode()
    assert question.text not in page
    assert f'value="{club.pk}" checked' in page
    said = {"van": str(question.pk), "themes": [theme.pk], "aanbod": [str(club.pk)], "answer": "In het zwembad."}
    copied = client.post(new_url(network), {**said, "question": question.text})
    assert "de woorden van wie het vroeg" in copied.content.decode()
    assert not OthersAsked.objects.exists()
    client.post(new_url(network), {**said, "question": "Hoe leer je zwemmen zonder geld?"})
    row = OthersAsked.objects.get()
    assert (list(row.themes.all()), list(row.services.all()), row.written_by) == ([theme], [club], samira)


def test_a_question_of_another_is_not_looked_into(network: Network, roster: list[Duty], emre: Person, samira: Person,
                                                  ingrid: Person) -> None:  # fmt: skip
    question = a_question(network)
    page = ring_two(ingrid).get(new_url(network), {"van": str(question.pk)})
    assert page.context["origin"] is None
    for nonsense in ("x", str(uuid4())):
        assert ring_two(samira).get(new_url(network), {"van": nonsense}).context["origin"] is None


def test_a_name_is_pointed_out_first(network: Network, samira: Person) -> None:
    client = ring_two(samira)
    said = {"question": "Wie helpt bij de tuin?", "answer": "Bel mevrouw Jansen op 0999 12 34 56."}
    page = client.post(new_url(network), said).content.decode()
    assert "0999 12 34 56" in page
    assert "Het mag blijven staan" in page
    assert not OthersAsked.objects.exists()
    client.post(new_url(network), {**said, "no_names": "1"})
    assert OthersAsked.objects.exists()


@pytest.mark.parametrize(
    "few",
    ["zes gezinnen", "12 gezinnen", "gezinnen (6)", "één gezin", "six families", "altı aile", "drie van hen",
     "vier buren", "twintig bewoners", "six familles"],
)  # fmt: skip
def test_a_count_of_families_is_no_answer_for_everyone_and_no_tick_lets_it_pass(
    network: Network, samira: Person, few: str
) -> None:
    said = {
        "question": "Wie helpt bij de huur?",
        "answer": f"Dat vroegen {few}. Er is een spreekuur.",
        "no_names": "1",
    }
    page = ring_two(samira).post(new_url(network), said).content.decode()
    assert escape(f"Dit telt gezinnen of bewoners: {few}") in page
    assert escape(said["answer"]) in page  # nothing typed is lost
    assert not OthersAsked.objects.exists()


def test_no_way_around_the_form_makes_a_count_of_families_public(
    network: Network, row: OthersAsked, samira: Person, ingrid: Person
) -> None:
    with pytest.raises(CountsHomesError):
        write(network, Written("Wie helpt?", "Zes gezinnen vroegen dit."), by=as_(samira))
    with pytest.raises(CountsHomesError):
        rewrite(row, Written("Wie helpt?", "Zes gezinnen vroegen dit."), version=1, by=as_(samira))
    OthersAsked.objects.update(answer="Zes gezinnen vroegen dit.")  # as it was written before this was looked at
    page = do(ring_two(ingrid), row, "keur")
    assert page.status_code == 409
    assert "Dit telt gezinnen of bewoners: Zes gezinnen." in page.content.decode()
    assert OthersAsked.objects.get().approved_at is None


def test_a_few_people_are_pointed_out_and_may_be_any(network: Network, samira: Person) -> None:
    client = ring_two(samira)
    said = {"question": "Wie tekent het formulier?", "answer": "Dat doen twee ouders, ook bij drie kinderen."}
    page = client.post(new_url(network), said).content.decode()
    assert "twee ouders, drie kinderen" in page
    assert not OthersAsked.objects.exists()
    client.post(new_url(network), {**said, "no_names": "1"})
    assert OthersAsked.objects.exists()


def test_ages_hours_and_many_are_no_count_of_families(network: Network, samira: Person) -> None:
    answer = "Voor kinderen van 4 tot 12 jaar. Tientallen gezinnen gingen voor. Elke week, 2 uur, 40% korting."
    ring_two(samira).post(new_url(network), {"question": "Waar leer je zwemmen?", "answer": answer})
    assert OthersAsked.objects.get().answer == answer


def test_approving_by_hand_says_who_must_not(row: OthersAsked, samira: Person, joris: Person, ingrid: Person) -> None:
    assert do(ring_two(samira), row, "keur").status_code == 409
    assert do(ring_two(ingrid), row, "keur").status_code == 302
    assert OthersAsked.objects.get().approved_by == ingrid


def test_changed_meanwhile_is_a_409_and_nothing_typed_is_lost(
    row: OthersAsked, samira: Person, ingrid: Person
) -> None:
    rewrite(row, SAID, version=1, by=as_(samira))
    page = do(ring_two(ingrid), row, "bewaar", question="Mijn vraag", answer="Mijn antwoord")
    assert page.status_code == 409
    assert "Mijn antwoord" in page.content.decode()
    assert OthersAsked.objects.get().answer == SAID.answer
    assert do(ring_two(ingrid), row, "keur").status_code == 409


def test_taking_it_off_the_site_by_hand(row: OthersAsked, ingrid: Person) -> None:
    assert do(ring_two(ingrid), row, "weg").status_code == 302
    assert OthersAsked.objects.get().withdrawn_at
    page = ring_two(ingrid).get(reverse("questions:publish_list", args=[row.network.slug]), {"lijst": "weg"})
    assert row.question in page.content.decode()


@pytest.mark.parametrize(
    "said",
    [{"doe": "bewaar"}, {"doe": "bewaar", "question": "x" * 900, "answer": "y" * 9_000}, {"doe": "onzin"},
     {"doe": "keur", "version": "x"}, {"doe": "keur", "version": "9" * 40}, {"doe": "bewaar", "themes": "onzin"}, {}],
)  # fmt: skip
def test_nonsense_changes_nothing(row: OthersAsked, ingrid: Person, said: dict[str, str]) -> None:
    assert ring_two(ingrid).post(url_of(row), said).status_code in {200, 400, 409}
    row.refresh_from_db()
    assert (row.version, row.approved_at, row.withdrawn_at) == (1, None, None)


def test_a_text_of_another_network_is_not_found(row: OthersAsked, ingrid: Person) -> None:
    OthersAsked.objects.update(network=NetworkFactory())
    url = reverse("questions:publish", args=["havendijk", row.pk])
    assert ring_two(ingrid).get(url).status_code == 404


def test_who_does_not_answer_here_writes_nothing(network: Network, emre: Person) -> None:
    assert ring_two(emre).get(new_url(network)).status_code == 404


def test_the_words_of_a_second_writer_have_a_log_row_without_text(network: Network, samira: Person) -> None:
    write(network, SAID, by=as_(samira))
    row = LogRow.objects.get(rule="others_asked.written")
    assert "zwem" not in " ".join(str(getattr(row, one.attname)) for one in row._meta.concrete_fields)


def test_a_text_that_is_sent_twice_is_one(network: Network, roster: list[Duty], samira: Person) -> None:
    client, url = ring_two(samira), new_url(network)
    said = {"question": SAID.question, "answer": SAID.answer, "form_key": hidden(client.get(url), "form_key")}
    for _time in range(2):
        assert client.post(url, said).status_code == 302
    assert str(OthersAsked.objects.get().pk) == said["form_key"]
    assert LogRow.objects.filter(rule="others_asked.written").count() == 1
