"""Which numbers of people a text tells, as they are typed in four languages (needs, section 7).

Numbers of weeks, streets, places or euros are about no one, and so are ages.
"""

import re
from collections.abc import Iterator
from typing import Final

from buurtnet.kit.folding import fold
from buurtnet.privacy.small_numbers import LEAST
from buurtnet.questions.number_words import MANY, in_digits, of_dutch_english_french, of_turkish

_PEOPLE: Final = (
    r"(?:gezin(?:nen)?|\w*ouders?|\w*kind(?:eren|jes)|kind|moeders?|vaders?|mens(?:en)?|\w*bewoners?|jongeren?|"
    r"jeugdigen|leerling(?:en)?|scholieren?|meisjes?|jongens?|buren|personen|persoon|huishoudens?|zonen|zoons|dochters|"
    r"vrouw(?:en)?|mannen|volwassenen|peuters?|kleuters?|baby'?s|tieners?|pubers?|clienten|klanten|patienten|"
    r"dakloz(?:en|e)|alleenstaanden?|mantelzorgers?|werklozen|statushouders?|mama'?s|papa'?s|oma'?s|opa'?s|"
    r"nieuwkomers|vluchtelingen|ouderen|senioren|van (?:hen|ons|jullie)|"
    r"famil(?:ies|y)|parents?|child(?:ren)?|kids?|people|persons?|mothers?|fathers?|mums?|dads?|residents?|teenagers?|"
    r"teens?|households?|women|woman|girls?|boys?|babies|toddlers?|pupils?|students?|neighbou?rs?|adults?|refugees?|"
    r"newcomers?|of (?:them|us)|"
    r"familles?|enfants?|meres?|peres?|mamans?|papas?|jeunes|menages?|personnes?|gens|femmes?|hommes?|filles?|"
    r"garcons?|eleves?|ados?|adolescents?|habitante?s?|voisine?s?|refugie?e?s?|adultes?|bebes?|"
    r"d'entre (?:eux|elles|nous))"
)
_PEOPLE_IN_TURKISH: Final = (
    r"(?:aile|cocuk|cocug|anne|baba|kisi|genc|veli|ebeveyn|komsu|hane|ogrenci|kadin|erkek|insan|kiz|bebek|yasli|"
    r"sakin|multeci|mahalleli)\w*"
)
_THINGS_OF_PEOPLE: Final = r"(?:vragen|signalen|meldingen|gevallen|questions|signals|cases|demandes|signalements)"
_COUNT: Final = rf"(?P<count>\d+(?:[.,]\d+)*|{MANY})"
# After a number that is an age or the first of two: "kinderen (4-11 jaar)", "jongeren: 12 tot 17".
_NO_AGE: Final = (
    r"(?!\d|[.,]\d|\s*[-\u2013+/]|\s*(?:t/m|tot|tm|to|a|en|et|and|ile|jaar|jr|jarige?n?|years?|ans|yas\w*|maanden|months|"
    r"mois|uur|keer|euro|minuten|weken|dagen)(?:\W|$))(?:\s*[)\]])?"
)
# Between a number and a noun: words such as "jonge" and "van de", not "drie straten waar kinderen spelen".
_BETWEEN: Final = (
    r"(?:(?!jarige)(?:[^\W\d_]+e|van|of|young|single|new|poor|local|older|big|small|other|jeunes|autres|petites|grandes|"
    r"nouvelles|genc)\s+){0,3}?"
)
_GAP: Final = r"[\s)\]]+"
_COLON: Final = r"\s*(?:[:=(\[\u2013\u2014]|-\s)\s*(?:(?:ongeveer|ruim|circa|zo'n|bijna|about|environ|yaklasik)\s+)?"
# "12 gezinnen", "drie van de tien ouders", "12 jonge moeders", "6 (zes) gezinnen"; "gezinnen: 12", "gezinnen (6)";
# "het aantal gezinnen is 6"; "40 procent"; "1 op de 3".
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_COUNT}{_GAP}{_BETWEEN}(?:{_PEOPLE}|{_THINGS_OF_PEOPLE})\b",
        rf"{MANY}\s+(?:van\s+|de\s+|d'|of\s+)?{_BETWEEN}(?P<count>)(?:{_PEOPLE}|{_THINGS_OF_PEOPLE})\b",
        rf"\b{_PEOPLE}{_COLON}{_COUNT}{_NO_AGE}",
        rf"\b{_THINGS_OF_PEOPLE}{_COLON}{_COUNT}{_NO_AGE}(?!\s*[^\W\d_])",
        rf"\b(?:aantal|number of|nombre d[e']s?)\s+{_BETWEEN}{_PEOPLE}\s+(?:[^\W\d_]+\s+){{0,2}}?{_COUNT}{_NO_AGE}",
        rf"{_COUNT}\s*(?:%|procent\b|percent\b|per (?:cent|100)\b|pour\s?(?:cent|100)\b)",
        rf"\b(?:een|1|\d+)\s+(?:op de|out of|sur)\s+{_COUNT}\b",
        rf"\b1\s+in\s+{_COUNT}\b",
    )
)
_TURKISH_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_COUNT}{_GAP}(?:genc\s+|yeni\s+|yoksul\s+)?{_PEOPLE_IN_TURKISH}\b",
        rf"{MANY}\s+(?P<count>){_PEOPLE_IN_TURKISH}\b",
        rf"\b{_PEOPLE_IN_TURKISH}{_COLON}{_COUNT}{_NO_AGE}",
        rf"(?:%|\byuzde|\b100de)\s*{_COUNT}",
    )
)
_SHARE: Final = re.compile(r"%|procent|per ?cent|pour ?cent|\byuzde\b|\b(?:op de|out of|sur|in)\b")
# Homes and who live in them: a count of those is one of the neighbourhood. "Twee ouders" may be any two.
_HOMES: Final = re.compile(
    r"gezin|famil|huishoud|household|menage|\b(?:aile|hane)|bewoner|resident|habitant|sakin|mahalleli|\bburen|neighbo|"
    r"voisin|komsu|van (?:hen|ons|jullie)|of (?:them|us)|d'entre"
)


def figures_in(*texts: str) -> list[str]:
    """The pieces that tell a number of people or a percentage, as they were typed, each once."""
    return list(dict.fromkeys(piece for text in texts for piece, _value in counted_in(text)))


def families_in(text: str) -> list[str]:
    """The pieces that count homes or who live there: few are known at once, and more are a figure nobody released."""
    pieces = (piece for piece, value in counted_in(text) if value)
    return list(dict.fromkeys(piece for piece in pieces if _HOMES.search(fold(piece))))


def few_in(text: str) -> list[str]:
    """The pieces that tell of so few people that one may know them."""
    found = ((piece, value) for piece, value in counted_in(text) if value and not _SHARE.search(fold(piece)))
    return list(dict.fromkeys(piece for piece, value in found if float(value) < LEAST))


def counted_in(text: str) -> Iterator[tuple[str, str]]:
    """A piece, and its number as text; empty for a number that is none, such as "tientallen"."""
    for numbers, patterns in ((of_dutch_english_french(), _PATTERNS), (of_turkish(), _TURKISH_PATTERNS)):
        said = in_digits(text, numbers)
        for pattern in patterns:
            for match in pattern.finditer(said.text):
                yield said.as_typed(match.start(), match.end()), _number(match["count"])


def _number(said: str) -> str:
    plain = re.sub(r"[.,](?=\d{3}\b)", "", said).replace(",", ".")
    return f"{float(plain):g}" if plain.strip(MANY) and plain.count(".") <= 1 else ""
