"""From figures to a public page: made once, written by one, read by another, published, put right."""

import datetime as dt

import pytest

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.models import Area, Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.counting import Quarter
from buurtnet.needs.models import Telling, TellingTheme
from buurtnet.needs.tellings import (
    Words,
    first_day_for,
    make,
    make_public,
    published_in,
    put_right,
    quarters_to_tell,
    read_theme,
    standing_for,
    take_theme_away,
    write_theme,
)
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow, Release
from tests.needs.telling_rows import APRIL, WINTER, a_telling, a_winter, helpers, many_asked

pytestmark = pytest.mark.django_db

WORDS = Words("Geld", "Veel ouders vragen hoe zij de rekeningen betalen.")


@pytest.fixture
def winter(network: Network, area: Area, other_area: Area) -> list[Person]:
    owners = helpers(network)
    a_winter(network, area, other_area, owners)
    return owners


@pytest.fixture
def made(network: Network, winter: list[Person], ingrid: Person) -> Telling:
    return a_telling(network, ingrid, is_public=False)


def test_figures_are_made_and_nobody_else_sees_them_yet(network: Network, made: Telling) -> None:
    assert made.release.number == 1
    assert made.release.scope == "network:havendijk"
    assert published_in(network) == []
    row = LogRow.objects.filter(object_kind="needs.Telling").get()
    assert (row.action, row.fields_group) == ("create", "telling")


def test_one_record_more_or_less_changes_no_release(
    network: Network, made: Telling, area: Area, winter: list[Person], ingrid: Person
) -> None:
    """Two releases that overlap could be subtracted: there is no second one."""
    before = Release.objects.get().tables
    many_asked(network, 1, area=area, about="wonen", owners=winter)
    assert Release.objects.get().tables == before
    for level in (AreaKind.NEIGHBOURHOOD, AreaKind.DISTRICT):
        for today in (APRIL, APRIL + dt.timedelta(days=400)):
            with pytest.raises(NotNowError):
                make(network, WINTER, level, today=today, by=By(ingrid))
    assert Release.objects.count() == 1


def test_a_quarter_can_be_told_when_it_is_over_and_once(network: Network, made: Telling) -> None:
    assert WINTER not in quarters_to_tell(network, dt.date(2026, 8, 1))
    assert Quarter(2026, 2) in quarters_to_tell(network, dt.date(2026, 8, 1))
    assert quarters_to_tell(network, APRIL + dt.timedelta(days=89)) == []
    assert first_day_for(network, APRIL) == dt.date(2026, 7, 1)
    assert first_day_for(network, dt.date(2026, 8, 1)) is None


def test_who_wrote_a_text_is_not_its_second_reader(made: Telling, ingrid: Person, samira: Person) -> None:
    theme = write_theme(made, WORDS, by=By(ingrid))
    with pytest.raises(NotNowError, match="Jij schreef dit"):
        read_theme(theme, theme.version, by=By(ingrid))
    assert read_theme(theme, theme.version, by=By(samira)).read_by == samira


def test_a_reader_stands_for_that_very_text(made: Telling, ingrid: Person, samira: Person) -> None:
    theme = write_theme(made, WORDS, by=By(ingrid))
    changed = write_theme(made, Words("Geld", "Iets anders."), by=By(ingrid), theme=theme, version=1)
    with pytest.raises(NotNowError):
        read_theme(theme, 1, by=By(samira))
    read_theme(changed, 2, by=By(samira))
    again = write_theme(made, WORDS, by=By(samira), theme=changed, version=2)
    assert (again.read_by, again.read_at, again.written_by) == (None, None, samira)


def test_two_who_change_a_text_at_once_both_know(made: Telling, ingrid: Person, samira: Person) -> None:
    theme = write_theme(made, WORDS, by=By(ingrid))
    write_theme(made, Words("Geld", "Eerst."), by=By(ingrid), theme=theme, version=1)
    with pytest.raises(NotNowError, match="net aan"):
        write_theme(made, Words("Geld", "Later."), by=By(samira), theme=theme, version=1)
    with pytest.raises(NotNowError):
        take_theme_away(theme, 1, by=By(samira))
    assert TellingTheme.objects.get().text == "Eerst."


def test_nothing_goes_on_the_site_while_a_text_waits(made: Telling, ingrid: Person, samira: Person) -> None:
    theme = write_theme(made, WORDS, by=By(ingrid))
    with pytest.raises(NotNowError, match="tweede lezer"):
        make_public(made, by=By(ingrid))
    read_theme(theme, 1, by=By(samira))
    assert make_public(made, by=By(ingrid)).published_at
    with pytest.raises(NotNowError, match="al op de site"):
        make_public(made, by=By(ingrid))


def test_figures_are_put_right_in_a_whole_and_texts_are_read_again(
    network: Network, made: Telling, area: Area, winter: list[Person], ingrid: Person, samira: Person
) -> None:
    theme = write_theme(made, WORDS, by=By(ingrid))
    read_theme(theme, 1, by=By(samira))
    make_public(made, by=By(ingrid))
    old = made.release
    many_asked(network, 30, area=area, about="wonen", owners=winter)
    better = put_right(made, "Er misten vragen van papier.", today=APRIL, by=By(ingrid))
    assert better.release.replaces == old
    assert standing_for(old) == better.release
    assert TellingTheme.objects.get().read_at is None
    table = next(one for one in better.release.tables if one["name"] == "questions_by_theme")
    assert "wonen" not in {row["key"] for row in table["rows"]}  # it was hidden, and stays so
    with pytest.raises(NotNowError, match="kort geleden"):
        put_right(better, "Nog eens.", today=APRIL, by=By(ingrid))
