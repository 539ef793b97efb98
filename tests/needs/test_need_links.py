"""What stands beside a need: the way to it and on from it, the offers that belong with it, and rounds as evidence."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.needs.choices import NeedState, SignalKind
from buurtnet.needs.merging import merge
from buurtnet.needs.models import SharedNeed
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from tests.directory.searchable import reaching
from tests.factories import NetworkFactory, ServiceFactory
from tests.needs.policy_cast import drafted, recognized, sent
from tests.needs.rounds_cast import a_round
from tests.needs.rows import a_need, a_signal, asked, evidence_of

pytestmark = pytest.mark.django_db
BOARD = "/havendijk/beheer/wat-speelt/"
PROPOSALS = f"{BOARD}voorstellen/"
PUBLIC = "/havendijk/wat-speelt/"
POLICY = "/havendijk/beheer/beleid/"
ASK_POLICY = f"{POLICY}nieuw/?nood="


def page(need: SharedNeed, part: str = "") -> str:
    return f"{BOARD}{need.pk}/{part}"


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def written(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def offers(area: Area) -> dict[str, Any]:
    """Three on the map of this network and one of elsewhere."""
    made = {
        "light": ServiceFactory(name="Speelmaatje uit de buurt", support_level=0),
        "heavy": ServiceFactory(name="Speelgroep met begeleiding", support_level=3),
        "other": ServiceFactory(name="Fietsles", support_level=0),
    }
    for one in made.values():
        reaching(one, area)
    return made | {"elsewhere": ServiceFactory(name="Speelhal ver weg")}


def test_from_a_signal_one_looks_for_others_like_it(network: Network, connector: Client) -> None:
    signal = a_signal(network)
    link = f"{PROPOSALS}?signaal={signal.pk}"
    address = f"/havendijk/beheer/signalen/{signal.pk}/"
    assert f'href="{link}"' in text_of(connector, address)
    assert connector.get(link).status_code == 200
    strength = a_signal(network, kind=SignalKind.STRENGTH)
    assert "voorstellen/?signaal" not in text_of(connector, f"/havendijk/beheer/signalen/{strength.pk}/")


def test_a_signal_that_belongs_to_a_need_leads_there_also_once_that_was_merged(
    network: Network, connector: Client, ingrid: Person
) -> None:
    signal, need, into = a_signal(network), a_need(network), a_need(network, title="Binnen spelen")
    evidence_of(need, signal)
    address = f"/havendijk/beheer/signalen/{signal.pk}/"
    assert f'href="{page(need)}"' in text_of(connector, address)
    merge(need, into, seen=1, by=By(ingrid))
    shown = text_of(connector, address)
    assert f'href="{page(into)}"' in shown
    assert "voorstellen/?signaal" not in shown


@pytest.mark.parametrize("kind", ["vraag", "signaal"])
def test_what_points_to_a_need_already_leads_there_from_the_proposals(
    kind: str, network: Network, connector: Client
) -> None:
    need, one = a_need(network), asked(network) if kind == "vraag" else a_signal(network)
    evidence_of(need, one)
    assert connector.get(f"{PROPOSALS}?{kind}={one.pk}")["Location"] == page(need)
    foreign = a_signal(NetworkFactory())
    evidence_of(a_need(foreign.network), foreign)
    assert connector.get(f"{PROPOSALS}?signaal={foreign.pk}")["Location"] == f"{PROPOSALS}?groep=weg"


@pytest.mark.parametrize("state", NeedState)
def test_what_is_recognized_or_in_action_can_be_put_to_policy_by_who_decides(
    state: NeedState, network: Network, connector: Client, partner: Client, samira: Person
) -> None:
    need = a_need(
        network, state=state, owner=samira, due_on=timezone.localdate(), checked_with="drie ouders", reason="klaar"
    )
    may = state in {NeedState.RECOGNIZED, NeedState.IN_ACTION}
    assert (f'href="{ASK_POLICY}{need.pk}"' in text_of(connector, page(need))) == may
    assert "Leg het voor aan beleid" not in text_of(partner, page(need))


def test_on_a_need_stands_what_was_asked_of_policy(network: Network, ingrid: Person, partner: Client) -> None:
    signal = drafted(network, ingrid)
    shown = text_of(partner, page(signal.needs.get()))
    assert f'href="{POLICY}{signal.pk}/"' in shown
    assert "In voorbereiding" in shown


def test_the_public_pages_lead_to_each_other_once_policy_was_asked(
    network: Network, ingrid: Person, client: Client
) -> None:
    assert "/havendijk/beleid/" not in main_of(client, PUBLIC)
    sent(network, ingrid)
    assert 'href="/havendijk/beleid/"' in main_of(client, PUBLIC)
    assert f'href="{PUBLIC}"' in main_of(client, "/havendijk/beleid/")


def main_of(client: Client, address: str) -> str:
    shown = text_of(client, address)
    return shown[shown.index("<main") : shown.index("</main>")]


def test_functions_and_offers_are_written_down_with_a_need(
    network: Network, offers: dict[str, Any], connector: Client
) -> None:
    said = {
        "title": "Nergens binnen spelen", "doe": "bewaar", "functions": ["3", "1"],
        "aanbod": [str(offers["heavy"].pk), str(offers["light"].pk), str(offers["elsewhere"].pk), "onzin"],
    }  # fmt: skip
    connector.post(f"{BOARD}nieuw/", said)
    need = SharedNeed.objects.get()
    assert need.functions == [1, 3]
    assert set(need.services.all()) == {offers["light"], offers["heavy"]}
    shown = text_of(connector, page(need))
    assert shown.index("Speelmaatje uit de buurt") < shown.index("Speelgroep met begeleiding")
    assert "Mensen leren kennen, Spelen, sport en cultuur" in shown
    edit = text_of(connector, page(need, "aanpassen/"))
    assert f'value="{offers["light"].pk}" checked' in edit
    assert edit.count('name="aanbod"') == 2
    connector.post(page(need, "aanpassen/"), {"title": "Nergens binnen spelen", "version": "1", "functions": "3"})
    need.refresh_from_db()
    assert (need.functions, need.services.count()) == ([3], 0)


def test_looking_for_an_offer_keeps_all_that_was_typed_and_saves_nothing(
    network: Network, area: Area, offers: dict[str, Any], connector: Client
) -> None:
    need = a_need(network)
    due = timezone.localdate()
    said = {
        "title": "", "story": "Bij regen is er geen plek.", "due_on": due.isoformat(), "areas": [str(area.pk)],
        "functions": ["3"], "version": "1", "doe": "zoek", "zoek": "speel", "aanbod": [str(offers["heavy"].pk)],
    }  # fmt: skip
    SharedNeed.objects.update(version=4)
    answer = connector.post(page(need, "aanpassen/"), said)
    shown = written(answer)
    assert answer.status_code == 200
    assert "Bij regen is er geen plek." in shown
    assert f'value="{due.isoformat()}"' in shown
    assert f'name="areas" value="{area.pk}" checked' in shown
    assert 'name="functions" value="3" checked' in shown
    assert f'value="{offers["heavy"].pk}" checked' in shown
    assert f'value="{offers["light"].pk}">' in shown
    assert "Fietsles" not in shown
    assert "Geef het een naam" not in shown
    assert 'name="version" value="1"' in shown  # what was read, so that a change of someone else still shows
    assert SharedNeed.objects.get().title == need.title


def test_enter_in_the_search_looks_and_enter_elsewhere_saves(
    network: Network, offers: dict[str, Any], connector: Client
) -> None:
    said = {"title": "Nergens binnen spelen", "zoek": "speel", "doe": ""}
    assert "Speelmaatje uit de buurt" in written(connector.post(f"{BOARD}nieuw/", said))
    assert not SharedNeed.objects.exists()
    assert connector.post(f"{BOARD}nieuw/", {**said, "gezocht": "speel"}).status_code == 302
    assert SharedNeed.objects.exists()


@pytest.mark.parametrize("words", ["zzzqqq", "\x00", "x" * 5_000, "'; drop table", "2026-99-99"])
def test_a_search_that_finds_nothing_says_so(words: str, network: Network, connector: Client) -> None:
    answer = connector.post(f"{BOARD}nieuw/", {"title": "Iets", "doe": "zoek", "zoek": words, "due_on": words})
    assert answer.status_code in {200, 400}
    assert "Speelmaatje" not in written(answer)
    assert not SharedNeed.objects.exists()


def test_a_function_that_is_none_is_refused(network: Network, connector: Client) -> None:
    answer = connector.post(f"{BOARD}nieuw/", {"title": "Iets", "functions": ["9"]})
    assert "9 is geen beschikbare keuze" in written(answer)
    assert not SharedNeed.objects.exists()


def test_an_offer_that_left_the_lists_shows_nowhere_and_is_not_lost(
    network: Network, offers: dict[str, Any], connector: Client, client: Client
) -> None:
    need = recognized(network, read_at=timezone.now())
    need.services.set([offers["light"], offers["elsewhere"]])
    assert "Speelmaatje uit de buurt" in text_of(client, PUBLIC)
    for who, address in ((client, PUBLIC), (connector, page(need)), (connector, page(need, "aanpassen/"))):
        assert "Speelhal ver weg" not in text_of(who, address)
    said = {"title": need.title, "version": str(need.version), "doe": "bewaar"}
    assert connector.post(page(need, "aanpassen/"), said).status_code == 302
    assert list(need.services.all()) == [offers["elsewhere"]]


def test_merged_they_have_the_functions_of_both(network: Network, ingrid: Person) -> None:
    need, into = a_need(network, functions=[3, 1]), a_need(network, functions=[5, 3])
    merge(need, into, seen=1, by=By(ingrid))
    into.refresh_from_db()
    assert into.functions == [1, 3, 5]


def test_everyone_reads_needs_with_offers_in_as_many_queries_as_one(
    network: Network, offers: dict[str, Any], client: Client
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as ran:
            text_of(client, PUBLIC)
        return len(ran)

    recognized(network, read_at=timezone.now()).services.set([offers["light"]])
    count()
    few = count()
    for number in range(8):
        recognized(network, title=f"Nood {number}", read_at=timezone.now()).services.set(
            [offers["light"], offers["heavy"]]
        )
    assert count() == few


def test_a_round_that_is_over_can_point_to_a_need_once(network: Network, area: Area, connector: Client) -> None:
    need = a_need(network)
    over = a_round(network, area, talks=12, closed_at=timezone.now(), purpose="over spelen praten")
    going = a_round(network, area, purpose="nog onderweg")
    shown = text_of(connector, page(need))
    assert f'<option value="{over.pk}">' in shown
    assert "nog onderweg" not in shown
    assert connector.post(page(need, "erbij/"), {"ronde": str(over.pk)})["Location"] == f"{page(need)}?klaar=erbij"
    evidence = need.evidence.get()
    assert (evidence.round, evidence.area, evidence.counted_on) == (over, area, over.starts_on)
    shown = text_of(connector, page(need))
    assert "1 ronde" in shown
    assert "Een buurtronde waarin" not in shown
    for nonsense in (str(over.pk), str(going.pk), "x", ""):
        assert "Kies iets uit de lijst" in written(connector.post(page(need, "erbij/"), {"ronde": nonsense}))
    assert need.evidence.count() == 1


def test_a_round_of_another_network_points_nowhere(network: Network, area: Area, connector: Client) -> None:
    need = a_need(network)
    foreign = a_round(NetworkFactory(), area, talks=3, closed_at=timezone.now())
    assert str(foreign.pk) not in text_of(connector, page(need))
    connector.post(page(need, "erbij/"), {"ronde": str(foreign.pk)})
    assert not need.evidence.exists()
