"""The words with which people answer a mail in a moment: nl, en and fr. Only what is clear counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from buurtnet.upkeep.replies import AFTERTHOUGHT, GOODBYE, HELLO, plain


def _phrases(*lines: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for line in lines for phrase in line.split("/"))


# Beginnings of a first line, folded and without marks; what follows is what someone says with it.
COMES: Final = _phrases(
    "ja ik kom / ja we komen / ja wij komen / ja hoor / ja graag / ja / ik kom / wij komen / we komen / ik ben erbij",
    "we zijn erbij / tot dan / yes i will come / yes i come / yes / i will be there / i ll be there / i will come",
    "oui je viens / oui / je viens / nous venons / je serai la",
)
COMES_NOT: Final = _phrases(
    "nee ik kom niet / nee helaas / nee / helaas niet / helaas kan ik niet / ik kan niet / ik kom niet",
    "wij komen niet / we komen niet / kan niet / no i cannot come / no sorry / sorry no / no / i cannot come",
    "i can t come / non / je ne peux pas venir / je ne peux pas / je ne viens pas",
)
MAYBE: Final = _phrases(
    "misschien / weet ik nog niet / ik weet het nog niet / onder voorbehoud / maybe / perhaps / i do not know yet",
    "i don t know yet / peut etre / je ne sais pas encore",
)
DONE: Final = _phrases(
    "het is klaar / is klaar / klaar / het is gelukt / is gelukt / gelukt / het is gedaan / is gedaan / gedaan",
    "afgerond / it is done / done / finished / c est fait / c est fini / fait / termine / fini",
)
NOT_DONE: Final = _phrases(
    "het is niet gelukt / is niet gelukt / niet gelukt / het lukt niet / het lukte niet / lukt niet / lukte niet",
    "niet gedaan / nog niet gelukt / not done / it did not work / did not work / it didn t work / didn t work",
    "not possible / ce n est pas fait / pas fait / pas reussi / cela n a pas marche / ca n a pas marche",
)
BUSY: Final = _phrases(
    "ik ben ermee bezig / ben ermee bezig / ik ben bezig / ben bezig / mee bezig / bezig / ik ben begonnen",
    "begonnen / i am working on it / i m working on it / working on it / in progress / started / j y travaille",
    "en cours / c est en cours / j ai commence / commence",
)
BECAUSE: Final = re.compile(r"^(?:want|omdat|doordat|because|since|parce qu[e']|car)\s*", re.IGNORECASE)
# After a first word such a word takes it back: "Klaar, maar nog niet overal", "Ja, als ik oppas vind".
DOUBT: Final = (
    "maar niet geen nog als tenzij bijna behalve alleen but not no except unless if almost only mais pas si"
)
DOUBTS: Final = frozenset(DOUBT.split())


@dataclass(frozen=True)
class Clear:
    """What someone clearly says, and what they say with it."""

    what: str
    rest: str


def clear(text: str, words: Mapping[str, Sequence[str]], *, surely: str) -> Clear | None:
    """What the first line says beyond doubt; greetings and a name below do not count.

    ``surely``: what a word of doubt behind it takes back.

    >>> clear("Ja, ik kom!", {"yes": COMES, "no": COMES_NOT}, surely="yes")
    Clear(what='yes', rest='')
    >>> clear("Nee, want er is geen oppas", {"yes": COMES, "no": COMES_NOT}, surely="yes")
    Clear(what='no', rest='want er is geen oppas')
    >>> clear("Ja, als ik oppas vind", {"yes": COMES}, surely="yes") is None
    True
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and HELLO.fullmatch(plain(lines[0])):
        lines = lines[1:]
    if not lines:
        return None
    ends = [place for place, line in enumerate(lines) if place and GOODBYE.fullmatch(plain(line))]
    goodbye, said = ends[0] if ends else len(lines), plain(lines[0])
    phrases = [(phrase, what) for what, many in words.items() for phrase in many]
    for phrase, what in sorted(phrases, key=lambda one: -len(one[0])):
        if f"{said} ".startswith(f"{phrase} "):
            rest = "\n".join([after(lines[0], phrase), *lines[1:goodbye]]).strip()
            doubts = DOUBTS & set(said.removeprefix(phrase).split()) or any(map(AFTERTHOUGHT.match, lines[goodbye:]))
            in_doubt = "?" in lines[0] or (what == surely and doubts)
            return None if in_doubt else Clear(str(what), rest)
    return None


def after(line: str, phrase: str) -> str:
    """What stands in a line behind its first words, as it was written."""
    words, left = phrase.split(), line
    while words:
        found = re.match(r"[^\w]*[\w]+", left)
        if found is None:
            return ""
        for _word in plain(found.group()).split():
            if words:
                words.pop(0)
        left = left[found.end() :]
    return left.lstrip(" \t.,:;!-–—…").rstrip()
