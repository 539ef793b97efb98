"""The look: tags, colours and weights, and the frame drawn around pages of made-up contents."""

import gzip
import html.parser
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from buurtnet.areas.models import Network
from buurtnet.home.context import Frame, frame_of
from buurtnet.kit.templatetags.kit import ICONS

PACKAGE = Path(__file__).resolve().parents[2] / "buurtnet"
STATIC = PACKAGE / "kit" / "static" / "kit"
CSS = (STATIC / "css" / "buurtnet.css").read_text("utf-8")
ROOMS = ("kit", "home", "directory")
TEMPLATES = sorted(path for room in ROOMS for path in (PACKAGE / room / "templates").rglob("*.html"))
NAMES = [path.relative_to(next(p for p in path.parents if p.name == "templates")).as_posix() for path in TEMPLATES]
LITERAL_ICON = re.compile(r"{%\s*icon\s+[\"']([^\"']+)[\"']")

# (text or edge, ground, least contrast): WCAG 2.2 asks 4.5 of text and 3 of the edges of controls.
PAIRS = [
    ("inkt", "papier", 4.5), ("inkt", "wit", 4.5), ("inkt", "linnen", 4.5), ("inkt", "zon-zacht", 4.5),
    ("inkt", "groen-zacht", 4.5), ("inkt", "blauw-zacht", 4.5), ("inkt", "fout-zacht", 4.5),
    ("inkt-2", "papier", 4.5), ("inkt-2", "wit", 4.5), ("inkt-2", "linnen", 4.5), ("inkt-2", "groen-zacht", 4.5),
    ("inkt-2", "zon-zacht", 4.5), ("inkt-2", "steen-zacht", 4.5), ("vaag", "wit", 4.5),
    ("groen", "papier", 4.5), ("groen", "wit", 4.5), ("groen", "groen-zacht", 4.5), ("op-groen", "groen", 4.5),
    ("op-groen", "groen-druk", 4.5), ("groen-tekst", "groen-zacht", 4.5), ("op-donker", "groen-diep", 4.5),
    ("op-donker-2", "groen-diep", 4.5), ("op-zon", "zon", 4.5), ("zon-tekst", "zon-zacht", 4.5),
    ("op-steen", "steen", 4.5), ("steen-tekst", "steen-zacht", 4.5), ("blauw", "blauw-zacht", 4.5),
    ("blauw", "papier", 4.5), ("fout", "fout-zacht", 4.5), ("niveau-1", "wit", 4.5), ("niveau-2", "wit", 4.5),
    ("niveau-3", "wit", 4.5), ("niveau-1", "papier", 4.5), ("niveau-2", "papier", 4.5), ("niveau-3", "papier", 4.5),
    ("op-niveau", "niveau-1", 4.5), ("op-niveau", "niveau-2", 4.5), ("op-niveau", "niveau-3", 4.5),
    ("emaille-2", "emaille", 4.5), ("tegel-inkt", "tegel", 4.5), ("zon", "groen-diep", 3),
    ("rand", "papier", 3), ("rand", "wit", 3),
]  # fmt: skip


class Outline(html.parser.HTMLParser):
    """What a page is made of: ids, headings in order, elements without a closing tag."""

    EMPTY = frozenset({"meta", "link", "input", "br", "img", "hr", "wbr", "source", "col"})

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.first_link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if identity := values.get("id"):
            self.ids.append(identity)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        if tag == "a" and not self.first_link:
            self.first_link = values.get("href") or ""
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.EMPTY:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.crossed.append(tag)


def frame(**changes: object) -> Frame:
    """The frame of a page of Havendijk, as the site makes it."""
    request = RequestFactory().get("/havendijk/")
    request.network = Network(
        slug="havendijk", name="Buurtnet Havendijk", town="Havendijk", country="NL", locale="nl"
    )
    return replace(frame_of(request), **changes)


def page(template: str, around: Frame | None = None, **context: object) -> str:
    request = RequestFactory().get("/havendijk/")
    return render_to_string(template, {"frame": around or frame(), "request": request, **context})


def outline(text: str) -> Outline:
    parser = Outline()
    parser.feed(text)
    return parser


def tokens(block: str) -> dict[str, str]:
    """The custom properties of a block of CSS that are colours."""
    return {
        name: value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])
        for name, value in re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3}(?:[0-9a-f]{3})?);", block)
    }


def block_after(selector: str) -> str:
    start = CSS.index(selector)
    return CSS[start : CSS.index("}", start)]


LIGHT = tokens(block_after(":root {\n    color-scheme: light"))
DARK = LIGHT | tokens(block_after(':root[data-kleur="donker"] {\n    color-scheme: dark'))


