"""How a Dutch text reads, and what would make it easier."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.directory.models import Service
from buurtnet.mending.models import Draft
from buurtnet.mending.readability import flesch_douma, reading_of, sentences_in, syllables_in
from buurtnet.people.models import Person
from tests.people.cast import ring_two

STIFF = (
    "Indien u gebruik wenst te maken van de ondersteuningsmogelijkheden dient u zich voorafgaand aan de "
    "eerstvolgende bijeenkomst aan te melden bij de verantwoordelijke contactpersoon. "
    "Tevens verstrekken wij informatie omtrent participatiemogelijkheden."
)
PLAIN = (
    "Kom je koffie drinken? Elke dinsdag is de deur open. Je hoeft niets mee te nemen. We praten en spelen een spel. "
    "Neem gerust iemand mee."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("eten", 2), ("oma", 2), ("huis", 1), ("koffie", 2), ("museum", 3), ("ideeën", 3), ("mooie", 2), ("radio", 3),
        ("activiteiten", 5), ("beëindigen", 4), ("huiswerkbegeleiding", 6), ("officieel", 4), ("2026", 1), ("x", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_said(word: str, count: int) -> None:
    assert syllables_in(word) == count


def test_the_score_is_that_of_douma() -> None:
    assert flesch_douma(100, 10, 150) == 82
    assert flesch_douma(100, 4, 200) == 30


def test_a_plain_text_reads_easily_and_a_stiff_one_does_not() -> None:
    plain, stiff = reading_of(PLAIN), reading_of(STIFF)
    assert plain is not None
    assert stiff is not None
    assert plain.score is not None
    assert stiff.score is not None
    assert plain.score > 90
    assert plain.is_good
    assert stiff.score < 40
    assert [one.words for one in stiff.long_sentences] == [24]
    said = {one.text: one.plainer for one in stiff.hard_words}
    assert said["indien"] == "als"
    assert said["dient"] == "moet"
    assert "Dit leest moeilijk" in stiff.verdict


def test_a_shortened_word_a_time_and_an_amount_end_no_sentence() -> None:
    assert sentences_in("Kom langs, bijv. om 10.30 uur. Het kost max. € 2.50! Tot dan") == [
        "Kom langs, bijv. om 10.30 uur", "Het kost max. € 2.50", "Tot dan",
    ]  # fmt: skip


def test_a_short_text_has_no_score_but_its_words_are_looked_at() -> None:
    reading = reading_of("Tevens koffie.")
    assert reading is not None
    assert reading.score is None
    assert [(one.text, one.plainer) for one in reading.hard_words] == [("tevens", "ook")]
    assert reading_of("  ... !") is None


@given(st.text(max_size=300))
def test_no_text_is_too_odd_to_read(text: str) -> None:
    reading = reading_of(text)
    assert reading is None or reading.score is None or reading.score < 140


@pytest.mark.django_db
def test_an_editor_asks_how_a_text_reads_and_nothing_is_saved(club: Service, joris: Person) -> None:
    editor = ring_two(joris)
    url = reverse("mending:entry_edit", args=["havendijk", club.pk])
    page = editor.post(url, {"mark": "", "name": club.name, "description": STIFF, "doe": "lees"}).content.decode()
    for words in ("Dit leest moeilijk", "Knip deze zinnen in twee", "Douma (1960)", "eerstvolgende bijeenkomst"):
        assert words in page, words
    assert not Draft.objects.exists()
    assert "Douma" not in editor.get(url).content.decode()


@pytest.mark.django_db
def test_after_saving_the_preview_says_how_it_reads_and_never_stops_anyone(club: Service, joris: Person) -> None:
    editor = ring_two(joris)
    url = reverse("mending:entry_edit", args=["havendijk", club.pk])
    answer = editor.post(url, {"mark": "", "name": club.name, "description": STIFF}, follow=True)
    assert answer.context["reading_hint"].startswith("Dit leest moeilijk. Veel mensen haken af.")
    assert "Zet het online" in answer.content.decode()
    assert "Dit leest moeilijk" in editor.get(url).content.decode()


@pytest.mark.django_db
def test_the_public_page_says_nothing_of_it(client: Client, club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(description=STIFF)
    assert "Douma" not in client.get(f"/havendijk/aanbod/{club.pk}/").content.decode()
