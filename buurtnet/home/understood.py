"""What was read from someone's words, as filters that can be taken off, and what else was looked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from buurtnet.areas.kept import Kept
from buurtnet.directory.cards import Viewpoint, ages_text
from buurtnet.directory.choices import OLDEST_AGE
from buurtnet.directory.facets import DAYS
from buurtnet.directory.find import ONLY_WORDS, Found
from buurtnet.directory.times import joined
from buurtnet.directory.understanding import Reading
from buurtnet.home.asked import READABLE, Asked, number_in
from buurtnet.home.front import Link
from buurtnet.kit.folding import words
from buurtnet.kit.languages import language_name
from buurtnet.themes.models import Theme
from buurtnet.themes.vocabulary import Vocabulary
from buurtnet.wording.explaining import agreed_about, agreed_in

MOST_ALSO, MOST_THEMES, MOST_AGREED = 5, 3, 2


@dataclass(frozen=True)
class ReadChip:
    """A filter read from the words, which words, and the address where they are words again."""

    label: str
    words: str
    remove_url: str


@dataclass(frozen=True)
class ThemeLink:
    label: str
    url: str
    slug: str


@dataclass(frozen=True)
class Agreed:
    """A word of the question that the network agreed on, what it means here, and where that was agreed."""

    word: str
    meaning: str
    language: str
    url: str


@dataclass(frozen=True)
class Understanding:
    """``also``: other names for what is meant, each with its own search. ``only_url``: without those.

    ``themes``: what it is about. ``again_url``: read everything again, when something was taken off.
    """

    chips: list[ReadChip] = field(default_factory=list)
    also: list[Link] = field(default_factory=list)
    only_url: str = ""
    themes: list[ThemeLink] = field(default_factory=list)
    again_url: str = ""
    agreed: list[Agreed] = field(default_factory=list)


def understanding(asked: Asked, found: Found, view: Viewpoint, known: Vocabulary) -> Understanding:
    """What was made of a question; nothing for one without words."""
    if not asked.text:
        return Understanding()
    also = also_links(asked, found.also, known, view.language)
    return Understanding(
        chips=read_chips(asked, found.understood),
        also=also,
        only_url=asked.address_with("letterlijk", ONLY_WORDS) if also else "",
        themes=theme_links(asked, found.also, known, view.language),
        again_url=asked.address(letterlijk="") if asked.literal else "",
        agreed=agreed_words(asked.text, view),
    )


def read_chips(asked: Asked, readings: Sequence[Reading]) -> list[ReadChip]:
    """One for each kind of filter that was read and that the person did not set."""
    own = {name for name, _value in asked.pairs}
    chips = []
    for name in dict.fromkeys(one.name for one in readings):
        same = [one for one in readings if one.name == name]
        label = label_of(name, [one.value for one in same])
        if label and name in READABLE and name not in own:
            by = " ".join(dict.fromkeys(word for one in same for word in one.words))
            chips.append(ReadChip(label, by, asked.address_with("letterlijk", name)))
    return chips


def label_of(name: str, values: Sequence[str]) -> str:
    """A filter in words: "Leeftijd: 2 tot 3 jaar"; empty for one we have no words for."""
    match name:
        case "leeftijd":
            return _("Leeftijd: %(age)s") % {"age": ages_in_words(values[0])}
        case "dag":
            return capfirst(joined([day_name(day) for day in values if day in DAYS]))
        case "dagdeel":
            return joined([day_part_names().get(part, "") for part in values])
        case "spreekt":
            spoken = joined([language_name(code) for code in values])
            return _("Spreekt %(language)s") % {"language": spoken} if spoken else ""
        case "buurt":
            return _("Bij %(place)s") % {"place": values[0]}
    return {
        "open": _("Nu open"), "gratis": _("Gratis"), "rolstoel": _("Kan met rolstoel"), "rustig": _("Rustige plek"),
        "online": _("Online of per telefoon"), "thuis": _("Bij je thuis"),
    }.get(name, "")  # fmt: skip


def ages_in_words(value: str) -> str:
    """ "16" or "2-3" as people say it."""
    first, _dash, last = value.partition("-")
    low, high = number_in(first), number_in(last or first)
    return ages_text(low, None if high is not None and high >= OLDEST_AGE else high)


def day_name(day: str) -> str:
    """The name of one of ``DAYS`` in the language of the page."""
    return str(WEEKDAYS[DAYS.index(day)])


def day_part_names() -> dict[str, str]:
    return {"ochtend": _("’s Ochtends"), "middag": _("’s Middags"), "avond": _("’s Avonds")}


def also_links(asked: Asked, slugs: Sequence[str], known: Vocabulary, language: str) -> list[Link]:
    """The names of the concepts a question was searched with, but for those that were typed themselves."""
    names = dict.fromkeys(known.label_of(slug, language) for slug in slugs)
    typed = set(words(asked.text))
    shown = [name for name in names if name and not typed.issuperset(words(name))][:MOST_ALSO]
    return [Link(name, asked.address(q=name, letterlijk="")) for name in shown]


def theme_links(asked: Asked, slugs: Sequence[str], known: Vocabulary, language: str) -> list[ThemeLink]:
    """The themes of what was meant, those of the best concept first."""
    themes = themes_by_slug()
    found = dict.fromkeys(theme for slug in slugs for theme in known.themes(slug) if theme in themes)
    shown = [slug for slug in found if slug != asked.theme][:MOST_THEMES]
    return [ThemeLink(themes[slug].name_in(language), f"?thema={slug}", slug) for slug in shown]


def agreed_words(text: str, view: Viewpoint) -> list[Agreed]:
    """The words of a question that mean something of their own in this network."""
    rows = agreed_about(text, agreed_in(view.network))[:MOST_AGREED]
    url = reverse("wording:agreed_words", args=[view.network.slug]) if rows else ""
    return [Agreed(row.word, row.meaning, row.language, f"{url}#{row.pk.hex[:12]}") for row in rows]


def themes_by_slug() -> dict[str, Theme]:
    """All themes, read at most twice a minute."""
    return _themes.get("", lambda: {theme.pk: theme for theme in Theme.objects.all()})


_themes = Kept[str, dict[str, Theme]](1)