def luminance(colour: str) -> float:
    """Relative luminance 0–1 of ``#rrggbb`` (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_can_be_read(name: str) -> None:
    try:
        get_template(name)
    except (TemplateSyntaxError, TemplateDoesNotExist) as error:
        pytest.fail(f"{name}: {error}")


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_icon_a_template_names_is_gathered(path: Path) -> None:
    assert set(LITERAL_ICON.findall(path.read_text("utf-8"))) <= ICONS.keys()


def test_an_icon_is_decoration_in_the_colour_of_its_text() -> None:
    drawn = Template('{% icon "search" 42 %}').render(Context())
    assert 'aria-hidden="true"' in drawn
    assert 'stroke="currentColor"' in drawn
    assert 'width="42"' in drawn
    assert ICONS["search"] in drawn


def test_an_icon_nobody_gathered_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(LookupError, match="no icon"):
        Template('{% icon "unicorn" %}').render(Context())


@pytest.mark.parametrize("step", [1, 2, 3])
def test_the_step_gable_fills_as_many_steps_as_help_is_heavy(step: int) -> None:
    drawn = Template("{% gable step %}").render(Context({"step": step}))
    assert drawn.count("<path") == 3
    assert drawn.count('fill="currentColor"') == step


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_that_meet_can_be_told_apart(theme: str, front: str, ground: str, least: float) -> None:
    colours = LIGHT if theme == "light" else DARK
    assert contrast(colours[front], colours[ground]) >= least


def test_dark_by_choice_is_dark_by_device() -> None:
    assert tokens(block_after(':root:not([data-kleur="licht"]) {\n      color-scheme: dark')) == tokens(
        block_after(':root[data-kleur="donker"] {\n    color-scheme: dark')
    )


def test_the_sheet_knows_no_left_and_right_so_that_arabic_mirrors() -> None:
    one_sided = (
        r"(?:margin|padding|border)-(?:left|right)\b|(?<![-\w])(?:left|right)\s*:|text-align:\s*(?:left|right)"
    )
    assert re.findall(one_sided, CSS) == []


def test_the_sheet_and_the_fonts_stay_light() -> None:
    assert len(gzip.compress(CSS.encode())) <= 14_000
    latin = [path for path in (STATIC / "fonts").glob("*.woff2") if path.stem != "arabisch"]
    assert len(latin) == 5
    assert sum(path.stat().st_size for path in latin) <= 70_000


def test_every_font_the_sheet_names_is_there_with_its_licence() -> None:
    named = set(re.findall(r"fonts/([\w-]+\.woff2)", CSS))
    assert named == {path.name for path in (STATIC / "fonts").glob("*.woff2")}
    assert len(list((STATIC / "fonts").glob("OFL-*.txt"))) == 4


def test_the_frame_says_language_direction_and_colour() -> None:
    assert '<html lang="nl" dir="ltr">' in page("404.html")
    arabic = page("404.html", frame(html_lang="ar", direction="rtl", colour="donker"))
    assert '<html lang="ar" dir="rtl" data-kleur="donker">' in arabic


def test_the_first_link_skips_to_the_content_and_the_danger_line_stands_on_the_page() -> None:
    text = page("404.html")
    assert outline(text).first_link == "#inhoud"
    assert 'id="inhoud"' in text
    assert 'href="tel:112"' in text


def test_a_language_is_named_in_its_own_tongue() -> None:
    assert 'lang="en" hreflang="en">English</a>' in page("404.html")


def test_colours_of_a_network_are_fetched_only_when_it_has_them() -> None:
    assert "kleuren.css" not in page("404.html")
    own = page("404.html", frame(colours_css="/havendijk/kleuren.css"))
    assert own.index("buurtnet.css") < own.index('href="/havendijk/kleuren.css"')


@pytest.mark.parametrize(
    "template",
    [
        "400.html", "403.html", "404.html", "429.html", "home/site.html", "home/themes.html", "home/about.html",
        "home/contact.html", "home/privacy.html", "home/accessibility.html", "directory/my_list.html",
    ],
)  # fmt: skip
def test_a_page_has_one_first_heading_headings_in_order_and_every_id_once(template: str) -> None:
    found = outline(page(template))
    assert found.headings.count("h1") == 1
    levels = [int(heading[1]) for heading in found.headings]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), levels
    assert [identity for identity, times in Counter(found.ids).items() if times > 1] == []
    assert found.crossed == []
    assert found.open == []


def test_the_page_for_our_own_mistake_needs_nothing_of_ours() -> None:
    text = render_to_string("500.html")
    assert 'href="tel:112"' in text
    assert outline(text).headings == ["h1"]


def test_what_someone_typed_comes_back_as_text() -> None:
    text = page("home/site.html", query='"><script>alert(1)</script>', asked=True)
    assert "<script>alert" not in text
