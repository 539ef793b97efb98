"""Templates keep the floors too, name only files that exist, and hold nothing the browser is told to refuse."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.architecture.house import PACKAGE, room_of, rooms, templates

TEMPLATES = templates()
NAMES = [str(path.relative_to(PACKAGE)) for path in TEMPLATES]
REACHES = re.compile(r"""{%-?\s*(?:extends|include)\s+(?:"([^"]+)"|'([^']+)')""")
STATIC = re.compile(r"""{%-?\s*static\s+(?:"([^"]+)"|'([^']+)')""")
MAIL = "mail.html"  # a letter, which is no page: programs for mail read a look from the elements only
REFUSED = [
    re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/(?:ld\+)?json)", re.IGNORECASE),
    re.compile(r"<style\b", re.IGNORECASE),
    re.compile(r"<[^>%{]*\sstyle\s*=", re.IGNORECASE),
    re.compile(r"<[^>%{]*\son[a-z]+\s*=", re.IGNORECASE),
    re.compile(r"href\s*=\s*[\"']javascript:", re.IGNORECASE),
]


def reached(text: str) -> list[str]:
    """The templates a text extends or includes by name."""
    return [double or single for double, single in REACHES.findall(text)]


def refused(text: str) -> list[str]:
    """What the content security policy forbids: scripts, styles and handlers inside the page."""
    return [found.group() for pattern in REFUSED for found in pattern.finditer(text)]


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_reaches_only_its_own_room_or_kit(path: Path) -> None:
    room = room_of(path)
    for name in reached(path.read_text()):
        assert name.startswith(("kit/", f"{room}/", "#")), f"{name} is in another room"


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_stands_in_the_folder_of_its_room(path: Path) -> None:
    folder = path.relative_to(PACKAGE / room_of(path) / "templates").parts[0]
    assert folder == room_of(path) or folder not in rooms()


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_static_file_a_template_names_is_there(path: Path) -> None:
    for double, single in STATIC.findall(path.read_text()):
        name = double or single
        assert finders.find(name), f"{name} is nowhere"
        assert name.startswith(("kit/", f"{room_of(path)}/")), f"{name} is of another room"


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_has_no_script_style_or_handler_inside(path: Path) -> None:
    assert [found for found in refused(path.read_text()) if not (path.name == MAIL and "style" in found)] == []


def test_what_these_tests_look_for_is_found_where_it_is() -> None:
    assert reached("""{% extends 'home/x.html' %} {% include "kit/card.html#row" with a=b %}""") == [
        "home/x.html",
        "kit/card.html#row",
    ]
    assert refused('<p style="color:red">') == ["<p style="]
    assert refused('<a onclick="go()">') == ["<a onclick="]
    assert refused("<script>alert(1)</script>") == ["<script"]
    assert refused('<script type="application/json">{}</script><script src="/a.js" defer></script>') == []
    assert refused('<time datetime="2026-01-01" class="on">') == []
