"""Agreed meanings where the words stand: once a page, in any form of the word, and never as HTML of a text."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.models import Network
from buurtnet.wording.choices import Stage
from buurtnet.wording.explaining import Explained, agreed_about, agreed_in
from buurtnet.wording.models import AgreedWord
from tests.factories import NetworkFactory

HERE = Network(pk=1, slug="havendijk", name="Buurtnet Havendijk")


def agreed(word: str, *forms: str, meaning: str = "Wat wij daarmee bedoelen.") -> AgreedWord:
    row = AgreedWord(network=HERE, word=word, forms=list(forms), meaning=meaning, stage=Stage.AGREED)
    row.folded = word.casefold()
    return row


REGIE, WARM, FAMILY = agreed("regie", "regisseur"), agreed("warm"), agreed("familie groep", "familiegroep")


def explained(text: str, *rows: AgreedWord) -> str:
    return str(Explained(HERE, rows or (REGIE, WARM, FAMILY)).text(text))


def opened(html: str) -> list[str]:
    """The words that can be tapped."""
    return re.findall(r'popovertarget="[^"]+">([^<]*)<', html)


def shown(html: str) -> str:
    """What is read with all notes closed, without what only a screen reader hears."""
    plain = re.sub(r'<span class="agreed-note".*?</a></span>|<span class="vh">.*?</span>', "", html)
    return re.sub(r"</?(?:dfn|button)\b[^>]*>", "", plain)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jij houdt de regie.", ["regie"]),
        ("REGIE, en een Régie", ["REGIE"]),
        ("Een regisseur helpt", ["regisseur"]),
        ("de regisseurs helpen", ["regisseurs"]),
        ("een warme overdracht", ["warme"]),
        ("de familie groep komt, de familiegroepen ook", ["familie groep"]),
        ("een ‘warm’ welkom, met regie", ["warm", "regie"]),
        ("registreren en opwarmen", []),
        ("", []),
    ],
)
def test_a_word_is_found_in_its_forms_and_explained_the_first_time(text: str, found: list[str]) -> None:
    html = explained(text)
    assert opened(html) == found
    assert shown(html) == escape(text)


def test_a_word_that_means_something_common_too_is_explained_only_in_its_forms() -> None:
    warm = agreed("warm", "warme overdracht")
    warm.explains_alone = False
    assert opened(explained("Warm eten, en een warme overdracht.", warm)) == ["warme overdracht"]
    assert agreed_about("warm eten", [warm]) == []


def test_once_a_page_however_many_texts_it_has() -> None:
    page = Explained(HERE, (REGIE, WARM))
    first, second = page.text("Jij houdt de regie."), page.text("Regie is warm.")
    assert (opened(first), opened(second)) == (["regie"], ["warm"])
    keys = re.findall(r'id="([^"]+)"', first + second)
    assert len(keys) == len(set(keys)) == 2


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/regie/">regie</a>',
        '<p><a href="/x/">over <em>regie</em></a></p>',
        "<button>regie</button>",
        "<h2>regie</h2>",
        "<details><summary>regie</summary></details>",
        '<p title="regie" data-x="warm">iets</p>',
        "<!-- regie -->",
        "<code>regie</code>",
    ],
)
def test_in_links_buttons_headings_and_tags_nothing_changes(html: str) -> None:
    assert explained(mark_safe(html)) == html


def test_after_a_link_the_text_counts_again() -> None:
    html = explained(mark_safe('<p><a href="/x/">regie</a> en regie</p>'))
    assert opened(html) == ["regie"]
    assert html.startswith('<p><a href="/x/">regie</a> en <dfn')


def test_explained_twice_it_is_wrapped_once() -> None:
    rows = (agreed("regie", meaning="Warm en zelf beslissen."), WARM)
    once = explained("De regie.", *rows)
    assert opened(explained(mark_safe(once), *rows)) == ["regie"]


def test_what_is_no_safe_html_is_shown_as_it_is_typed() -> None:
    html = explained('<script>alert("regie")</script> & <b>warm</b>')
    assert "<script" not in html
    assert "<b>" not in html
    assert shown(html) == escape('<script>alert("regie")</script> & <b>warm</b>')


def test_a_meaning_and_a_word_become_no_html() -> None:
    html = explained("regie", agreed("regie", "<b>x", meaning='<img src=x onerror="alert(1)">'))
    assert "<img" not in html


class Balance(HTMLParser):
    """Fails for an element that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(
    st.lists(
        st.sampled_from(
            ["regie", "warm", " ", "<b>", "&", "&amp;", '"', "'", "familie", "groep", "é", "\u0130", "ﬁ", "x"]
        )
    )
)
def test_any_text_reads_the_same_and_is_sound_html(pieces: list[str]) -> None:
    text = "".join(pieces)
    html = explained(text)
    assert shown(html) == escape(text)
    parser = Balance()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    assert len(opened(html)) <= 3


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    assert shown(explained(text)) == escape(text)


def test_without_agreed_words_a_text_is_escaped_and_no_more() -> None:
    assert Explained(HERE, ()).text("<b>regie</b>") == "&lt;b&gt;regie&lt;/b&gt;"


def test_which_words_a_text_has() -> None:
    assert agreed_about("een warme familiegroep", [REGIE, WARM, FAMILY]) == [WARM, FAMILY]


@pytest.mark.django_db
def test_the_tag_takes_the_words_of_the_page_s_network_with_one_query() -> None:
    network, other = NetworkFactory(slug="havendijk"), NetworkFactory(slug="duinbeke")
    for where, meaning in ((network, "Jij beslist zelf."), (other, "Wij beslissen.")):
        AgreedWord.objects.create(
            network=where, word="regie", meaning=meaning, stage=Stage.AGREED, agreed_by="De Kade",
            agreed_on=dt.date(2026, 3, 2),
        )  # fmt: skip
    request = RequestFactory().get("/havendijk/")
    request.network = network  # type: ignore[attr-defined]
    page = Template("{% explained_sheets %}{% for text in texts %}{% explained text %}{% endfor %}")
    with CaptureQueriesContext(connection) as captured:
        html = page.render(Context({"request": request, "texts": ["De regie", "meer <i>regie</i>", None]}))
    assert len(captured) == 1
    assert "Jij beslist zelf." in html
    assert "Wij beslissen" not in html
    assert html.count("<dfn") == 1
    assert "wording.css" in html
    assert "&lt;i&gt;" in html
    assert Template("{% explained text %}").render(Context({"text": "<b>regie"})) == "&lt;b&gt;regie"
    assert [row.meaning for row in agreed_in(other)] == ["Wij beslissen."]
