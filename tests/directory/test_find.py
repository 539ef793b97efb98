"""Finding services: exact names first, then what matches, blended with near, light, fresh, open and free places."""

import datetime as dt

import pytest

from buurtnet.directory import find as finding
from buurtnet.directory.choices import ServiceStatus
from buurtnet.directory.find import find, newest_date
from buurtnet.directory.wanted import Wanted
from buurtnet.search.outbox import rebuild_all
from buurtnet.themes.models import TaxonomyTerm
from tests.directory.searchable import CENTRE, TODAY, ask, asked, names, offered, placed, reaching, town, with_room

pytestmark = pytest.mark.django_db


# Match


def test_a_whole_name_comes_first_then_a_word_in_a_name_then_a_theme_then_a_text() -> None:
    offered("Iets anders", description="Bij ons kun je naar de huiswerkclub.")
    themed = offered("Buurtkamer")
    themed.attributes.create(term=TaxonomyTerm.objects.create(name="Huiswerkclub"))
    offered("Gezellige huiswerkclub")
    offered("Huiswerkclub", description="Samen leren.")
    assert asked("huiswerkclub") == ["Huiswerkclub", "Gezellige huiswerkclub", "Buurtkamer", "Iets anders"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kind", "Kinderen en rouw"), ("CRÈCHE", "Creche Bambino"), ("speel plein", "Speelplein"),
        ("bibl", "Bibliotheek"), ("zwemels", "Zwemles"), ("kinder opvang", "Kinderopvang"),
        ("opvang voor kinderen", "Kinderopvang"),
        ("mijn zoon zit met zijn huiswerk", "Huiswerkclub"), ("gepest", "Antipest: stop pesten"),
    ],
)  # fmt: skip
def test_people_write_words_their_own_way(text: str, name: str) -> None:
    for other in ("Kinderen en rouw", "Creche Bambino", "Speelplein", "Bibliotheek", "Zwemles", "Kinderopvang",
                  "Huiswerkclub", "Antipest: stop pesten"):  # fmt: skip
        offered(other)
    assert asked(text)[0] == name


def test_small_words_do_not_count_unless_there_are_no_others() -> None:
    offered("Lekker naar buiten")
    offered("Schuldhulp", description="Ik kan mijn rekening niet betalen en ik weet niet meer hoe het moet.")
    assert asked("ik kan niet meer") == ["Schuldhulp"]
    assert names(ask("ik kan niet meer rekening")) == ["Schuldhulp"]
    assert names(ask("naar buiten")) == ["Lekker naar buiten"]


def test_an_organization_is_found_by_its_name_with_all_it_offers() -> None:
    offered("Judo", organization="De Meervogels")
    offered("Turnen", organization="De Meervogels")
    offered("Schaken")
    assert sorted(asked("meervogels")) == ["Judo", "Turnen"]


def test_what_nobody_offers_finds_nothing_and_scores_less_than_what_somebody_does() -> None:
    offered("Huiswerkclub", description="Samen leren na school.")
    offered("Dierenweide", description="Geiten en een vergunning voor de hond.")
    assert asked("dakkapel") == []
    right = ask("huiswerkclub na school").hits[0].score
    assert right > 2 * max((hit.score for hit in ask("vergunning voor een dakkapel").hits), default=0)


def test_who_answers_little_of_what_others_answer_well_is_not_listed_whatever_the_filters() -> None:
    offered("Huiswerkclub")
    offered("Bijles", description="Hulp bij huiswerk.", support_level=2)
    offered("Werkgroep", description="Een zwembad, sport in de stad, plannen, muziek, dans en koken.")
    assert asked("huiswerk") == ["Huiswerkclub", "Bijles"]
    many = "huiswerk zwembad sport stad plannen muziek dans koken"
    assert names(ask(many)) == ["Werkgroep"]
    assert ask(many, gables=(2,)).hits == []


def test_when_filters_leave_little_what_they_left_out_is_a_near_miss() -> None:
    offered("Huiswerkclub", support_level=0)
    offered("Huiswerkhulp", support_level=3)
    rebuild_all()
    found = ask("huiswerk", gables=(3,))
    assert names(found) == ["Huiswerkhulp"]
    assert [hit.gable for hit in found.near_misses] == [1]
    assert ask("huiswerk").near_misses == []


