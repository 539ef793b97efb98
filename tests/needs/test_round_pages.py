"""The pages of rounds: planning, walking, closing, the sheet on paper and the map with its table."""

import datetime as dt
import re
from string import ascii_lowercase
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.needs.choices import RoundKind
from buurtnet.needs.models import OutreachRound, RoundStreet, Signal
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from buurtnet.questions.models import Question
from tests.factories import NetworkFactory
from tests.needs.rounds_cast import a_round, a_street, visited

pytestmark = pytest.mark.django_db
TOO_MANY = "\n".join(f"Straat {one}{other}" for one in ascii_lowercase for other in ascii_lowercase)
ASKED = {"kind": "question", "age_band": "parent", "asked_for": "self"}


@pytest.fixture
def plan_url(network: Network, area: Area) -> str:
    return f"/havendijk/beheer/rondes/nieuw/?buurt={area.slug}&soort=streets"


def typed(**more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {"purpose": "kennismaken", "starts_on": today.isoformat(), "streets": [], "more_streets": "Kade", **more}


def text_of(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


def errors_of(client: Client, url: str, **said: Any) -> dict[str, list[str]]:
    """What the form says to what was typed; nothing was kept."""
    page = client.post(url, typed(**said))
    assert page.status_code == 200
    assert not OutreachRound.objects.exists()
    return dict(page.context["form"].errors)


def of(made: OutreachRound, name: str) -> str:
    return reverse(f"needs:{name}", args=[made.network.slug, made.pk])


# Planning


def test_planning_begins_with_where_and_how(partner: Client, network: Network, area: Area) -> None:
    page = text_of(partner, "/havendijk/beheer/rondes/nieuw/")
    assert "langs de deuren" in page.lower()
    assert f'value="{area.slug}"' in page


def test_the_streets_that_waited_longest_are_proposed_first(
    partner: Client, plan_url: str, network: Network, area: Area
) -> None:
    a_street("Aalmoes", area)
    a_street("Zeedijk", area, 1)
    visited(a_round(network, area), "Aalmoes", timezone.now() - dt.timedelta(days=2))
    page = text_of(partner, plan_url)
    assert page.index('value="Zeedijk"') < page.index('value="Aalmoes"')
    assert "nog niet geweest" in page


def test_a_round_is_planned_with_picked_and_typed_streets(
    partner: Client, plan_url: str, network: Network, area: Area, joris: Person, samira: Person
) -> None:
    a_street("Zeedijk", area)
    team = [str(joris.pk), str(samira.pk)]
    said = typed(
        streets=["Zeedijk"], more_streets="Nieuwe Steeg\n\n zeedijk ", team=team, languages=["ar", "nl"],
        materials="Folders",
    )  # fmt: skip
    answer = partner.post(plan_url, said)
    made = OutreachRound.objects.get()
    assert answer.headers["Location"] == of(made, "round_walk")
    assert set(made.streets.values_list("name", flat=True)) == {"Zeedijk", "Nieuwe Steeg"}
    assert made.streets.get(name="Zeedijk").latitude == 52.05
    assert (set(made.team.all()), made.languages, made.ends_on) == ({joris, samira}, ["ar", "nl"], made.starts_on)


def test_a_plan_that_is_sent_twice_is_one_round(partner: Client, plan_url: str) -> None:
    key = re.search(r'name="key" value="([^"]+)"', text_of(partner, plan_url))
    assert key
    answers = {partner.post(plan_url, typed(key=key[1])).headers["Location"] for _time in range(2)}
    assert answers == {of(OutreachRound.objects.get(), "round_walk")}


def test_the_key_of_a_round_elsewhere_makes_a_round_here(partner: Client, plan_url: str, area: Area) -> None:
    there = a_round(NetworkFactory(areas=[area]), area, purpose="van hen")
    assert partner.post(plan_url, typed(key=str(there.pk))).status_code == 302
    there.refresh_from_db()
    assert there.purpose == "van hen"
    assert OutreachRound.objects.exclude(pk=there.pk).get().network.slug == "havendijk"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"key": "geen"}, "key"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "Bel 06 12345678"}, "purpose"),
        ({"purpose": "x" * 201}, "purpose"),
        ({"materials": "Sleutel bij Kerkstraat 12"}, "materials"),
        ({"starts_on": "morgen"}, "starts_on"),
        ({"starts_on": "1999-01-01"}, "starts_on"),
        ({"ends_on": "1999-01-01"}, "ends_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
        ({"more_streets": ""}, "more_streets"),
        ({"more_streets": "Kerkstraat 12"}, "more_streets"),
        ({"more_streets": "x" * 121}, "more_streets"),
        ({"more_streets": TOO_MANY}, "more_streets"),
        ({"languages": ["klingon"]}, "languages"),
        ({"team": ["1"]}, "team"),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_said_in_a_sentence(
    partner: Client, plan_url: str, said: dict[str, Any], field: str
) -> None:
    assert set(errors_of(partner, plan_url, **said)) == {field}


def test_nobody_goes_alone(partner: Client, plan_url: str, joris: Person) -> None:
    assert "tweeën" in errors_of(partner, plan_url, team=[str(joris.pk)])["team"][0]


def test_a_table_needs_a_place_and_no_streets(partner: Client, network: Network, area: Area) -> None:
    url = f"/havendijk/beheer/rondes/nieuw/?buurt={area.slug}&soort=table"
    assert set(errors_of(partner, url)) == {"place"}
    partner.post(url, typed(place="Marktplein 1"))
    made = OutreachRound.objects.get()
    assert (made.kind, made.place, made.streets.count()) == (RoundKind.TABLE, "Marktplein 1", 0)


def test_what_was_typed_is_still_there_when_it_is_not_right(partner: Client, plan_url: str, area: Area) -> None:
    a_street("Zeedijk", area)
    page = partner.post(plan_url, typed(purpose="", streets=["Zeedijk"], more_streets="Steeg")).content.decode()
    assert 'value="Zeedijk" checked' in page
    assert ">Steeg</textarea>" in page


@pytest.mark.parametrize("query", ["buurt=elders&soort=streets", "buurt=westerkade&soort=vliegtuig", "buurt=&soort="])
def test_a_forged_beginning_is_asked_again(partner: Client, network: Network, query: str) -> None:
    page = partner.get(f"/havendijk/beheer/rondes/nieuw/?{query}")
    assert page.templates[0].name == "needs/round_begin.html"
    assert partner.post(f"/havendijk/beheer/rondes/nieuw/?{query}", typed()).status_code == 200
    assert not OutreachRound.objects.exists()


def test_a_plan_is_changed_until_the_round_is_closed(partner: Client, network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade", starts_on=timezone.localdate(), ends_on=timezone.localdate())
    assert 'value="kennismaken"' in text_of(partner, of(made, "round_change"))
    assert partner.post(of(made, "round_change"), typed(purpose="luisteren")).status_code == 302
    made.refresh_from_db()
    assert made.purpose == "luisteren"
    OutreachRound.objects.update(talks=1, closed_at=timezone.now())
    refused = partner.post(of(made, "round_change"), typed(purpose="anders"))
    assert refused.status_code == 409
    made.refresh_from_db()
    assert made.purpose == "luisteren"


def test_a_refused_change_stands_in_the_log(partner: Client, network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade", talks=1, closed_at=timezone.now())
    partner.post(of(made, "round_change"), typed())
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny", rule="round.replanned", object_id=str(made.pk)).count() == 1


# Walking


def test_a_street_is_done_and_undone_without_a_script(partner: Client, network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade", "Steeg")
    street = made.streets.get(name="Kade")
    answer = partner.post(of(made, "round_street"), {"gedaan": street.pk})
    assert answer.headers["Location"] == f"{of(made, 'round_walk')}#straat-{street.pk}"
    page = partner.get(of(made, "round_walk"))
    assert page.context["done"] == 1
    partner.post(of(made, "round_street"), {"niet": street.pk})
    assert partner.get(of(made, "round_walk")).context["done"] == 0


def test_of_each_street_one_of_the_two_buttons_is_shown(partner: Client, network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade", "Steeg")
    visited(made, "Kade", timezone.now())
    page = text_of(partner, of(made, "round_walk"))
    for name, done in (("Kade", True), ("Steeg", False)):
        key = made.streets.get(name=name).pk
        row = re.search(rf'data-straat="{key}".*?</li>', page, re.DOTALL)
        assert row
        assert (f'value="{key}" hidden' in row[0]) is done
        assert ('class="round-did" hidden' in row[0]) is not done


@pytest.mark.parametrize("said", [{}, {"gedaan": "x"}, {"gedaan": "9" * 30}, {"gedaan": "-1"}, {"niet": "²"}])
def test_a_tap_on_no_street_is_not_found(partner: Client, network: Network, area: Area, said: dict[str, str]) -> None:
    assert partner.post(of(a_round(network, area, "Kade"), "round_street"), said).status_code == 404


def test_a_street_of_another_round_is_not_tapped_here(partner: Client, network: Network, area: Area) -> None:
    made, other = a_round(network, area, "Kade"), a_round(network, area, "Steeg")
    street = other.streets.get()
    assert partner.post(of(made, "round_street"), {"gedaan": street.pk}).status_code == 404
    street.refresh_from_db()
    assert street.done_at is None


def test_who_read_the_names_of_a_team_stands_in_the_log(
    partner: Client, network: Network, area: Area, samira: Person, joris: Person
) -> None:
    made = a_round(network, area, "Kade")
    made.team.set([samira, joris])
    text_of(partner, of(made, "round_walk"))
    row = LogRow.objects.get(action="view", object_kind="needs.OutreachRound")
    assert (row.actor, row.subject, row.fields_group) == (str(joris.pk), str(samira.pk), "rounds")


# After it


def test_a_round_is_closed_with_one_number_and_once(partner: Client, network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade")
    for _time in range(2):
        assert partner.post(of(made, "round_close"), {"talks": "14"}).status_code == 302
    made.refresh_from_db()
    assert made.talks == 14
    assert LogRow.objects.filter(rule="round.closed").count() == 1
    assert "14 gesprekken" in text_of(partner, of(made, "round_walk"))


@pytest.mark.parametrize("said", ["", "veel", "-1", "2001", "1.5", "1e3", "٣٣٣٣٣"])
def test_what_is_no_number_of_talks_is_said_in_a_sentence(
    partner: Client, network: Network, area: Area, said: str
) -> None:
    made = a_round(network, area, "Kade")
    page = partner.post(of(made, "round_close"), {"talks": said})
    assert page.status_code == 200
    assert page.context["talks"].errors["talks"]
    made.refresh_from_db()
    assert made.closed_at is None


def heard(**more: Any) -> dict[str, Any]:
    said = {"form_key": str(uuid4()), "kind": "collective", "text": "Het is ’s avonds donker op het speelplein."}
    return {**said, **more}


@pytest.mark.parametrize(("said", "kept"), [({"language": "ar"}, "ar"), ({}, "nl")])
def test_a_question_is_answered_in_the_language_of_who_asked(
    partner: Client, network: Network, area: Area, said: dict[str, str], kept: str
) -> None:
    made = a_round(network, area, "Kade")
    partner.post(of(made, "round_close"), heard(**ASKED, text="Waar kan ik leren fietsen?", **said))
    assert Question.objects.get().language == kept
    assert re.search(r'<option value="nl" selected>', text_of(partner, of(made, "round_close")))


def test_what_was_heard_is_kept_and_sent_twice_it_is_one(partner: Client, network: Network, area: Area) -> None:
    made, said = a_round(network, area, "Kade"), heard()
    for _time in range(2):
        page = partner.post(of(made, "round_close"), said)
        assert page.context["kept"]
    assert Signal.objects.get().round == made
    assert "no-store" in page.headers["Cache-Control"]
    assert said["text"] not in page.content.decode()


def test_a_question_gives_a_code_to_hand_over(partner: Client, network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade")
    said = heard(kind="question", text="Waar kan ik leren fietsen?", age_band="parent", asked_for="self")
    page = partner.post(of(made, "round_close"), said)
    assert page.context["code"]
    assert page.context["code"] in page.content.decode()
    assert (Question.objects.get().contact, page.context["outcome"].questions) == ("", 1)


@pytest.mark.parametrize(
    ("way", "contact", "kept"),
    [("mail", "ouder@havendijk.example", "ouder@havendijk.example"), ("phone", "0999 123456", "+31999123456"),
     ("site", "ouder@havendijk.example", "")],
)  # fmt: skip
def test_a_contact_is_kept_only_when_the_answer_needs_it(
    partner: Client, network: Network, area: Area, way: str, contact: str, kept: str
) -> None:
    said = heard(kind="question", text="Waar kan ik leren fietsen?", age_band="parent", asked_for="self")
    partner.post(of(a_round(network, area), "round_close"), {**said, "contact_way": way, "contact": contact})
    assert Question.objects.get().contact == kept


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "child"}, "kind"),
        ({"text": ""}, "text"),
        ({"text": "x" * 601}, "text"),
        ({"text": "Op Kerkstraat 12 woont iemand die wil koken."}, "text"),
        ({"text": "Bel 06 12345678 over het plein."}, "text"),
        ({"text": "Ik sprak met mevrouw Yilmaz over het plein."}, "text"),
        ({"form_key": "x"}, "form_key"),
        ({"kind": "question", "asked_for": "self"}, "age_band"),
        ({"kind": "question", "age_band": "parent"}, "asked_for"),
        ({**ASKED, "contact_way": "mail"}, "contact"),
        ({**ASKED, "contact_way": "phone", "contact": "12"}, "contact"),
        ({**ASKED, "contact_way": "duif"}, "contact_way"),
        ({**ASKED, "language": "xx"}, "language"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_pointed_out_before_anything_is_kept(
    partner: Client, network: Network, area: Area, said: dict[str, str], field: str
) -> None:
    page = partner.post(of(a_round(network, area), "round_close"), heard(**said))
    assert page.status_code == 200
    assert set(page.context["heard"].errors) == {field}
    assert not Signal.objects.exists()
    assert not Question.objects.exists()


def test_who_wrote_it_can_say_that_it_is_no_name(partner: Client, network: Network, area: Area) -> None:
    made, said = a_round(network, area), heard(text="Ik sprak over de Bloemhof met bewoners, en mevrouw Yilmaz.")
    assert partner.post(of(made, "round_close"), said).context["heard"].may_be_no_name
    assert partner.post(of(made, "round_close"), {**said, "no_name": "1"}).context["kept"]


def test_no_tick_lets_an_address_through(partner: Client, network: Network, area: Area) -> None:
    said = heard(text="Op Kerkstraat 12 willen ze een bankje.", no_name="1")
    page = partner.post(of(a_round(network, area), "round_close"), said)
    assert page.context["heard"].errors["text"]
    assert not page.context["heard"].may_be_no_name


def test_a_worry_about_one_child_is_not_kept_and_the_guide_is_shown(
    partner: Client, network: Network, area: Area
) -> None:
    said = heard(text="Een jongetje van zes loopt ’s avonds alleen op straat.")
    page = partner.post(of(a_round(network, area), "round_close"), said)
    assert page.context["heard"].is_about_one
    assert reverse("needs:worry", args=["havendijk"]) in page.content.decode()
    assert not Signal.objects.exists()


def test_words_of_danger_bring_the_right_line_before_anything_is_kept(
    partner: Client, network: Network, area: Area
) -> None:
    made, said = a_round(network, area), heard(text="Bewoners zeggen: er is hier veel huiselijk geweld.")
    page = partner.post(of(made, "round_close"), said)
    assert "danger-advice" in page.content.decode()
    assert "Nog niet bewaard." in page.content.decode()
    assert not Signal.objects.exists()
    assert partner.post(of(made, "round_close"), {**said, "gezien": "1"}).context["kept"]


# The list, the sheet and the map


def test_the_list_shows_rounds_and_how_far_we_are(partner: Client, network: Network, area: Area) -> None:
    a_street("Kade", area)
    a_street("Zeedijk", area, 1)
    today = timezone.localdate()
    made = a_round(network, area, starts_on=today, ends_on=today)
    visited(made, "Kade", timezone.now())
    page = partner.get("/havendijk/beheer/rondes/")
    assert (page.context["coverage"].this_year, page.context["coverage"].due) == (1, 1)
    assert "Nu bezig" in page.content.decode()
    assert "1 van 1 straten" in page.content.decode()


def test_the_number_of_queries_of_the_list_does_not_grow(partner: Client, network: Network, area: Area) -> None:
    partner.get("/havendijk/beheer/rondes/")
    counts = []
    for turn in range(2):
        for number in range(4):
            made = a_round(network, area, f"Straat {turn}-{number}", "Kade")
            visited(made, "Kade", timezone.now())
        with CaptureQueriesContext(connection) as queries:
            text_of(partner, "/havendijk/beheer/rondes/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_sheet_has_the_route_and_a_code_that_leads_to_the_question_door(
    partner: Client, network: Network, area: Area
) -> None:
    made = a_round(network, area, "Kade", "Steeg", languages=["en", "ar"])
    page = partner.get(of(made, "round_sheet"))
    shown = page.content.decode()
    assert "<svg" in shown
    assert reverse("questions:ask", args=["havendijk"]).strip("/") in page.context["flyers"].address
    assert [flyer.lang for flyer in page.context["flyers"].each] == ["nl", "en"]
    assert page.context["flyers"].has_others
    assert shown.index("Kade") < shown.index("Steeg")
    assert "round-box-done" not in shown
    made.streets.filter(name="Kade").update(done_at=timezone.now())
    assert partner.get(of(made, "round_sheet")).content.decode().count("round-box-done") == 1


def test_the_map_and_the_table_tell_the_same(partner: Client, network: Network, area: Area, other_area: Area) -> None:
    a_street("Kade", area)
    a_street("Molenweg", other_area, 1)
    page = partner.get("/havendijk/beheer/rondes/kaart/")
    assert len(page.context["map_points"]) == len(page.context["streets"]) == 2
    one = partner.get(f"/havendijk/beheer/rondes/kaart/?buurt={area.slug}")
    assert [street.name for street in one.context["streets"]] == ["Kade"]
    assert partner.get("/havendijk/beheer/rondes/kaart/?buurt=%F0%9F%90%B8").status_code == 200


def test_without_streets_we_know_the_pages_say_so(partner: Client, network: Network) -> None:
    assert "We kennen hier nog geen straten" in text_of(partner, "/havendijk/beheer/rondes/")
    assert "We kennen hier nog geen straten" in text_of(partner, "/havendijk/beheer/rondes/kaart/")


def test_nothing_of_a_round_can_be_changed_by_looking(partner: Client, network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade")
    for name in ("round_walk", "round_away", "round_change", "round_close", "round_sheet"):
        assert partner.get(of(made, name), {"gedaan": made.streets.get().pk, "talks": "3"}).status_code == 200
    assert partner.get(of(made, "round_street")).status_code == 405
    assert RoundStreet.objects.get().done_at is None
    made.refresh_from_db()
    assert made.closed_at is None


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_tap_in_a_closed_round_is_refused_in_a_sentence(
    partner: Client, network: Network, area: Area, accept: str
) -> None:
    made = a_round(network, area, "Kade")
    OutreachRound.objects.filter(pk=made.pk).update(closed_at=timezone.now(), talks=0)
    street = made.streets.get()
    answer = partner.post(of(made, "round_street"), {"gedaan": street.pk}, headers={"accept": accept})
    assert answer.status_code == 409
    assert "gesloten" in answer.content.decode()
    street.refresh_from_db()
    assert street.done_at is None
