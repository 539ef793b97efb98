"""What may be kept of a searched text: nothing that points at someone."""

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.kit.folding import words
from buurtnet.wording.redaction import redacted

# What stands in the offers of this test's town; nobody's name is among it.
KNOWN = frozenset(
    words("huiswerk logopedie zwemles taalles judo les speeltuin oppas huur betalen eenzaam zwanger gezocht kind oma")
    + words(
        "kringloop winkel peuter jaar woensdagmiddag luistert alleenstaande moeder buurthuis meester worden jan wit"
    )
)

COMMON = KNOWN - {"jan", "wit"}  # who stand in an offer or two


def kept(text: str) -> str:
    return redacted(text, KNOWN.__contains__, COMMON.__contains__)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("kan huur niet betalen", "kan huur niet betalen"),
        ("  Logopedie  voor PEUTER", "logopedie voor peuter"),
        ("peuter 2 jaar zwemles", "peuter 2 jaar zwemles"),
        ("huiswerk kind 12", "huiswerk kind 12"),
        ("kinderen 4-12 jaar judo", "kinderen 4 12 jaar judo"),
        ("16jarige judo", "16jarige judo"),
        ("ik ben eenzaam", "ik ben eenzaam"),
        ("ik ben zwanger en alleenstaande moeder", "ik ben zwanger en alleenstaande moeder"),
        ("meester worden", "meester worden"),
        ("Kringloop Winkel", "kringloop winkel"),
        ("دروس اللغة", "دروس اللغة"),
        ("crèche", "creche"),
    ],
)
def test_everyday_words_stay(typed: str, left: str) -> None:
    assert kept(typed) == left


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("huiswerk noor@voorbeeld.example", "huiswerk"),
        ("huiswerk noor (at) voorbeeld punt example", "huiswerk"),
        ("oppas 06-12345678", "oppas"),
        ("oppas 0 6 1 2 3 4 5 6 7 8", "oppas"),
        ("oppas 0\u200b6\u200b12345678", "oppas"),
        ("oppas ٠٦١٢٣٤٥٦٧٨", "oppas"),
        ("oppas 0999 12 34 56", "oppas"),
        ("oppas +32 999 12 34 56", "oppas"),
        ("oppas 1234 AB 12", "oppas"),
        ("oppas 1234ab", "oppas"),
        ("oppas 9000 Duinbeke 12", "oppas"),
        ("oppas dorpsstraat 12", "oppas"),
        ("oppas Lange Kerkweg 5a", "oppas"),
        ("oppas molenhof 12b", "oppas"),
        ("oppas rue de la paix 16", "oppas"),
        ("huur 123456782", "huur"),
        ("huur 1234.56.782", "huur"),
        ("huur 85.07.30-033.28", "huur"),
        ("huur NL91 ABNA 0417 1643 00", "huur"),
        ("huur be68539007547034", "huur"),
        ("judo 03-05-2015", "judo"),
        ("judo 3 mei 2015", "judo"),
        ("judo 3 mai 2015", "judo"),
        ("judo may 3, 2015", "judo"),
        ("judo geboren 2015", "judo"),
        ("oppas XK-123-B", "oppas"),
        ("oppas 1-abc-123", "oppas"),
        ("oppas 12xkh3", "oppas"),
        ("oppas ik ben Roos", "oppas"),
        ("oppas ik ben fatima yilmaz", "oppas"),
        ("oppas ik heet piet van der berg", "oppas"),
        ("oppas mijn naam is noor", "oppas"),
        ("oppas mevrouw jansen", "oppas"),
        ("oppas dhr. P. de Jong", "oppas"),
        ("logopedie juf marieke", "logopedie"),
        ("logopedie dr. Peeters", "logopedie"),
        ("logopedie je m'appelle Claire", "logopedie"),
        ("logopedie je suis Claire", "logopedie"),
        ("logopedie my name is john smith", "logopedie"),
        ("logopedie I'm John", "logopedie"),
        ("logopedie Samira El Amrani", "logopedie"),
        ("huiswerk bij Jan de Wit", "huiswerk bij"),
        ("huiswerk voor Anna van den Berg-de Wit", "huiswerk voor"),
        ("judo www.club.example/leden/12", "judo"),
        ("judo @noor", "judo"),
    ],
)
def test_what_points_at_someone_goes(typed: str, left: str) -> None:
    assert kept(typed) == left


@pytest.mark.parametrize(
    "typed", ["", "   ", "113", "de het een", "?!", "Jan Jansen", "06 12 34 56 78", "\x00\ud800", "🙂"]
)
def test_what_says_nothing_then_is_dropped_whole(typed: str) -> None:
    assert kept(typed) == ""


@given(st.text(max_size=600))
def test_any_text_gives_folded_words_of_eighty_signs_at_most(typed: str) -> None:
    left = kept(typed)
    assert len(left) <= 80
    assert " ".join(words(left)) == left


@given(
    st.text(alphabet="ab cd @.1", max_size=30),
    st.integers(0, 99_999_999),
    st.sampled_from(["", " ", "-", ".", " - "]),
)
def test_no_number_of_eight_digits_is_kept_however_it_is_cut(around: str, number: int, between: str) -> None:
    digits = between.join(f"{number:08}")
    left = kept(f"huiswerk {around} {digits}")
    assert f"{number:08}" not in "".join(sign for sign in left if sign.isdecimal())


@given(
    st.integers(10**8, 10**9 - 1).filter(lambda number: is_bsn(number)), st.sampled_from(["{}", "bsn{}", "bsn: {}."])
)
def test_no_burgerservicenummer_is_kept(number: int, written: str) -> None:
    assert str(number) not in kept(f"huiswerk {written.format(number)}")


def is_bsn(number: int) -> bool:
    """The test by eleven: nine digits, weighed 9 to 2 and -1."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, str(number), strict=True)) % 11 == 0


@given(st.dates().filter(lambda day: day.year >= 1930), st.integers(1, 997))
def test_no_rijksregisternummer_is_kept(born: dt.date, follow: int) -> None:
    start = f"{born:%y%m%d}{follow:03}"
    number = f"{start}{97 - int(start) % 97:02}"
    dotted = f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"
    for written in (number, dotted):
        assert not any(sign.isdecimal() for sign in kept(f"huiswerk {written}"))


NAME = st.text(alphabet=string.ascii_lowercase, min_size=3, max_size=12).filter(
    lambda name: name not in KNOWN and kept(name) == name
)


@given(NAME, NAME, st.sampled_from(["ik heet {}", "mijn naam is {}", "mevrouw {}", "meneer {}", "my name is {}"]))
def test_no_name_after_a_cue_is_kept(first: str, last: str, cue: str) -> None:
    left = kept(f"huiswerk {cue.format(f'{first} {last}')}").split()
    assert first not in left
    assert last not in left


@given(NAME, NAME)
def test_no_pair_of_capitalised_words_is_kept_when_one_of_them_is_unknown(first: str, last: str) -> None:
    assert kept(f"huiswerk {first.capitalize()} {last.capitalize()}") == "huiswerk"
    assert kept(f"huiswerk Judo {last.capitalize()}") == "huiswerk"
