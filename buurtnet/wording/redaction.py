"""What may be kept of a text that someone searched: no name, number or address of anyone.

Each kind of detail has its pattern below; what is left is folded and short. It is done on the text as it was typed,
before anything is kept, and leans to leaving out: a search that is lost is lost to a list, a name that stays is
someone's. A word counts as an ordinary one when ``knows`` says so: it stands in what is offered here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from buurtnet.kit.folding import fold, words
from buurtnet.search.stop_words import stop_words
from buurtnet.wording.models.searches import LONGEST

LONGEST_READ: Final = 240  # signs; nobody types more to search, and patterns stay quick
FEWEST_DIGITS: Final = 6  # of a number that may point at someone: a phone, a date, a BSN, a rijksregisternummer
MOST_NAMES: Final = 5  # words of a name after a cue, with the small ones in it
CERTAIN: Final = 2  # of these a first and a last name
GONE: Final = " \n "  # stands where something was taken out, so that its neighbours do not become a phrase

_LETTER = r"[^\W\d_]"
_BETWEEN = r"(?:[^\w]|_){0,3}"
_MONTHS = (
    "jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec|janv|fev|fév|mars|avr|mai|juin|juil|aou|aoû|oct|march|may"
)
_STREETS = (
    "straat|str|laan|weg|plein|kade|kaai|gracht|singel|dreef|steeg|dijk|baan|lei|pad|plantsoen|erf|boulevard|"
    "markt|hof|wal|park|veld|kamp|akker|donk|berg|heide|ring|allee|street|road|avenue"
)
_UNITS = (
    r"(?:\s*[-–+]\s*\d+)?\s*(?:jaar|jr|jarig\w*|j\b|maand\w*|mnd|we+k\w*|dag\w*|uur|u\b|euro|€|keer|personen|kind\w*|km|"
    r"min\w*|procent|%|plus|\+|ans?\b|mois|years?|months?|old|yo\b|yaş\w*|lat\b|tot\b|t/m|en\b|of\b|à\b|"
    rf"(?:{_MONTHS})\w*)"
)

# In this order: the widest first, since what one takes out another need not understand.
DETAILS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\S*://\S+|\bwww\.\S+",
        # Mail addresses, and names on other sites.
        r"\S+\s?@\s?\S+\.\w+|\S+\s?[(\[]at[)\]]\s?\S+(?:\s(?:punt|dot|point)\s\w+)*|\S*@\S*",
        r"\b[a-z]{2}\d{2}(?:[\s.-]?[a-z0-9]){10,30}\b",  # IBAN
        rf"\+?\d(?:{_BETWEEN}\d){{{FEWEST_DIGITS - 1},}}",  # phone, BSN, rijksregisternummer, card and case numbers
        rf"\d{{1,2}}\s*(?:de|er|st|nd|rd|th)?\s*(?:of\s|de\s)?(?:{_MONTHS})\w*\.?,?\s*'?\d{{2,4}}",
        rf"(?:{_MONTHS})\w*\.?\s*\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d",
        r"\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{2,4}",
        r"\b(?:geboren|geb|geboortedatum|né|née|né\(e\)|born|dob)\b\D{0,12}[\d\s./-]*\d",
        rf"\b[1-9]\d{{3}}\s?[a-z]{{2}}\b(?:{_BETWEEN}(?:nr\.?|nummer|huisnummer)?\s?\d{{1,5}}\s?[a-z]?\b)?",
        r"\b[1-9]\d{3}\b(?:\s+[^\W\d_]+){0,2}\s+\d{1,4}[a-z]?\b",  # a Flemish postcode, a place, a number
        rf"(?:\b(?:rue|avenue|av|chaussée|chaussee|boulevard|bd|place|quai)\b(?:[\s'’]+{_LETTER}+){{1,5}})"
        r"[\s,]*(?:nr\.?|n°|no\.?)?\s*\d{1,4}\w?\b",
        rf"\b\d{{1,4}}\w?[\s,]+(?:rue|avenue|chaussée|chaussee|boulevard|quai)\b(?:[\s'’]+{_LETTER}+){{1,4}}",
        rf"(?:\b(?-i:[A-Z]){_LETTER}*[\s.-]+)*\b{_LETTER}*(?:{_STREETS})\b\.?[\s,]*(?:nr\.?|nummer|huisnummer|bus)?\s*"
        rf"\d{{1,5}}(?!\d)(?!{_UNITS})\s?(?:[a-z]\b)?(?:\s?(?:bus|hs|[-/])\s?\w{{1,4}})?",
        # Plates, passports, numbers of members: letters and digits in one word, or in parts with dashes.
        r"\b(?=[a-z0-9-]*\d)(?=[a-z0-9-]*[a-z])[a-z0-9]{1,3}-[a-z0-9]{1,4}-[a-z0-9]{1,4}\b",
        r"\b(?!\d{1,3}(?:jarig|jaar|jr|plus|maand|weken|uur))(?=\w*\d\w*\d)(?=\w*[^\W\d_]\w*[^\W\d_])\w{5,}\b",
    )
)
_NUMBERED = re.compile(
    rf"({_LETTER}{{4,}})[\s,]+(?:nr\.?|nummer)?\s*(?!20\d\d\b)\d{{1,4}}(?!\d)(?!{_UNITS})\w?", re.IGNORECASE
)
# What a name follows for certain, and what one often follows.
SURE_CUES = re.compile(
    r"\b(?:(?:ik|hij|zij|ze|die|kind|zoon|dochter)\s+heet(?:te)?|heet|genaamd|(?:mijn|zijn|haar|m'n)\s+(?:voor|achter)?naam\s+is|naam(?=\s*:)|"
    r"mevrouw|mevr|mw|meneer|mijnheer|dhr|de\s+heer|juffrouw|"
    r"je\s+m['’ ]appelle|(?:s['’]appelle)|mon\s+nom\s+est|madame|mme|mlle|monsieur|"
    r"my\s+name\s+is|(?:name['’]?s|is)\s+called|called|named|mrs|mr|ms|miss)\b\.?[\s:,]*",
    re.IGNORECASE,
)
MAYBE_CUES = re.compile(
    r"\b(?:ik\s+ben|wij\s+zijn|je\s+suis|i\s+am|i['’]?m|juf|meester|dokter|dr|docteur|doctor|maître|maitresse|teacher)"
    r"\b\.?[\s:,]*",
    re.IGNORECASE,
)
WORD = re.compile(rf"{_LETTER}(?:[\w'’-]*\w)?\.?")
PARTICLES: Final = frozenset({
    "van", "von", "der", "den", "de", "het", "ten", "ter", "te", "el", "al", "la", "le", "du", "des", "da", "di",
    "bin", "ben", "ibn", "abu", "mc", "mac", "o", "zu", "'t", "t", "dos",
})  # fmt: skip

type Knows = Callable[[str], bool]


def redacted(text: str, knows: Knows, is_common: Knows) -> str:
    """What may be kept, folded, of 80 signs at most; empty when nothing telling is left.

    ``knows`` and ``is_common`` are asked of one folded word: a name may stand in an offer or two ("vraag naar Jan"),
    and is then known, but not common.
    """
    plain = _plain(text)
    for pattern in DETAILS:
        plain = pattern.sub(GONE, plain)
    plain = _without_names_after(SURE_CUES, plain, knows, certain=CERTAIN)
    plain = _without_names_after(MAYBE_CUES, plain, knows, certain=0)
    plain = _without_capitalised_runs(plain, knows, is_common)
    plain = _NUMBERED.sub(lambda found: found[0] if _known(found[1], knows) else GONE, plain)
    kept = words(plain)
    return _shortened(kept) if any(_is_telling(word) for word in kept) else ""


def _plain(text: str) -> str:
    """In the usual signs, without what cannot be seen: a number with a hidden sign in it is a number."""
    seen = "".join(sign for sign in text[:LONGEST_READ] if unicodedata.category(sign) not in {"Cf", "Cs", "Co", "Cn"})
    spaced = "".join(
        " " if unicodedata.category(sign) == "Cc" else sign for sign in unicodedata.normalize("NFKC", seen)
    )
    return " ".join(spaced.split())


def _without_names_after(cue: re.Pattern[str], text: str, knows: Knows, *, certain: int) -> str:
    """Take out a cue and the name after it: so many words for ``certain``, then what is no ordinary word."""
    found, place = "", 0
    for match in cue.finditer(text):
        if match.start() < place:
            continue
        end = _end_of_name(text, match.end(), knows, certain)
        found += text[place : match.start()] + (GONE if end > match.end() else match[0])
        place = end
    return found + text[place:]


def _end_of_name(text: str, start: int, knows: Knows, certain: int) -> int:
    """Where a name that may begin at ``start`` ends; ``start`` itself when there is none."""
    end, left = start, certain
    for _number in range(MOST_NAMES):
        word = WORD.match(text, end)
        if word is None:
            break
        if not _is_particle(word[0]):
            if _is_stop(word[0]) or (left <= 0 and _is_ordinary(word[0], knows)):
                break
            left -= 1
        elif not certain and end == start:
            break
        gap = re.compile(r"[ ,]*").match(text, word.end())
        end = gap.end() if gap else word.end()
    return end


def _without_capitalised_runs(text: str, knows: Knows, is_common: Knows) -> str:
    """Two or more capitalised words beside each other are a name, unless each of them is a common word here.

    So is one in the middle of a text that stands nowhere here, but for an abbreviation.
    """
    found, place = "", 0
    for start, end, run in _runs(text):
        is_one = sum(word[:1].isupper() for word in run) < 2
        if is_one and (not start or run[0].isupper() or all(_known(word, knows) for word in run)):
            continue
        if all(_known(word, is_common) for word in run):
            continue
        found += text[place:start] + GONE
        place = end
    return found + text[place:]


def _runs(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Capitalised words beside each other, with the particles of a name between them: start, end and words."""
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        goes_on = bool(run) and not text[run[-1].end() : word.start()].strip(" -'’.")
        if (goes_on and "\n" not in text[run[-1].end() : word.start()]) and (
            word[0][:1].isupper() or _is_particle(word[0])
        ):
            run.append(word)
            continue
        if run:
            yield run[0].start(), run[-1].end(), [one[0] for one in run]
        run = [word] if word[0][:1].isupper() else []
    if run:
        yield run[0].start(), run[-1].end(), [one[0] for one in run]


def _is_ordinary(word: str, knows: Knows) -> bool:
    """A word in small letters that means something is no name; one with a capital may be."""
    return not word[:1].isupper() and _known(word, knows)


def _known(word: str, knows: Knows) -> bool:
    parts = words(word)
    return bool(parts) and all(_is_stop(part) or part.isdecimal() or knows(part) for part in parts)


def _is_stop(word: str) -> bool:
    return fold(word).strip(".") in stop_words()


def _is_particle(word: str) -> bool:
    return fold(word).strip(".") in PARTICLES


def _is_telling(word: str) -> bool:
    return len(word) > 1 and not word.isdecimal() and word not in stop_words()


def _shortened(kept: list[str]) -> str:
    """Whole words, as many as fit."""
    text = ""
    for word in kept:
        longer = f"{text} {word}".strip()
        if len(longer) > LONGEST:
            break
        text = longer
    return text or kept[0][:LONGEST]
