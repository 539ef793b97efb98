"""Times as people say them, made into days of the week: "elke dinsdag en donderdag van 14.00 tot 16.00 uur".

Only what is understood to the last word becomes days; "elke eerste dinsdag" or "in de zomer" stays in words.
"""

import re
from typing import Any, Final

from buurtnet.directory.hours import WEEKDAYS
from buurtnet.kit.folding import words
from buurtnet.mending.forms.boxes import SPAN, time_of

_DAYS: Final = {
    "maandag": 0, "dinsdag": 1, "woensdag": 2, "donderdag": 3, "vrijdag": 4, "zaterdag": 5, "zondag": 6,
}  # fmt: skip
_NOTHING_ELSE: Final = frozenset(
    ["elke", "iedere", "op", "en", "van", "uur", "u", "de", "open", "wekelijks", "week", "per", "s", "tussen"]
)
_RANGE: Final = re.compile(
    rf"\b({'|'.join(_DAYS)})\s*(?:tot en met|t/m|tot|-|–)\s*({'|'.join(_DAYS)})\b", re.IGNORECASE
)
_PART_OF_DAY: Final = re.compile(r"(ochtend|middag|avond)s?\b", re.IGNORECASE)


def week_in(text: str) -> dict[str, Any]:
    """The value of ``hours`` for times in words; {"text": …} for what is more than a plain week."""
    if not text:
        return {}
    said = re.sub(r"\b(elke|iedere) dag\b|\bdagelijks\b", "maandag tot en met zondag", text, flags=re.IGNORECASE)
    numbers: set[int] = set()

    def between(match: re.Match[str]) -> str:
        first, last = _DAYS[match[1].lower()], _DAYS[match[2].lower()]
        if last < first:  # over the weekend: not understood, so it stays in words
            return match[0]
        numbers.update(range(first, last + 1))
        return " "

    said = _RANGE.sub(between, said)
    spans = [(time_of(m[1], m[2]), time_of(m[3], m[4])) for m in SPAN.finditer(said)]
    rest = words(_PART_OF_DAY.sub("", SPAN.sub(" ", said)))
    numbers |= {_DAYS[word] for word in rest if word in _DAYS}
    is_plain = all(word in _DAYS or word in _NOTHING_ELSE for word in rest)
    if not is_plain or not numbers or len(spans) != 1:
        return {"text": text}
    opens, closes = spans[0]
    if not opens or not closes or opens in {closes, "24:00"}:
        return {"text": text}
    if opens < "12:00" and re.search("middag|avond", text, re.IGNORECASE):
        return {"text": text}  # "dinsdagmiddag van 2 tot 4" is not at night
    span = [opens, "00:00" if closes == "24:00" else closes]
    return {**{day: [span] for number, day in enumerate(WEEKDAYS) if number in numbers}, "text": ""}
