"""What is new in a network or a neighbourhood, as Atom."""

import datetime as dt
import xml.etree.ElementTree as ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Service
from tests.feeds.asking import get, public, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(*where: str) -> ElementTree.Element:
    return ElementTree.fromstring(text("neighbourhood_news" if where[1:] else "network_news", *where))


def entries(*where: str) -> list[str]:
    return [str(one.findtext(f"{ATOM}title")) for one in feed(*where).iter(f"{ATOM}entry")]


def moment(day: int) -> dt.datetime:
    return dt.datetime(2026, 6, day, 10, 30, tzinfo=dt.UTC)


def changed(service: Service, day: int | None = None, *, came: int | None = None) -> Service:
    """At its source on a day in June, and come in here on another."""
    Service.objects.filter(pk=service.pk).update(
        last_modified=moment(day) if day else None, imported_at=moment(came) if came else None
    )
    return service


def test_what_changed_last_comes_first(areas: list[Area]) -> None:
    changed(public("Eerst", areas[1]), 1)
    changed(public("Laatst", areas[2]), 9)
    changed(public("Hier later gekomen", areas[1]), 2, came=5)
    changed(public("Zonder datum bij de bron", areas[1]), came=3)
    changed(public("Wie weet wanneer", areas[1]))
    assert entries("havendijk") == ["Laatst", "Hier later gekomen", "Zonder datum bij de bron", "Eerst"]
    assert entries("havendijk", areas[2].slug) == ["Laatst"]


def test_a_feed_has_all_that_atom_asks_for(areas: list[Area]) -> None:
    service = changed(public("Huiswerkclub", areas[1], description="Samen huiswerk."), 1)
    found = feed("havendijk")
    assert str(found.findtext(f"{ATOM}id")).startswith("urn:uuid:")
    assert found.findtext(f"{ATOM}updated") == "2026-06-01T10:30:00+00:00"
    assert found.findtext(f"{ATOM}author/{ATOM}name") == "Netwerk Havendijk"
    links = {one.get("rel"): one.get("href") for one in found.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://buurt.example/havendijk/", "self": "https://buurt.example/havendijk/nieuw.atom",
    }  # fmt: skip
    entry = found.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{service.pk}"
    assert entry.findtext(f"{ATOM}summary") == "Samen huiswerk."
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"https://buurt.example/havendijk/aanbod/{service.pk}/"


def test_only_what_lists_show_is_told(areas: list[Area]) -> None:
    changed(public("Te zien", areas[1]), 1)
    changed(public("Gestopt", areas[1], status="defunct"), 2)
    changed(public("Verborgen", areas[1], is_kept_by_editor=True, assured_date="2020-01-01"), 2)
    Service.objects.filter(pk=changed(public("Weg", areas[1]), 3).pk).update(gone_at=moment(4))
    assert entries("havendijk") == ["Te zien"]


def test_any_text_is_well_formed(areas: list[Area]) -> None:
    name = "<b>\x01 & ]]>\x0b\ufffe\x7f \u202eé'\""
    changed(public(name, areas[1], description="</summary><script>\x1f"), 1)
    assert entries("havendijk") == ["<b> & ]]> é'\""]
    summary = feed("havendijk").find(f"{ATOM}entry/{ATOM}summary")
    assert summary is not None
    assert (summary.get("type"), summary.text) == ("html", "&lt;/summary&gt;&lt;script&gt;")


def test_at_most_fifty_are_told_in_as_many_questions(areas: list[Area]) -> None:
    changed(public("Eerst", areas[1]), 1)

    def asked() -> int:
        forget_all()
        with CaptureQueriesContext(connection) as questions:
            text("network_news", "havendijk")
        return len(questions)

    before = asked()
    for number in range(60):
        changed(public(f"Club {number}", areas[1]), 1 + number % 28)
    assert asked() == before
    assert len(entries("havendijk")) == 50


def test_an_unchanged_feed_is_not_sent_twice(areas: list[Area]) -> None:
    service = changed(public("Eerst", areas[1]), 1)
    first = get("network_news", "havendijk")
    assert first.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert get("network_news", "havendijk", if_none_match=first.headers["ETag"]).status_code == 304
    changed(service, 2)
    assert get("network_news", "havendijk", if_none_match=first.headers["ETag"]).status_code == 200


def test_a_feed_of_nothing_has_a_moment_that_stays(areas: list[Area]) -> None:
    assert get("network_news", "havendijk").content == get("network_news", "havendijk").content
    assert entries("havendijk") == []


def test_what_is_not_listed_or_not_there_is_not_found(areas: list[Area]) -> None:
    assert get("network_news", "nergens").status_code == 404
    assert get("neighbourhood_news", "havendijk", "nergens").status_code == 404
    Network.objects.update(is_listed=False)
    assert get("network_news", "havendijk").status_code == 404


def test_a_feed_is_only_read(areas: list[Area]) -> None:
    assert Client().post(reverse("feeds:network_news", args=["havendijk"])).status_code == 405
