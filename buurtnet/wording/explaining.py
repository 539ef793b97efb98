"""Agreed meanings where the words stand: the first time a page says one, it can be tapped to read what it means here.

Works on a text, or on safe HTML of our own. What stands in a link, a button or a heading stays as it is; nothing is
wrapped twice, and nothing a text says becomes HTML.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from buurtnet.areas.here import network_of
from buurtnet.areas.models import Network
from buurtnet.kit.folding import fold, words
from buurtnet.search.dutch import stem
from buurtnet.wording.choices import Stage
from buurtnet.wording.models import AgreedWord

SHORTEST_PLURAL = 5  # letters
MOST_WORDS = 300  # agreed words of a network that are looked for
# Within these a text is left alone.
LEFT = frozenset({
    "a", "button", "summary", "dfn", "code", "pre", "script", "style", "textarea", "select", "label", "title",
    "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_PIECE = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_TAG = re.compile(r"<\s*(/?)\s*([a-zA-Z][a-zA-Z0-9]*)")
_SELF_CLOSED = re.compile(r"/\s*>$")
_SAID = re.compile(r"(?:&#?\w{1,10};|\w)+(?:(?:['’-]|&#x27;|&#39;)\w+)*")


@dataclass
class Explained:
    """The agreed words of a network for one page, and which of them it explained already."""

    network: Network
    rows: Sequence[AgreedWord]
    done: set[str] = field(default_factory=set)
    begun: int = 0

    def text(self, text: str) -> SafeString:
        """A text or safe HTML, with the words explained that were not before on this page."""
        html = str(conditional_escape(text))
        if not self.rows:
            return mark_safe(html)  # noqa: S308 (escaped above, or safe before)
        return mark_safe("".join(self._pieces(html)))  # noqa: S308 (idem; what is put in is made by format_html)

    def _pieces(self, html: str) -> Iterator[str]:
        inside: list[str] = []
        for piece in _PIECE.split(html):
            tag = _TAG.match(piece)
            if not piece.startswith("<"):
                yield piece if inside else self._marked(piece)
                continue
            if tag and not _SELF_CLOSED.search(piece):
                _step(inside, tag[2].lower(), is_end=bool(tag[1]), is_note=" popover" in piece)
            yield piece

    def _marked(self, text: str) -> str:
        """A piece of text that is escaped already, with each agreed word once."""
        said = [(found.start(), found.end(), words(unescape(found[0]))) for found in _SAID.finditer(text)]
        made, place, number = "", 0, 0
        while number < len(said):
            found = self._beginning_at(said, number)
            if found is None:
                number += 1
                continue
            row, length = found
            start, end = said[number][0], said[number + length - 1][1]
            made += text[place:start] + self._wrapped(row, text[start:end])
            place, number = end, number + length
        return made + text[place:]

    def _beginning_at(self, said: Sequence[tuple[int, int, list[str]]], number: int) -> tuple[AgreedWord, int] | None:
        """The longest agreed word that begins at a word of the text, and of how many words it is."""
        one = " ".join(said[number][2])
        for form, row in self._by_start.get(_key(one), ()):
            here = [" ".join(words_) for _start, _end, words_ in said[number : number + len(form)]]
            if len(here) == len(form) and tuple(map(_key, here)) == form and row.folded not in self.done:
                self.done.add(row.folded)
                return row, len(form)
        return None

    @cached_property
    def _by_start(self) -> dict[str, list[tuple[tuple[str, ...], AgreedWord]]]:
        """Every way to write an agreed word, by the stem of its first word; longer ones first."""
        found: dict[str, list[tuple[tuple[str, ...], AgreedWord]]] = {}
        for row in self.rows:
            for text in row.written:
                form = tuple(_key(word) for word in words(text))
                if form:
                    found.setdefault(form[0], []).append((form, row))
        for forms in found.values():
            forms.sort(key=lambda pair: -len(pair[0]))
        return found

    def _wrapped(self, row: AgreedWord, said: str) -> str:
        """A button that shows what the word means, without JavaScript, and is itself the word."""
        self.begun += 1
        return format_html(
            '<dfn class="agreed"><button class="agreed-word" type="button" popovertarget="{key}">{said}'
            '<span class="vh"> ({what})</span></button></dfn>'
            '<span class="agreed-note" id="{key}" popover data-niet-lezen>'
            '<strong lang="{language}">{word}</strong> <span lang="{language}">{meaning}</span> '
            '<a href="{url}">{more}</a></span>',
            key=f"agreed-{row.pk.hex[:12]}-{self.begun}", said=mark_safe(said),  # noqa: S308 (a piece of the text)
            what=_("zo noemen wij dat"), word=row.word, meaning=row.meaning, language=row.language,
            url=f"{reverse('wording:agreed_words', args=[self.network.slug])}#{row.pk.hex[:12]}",
            more=_("Wie spraken dit af?"),
        )  # fmt: skip


def explained(request: HttpRequest, text: str, network: Network | None = None) -> SafeString:
    """A text with the agreed words of a network (of the page) explained, each once a page. One query a page."""
    network = network or network_of(request)
    if network is None:
        return conditional_escape(text)
    kept: dict[int, Explained] = request.__dict__.setdefault("_agreed_words", {})
    if network.pk not in kept:
        kept[network.pk] = Explained(network, agreed_in(network))
    return kept[network.pk].text(text)


def agreed_in(network: Network) -> list[AgreedWord]:
    """What holds in a network today, by word."""
    return list(AgreedWord.objects.filter(network=network, stage=Stage.AGREED).order_by("folded")[:MOST_WORDS])


def sheet() -> SafeString:
    """The link to the style of explained words, for the head of a page that has them."""
    return format_html('<link rel="stylesheet" href="{}">', static("wording/css/wording.css"))


def agreed_about(text: str, rows: Iterable[AgreedWord]) -> list[AgreedWord]:
    """The agreed words that stand in a text: for a page that shows them beside it."""
    said = [_key(word) for word in words(text)]
    return [row for row in rows if any(_stands_in(said, form) for form in row.written)]


def _stands_in(said: Sequence[str], form: str) -> bool:
    wanted = [_key(word) for word in words(form)]
    return bool(wanted) and any(list(said[at : at + len(wanted)]) == wanted for at in range(len(said)))


def _key(word: str) -> str:
    """What inflections of a word share; the plural in -s that the stemmer lets be (regisseurs) as well."""
    stems = (stem(part) for part in fold(word).split())
    return " ".join(one[:-1] if len(one) > SHORTEST_PLURAL and one[-1] == "s" != one[-2] else one for one in stems)


def _step(inside: list[str], name: str, *, is_end: bool, is_note: bool) -> None:
    """Keep count of the elements that are left alone; an end without a beginning changes nothing."""
    if is_end and name in inside:
        while inside.pop() != name:
            pass
    elif not is_end and (name in LEFT or (name == "span" and (is_note or inside))):
        inside.append(name)
