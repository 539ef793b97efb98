"""Texts of an entry in other languages, with who translated them and whether they are of an older text."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.directory.actions import write_history
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Change, Service
from buurtnet.directory.translations import also_in, note_for, outdated_in, translation_in
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from buurtnet.search.models import Change as Outbox
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(joris: Person) -> Client:
    return ring_two(joris)


def address(service: Service, code: str = "") -> str:
    args: list[Any] = ["havendijk", service.pk]
    return reverse("mending:text_edit", args=[*args, code]) if code else reverse("mending:text_list", args=args)


def read(service: Service, code: str) -> str:
    return reverse("mending:read_in", args=["havendijk", service.pk, code])


def say(client: Client, service: Service, code: str = "ar", **said: Any) -> Any:
    mark = client.get(address(service, code)).context["mark"]
    texts = {"name": "نادي الواجبات", "text": "نعمل معا.\nتعال!", "origin": "human"}
    return client.post(address(service, code), {"mark": mark} | texts | said)


def test_an_editor_puts_a_text_in_another_language_on_the_page(editor: Client, client: Client, club: Service) -> None:
    assert say(editor, club)["Location"] == address(club) + "?klaar=ar"
    club.refresh_from_db()
    one = translation_in(club.description_i18n, "ar")
    assert one is not None
    assert (one.text, one.is_by_machine, one.checked_on) == ("نعمل معا.\nتعال!", False, timezone.localdate())
    shown = client.get(read(club, "ar")).content.decode()
    assert '<h1 lang="ar" dir="auto">نادي الواجبات</h1>' in shown
    assert "Deze tekst is door mensen vertaald." in shown
    assert Outbox.objects.filter(kind="service", key=str(club.pk)).exists()
    listed = editor.get(address(club)).content.decode()
    assert "العربية" in listed
    assert "Door mensen vertaald" in listed


def test_what_a_machine_made_says_so_to_editor_and_public(editor: Client, client: Client, club: Service) -> None:
    say(editor, club, "en", name="Homework club", text="Homework together.", origin="machine")
    assert "Door een computer vertaald" in editor.get(address(club)).content.decode()
    assert "door een computer vertaald" in client.get(read(club, "en")).content.decode()
    club.refresh_from_db()
    assert note_for(club, "en") == "Deze tekst is door een computer vertaald."


def test_a_translation_of_an_older_text_says_so_and_is_good_again_when_that_text_is_back(
    editor: Client, client: Client, club: Service
) -> None:
    say(editor, club)
    before = club.description
    Service.objects.filter(pk=club.pk).update(description="Voortaan ook op zaterdag.")
    club.refresh_from_db()
    assert outdated_in(club, ["ar"]) == {("description_i18n", "ar")}
    assert "De Nederlandse tekst is daarna veranderd" in note_for(club, "ar")
    assert "De Nederlandse tekst is daarna veranderd" in client.get(read(club, "ar")).content.decode()
    assert "badge-zon" in editor.get(address(club)).content.decode()
    Service.objects.filter(pk=club.pk).update(description=before)
    club.refresh_from_db()
    assert outdated_in(club, ["ar"]) == set()


def test_of_a_translation_that_came_from_elsewhere_the_history_tells_whether_it_is_old(club: Service) -> None:
    club.description_i18n = {"en": {"text": "Together", "origin": "human", "checked_on": "2026-03-01"}}
    write_history(club, {"description": ("a", "b")}, club.pk, by=AssuredBy.MEMBER)
    day = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    Change.objects.update(changed_at=day)
    assert outdated_in(club, ["en"]) == set()
    Change.objects.update(changed_at=day + dt.timedelta(days=1))
    assert outdated_in(club, ["en"]) == {("description_i18n", "en")}
    Change.objects.update(field="phones")
    assert outdated_in(club, ["en"]) == set()


def test_the_note_tells_a_reader_what_language_there_is(club: Service) -> None:
    assert note_for(club, "nl") == ""
    assert note_for(club, "nl-be") == ""
    assert note_for(club, "en") == "Deze tekst is er alleen in het Nederlands."
    club.description_i18n = {"tr": "Birlikte"}
    assert note_for(club, "en") == "Deze tekst is er nog niet in jouw taal."
    assert note_for(club, "tr") == ""
    assert also_in(club, "nl") == [("tr", "Türkçe")]


@pytest.mark.parametrize(
    "odd", [{}, [], "x", {"en": 3}, {"en": {"text": None}}, {"en": {"text": "x", "checked_on": 5}}]
)
def test_odd_translations_of_a_source_break_no_page(client: Client, editor: Client, club: Service, odd: Any) -> None:
    Service.objects.filter(pk=club.pk).update(name_i18n={}, description_i18n=odd if isinstance(odd, dict) else {})
    club.description_i18n = odd
    assert isinstance(note_for(club, "en"), str)
    assert editor.get(address(club)).status_code == 200


def test_a_language_can_be_taken_off_the_page(editor: Client, client: Client, club: Service) -> None:
    say(editor, club)
    say(editor, club, doe="weg")
    club.refresh_from_db()
    assert (club.name_i18n, club.description_i18n) == ({}, {})
    assert client.get(read(club, "ar")).status_code == 404


def test_another_language_stays_as_it_was(editor: Client, club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(name_i18n={"tr": "Kulüp", "ar": "قديم"})
    say(editor, club)
    club.refresh_from_db()
    assert club.name_i18n["tr"] == "Kulüp"


def test_two_colleagues_at_once_do_not_overwrite_each_other_unseen(editor: Client, club: Service) -> None:
    mark = editor.get(address(club, "ar")).context["mark"]
    say(editor, club)
    late = {"mark": mark, "name": "Van een ander", "text": "", "origin": "human"}
    answer = editor.post(address(club, "ar"), late)
    assert answer.status_code == 409
    assert "Een collega bewaarde intussen ook iets" in answer.content.decode()
    assert 'value="Van een ander"' in answer.content.decode()
    club.refresh_from_db()
    assert club.name_i18n["ar"]["text"] == "نادي الواجبات"
    assert editor.post(address(club, "ar"), late | {"mark": answer.context["mark"]}).status_code == 302


def test_signs_that_turn_the_text_are_left_out_and_a_long_text_gets_a_sentence(editor: Client, club: Service) -> None:
    say(editor, club, text="\u202eنعمل\u200f")
    club.refresh_from_db()
    assert club.description_i18n["ar"]["text"] == "نعمل"
    long = say(editor, club, text="a" * 200_000)
    assert "Er passen er 5.000" in long.content.decode()
    assert "Kies wie dit heeft vertaald" in say(editor, club, origin="").content.decode()


def test_a_language_that_is_none_is_not_there(editor: Client, client: Client, club: Service) -> None:
    for code in ("xx", "nl", "vgt"):
        assert editor.get(address(club, code)).status_code == 404
        assert client.get(read(club, code)).status_code == 404
    assert editor.get(address(club) + "?taal=ar")["Location"] == address(club, "ar")
    assert editor.get(address(club) + "?taal=//evil.example").status_code == 200


def test_an_alert_is_shown_in_its_own_words_only(editor: Client, client: Client, club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(alert="In juli dicht")
    say(editor, club)
    assert "In juli dicht" in client.get(read(club, "ar")).content.decode()
    assert "alert" not in editor.get(address(club, "ar")).context["form"].fields


def test_more_languages_cost_no_more_questions(editor: Client, club: Service) -> None:
    def count() -> int:
        editor.get(address(club))
        with CaptureQueriesContext(connection) as captured:
            editor.get(address(club))
        return len(captured)

    text = {"text": "x", "checked_on": "2026-01-01"}
    Service.objects.filter(pk=club.pk).update(description_i18n={"en": text})
    before = count()
    Service.objects.filter(pk=club.pk).update(description_i18n=dict.fromkeys(["en", "tr", "ar", "pl"], text))
    assert count() == before


def test_others_translate_nothing(club: Service, network: Any, stichting: Organization) -> None:
    strangers = [
        person("Partner", Role.MEMBER, network, stichting), person("Elders", Role.DIRECTOR, NetworkFactory())
    ]  # fmt: skip
    for who in strangers:
        client = ring_two(who)
        assert client.get(address(club)).status_code == 404
        assert client.post(address(club, "ar"), {"name": "x"}).status_code == 404
