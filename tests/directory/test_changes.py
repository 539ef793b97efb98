"""Putting new values on an entry: written with history, told to the index, and taken back."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest

from buurtnet.directory.actions import (
    FIELDS,
    ChangedMeanwhileError,
    NotMendableError,
    after_import,
    apply,
    place_value,
    undo,
    value_of,
    values_of,
)
from buurtnet.directory.choices import AssuredBy, InHolidays
from buurtnet.directory.models import (
    Change,
    CostOption,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from buurtnet.search.models import Change as Waiting
from buurtnet.themes.actions import load_themes
from tests.directory.searchable import addressed
from tests.factories import LocationFactory, ServiceFactory

pytestmark = pytest.mark.django_db
MEMBER, PROVIDER = AssuredBy.MEMBER, AssuredBy.PROVIDER


@pytest.fixture
def club() -> Service:
    club: Service = ServiceFactory(name="Huiswerkclub", description="Samen leren.", minimum_age=8, maximum_age=12)
    Phone.objects.create(service=club, number="0999 - 12 34 56", e164="+31999123456", description="balie")
    Schedule.objects.create(
        service=club, freq="WEEKLY", byday="TU,TH", opens_at="15:30", closes_at="17:00", in_holidays=InHolidays.NO
    )
    return club


NEW: dict[str, Any] = {
    "name": "Huiswerkclub De Loods",
    "status": "temporarily closed",
    "support_level": 2,
    "function": 3,
    "ages": [6.0, None],
    "phones": [["0999 65 43 21", "", "+31999654321"], ["0999 - 12 34 56", "balie", "+31999123456"]],
    "costs": [["0.00", ""], ["4.50", "per boek"], [None, "naar draagkracht"]],
    "languages": ["ar", "nl"],
    "themes": ["huiswerk"],
    "hours": {"MO": [["09:00", "12:00"], ["13:00", "17:00"]], "TU": [["09:00", "12:00"]], "text": "en op afspraak"},
}


@pytest.mark.parametrize("field", [*NEW, "where"])
def test_a_field_gets_its_value_and_back_again(club: Service, field: str) -> None:
    load_themes()
    theme = club.themes.model.objects.order_by("pk").first()
    assert theme
    place = LocationFactory(name="De Loods")
    addressed(place, "Kade 3")
    wanted = {**NEW, "themes": [theme.pk], "where": place_value(place)}[field]
    before = value_of(club, field)
    edition = apply(club, {field: wanted}, by=MEMBER)
    found = Service.objects.get(pk=club.pk)
    assert value_of(found, field) == wanted
    row = Change.objects.get()
    assert (row.edition, row.field, row.previous_value, row.replacement_value) == (edition, field, before, wanted)
    assert edition
    undo(club, edition, by=PROVIDER)
    assert value_of(Service.objects.get(pk=club.pk), field) == before


def test_every_value_is_what_json_keeps_exactly(club: Service) -> None:
    values = values_of(club)
    assert set(values) == set(FIELDS)
    assert json.loads(json.dumps(values)) == values


def test_what_is_the_same_already_is_no_change(club: Service) -> None:
    Waiting.objects.all().delete()
    assert apply(club, {"name": club.name, "ages": [8.0, 12.0]}, by=MEMBER) is None
    assert not Change.objects.exists()
    assert not Waiting.objects.exists()


def test_the_index_hears_of_the_entry_its_organization_and_its_place(club: Service) -> None:
    place = LocationFactory()
    ServiceAtLocation.objects.create(service=club, location=place)
    Waiting.objects.all().delete()
    apply(club, {"name": "Anders"}, by=MEMBER)
    told = {(one.kind, one.key) for one in Waiting.objects.all()}
    assert told == {
        ("service", str(club.pk)), ("organization", str(club.organization_id)), ("place", str(place.pk)),
    }  # fmt: skip


def test_an_edition_groups_what_was_approved_together_and_names_nobody(club: Service) -> None:
    edition = apply(club, {"name": "Anders", "email": "club@kade.example"}, by=PROVIDER, is_suggested=True)
    rows = Change.objects.filter(edition=edition)
    assert {row.field for row in rows} == {"name", "email"}
    assert {(row.by, row.is_suggested) for row in rows} == {(PROVIDER, True)}
    assert "person" not in {field.name for field in Change._meta.get_fields()}


def test_what_someone_looked_at_must_still_be_there(club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(name="Intussen anders")
    with pytest.raises(ChangedMeanwhileError) as caught:
        apply(
            club, {"name": "Nieuw", "email": "a@kade.example"}, by=MEMBER, seen={"name": "Huiswerkclub", "email": ""}
        )
    assert caught.value.fields == ["name"]
    club.refresh_from_db()
    assert (club.name, club.email) == ("Intussen anders", "")


def test_looking_at_the_whole_page_counts_as_checked_and_its_provider_takes_it_on(club: Service) -> None:
    day = dt.date(2026, 11, 22)
    apply(club, {"name": "Anders"}, by=MEMBER)
    club.refresh_from_db()
    assert (club.assured_date, club.is_kept_by_editor) == (None, False)
    assert apply(club, {}, by=MEMBER, assured_on=day) is None
    club.refresh_from_db()
    assert (club.assured_date, club.assured_by, club.is_kept_by_editor) == (day, MEMBER, False)
    apply(club, {}, by=PROVIDER, assured_on=day)
    club.refresh_from_db()
    assert (club.assured_by, club.is_kept_by_editor) == (PROVIDER, True)


def test_an_edition_is_not_undone_when_a_later_one_changed_the_same(club: Service) -> None:
    first = apply(club, {"name": "Een", "email": "a@kade.example"}, by=MEMBER)
    apply(club, {"name": "Twee"}, by=MEMBER)
    assert first
    with pytest.raises(ChangedMeanwhileError):
        undo(club, first, by=MEMBER)
    club.refresh_from_db()
    assert (club.name, club.email) == ("Twee", "a@kade.example")


def test_an_edition_is_not_undone_when_an_import_changed_the_same(club: Service) -> None:
    first = apply(club, {"name": "Een"}, by=MEMBER)
    Service.objects.filter(pk=club.pk).update(name="Van de bron")
    assert first
    with pytest.raises(ChangedMeanwhileError):
        undo(club, first, by=MEMBER)


def test_an_undoing_says_what_it_undoes_and_can_be_undone(club: Service) -> None:
    first = apply(club, {"name": "Een"}, by=MEMBER)
    assert first
    second = undo(club, first, by=PROVIDER)
    assert second
    assert Change.objects.get(edition=second).undoes == first
    undo(club, second, by=MEMBER)
    club.refresh_from_db()
    assert club.name == "Een"


def test_an_edition_of_another_entry_cannot_be_undone_here(club: Service) -> None:
    other = ServiceFactory()
    edition = apply(other, {"name": "Een"}, by=MEMBER)
    assert edition
    for one in (edition, uuid.uuid4()):
        with pytest.raises(Change.DoesNotExist):
            undo(club, one, by=MEMBER)


# Phones


def test_a_phone_that_stays_keeps_its_row_and_that_of_a_person_is_left_alone(club: Service) -> None:
    kept = club.phones.get()
    Phone.objects.filter(pk=kept.pk).update(extension="12")
    private = Phone.objects.create(service=club, number="0999 11", extra={"contact_id": "c1"})
    assert value_of(club, "phones") == [["0999 - 12 34 56", "balie", "+31999123456"]]
    apply(club, {"phones": [["0999 123456", "balie", "+31999123456"]]}, by=MEMBER)
    kept.refresh_from_db()
    assert (kept.number, kept.extension) == ("0999 123456", "12")
    apply(club, {"phones": []}, by=MEMBER)
    assert list(club.phones.all()) == [private]


# Hours


@pytest.mark.parametrize(
    "new",
    [
        [["4.00", "per keer"], ["9.00", "per maand"]],  # another sum
        [["9.00", "elke maand"], ["3.00", "per keer"]],  # other words, and another order
    ],
)
def test_a_price_of_which_half_changes_keeps_its_currency_and_its_dates(club: Service, new: list[Any]) -> None:
    since = dt.date(2026, 9, 1)
    CostOption.objects.create(service=club, amount=3, option="per keer", currency="GBP", valid_from=since)
    month = CostOption.objects.create(
        service=club, amount=9, option="per maand", currency="CHF", valid_to=since, position=1
    )
    apply(club, {"costs": new}, by=MEMBER)
    assert value_of(club, "costs") == new
    rows = {row.option: row for row in club.cost_options.all()}
    assert (rows["per keer"].currency, rows["per keer"].valid_from) == ("GBP", since)
    [kept] = [row for row in rows.values() if row.pk == month.pk]
    assert (kept.currency, kept.valid_to) == ("CHF", since)


def test_a_new_price_is_in_the_currency_of_the_others(club: Service) -> None:
    CostOption.objects.create(service=club, amount=3, option="per keer", currency="GBP", extra={"tax": "21"})
    apply(club, {"costs": [["3.00", "per keer"], ["12.00", "per jaar"], [None, "gratis met pas"]]}, by=MEMBER)
    assert [row.currency for row in club.cost_options.order_by("position")] == ["GBP", "GBP", ""]
    assert [row.extra for row in club.cost_options.order_by("position")] == [{"tax": "21"}, {}, {}]
    apply(club, {"costs": []}, by=MEMBER)
    assert not club.cost_options.exists()


def test_hours_carry_over_what_the_old_rows_say_of_holidays(club: Service) -> None:
    apply(club, {"hours": {"WE": [["10:00", "00:00"]], "text": ""}}, by=MEMBER)
    row = club.schedules.get()
    assert (row.byday, row.closes_at, row.in_holidays) == ("WE", "00:00", InHolidays.NO)


def test_hours_stand_where_they_stood(club: Service) -> None:
    link = ServiceAtLocation.objects.create(service=club, location=LocationFactory())
    club.schedules.all().delete()
    Schedule.objects.create(at_location=link, freq="WEEKLY", byday="MO", opens_at="09:00", closes_at="10:00")
    apply(club, {"hours": {"TU": [["09:00", "10:00"]], "text": ""}}, by=MEMBER)
    assert Schedule.objects.get().at_location == link


@pytest.mark.parametrize(
    "fields",
    [
        {"freq": "MONTHLY", "byday": "1SA"}, {"interval": 2}, {"valid_from": dt.date(2026, 6, 1)}, {"count": 3},
        {"exceptions": [{"date": "2026-12-25", "closed": True}]}, {"byday": ""}, {"in_holidays": InHolidays.ONLY},
        {"opens_at": "nooit"},
    ],
)  # fmt: skip
def test_hours_that_are_more_than_a_week_are_not_mended_here(club: Service, fields: dict[str, Any]) -> None:
    row = {"freq": "WEEKLY", "byday": "SA", "opens_at": "10:00", "closes_at": "12:00", **fields}
    Schedule.objects.create(service=club, **row)
    assert value_of(club, "hours") is None
    with pytest.raises(NotMendableError):
        apply(club, {"hours": {}}, by=MEMBER)


def test_an_entry_without_hours_gets_some(club: Service) -> None:
    club.schedules.all().delete()
    assert value_of(club, "hours") == {}
    apply(club, {"hours": {"text": "Bel voor een afspraak"}}, by=MEMBER)
    assert club.schedules.get().description == "Bel voor een afspraak"


# Where


def test_several_places_and_a_secret_one_are_not_mended_here(club: Service) -> None:
    ServiceAtLocation.objects.create(service=club, location=LocationFactory(hide_address=True))
    assert value_of(club, "where") is None
    Location.objects.update(hide_address=False)
    assert value_of(club, "where") is not None
    ServiceAtLocation.objects.create(service=club, location=LocationFactory())
    assert value_of(club, "where") is None


def test_languages_without_a_code_of_ours_stay(club: Service) -> None:
    Language.objects.create(service=club, name="Fries")
    apply(club, {"languages": ["tr"]}, by=MEMBER)
    apply(club, {"languages": ["nl"]}, by=MEMBER)
    assert set(club.languages.values_list("code", "name")) == {("", "Fries"), ("nl", "")}


# After an import


def test_what_was_mended_stays_when_the_source_still_says_the_same(club: Service) -> None:
    apply(club, {"name": "Gemaakt", "phones": [["0999 65 43 21", "", "+31999654321"]]}, by=MEMBER)
    Service.objects.filter(pk=club.pk).update(name="Huiswerkclub")
    club.phones.all().delete()
    Phone.objects.create(service=club, number="0999 - 12 34 56", e164="+31999123456", description="balie")
    assert after_import([club.pk]) == 2
    assert values_of(Service.objects.get(pk=club.pk), ["name", "phones"]) == {
        "name": "Gemaakt", "phones": [["0999 65 43 21", "", "+31999654321"]],
    }  # fmt: skip
    assert Change.objects.count() == 2


def test_what_the_source_says_anew_counts_and_stands_in_the_history(club: Service) -> None:
    apply(club, {"name": "Gemaakt"}, by=MEMBER)
    Service.objects.filter(pk=club.pk).update(name="Van de bron")
    after_import([club.pk])
    row = Change.objects.get(by=AssuredBy.SOURCE)
    assert (row.previous_value, row.replacement_value) == ("Gemaakt", "Van de bron")
    club.refresh_from_db()
    assert club.name == "Van de bron"
    undo(club, row.edition, by=MEMBER)
    club.refresh_from_db()
    assert club.name == "Gemaakt"
    Service.objects.filter(pk=club.pk).update(name="Van de bron")
    after_import([club.pk])
    club.refresh_from_db()
    assert club.name == "Gemaakt", "the source says what it said when people last chose otherwise"


def test_an_entry_nobody_mended_is_left_as_the_import_wrote_it(club: Service) -> None:
    assert after_import([club.pk]) == 0
