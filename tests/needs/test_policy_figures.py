"""A number of people in a text that leaves the working side: in digits or in words, in four languages."""

import pytest

from buurtnet.areas.models import Network
from buurtnet.needs.forms.giving import TellForm
from buurtnet.needs.models import PolicySignal
from buurtnet.needs.policy import (
    Promised,
    answer,
    close_promise,
    decide,
    note_promise,
    put_in_plain_words,
    show_late,
    stop,
)
from buurtnet.needs.policy_moving import NotReadyYetError
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.questions.number_words import in_digits, of_dutch_english_french, of_turkish
from buurtnet.questions.people_counted import figures_in
from tests.needs.policy_cast import answered, decision, drafted, figures, reply, sent

pytestmark = pytest.mark.django_db
FEW = ("gezinnen (6)", "6 gezinnen", "zes gezinnen", "six families", "six familles", "altı aile")
PEOPLE = [
    "gezinnen (6)", "6 gezinnen", "zes gezinnen", "Gezinnen – 6", "gezinnen: ongeveer zes",
    "tweeëntwintig kinderen", "honderdtwintig gezinnen", "6 (zes) gezinnen", "zes van hen",
    "het aantal gezinnen is zes", "aantal kinderen: 7", "six families", "families (6)", "twenty-one young parents",
    "thirty two children", "one family", "a dozen families", "number of families was 6", "one in three", "1 in 3",
    "one out of six", "forty per cent", "six familles", "familles (6)", "vingt et une familles",
    "quatre-vingt-dix-sept enfants", "soixante et onze jeunes", "une dizaine de familles", "quarante pour cent",
    "deux sur trois", "six autres familles", "nombre de familles : 6", "six d’entre eux", "altı aile", "6 aile",
    "aileler (6)", "yirmi beş çocuk", "on iki anne", "yüzde kırk", "%40", "% 40'ı", "yüz yirmi kişi",
    "onlarca aile", "Altı genç anne", "Tientallen kinderen wachten.", "tientallen jonge moeders",
    "des dizaines de familles", "dozens of families", "één kind", "e\u0301e\u0301n kind", "signalen (4)",
    "gezinnen\n(6)", "veertig procent", "Drie van de tien ouders", "10 van onze kinderen", "\uff16 gezinnen",
    "6\xa0gezinnen",
]  # fmt: skip
NOT_PEOPLE = [
    "Drie straten waar kinderen spelen.", "Kinderen van 4 tot 12 jaar.", "kinderen (4-11 jaar)",
    "jongeren (12-17)", "jongeren (12 tot 17 jaar)", "kinderen: 4 tot 12 jaar", "Een gezin met een hond.",
    "Binnen 6 weken", "impact on children", "on people's minds", "un enfant", "une famille", "bir aile",
    "kinderen (12+)", "children (4 to 11)", "enfants (4 à 11 ans)", "2 zebra's", "Lijn 12 rijdt niet.",
    "tien minuten", "The street is dark, families walk on.", "ouders zijn één van de groepen", "kinderen (0-4)",
    "jongeren vanaf 16 jaar", "ouders: 3 keer per week", "Wij vragen: een zaal voor ouders",
    "acht minuten lopen naar de kinderen", "in three streets", "over three weeks", "çocuklar için yer yok",
    "altında çocuk parkı", "kinderen van 6 jaar", "Op 3 maart 2026.", "yüzde yok", "1 op het plein",
]  # fmt: skip


@pytest.mark.parametrize("text", PEOPLE)
def test_a_number_of_people_is_seen_however_it_is_written(text: str) -> None:
    assert figures_in(text)


@pytest.mark.parametrize("text", NOT_PEOPLE)
def test_an_age_a_street_or_an_article_is_no_number_of_people(text: str) -> None:
    assert figures_in(text) == []


def test_it_is_pointed_out_as_it_was_typed() -> None:
    text = "Er waren gezinnen (6) en Twenty-one  young\nparents."
    assert figures_in(text) == ["Twenty-one young parents", "gezinnen (6)"]
    assert figures_in("Altı aile geldi") == ["Altı aile"]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("negenennegentig", 99), ("tweehonderdvijfendertig", 235), ("ninety-nine", 99), ("four hundred", 400),
        ("soixante-quinze", 75), ("quatre-vingt-un", 81), ("dix-sept", 17), ("trente et un", 31),
    ],
)  # fmt: skip
def test_words_are_numbers(words: str, number: int) -> None:
    assert in_digits(words, of_dutch_english_french()).text == str(number)


@pytest.mark.parametrize(("words", "number"), [("on dokuz", 19), ("doksan dokuz", 99), ("üç yüz kırk", 340)])
def test_words_are_numbers_in_turkish(words: str, number: int) -> None:
    assert in_digits(words, of_turkish()).text == str(number)


@pytest.mark.parametrize("few", FEW)
def test_no_text_that_goes_out_tells_of_few_people(few: str, network: Network, ingrid: Person) -> None:
    by, told = By(ingrid), f"Dit geldt voor {few}."
    draft = drafted(network, ingrid)
    noted = decision(network)
    noted_few = type(noted)(told, noted.where, noted.by_role, noted.decided_on)
    done = answered(network, ingrid)
    promised = Promised(told, "wethouder jeugd", ingrid, noted.decided_on)
    kept = note_promise(done, Promised("De zaal gaat open.", "wethouder jeugd", ingrid, noted.decided_on), by=by)
    done.refresh_from_db()
    asked = sent(network, ingrid)
    for deed in (
        lambda: decide(draft, noted_few, version=draft.version, by=by),
        lambda: answer(asked, reply(reason=told), by=None),
        lambda: answer(asked, reply(in_plain_words=told), by=by),
        lambda: put_in_plain_words(done, told, None, version=done.version, by=by),
        lambda: note_promise(done, promised, by=by),
        lambda: close_promise(kept, is_kept=True, result=told, by=by),
        lambda: stop(asked, told, version=asked.version, by=by),
    ):  # fmt: skip
        with pytest.raises(NotReadyYetError, match="niet gepubliceerd"):
            deed()
    PolicySignal.objects.filter(pk=asked.pk).update(state="late")
    asked.refresh_from_db()
    with pytest.raises(NotReadyYetError, match="niet gepubliceerd"):
        show_late(asked, noted_few, version=asked.version, by=by)
    assert not TellForm({"text": told}).is_valid()


def test_a_published_figure_and_what_the_body_itself_told_may_be_said_again(network: Network, ingrid: Person) -> None:
    by = By(ingrid)
    asked = sent(network, ingrid, release=figures(network))
    done = answer(asked, reply(answer="We helpen 240 gezinnen, en 5 procent wacht."), by=by)
    done = put_in_plain_words(
        done, "De gemeente helpt 240 gezinnen. Er kwamen 35 vragen.", None, version=done.version, by=by
    )
    with pytest.raises(NotReadyYetError, match="36 vragen"):
        put_in_plain_words(done, "Er kwamen 36 vragen.", None, version=done.version, by=by)
