"""What of the social map goes into the index, and what a change touches."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from buurtnet.directory.models import Schedule, Service
from buurtnet.directory.search import changed, place_documents, rebuild_index, service_documents
from buurtnet.directory.usual_week import usual_times
from buurtnet.search import outbox
from buurtnet.search.models import Change
from buurtnet.search.outbox import drain, rebuild_all
from buurtnet.themes.models import Theme
from tests.directory.searchable import (
    addressed,
    ask,
    free,
    made_of,
    names,
    offered,
    placed,
    reaching,
    speaks,
    town,
    weekly,
)

pytestmark = pytest.mark.django_db


def test_a_service_is_found_by_all_that_is_said_of_it() -> None:
    Theme.objects.create(slug="opvoeden", function=4, name="Opvoeden", name_nl_be="Opvoedingsondersteuning")
    service = offered(
        "Oudercafé", organization="De Klimop", alternate_name="Praattafel", simple="Samen koffie drinken",
        eligibility_description="Voor alleenstaanden", application_process="Loop binnen",
        name_i18n={"en": "Parents café"}, description_i18n={"tr": {"text": "Anneler için", "origin": "human"}},
    )  # fmt: skip
    service.themes.add("opvoeden")
    location = placed(service, 100)
    addressed(location, "Wieklaan 3")
    location.name = "Wijkcentrum"
    location.save()
    rebuild_all()
    for text in ("oudercafe", "praattafel", "klimop", "koffie", "alleenstaanden", "parents", "anneler", "opvoeden",
                 "opvoedingsondersteuning", "wieklaan", "wijkcentrum"):  # fmt: skip
        assert names(ask(text)) == ["Oudercafé"], text


def test_a_change_is_in_the_index_after_the_outbox_was_drained() -> None:
    service = offered("Naailes")
    rebuild_all()
    service.name = "Breiles"
    service.save()
    changed("service", [service.pk])
    assert names(ask("breiles")) == []
    assert drain() >= 1
    assert names(ask("breiles")) == ["Breiles"]
    assert ask("naailes").total == 0
    assert not Change.objects.exists()


def test_what_went_is_taken_out() -> None:
    gone, stopped = offered("Zangles"), offered("Zangkoor")
    rebuild_all()
    changed("service", [gone.pk, stopped.pk])
    gone.delete()
    Service.objects.filter(pk=stopped.pk).update(status="defunct")
    drain()
    assert ask("zang").total == 0


def test_a_change_of_an_organization_or_a_location_reaches_the_services_it_is_shown_with() -> None:
    service = offered("Yoga", organization="De Klimop")
    location = placed(service, 10)
    rebuild_all()
    assert service.organization
    service.organization.name = "De Wingerd"
    service.organization.save()
    changed("organization", [service.organization.pk])
    addressed(location, "Zeilmakerstraat 1")
    changed("location", [location.pk])
    drain()
    assert names(ask("wingerd")) == names(ask("zeilmakerstraat")) == ["Yoga"]
    assert ask("klimop").total == 0


def test_a_kind_that_is_not_searched_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="taxonomy"):
        changed("taxonomy", ["00000000-0000-0000-0000-000000000000"])


def test_a_change_that_is_rolled_back_leaves_nothing_in_the_outbox() -> None:
    with pytest.raises(ZeroDivisionError):
        try_and_fail()
    assert not Change.objects.exists()


def try_and_fail() -> None:
    with transaction.atomic():
        outbox.changed("service", ["a"])
        raise ZeroDivisionError


def test_an_interrupted_drain_starts_again_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    services = [offered(f"Dansles {number}") for number in range(5)]
    rebuild_all()
    monkeypatch.setattr(outbox, "BATCH", 2)
    outbox.changed("service", [service.pk for service in services])
    Service.objects.update(name="Zwemles")
    commits = iter([None, None])

    def tired(writer: object, batch: object, write: object = outbox._write) -> None:
        next(commits)
        write(writer, batch)  # type: ignore[operator]

    monkeypatch.setattr(outbox, "_write", tired)
    with pytest.raises(StopIteration):
        drain()
    assert (ask("zwemles").total, ask("dansles").total, Change.objects.count()) == (4, 1, 1)
    monkeypatch.undo()
    drain()
    assert (ask("zwemles").total, Change.objects.count()) == (5, 0)


def test_changes_that_waited_for_a_rebuild_are_in_it_and_those_made_meanwhile_wait() -> None:
    first = offered("Judo")
    changed("service", [first.pk])

    class Meanwhile:
        def start(self, what: str, total: int, unit: str) -> None:
            assert (what, total >= 1) == ("indexing", True)

        def step(self, amount: int) -> None:
            outbox.changed("service", ["later"])

        def stop(self) -> None: ...

    assert rebuild_index(Meanwhile()) == 2  # the service and its organization
    assert Change.objects.exists()
    assert set(Change.objects.values_list("key", flat=True)) == {"later"}


def test_documents_cost_the_same_number_of_queries_however_many_there_are() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            made = list(made_of("service"))
        assert made
        return len(captured)

    def all_sorts(number: int) -> None:
        service = offered(f"Club {number}", at=number)
        free(service)
        speaks("tr", service=service)
        weekly(service, "MO", "10:00", "12:00")

    all_sorts(1)
    few = queries()
    for number in range(20):
        all_sorts(number)
    assert queries() == few


def test_keys_that_are_no_ids_make_no_documents() -> None:
    assert list(service_documents(["nonsense", "", "00000000-0000-0000-0000-000000000000"])) == []
    assert list(place_documents(["nonsense"])) == []


def test_a_postal_or_nameless_place_is_no_place_to_find() -> None:
    nameless = placed(offered("Koor"), 10)
    reaching(Service.objects.get(), town()[0])
    assert list(made_of("place")) == []
    nameless.name = "Parochiezaal"
    nameless.save()
    postal = placed(offered("Brievenbus"), 10, location_type="postal")
    postal.name = "Postbus 12"
    postal.save()
    (document,) = made_of("place")
    assert document.title == "Parochiezaal"


def test_a_usual_week_knows_quarters_past_midnight_and_the_first_saturday() -> None:
    monday = dt.date(2026, 11, 23)

    def times(
        byday: str, opens: str, closes: str, freq: str = "WEEKLY"
    ) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        row = (None, None, "", "", None, "", freq, None, byday, "", "", "", opens, closes, "yes", "[]")
        return usual_times(frozenset([row]), "Europe/Amsterdam", "nl-midden", monday)

    slots, dates, week = times("SU", "23:40", "00:20")
    assert slots == ("slot:MO0000", "slot:MO0015", "slot:SU2330", "slot:SU2345")
    assert dates == ("on:20261123", "on:20261129", "on:20261130", "on:20261206", "on:20261207")
    assert week.bit_count() == 2
    slots, dates, _week = times("1SA", "10:00", "10:30", freq="MONTHLY")
    assert slots == ("slot:SA1000", "slot:SA1015")
    assert dates == ("on:20261205",)
    slots, _dates, week = times("MO,TU,WE,TH,FR,SA,SU", "00:00", "24:00")
    assert (len(slots), week.bit_count()) == (7 * 96, 63)


def test_a_service_is_usually_open_when_any_of_its_rows_of_hours_says_so() -> None:
    service = offered("Inloop")
    location = placed(service, 10)
    weekly(service, "MO", "09:00", "10:00")
    weekly(service, "MO", "09:30", "10:30")
    weekly(service, "WE", "14:00", "14:30")
    Schedule.objects.create(location=location, freq="WEEKLY", byday="FR", opens_at="09:00", closes_at="10:00")
    (document,) = made_of("service")
    slots = {mark for mark in document.marks if mark.startswith("slot:")}
    assert slots == {
        *(f"slot:MO{time}" for time in ("0900", "0915", "0930", "0945", "1000", "1015")),
        "slot:WE1400",
        "slot:WE1415",
    }
    assert {mark for mark in document.marks if mark.startswith("hours:")} == {
        "hours:MO:09:00-10:00", "hours:MO:09:30-10:30", "hours:WE:14:00-14:30",
    }  # fmt: skip
    assert int(document.numbers["week"]).bit_count() == 3