def test_but_no_names_what_someone_does_not_want() -> None:
    offered("Voetbalclub", description="sport voor iedereen")
    offered("Sportclub sport", description="club")
    offered("Schaakclub", description="een club")
    assert "Sportclub sport" not in asked("een club maar geen sport")
    assert "Schaakclub" in names(ask("een club maar geen sport"))
    offered("Geldzorgen", description="Geen geld? Wij helpen.")
    assert asked("ik heb geen geld")[0] == "Geldzorgen"


def test_a_mended_typo_is_said_and_a_right_word_is_not() -> None:
    offered("Kindertandarts")
    offered("Tandarts")
    rebuild_all()
    found = ask("tandars voor mijn kind")
    assert found.corrected == ("tandarts voor mijn kind",)
    assert found.hits[0].typo
    right = ask("tandarts")
    assert right.corrected == ()
    assert not right.hits[0].typo


@pytest.mark.parametrize("text", ["", " ", "?!…", "'", "\0", "*", "a" * 10_000, "😀", "\ud800", "-" * 300, "((("])
def test_what_holds_no_word_to_look_for_finds_all_there_is(text: str) -> None:
    offered("Huiswerkclub")
    rebuild_all()
    assert names(ask(text)) == ["Huiswerkclub"]


@pytest.mark.parametrize(
    "text",
    ["ik de het", "AND OR NOT", "title:x", "woord " * 2_000, "kat^9", "مدرسة لابني", "%41", "'; drop table --"],
)
def test_words_nobody_wrote_find_nothing_whatever_signs_stand_between(text: str) -> None:
    offered("Huiswerkclub")
    rebuild_all()
    assert ask(text).hits == []
    assert names(ask("huiswerkclub")) == ["Huiswerkclub"]


def test_a_whole_name_with_accents_and_signs_comes_first() -> None:
    offered("Zang soirée", support_level=0)
    offered("Soirée & zang", support_level=4)
    assert asked("soirée & zang") == names(ask("SOIREE & ZANG")) == ["Soirée & zang", "Zang soirée"]


# Blend


def test_of_what_matches_as_well_the_lightest_comes_first() -> None:
    for level in (4, 0, None, 1, 3):
        offered(f"Rouwgroep {level}", support_level=level, description="rouw")
    assert asked("rouw") == [f"Rouwgroep {level}" for level in (0, 1, None, 3, 4)]


def test_a_heavy_service_that_is_the_only_right_answer_stands_first() -> None:
    offered("Traumabehandeling", support_level=4)
    offered("Koffieochtend", support_level=0, description="Ook als je een trauma hebt.")
    assert asked("traumabehandeling")[0] == "Traumabehandeling"


def test_what_is_near_comes_first_and_all_within_a_walk_is_as_near() -> None:
    for metres in (6_000, 300, 2_500):
        offered(f"Huiswerkclub {metres}", at=metres)
    assert asked("huiswerkclub", near=CENTRE) == ["Huiswerkclub 300", "Huiswerkclub 2500", "Huiswerkclub 6000"]
    assert [round(hit.distance_m or 0, -2) for hit in ask("huiswerkclub", near=CENTRE).hits] == [300, 2_500, 6_000]


def test_rather_where_nobody_knows_me_turns_distance_around_with_home_and_online_first() -> None:
    for metres in (300, 9_000):
        offered(f"Gesprek {metres}", at=metres)
    offered("Gesprek thuis", is_at_home=True)
    assert asked("gesprek", near=CENTRE, away=True) == ["Gesprek thuis", "Gesprek 9000", "Gesprek 300"]
    assert names(ask(near=CENTRE, away=True)) == ["Gesprek thuis", "Gesprek 9000", "Gesprek 300"]


def test_what_was_checked_lately_comes_before_what_was_not() -> None:
    offered("Naailes oud", assured_date=TODAY - dt.timedelta(days=700))
    offered("Naailes nieuw", assured_date=TODAY - dt.timedelta(days=10))
    offered("Naailes onbekend")
    assert asked("naailes") == ["Naailes nieuw", "Naailes onbekend", "Naailes oud"]


def test_where_there_is_room_comes_before_where_it_is_full() -> None:
    with_room(offered("Peutergroep vol"), 0)
    with_room(offered("Peutergroep plek"), 2)
    assert asked("peutergroep") == ["Peutergroep plek", "Peutergroep vol"]


