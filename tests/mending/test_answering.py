"""The queue of a network: who sees and answers what, side by side, and what becomes of it."""

import datetime as dt
import itertools
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Change, Schedule, Service
from buurtnet.mending.answering import AnsweredAlreadyError, By, accept, decline, stand_of, take_on
from buurtnet.mending.choices import ANSWERED, NEXT, OPEN, PartState, State
from buurtnet.mending.models import Suggestion
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from buurtnet.privacy.retention import expire
from tests.at_once import at_once
from tests.factories import NetworkFactory, OrganizationFactory, ServiceFactory
from tests.mending.tips import tip
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)


def address(one: Suggestion) -> str:
    return reverse("mending:suggestion", args=["havendijk", one.pk])


def answer(client: Client, one: Suggestion, doe: str, **said: Any) -> Any:
    """Post an answer from the page as it is now."""
    stand = client.get(address(one)).context["stand"]
    return client.post(address(one), {"doe": doe, "stand": stand, **said})


# States


def test_from_every_open_state_there_is_a_way_to_an_answer_and_from_an_answer_none() -> None:
    assert set(NEXT) == set(State)
    assert set(OPEN) | set(ANSWERED) == set(State)
    for state in State:
        reached = {state}
        for _ in State:
            reached |= set(itertools.chain.from_iterable(NEXT[one] for one in reached))
        assert bool(reached & set(ANSWERED)), f"{state} is a dead end"
        assert bool(NEXT[state]) == (state in OPEN)
    assert set(State) - {State.SENT} == set(itertools.chain.from_iterable(NEXT.values())) - {State.SENT}


# The list


def test_the_queue_shows_the_oldest_first_with_its_age(director: Client, club: Service, network: Network) -> None:
    tip(club, network, name="Nieuwste")
    tip(club, network, days_ago=9, email="oud@kade.example")
    page = director.get(reverse("mending:suggestion_list", args=["havendijk"]))
    assert [row.days for row in page.context["rows"]] == [9, 0]
    assert "9 dagen oud" in page.content.decode()


def test_the_queue_costs_the_same_with_more_in_it(director: Client, club: Service, network: Network) -> None:
    url = reverse("mending:suggestion_list", args=["havendijk"])

    def count() -> int:
        director.get(url)
        with CaptureQueriesContext(connection) as captured:
            director.get(url)
        return len(captured)

    tip(club, network, name="Een")
    before = count()
    for number in range(8):
        tip(club, network, name=f"Naam {number}")
    assert count() == before


def test_an_empty_queue_says_so(director: Client, network: Network) -> None:
    assert "Niets te doen" in director.get(reverse("mending:suggestion_list", args=["havendijk"])).content.decode()


# Side by side


def test_old_and_new_stand_side_by_side_with_the_difference_in_text(
    director: Client, club: Service, network: Network
) -> None:
    one = tip(club, network, name="Huiswerkclub De Haven")
    shown = director.get(address(one)).content.decode()
    assert '<del><span class="vh">weg: </span>Loods</del>' in shown
    assert '<ins><span class="vh">erbij: </span>Haven</ins>' in shown
    assert "Dit staat er nu" not in shown


def test_an_entry_that_changed_meanwhile_shows_three_columns_and_says_so(
    director: Client, club: Service, network: Network
) -> None:
    one = tip(club, network, name="Huiswerkclub De Haven")
    Service.objects.filter(pk=club.pk).update(name="Huiswerkclub Intussen")
    shown = director.get(address(one)).content.decode()
    assert "De pagina is veranderd sinds deze tip kwam" in shown
    for words in ("Dit stond er toen", "Dit staat er nu", "Dit moet het worden", "Huiswerkclub Intussen"):
        assert words in shown, words


def test_text_from_right_to_left_and_markup_are_shown_as_text(
    director: Client, club: Service, network: Network
) -> None:
    one = tip(club, network, name="<b>مركز</b> الحي")
    shown = director.get(address(one)).content.decode()
    assert "&lt;b&gt;مركز&lt;/b&gt;" in shown
    assert 'class="mend-text" dir="auto"' in shown


# Yes, partly, no, double


