"""Which figures about people a text tells, and whether they were published (needs, section 7).

What leaves the working side tells no number of people but one that stands in a published release: signals to policy,
decisions, answers in plain words, promises, reasons, and what givers hear. Numbers of weeks, streets,
places or euros are about no one and may stand anywhere, and so may heads at an open activity and helpers on offer.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.kit.folding import fold
from buurtnet.needs.models import PolicySignal, Telling
from buurtnet.needs.number_words import MANY, in_digits, of_dutch_english_french, of_turkish
from buurtnet.needs.policy_moving import NotReadyYetError
from buurtnet.privacy.models import Release
from buurtnet.privacy.small_numbers import LEAST

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


def figures_in(*texts: str) -> list[str]:
    """The pieces that tell a number of people or a percentage, as they were typed, each once."""
    return list(dict.fromkeys(piece for text in texts for piece, _value in _found(text)))


def unreleased(texts: Iterable[str], release: Release | None) -> list[str]:
    """Those of ``figures_in`` whose number does not stand in ``release``."""
    published = numbers_of(release) if release else frozenset()
    return list(dict.fromkeys(piece for text in texts for piece, value in _found(text) if value not in published))


def require_told(signal: PolicySignal, *texts: str) -> None:
    """Nothing about a signal goes out with a number of people that the network did not publish, or the body not say.

    Raises ``NotReadyYetError``.
    """
    answered = {value for text in (signal.answer, signal.reason) for _piece, value in _found(text)}
    published = (numbers_of(signal.release) if signal.release else frozenset()) | answered
    _refuse([piece for text in texts for piece, value in _found(text) if value not in published])


def require_no_small(*texts: str) -> None:
    """A body tells its own figures, but none about so few that one knows them. Raises ``NotReadyYetError``."""
    found = (one for text in texts for one in _found(text))
    _refuse(piece for piece, value in found if value and float(value) < LEAST and not _SHARE.search(fold(piece)))


def _refuse(found: Iterable[str]) -> None:
    if pieces := list(dict.fromkeys(found)):
        sentence = _("Dit getal over mensen is niet gepubliceerd: {figures}. Schrijf het zonder dat getal.")
        raise NotReadyYetError(sentence.format(figures=" · ".join(pieces[:4])))


def releases_of(network: Network) -> "QuerySet[Release]":
    """Figures that were published of this network and were not replaced by better ones, newest first."""
    rows = Release.objects.filter(scope=f"network:{network.slug}", replaced_by=None)
    rows = rows.exclude(pk__in=Telling.objects.filter(published_at=None).values("release"))  # seen by nobody yet
    return rows.order_by("-made_on", "-number")


def texts_of(signal: PolicySignal) -> tuple[str, ...]:
    return (signal.title, signal.story, signal.asked, signal.proposal)


def numbers_of(release: Release) -> frozenset[str]:
    """Every number that stands in a cell or a total of its tables, as text; a name such as "0-3" is none."""
    cells = (cell for table in release.tables for row in table["cells"] for cell in row)
    totals = (table["total"] for table in release.tables)
    return frozenset(str(one) for one in (*cells, *totals) if type(one) is int)


def _found(text: str) -> Iterator[tuple[str, str]]:
    """A piece, and its number as text; empty for a number that is none, such as "tientallen"."""
    for numbers, patterns in ((of_dutch_english_french(), _PATTERNS), (of_turkish(), _TURKISH_PATTERNS)):
        said = in_digits(text, numbers)
        for pattern in patterns:
            for match in pattern.finditer(said.text):
                yield said.as_typed(match.start(), match.end()), _number(match["count"])


def _number(said: str) -> str:
    plain = re.sub(r"[.,](?=\d{3}\b)", "", said).replace(",", ".")
    return f"{float(plain):g}" if plain.strip(MANY) and plain.count(".") <= 1 else ""
