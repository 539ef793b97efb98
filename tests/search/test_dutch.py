"""Words in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.kit.folding import fold, words
from buurtnet.search.dutch import stem

SAME = [
    ("kind", "kinderen", "kindjes"), ("gezin", "gezinnen"), ("les", "lessen"), ("zwemles", "zwemlessen"),
    ("praten", "praat", "praatje"), ("huis", "huizen", "huisje"), ("brief", "brieven"), ("schuld", "schulden"),
    ("school", "scholen"), ("buur", "buren"), ("moeder", "moeders"), ("vrijwilliger", "vrijwilligers"),
    ("opvoeden", "opvoeding"), ("begeleiden", "begeleiding"), ("ontmoeten", "ontmoeting"), ("luisteren", "luistert"),
    ("slapen", "slaapt"), ("wonen", "woning", "woningen"), ("eenzaam", "eenzaamheid"), ("dag", "dagen"),
    ("middag", "middagen"), ("sociaal", "sociale"), ("probleem", "problemen"), ("proberen", "probeert"),
    ("broer", "broertje", "broertjes"), ("kaart", "kaartje"), ("boom", "boompje"), ("bal", "balletje"),
    ("idee", "ideeen"), ("ruzie", "ruzies"), ("baby", "babys"), ("meisje", "meisjes"), ("veilig", "veiligheid"),
    ("schrijven", "schrijft"), ("regel", "regels", "regeling"), ("algemeen", "algemene"), ("leerling", "leerlingen"),
]  # fmt: skip
APART = [
    ("gezond", "zon"), ("geweld", "wel"), ("gezin", "zin"), ("jongen", "jong"), ("begeleiding", "beleid"),
    ("ouders", "ouderen"), ("advies", "adv"), ("groen", "gro"), ("kring", "kr"), ("scheiding", "schijf"),
    ("dood", "do"), ("weekend", "week"), ("ochtend", "ocht"), ("overheid", "over"), ("alleen", "al"),
]  # fmt: skip


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: str(forms[0]))
def test_inflections_of_a_word_share_a_form(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_with_another_meaning_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_a_word_never_vanishes_and_hardly_grows(word: str) -> None:
    assert 1 <= len(stem(word)) <= len(word) + 1


@given(st.text(max_size=60))
def test_every_text_can_be_folded_and_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words(fold(text)) == words(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café Ørsted", "cafe orsted"), ("İstanbul ısı", "istanbul isi"), ("Łódź", "lodz"), ("ĳs", "ijs"),
        ("ẞ", "ss"), ("Київ", "киів"), ("أهلاً", "اهلا"),
    ],
)  # fmt: skip
def test_accents_are_folded_in_every_alphabet(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_plural_with_an_apostrophe_is_one_word_and_other_apostrophes_part_words() -> None:
    assert words("De baby's van 't Praethuys, l'école d’accueil") == [
        "de", "babys", "van", "t", "praethuys", "l", "ecole", "d", "accueil",
    ]  # fmt: skip