def test_a_yes_changes_the_page_once_writes_history_and_thanks(
    director: Client, club: Service, network: Network
) -> None:
    one = tip(club, network, name="Huiswerkclub De Haven", contact="buur@havendijk.example")
    assert answer(director, one, "ja", veld=["name"]).status_code == 302
    one.refresh_from_db()
    club.refresh_from_db()
    assert (club.name, one.state, one.answered_as) == ("Huiswerkclub De Haven", State.ACCEPTED, AssuredBy.MEMBER)
    row = Change.objects.get()
    assert (row.edition, row.by, row.is_suggested) == (one.edition, AssuredBy.MEMBER, True)
    mail = Mail.objects.get(to="buur@havendijk.example")
    assert "aangepast" in mail.body
    assert "Huiswerkclub" not in mail.subject + mail.body
    assert LogRow.objects.filter(rule="suggestion.accepted", object_id=str(one.pk)).count() == 1


def test_a_part_is_taken_over_and_the_rest_is_not(director: Client, club: Service, network: Network) -> None:
    one = tip(club, network, name="Huiswerkclub De Haven", email="nieuw@kade.example")
    answer(director, one, "ja", veld=["email"])
    one.refresh_from_db()
    club.refresh_from_db()
    assert (club.name, club.email, one.state) == ("Huiswerkclub De Loods", "nieuw@kade.example", State.PARTLY)
    assert {value.field: value.state for value in one.values.all()} == {
        "name": PartState.DECLINED, "email": PartState.ACCEPTED,
    }  # fmt: skip


def test_nothing_ticked_is_no_yes(director: Client, club: Service, network: Network) -> None:
    one = tip(club, network, name="Huiswerkclub De Haven")
    page = answer(director, one, "ja")
    assert "Vink aan wat je overneemt" in page.content.decode()
    one.refresh_from_db()
    assert one.state == State.SENT


def test_the_whole_page_counts_as_checked_only_when_someone_says_so(
    director: Client, club: Service, network: Network
) -> None:
    answer(director, tip(club, network, name="Een"), "ja", veld=["name"])
    club.refresh_from_db()
    assert club.assured_date is None
    answer(director, tip(club, network, name="Twee"), "ja", veld=["name"], whole="1")
    club.refresh_from_db()
    assert club.assured_by == AssuredBy.MEMBER
    assert club.assured_date is not None


def test_a_no_needs_a_sentence_and_sends_it(director: Client, club: Service, network: Network) -> None:
    one = tip(club, network, name="Onzin", contact="buur@havendijk.example")
    assert "Schrijf in één zin waarom" in answer(director, one, "nee").content.decode()
    answer(director, one, "nee", sentence="We belden na, en het klopt nog.")
    one.refresh_from_db()
    club.refresh_from_db()
    assert (one.state, club.name) == (State.DECLINED, "Huiswerkclub De Loods")
    assert "We belden na, en het klopt nog." in Mail.objects.get(to="buur@havendijk.example").body


def test_a_double_closes_it_without_a_change(director: Client, club: Service, network: Network) -> None:
    one = tip(club, network, name="Dubbel")
    answer(director, one, "dubbel")
    one.refresh_from_db()
    assert one.state == State.DOUBLE
    assert not Change.objects.exists()


def test_who_gave_no_address_gets_no_mail(director: Client, club: Service, network: Network) -> None:
    answer(director, tip(club, network, name="Een"), "ja", veld=["name"])
    assert not Mail.objects.exists()


def test_what_is_only_words_is_done_by_hand(director: Client, club: Service, network: Network) -> None:
    Schedule.objects.create(service=club, freq="MONTHLY", byday="1SA", opens_at="10:00", closes_at="12:00")
    one = tip(club, network, hours_words="Voortaan de tweede zaterdag")
    assert "Dit pas je met de hand aan" in director.get(address(one)).content.decode()
    answer(director, one, "ja")
    one.refresh_from_db()
    assert one.state == State.ACCEPTED
    assert not Change.objects.exists()


def test_someone_takes_it_on_and_may_leave_it_again(
    director: Client, club: Service, network: Network, ingrid: Person
) -> None:
    one = tip(club, network, name="Een")
    director.post(address(one), {"doe": "pak"})
    one.refresh_from_db()
    assert (one.state, one.taken_by) == (State.TAKEN, ingrid)
    assert "Jij bent hiermee bezig" in director.get(address(one)).content.decode()
    griet = ring_two(person("Griet Maes", Role.CONNECTOR, network))
    assert "Iemand anders is hiermee bezig" in griet.get(address(one)).content.decode()
    director.post(address(one), {"doe": "terug"})
    one.refresh_from_db()
    assert (one.state, one.taken_by) == (State.SENT, None)


@pytest.mark.parametrize("doe", ["", "onzin", "JA"])
def test_an_answer_that_is_none_changes_nothing(director: Client, club: Service, network: Network, doe: str) -> None:
    one = tip(club, network, name="Een")
    assert director.post(address(one), {"doe": doe}).status_code == 200
    one.refresh_from_db()
    assert one.state == State.SENT