def test_an_age_in_the_words_puts_other_ages_lower_and_hides_none() -> None:
    offered("Dansen voor volwassenen", minimum_age=18)
    offered("Dansen voor jou", minimum_age=6, maximum_age=12)
    assert asked("dansen 8 jaar") == ["Dansen voor jou", "Dansen voor volwassenen"]
    assert names(ask("dansen 30 jaar"))[0] == "Dansen voor volwassenen"


def test_without_words_light_comes_first_then_near_then_fresh() -> None:
    offered("licht ver", at=5_000, support_level=1)
    offered("zwaar dichtbij", at=100, support_level=3)
    offered("licht dichtbij oud", at=600, support_level=0, assured_date=dt.date(2024, 1, 1))
    offered("licht dichter", at=200, support_level=1)
    offered("midden", at=200, support_level=2)
    assert asked(near=CENTRE) == ["licht dichter", "licht dichtbij oud", "licht ver", "midden", "zwaar dichtbij"]


def test_pages_follow_each_other_without_gaps_or_repeats() -> None:
    for number in range(25):
        offered(f"Koffie {number}", at=number * 100)
    rebuild_all()
    for wanted in (Wanted(text="koffie", near=CENTRE, on=TODAY), Wanted(near=CENTRE, on=TODAY)):
        whole = [hit.id for hit in find(wanted, limit=25).hits]
        pages = [hit.id for start in range(0, 30, 7) for hit in find(wanted, offset=start, limit=7).hits]
        assert pages == whole
        assert len(set(whole)) == 25
        assert find(wanted, offset=10_000).hits == []
        assert find(wanted, limit=0).total == 25


@pytest.mark.parametrize("near", [None, CENTRE])
@pytest.mark.parametrize("away", [False, True])
def test_pages_of_a_list_too_long_to_sort_as_a_whole_show_each_entry_once(
    monkeypatch: pytest.MonkeyPatch, near: tuple[float, float] | None, away: bool
) -> None:
    monkeypatch.setattr("buurtnet.directory.find.MOST_SORTED", 6)
    monkeypatch.setattr("buurtnet.directory.find.MOST_HITS", 6)
    monkeypatch.setattr("buurtnet.directory.browsing.BLOCK", 4)
    for number in range(40):
        offered(
            f"Koffie {number}",
            at=None if number % 7 == 3 else number**2 * 60,
            support_level=(0, 0, 2, 4)[number % 4],
            is_at_home=number % 6 == 0,
            is_townwide=number % 11 == 5,
        )
    rebuild_all()
    wanted = Wanted(near=near, away=away, on=TODAY)
    for size in (3, 7, 20):
        pages = [hit for start in range(0, 45, size) for hit in find(wanted, offset=start, limit=size).hits]
        assert len({hit.id for hit in pages}) == len(pages) == find(wanted).total == find(wanted).reachable == 40
        assert [hit.score for hit in pages] == sorted((hit.score for hit in pages), reverse=True)
    if away:
        assert [hit.at_home for hit in pages] == sorted((hit.at_home for hit in pages), reverse=True)
    else:
        assert [hit.gable for hit in pages] == sorted(hit.gable for hit in pages)


def test_a_long_list_goes_from_near_to_far_with_what_comes_to_you_after_a_walk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("buurtnet.directory.find.MOST_SORTED", 2)
    monkeypatch.setattr("buurtnet.directory.find.MOST_HITS", 2)
    for metres in (300, 1_400, 3_000, 100_000):
        offered(str(metres), at=metres)
    offered("nergens")
    offered("thuis", is_at_home=True)
    asked_near = asked(near=CENTRE)
    assert asked_near == ["300", "thuis", "1400", "3000", "100000", "nergens"]
    assert names(ask(near=CENTRE, away=True)) == ["thuis", "100000", "3000", "1400", "300", "nergens"]


