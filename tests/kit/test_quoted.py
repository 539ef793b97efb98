"""A text of others keeps its own language, and its signs never become markup."""

from django.template import Context, Template
from django.utils import translation

from buurtnet.kit.quoted import Quoted


def shown(text: str, page: str) -> str:
    with translation.override(page):
        return Template("{{ text }}").render(Context({"text": text}))


def test_a_dutch_text_says_so_on_an_english_page_only() -> None:
    assert shown(Quoted("Bel aan & kom binnen"), "en") == '<span lang="nl">Bel aan &amp; kom binnen</span>'
    assert shown(Quoted("Bel aan & kom binnen"), "nl") == "Bel aan &amp; kom binnen"
    assert shown(Quoted("Kom maar af", "nl-be"), "nl") == "Kom maar af"


def test_markup_in_a_text_is_shown_and_not_done() -> None:
    for page in ("nl", "en"):
        assert "<b>" not in shown(Quoted("<b>vet</b>"), page)


def test_nothing_is_marked_with_no_language() -> None:
    assert shown(Quoted(""), "en") == ""


def test_it_is_still_a_text() -> None:
    assert Quoted("a") == "a"
    assert ", ".join([Quoted("a"), Quoted("b")]) == "a, b"