# Two at once, and an entry that moves


def test_of_two_people_the_second_hears_so_and_nothing_is_done_twice(
    director: Client, club: Service, network: Network
) -> None:
    one = tip(club, network, name="Huiswerkclub De Haven")
    griet = ring_two(person("Griet Maes", Role.CONNECTOR, network))
    stand = griet.get(address(one)).context["stand"]
    answer(director, one, "ja", veld=["name"])
    second = griet.post(address(one), {"doe": "nee", "sentence": "Klopt niet.", "stand": stand})
    assert second.status_code == 409
    assert "Iemand anders was je net voor" in second.content.decode()
    one.refresh_from_db()
    assert one.state == State.ACCEPTED
    assert Change.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_say_yes_at_the_same_moment_change_it_once(
    club: Service, network: Network, ingrid: Person
) -> None:
    one = tip(club, network, name="Huiswerkclub De Haven", contact="buur@havendijk.example")
    stand, by = stand_of(one), By(ingrid, Role.DIRECTOR, AssuredBy.MEMBER)
    said = at_once(*[lambda: accept(one, ["name"], by=by, stand=stand)] * 2, met=(AnsweredAlreadyError,))
    assert sum(isinstance(answer, AnsweredAlreadyError) for answer in said) == 1
    assert Change.objects.count() == 1
    assert Mail.objects.filter(to="buur@havendijk.example").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("doe", ["nee", "ja"])
def test_of_two_browsers_at_the_same_moment_one_is_done_and_the_other_reads_why_not(
    club: Service, network: Network, ingrid: Person, doe: str
) -> None:
    one = tip(club, network, name="Huiswerkclub De Haven")
    both = [ring_two(ingrid), ring_two(person("Griet Maes", Role.CONNECTOR, network))]
    stand = both[0].get(address(one)).context["stand"]
    said = [{"doe": "ja", "veld": ["name"]}, {"doe": doe, "veld": ["name"], "sentence": "Klopt niet."}]
    pages = at_once(
        *(
            lambda client=client, sent=sent: client.post(address(one), {"stand": stand, **sent})
            for client, sent in zip(both, said, strict=True)
        )
    )
    first, second = sorted(pages, key=lambda page: page.status_code)
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Iemand anders was je net voor" in second.content.decode()
    one.refresh_from_db()
    club.refresh_from_db()
    is_changed = one.state == State.ACCEPTED
    assert is_changed or one.state == State.DECLINED
    assert club.name == ("Huiswerkclub De Haven" if is_changed else "Huiswerkclub De Loods")
    assert Change.objects.count() == is_changed


def test_an_answer_to_another_state_of_the_page_is_not_given(
    director: Client, club: Service, network: Network
) -> None:
    one = tip(club, network, name="Huiswerkclub De Haven")
    stand = director.get(address(one)).context["stand"]
    Service.objects.filter(pk=club.pk).update(name="Intussen anders")
    page = director.post(address(one), {"doe": "ja", "veld": ["name"], "stand": stand})
    assert page.status_code == 409
    assert "intussen veranderd" in page.content.decode()
    club.refresh_from_db()
    assert club.name == "Intussen anders"
    answer(director, one, "ja", veld=["name"])
    club.refresh_from_db()
    assert club.name == "Huiswerkclub De Haven"


def test_an_answered_suggestion_takes_no_other_answer(club: Service, network: Network, ingrid: Person) -> None:
    by = By(ingrid, Role.DIRECTOR, AssuredBy.MEMBER)
    one = tip(club, network, name="Een")
    decline(one, by=by, sentence="Nee.")
    for again in (
        lambda: accept(one, ["name"], by=by, stand=stand_of(one)),
        lambda: take_on(one, by=by),
        lambda: decline(one, by=by, sentence="Nog eens."),
    ):
        with pytest.raises(AnsweredAlreadyError):
            again()


# Who


def test_the_provider_answers_first_for_seven_days(
    director: Client, club: Service, network: Network, joris: Person
) -> None:
    one = tip(club, network, name="Huiswerkclub De Haven")
    shown = director.get(address(one)).content.decode()
    assert "De organisatie kijkt hier eerst zelf naar" in shown
    assert director.post(address(one), {"doe": "nee", "sentence": "Nee."}).status_code == 404
    answer(ring_two(joris), one, "ja", veld=["name"])
    one.refresh_from_db()
    assert (one.state, one.answered_as) == (State.ACCEPTED, AssuredBy.PROVIDER)