def test_with_words_pages_end_where_no_more_is_read_and_the_answer_says_where(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("buurtnet.directory.find.MOST_HITS", 6)
    for number in range(10):
        offered(f"Koffie {number}")
    rebuild_all()
    found = find(Wanted(text="koffie", on=TODAY), limit=20)
    assert (found.total, found.reachable, len(found.hits)) == (10, 6, 6)


def test_a_service_at_several_locations_counts_from_the_nearest() -> None:
    service = offered("Taalles", at=7_000)
    placed(service, 400)
    rebuild_all()
    found = ask("taalles", near=CENTRE)
    assert round(found.hits[0].distance_m or 0) == 400


def test_the_same_question_as_of_the_same_day_gives_the_same_order() -> None:
    offered("Kookclub", assured_date=dt.date(2025, 3, 1))
    offered("Kookles", assured_date=dt.date(2026, 3, 1))
    rebuild_all()
    assert newest_date() == dt.date(2026, 3, 1)
    one, other = (find(Wanted(text="koken", on=dt.date(2026, 3, 1))).hits for _ in range(2))
    assert one == other


def test_equals_stand_in_the_same_order_in_every_index_of_the_same_map() -> None:
    for _ in range(12):
        offered("Koffie")
    rebuild_all()
    first = [hit.id for hit in ask("koffie").hits]
    rebuild_all()
    assert [hit.id for hit in ask("koffie").hits] == first


# What may be found


def test_only_what_runs_and_its_source_still_names_is_found() -> None:
    for status in ServiceStatus:
        offered(f"Breiclub {status.value}", status=status)
    offered("Breiclub weg", gone_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert sorted(asked("breiclub")) == ["Breiclub active", "Breiclub temporarily closed"]


def test_an_entry_an_editor_keeps_hides_when_its_time_is_over_and_an_imported_one_does_not() -> None:
    offered("Zangkoor", is_kept_by_editor=True, assured_date=TODAY, check_every=1)
    offered("Zangkoor van de bron", assured_date=TODAY, check_every=1)
    rebuild_all()
    assert len(ask("zangkoor", on=TODAY + dt.timedelta(days=239)).hits) == 2
    assert names(ask("zangkoor", on=TODAY + dt.timedelta(days=240))) == ["Zangkoor van de bron"]
    assert names(ask(on=TODAY + dt.timedelta(days=240))) == ["Zangkoor van de bron"]


def test_a_safe_address_has_no_distance_and_is_not_found_by_its_street() -> None:
    from_street = offered("Opvanghuis")
    location = placed(from_street, 500, hide_address=True)
    location.addresses.create(address_1="Geheimstraat 3", city="Havendijk", country="NL")
    rebuild_all()
    assert ask("opvanghuis", near=CENTRE).hits[0].distance_m is None
    assert ask("geheimstraat").total == 0


def test_a_network_finds_what_lies_in_it_and_what_serves_it_and_nothing_else() -> None:
    here, quarter, other_quarter = town("Havendijk", "Molenveld", "Westerkade")
    (elsewhere,) = town("Duinbeke")
    country, *_rest = town("Nederland")
    here.ancestor_ids = [country.pk]
    here.save()
    reaching(offered("Eetcafé hier"), quarter)
    reaching(offered("Eetcafé voor heel het land"), over=(country,))
    reaching(offered("Eetcafé daar"), elsewhere)
    offered("Eetcafé nergens")
    rebuild_all()
    inside, over = (here.pk, quarter.pk, other_quarter.pk), (here.pk, country.pk)
    assert sorted(names(ask("eetcafé", inside=inside, over=over))) == ["Eetcafé hier", "Eetcafé voor heel het land"]
    assert ask("eetcafé").total == 4


def test_a_scope_is_the_value_of_the_source_and_never_a_name() -> None:
    (area,) = town("havendijk")
    reaching(offered("Turnen demo"), area)
    offered("Turnen ander", scope="havendijk")
    offered("Turnen ander twee", scope="Havendijk oost")
    rebuild_all()
    assert names(ask("turnen", scope="havendijk")) == ["Turnen ander"]
    assert names(ask("turnen", scope="Havendijk oost")) == ["Turnen ander twee"]
    assert ask("turnen", scope="havendijk oost").total == 0


def test_counts_are_remembered_until_the_index_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    offered("Inloop", support_level=0)
    rebuild_all()
    counted = ask("").counts
    monkeypatch.setattr(finding, "facet_counts", lambda *_args: pytest.fail("counted again"))
    assert ask("").counts == counted
    assert ask("", near=CENTRE).counts == counted, "a position only orders"
    monkeypatch.undo()
    offered("Nog een inloop", support_level=0)
    rebuild_all()
    assert ask("").counts["gable:1"] == 2


def test_another_question_has_its_own_counts() -> None:
    offered("Inloop", support_level=0, minimum_age=0, maximum_age=4)
    offered("Kaartclub", support_level=0, minimum_age=60, maximum_age=99)
    rebuild_all()
    assert ask("").counts["gable:1"] == 2
    assert ask("", age=3).counts["gable:1"] == 1
    assert ask("kaartclub").counts["gable:1"] == 1
