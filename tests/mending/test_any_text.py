"""Two hundred thousand signs, signs from right to left and signs nobody sees, through every form."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.directory.models import Change, Service
from buurtnet.mending.choices import NeedKind
from buurtnet.mending.models import Draft, Need, Suggestion
from buurtnet.mending.needing import ask_for
from buurtnet.people.models import Person
from tests.mending.tips import begun, send, tip
from tests.people.cast import ring_two

pytestmark = pytest.mark.django_db

HUGE = "Een zin. " * 22_300  # some 200 kB
HIDDEN = "\u202eSa\u200bmen\ufeff \u2066نعمل معا\u2069"
PLAIN = "Samen نعمل معا"

type Sent = Callable[[str], Any]


@pytest.fixture
def forms(club: Service, network: Network, joris: Person, ingrid: Person, client: Client) -> dict[str, Sent]:
    """Each form with a box for free text, sent with a text in it."""
    editor, director = ring_two(joris), ring_two(ingrid)
    need = ask_for(club, NeedKind.ROOM, "Een zaal", network=network)
    one = tip(club, network, name="Huiswerkclub De Haven")

    def at(name: str, *args: object) -> str:
        return reverse(f"mending:{name}", args=["havendijk", *args])

    def initiative(text: str) -> Any:
        walk = {"name": "Wandelclub", "description": text, "eligibility_description": "Iedereen",
                "where-street": "Zeeweg 1", "where-city": "Havendijk", "when": "elke dinsdag",
                "phones": "0999 11 22 33", "begun": begun(f"new {network.pk}")}  # fmt: skip
        return client.post(at("initiative"), walk)

    def entry(text: str) -> Any:
        sent = {"mark": "", "name": club.name, "description": text, "simple": text, "alert": text}
        return editor.post(at("entry_edit", club.pk), sent)

    return {
        "suggest": lambda text: send(client, club, ["wat"], description=text),
        "remark": lambda text: send(client, club, ["anders"], remark=text),
        "initiative": initiative,
        "entry": entry,
        "name": lambda text: editor.post(at("entry_edit", club.pk), {"mark": "", "name": text}),
        "language": lambda text: editor.post(
            at("text_edit", club.pk, "ar"), {"mark": editor.get(at("text_edit", club.pk, "ar")).context["mark"],
                                             "name": "x", "text": text, "origin": "human"}),
        "wish": lambda text: editor.post(at("entry_needs", club.pk), {"kind": "geld", "line": text}),
        "result": lambda text: director.post(at("need", need.pk), {"doe": "klaar", "result": text}),
        "no": lambda text: editor.post(
            at("suggestion", one.pk),
            {"doe": "nee", "sentence": text, "stand": editor.get(at("suggestion", one.pk)).context["stand"]}),
    }  # fmt: skip


NAMES = ("suggest", "remark", "initiative", "entry", "name", "language", "wish", "result", "no")


@pytest.mark.parametrize("name", NAMES)
def test_a_text_of_200_kb_gets_a_sentence_and_nothing_is_kept(
    forms: dict[str, Sent], name: str, club: Service
) -> None:
    answer = forms[name](HUGE)
    assert answer.status_code == 200
    assert "te lang" in answer.content.decode().lower()
    assert not Change.objects.exists()
    assert not Draft.objects.exists()
    assert Suggestion.objects.filter(answered_at=None).count() == 1
    assert Need.objects.filter(closed_at=None).count() == 1
    club.refresh_from_db()
    assert club.name == "Huiswerkclub De Loods"


def kept(name: str, club: Service) -> str:
    """Where the text of a form came to lie."""
    club.refresh_from_db()
    newest = Suggestion.objects.order_by("-sent_at").first()
    assert newest
    said = {value.field: str(value.new_value) for value in newest.values.all()}
    draft = Draft.objects.filter(service=club).first()
    return {
        "suggest": lambda: said["description"], "remark": lambda: newest.remark,
        "initiative": lambda: said["description"], "entry": lambda: draft.values["description"] if draft else "",
        "name": lambda: draft.values["name"] if draft else "", "language": lambda: str(club.description_i18n),
        "wish": lambda: Need.objects.get(kind=NeedKind.MONEY).line, "result": lambda: Need.objects.get().result,
        "no": lambda: newest.answer,
    }[name]()  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_signs_that_hide_or_turn_a_text_are_left_out_and_the_rest_is_kept(
    forms: dict[str, Sent], name: str, club: Service
) -> None:
    assert forms[name](HIDDEN).status_code == 302
    assert PLAIN in kept(name, club)
    assert not set(kept(name, club)) & set("\u202e\u200b\ufeff\u2066\u2069")


@pytest.mark.parametrize("name", NAMES)
def test_a_sign_that_no_database_keeps_is_refused(forms: dict[str, Sent], name: str) -> None:
    assert forms[name]("Sa\0men").status_code == 400