def test_after_seven_days_the_network_answers_too(
    director: Client, club: Service, network: Network, joris: Person
) -> None:
    one = tip(club, network, days_ago=8, name="Huiswerkclub De Haven")
    assert answer(director, one, "ja", veld=["name"]).status_code == 302


def test_an_editor_sees_what_is_about_the_own_entries_and_nothing_else(
    club: Service, network: Network, joris: Person, area: Any
) -> None:
    other = ServiceFactory(name="Van een ander")
    other.reach.create(area=area)
    mine, theirs = tip(club, network, name="Een"), tip(other, network, name="Twee")
    client = ring_two(joris)
    rows = client.get(reverse("mending:suggestion_list", args=["havendijk"])).context["rows"]
    assert [row.suggestion for row in rows] == [mine]
    assert client.get(address(theirs)).status_code == 404


def test_what_waits_in_another_network_is_not_found(director: Client, club: Service, network: Network) -> None:
    one = tip(club, NetworkFactory(slug="duinbeke"), name="Een")
    assert director.get(address(one)).status_code == 404
    assert director.post(address(one), {"doe": "dubbel"}).status_code == 404


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VOLUNTEER, Role.RESIDENT, Role.POLICY_READER])
def test_others_of_the_network_do_not_answer(club: Service, network: Network, role: Role) -> None:
    client = ring_two(person("Iemand", role, network))
    one = tip(club, network, name="Een")
    for url in (reverse("mending:suggestion_list", args=["havendijk"]), address(one)):
        assert client.get(url).status_code == 404
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny", fields_group="suggestions").exists()


def test_a_director_of_elsewhere_and_an_editor_without_entries_here_see_nothing(
    club: Service, network: Network
) -> None:
    one = tip(club, network, name="Een")
    elsewhere = person("Tine", Role.DIRECTOR, NetworkFactory(slug="duinbeke"))
    empty = person("Emre", Role.EDITOR, None, OrganizationFactory())
    for who in (elsewhere, empty):
        assert ring_two(who).get(address(one)).status_code == 404


def test_a_mail_link_alone_does_not_open_the_queue(club: Service, network: Network, ingrid: Person) -> None:
    one = tip(club, network, name="Een")
    assert ring_one(ingrid).get(address(one)).headers["Location"].startswith(reverse("people:strong"))
    assert ring_one(ingrid).post(address(one), {"doe": "dubbel"}).status_code == 403


def test_who_read_a_remark_is_written_down(director: Client, club: Service, network: Network, ingrid: Person) -> None:
    one = tip(club, network, name="Een")
    director.get(address(one))
    assert LogRow.objects.filter(
        actor=str(ingrid.pk), action="view", object_id=str(one.pk), fields_group="suggestion"
    ).exists()


def test_the_address_of_who_sent_it_is_on_no_page(director: Client, club: Service, network: Network) -> None:
    one = tip(club, network, name="Een", contact="buur@havendijk.example")
    answer(director, one, "dubbel")
    for url in (address(one), reverse("mending:suggestion_list", args=["havendijk"]) + "?antwoord=1"):
        assert "buur@" not in director.get(url).content.decode()


# Forgetting


def test_the_address_goes_thirty_days_after_the_answer(director: Client, club: Service, network: Network) -> None:
    one = tip(club, network, name="Een", contact="buur@havendijk.example")
    answer(director, one, "dubbel")
    now = timezone.now()
    expire(now + dt.timedelta(days=29))
    one.refresh_from_db()
    assert one.contact
    expire(now + dt.timedelta(days=31))
    one.refresh_from_db()
    assert one.contact == ""
    assert one.state == State.DOUBLE


def test_an_address_nobody_answered_goes_after_a_year_and_a_month(club: Service, network: Network) -> None:
    one = tip(club, network, name="Een", contact="buur@havendijk.example")
    expire(timezone.now() + dt.timedelta(days=394))
    one.refresh_from_db()
    assert one.contact
    expire(timezone.now() + dt.timedelta(days=397))
    one.refresh_from_db()
    assert one.contact == ""


def test_an_editor_of_two_organizations_sees_both(
    club: Service, network: Network, joris: Person, area: Any, stichting: Organization
) -> None:
    second: Organization = OrganizationFactory(name="Speeltuin Zon")
    joris.memberships.create(role=Role.EDITOR, organization=second)
    other = ServiceFactory(name="Speeltuin", organization=second)
    other.reach.create(area=area)
    tip(club, network, name="Een")
    tip(other, network, name="Twee")
    rows = ring_two(joris).get(reverse("mending:suggestion_list", args=["havendijk"])).context["rows"]
    assert len(rows) == 2
