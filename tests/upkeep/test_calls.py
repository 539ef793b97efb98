"""The call list: for the director and who was given it; one tap each, and the first tap counts."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.choices import AssuredBy, ServiceStatus
from buurtnet.directory.models import Phone, Service
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Membership, Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import refusals_path, take_up
from buurtnet.upkeep.asking import put_on_list
from buurtnet.upkeep.choices import Reason, Result
from buurtnet.upkeep.models import Burden, Call, Caller
from tests.factories import AreaFactory, NetworkFactory
from tests.people.cast import person, ring_one, ring_two
from tests.upkeep.scene import area_of, service

pytestmark = pytest.mark.django_db


def listed(*services: Service, reason: Reason = Reason.NO_ANSWER, text: str = "") -> list[Call]:
    put_on_list([one.pk for one in services], reason, timezone.now(), text=text)
    return [Call.objects.get(service=one) for one in services]


def address(network: Network, call: Call | None = None) -> str:
    return reverse("upkeep:call", args=[network.slug, call.pk]) if call else f"/{network.slug}/beheer/bellen/"


def page_of(who: Person, network: Network) -> str:
    return ring_two(who).get(address(network)).content.decode()


def tap(client: Client, network: Network, call: Call, does: str, turn: int = 0) -> str:
    answer = client.post(address(network, call), {"doe": does, "beurt": turn})
    assert answer.status_code == 302
    return answer["Location"]


def test_the_list_says_who_to_call_and_why(network: Network, ingrid: Person, two: tuple[Service, Service]) -> None:
    Phone.objects.create(service=two[0], number="0174 999 123", e164="+31174999123")
    listed(*two, reason=Reason.NOTE, text="Bel me even <b>")
    page = page_of(ingrid, network)
    assert "Bel deze week deze 2" in page
    assert 'href="tel:+31174999123"' in page
    assert "De Loods" in page
    assert "Er kwam een antwoord dat iemand moet lezen." in page
    assert "Bel me even &lt;b&gt;" in page
    assert page.index("Taalcafé") < page.index("Huiswerkclub")  # 400 days, then 360


def test_at_most_ten_are_shown_the_longest_unconfirmed_first(
    network: Network, ingrid: Person, loods: Organization
) -> None:
    made = [service(loods, area_of(network), days_ago=age, name=f"Club {age}") for age in range(401, 413)]
    never = service(loods, area_of(network), days_ago=None, name="Nooit gezien")
    listed(*made, never)
    page = page_of(ingrid, network)
    assert "Bel deze week deze 10" in page
    assert "Hierna wachten er nog 3." in page
    assert page.index("Nooit gezien") < page.index("Club 412") < page.index("Club 411")
    assert "Club 403" not in page


def test_klopt_confirms_the_entry_as_someone_of_the_network(
    network: Network, ingrid: Person, two: tuple[Service, Service]
) -> None:
    [call] = listed(two[0])
    assert tap(ring_two(ingrid), network, call, "klopt").endswith("?klaar=klopt")
    found = Service.objects.get(pk=two[0].pk)
    assert (found.assured_date, found.assured_by) == (timezone.localdate(), AssuredBy.MEMBER)
    assert not found.is_kept_by_editor
    assert Call.objects.get().result == Result.RIGHT
    assert Burden.objects.get().seconds == 180
    assert LogRow.objects.get(rule="upkeep.call.right").actor == str(ingrid.pk)


def test_gestopt_stops_it_and_deletes_nothing(network: Network, ingrid: Person, two: tuple[Service, Service]) -> None:
    [call] = listed(two[0])
    tap(ring_two(ingrid), network, call, "gestopt")
    assert Service.objects.get(pk=two[0].pk).status == ServiceStatus.DEFUNCT
    assert Call.objects.get().result == Result.STOPPED


def test_aangepast_leads_to_the_page_where_one_mends_it(
    network: Network, ingrid: Person, two: tuple[Service, Service]
) -> None:
    [call] = listed(two[0])
    where = tap(ring_two(ingrid), network, call, "aangepast")
    assert where == reverse("mending:suggest", args=[network.slug, two[0].pk])
    call.refresh_from_db()
    assert call.reason == Reason.CHANGING
    assert call.not_before == timezone.localdate() + dt.timedelta(days=7)


def test_niet_bereikt_comes_back_in_a_week_and_the_third_time_says_so(
    network: Network, ingrid: Person, two: tuple[Service, Service]
) -> None:
    [call] = listed(two[0])
    client = ring_two(ingrid)
    for turn in range(3):
        tap(client, network, call, "niet-bereikt", turn)
        assert "Huiswerkclub" not in client.get(address(network)).content.decode()
        Call.objects.update(not_before=timezone.localdate())
        page = client.get(address(network)).content.decode()
        assert f"{turn + 1} keer niet bereikt" in page
        assert ("Bellen lukt niet." in page) is (turn == 2)
    assert not Burden.objects.exists()


def test_a_double_tap_and_a_second_caller_count_once(
    network: Network, ingrid: Person, two: tuple[Service, Service]
) -> None:
    [call] = listed(two[0])
    other = ring_two(person("Bo Vos", Role.DIRECTOR, network))
    assert tap(ring_two(ingrid), network, call, "niet-bereikt").endswith("?klaar=niet-bereikt")
    for does in ("niet-bereikt", "klopt", "gestopt", "aangepast"):
        assert tap(other, network, call, does).endswith("?al=1")
    call.refresh_from_db()
    assert (call.missed, call.closed_at) == (1, None)
    assert "Hier is net al iets genoteerd" in other.get(f"{address(network)}?al=1").content.decode()
    tap(ring_two(ingrid), network, call, "klopt", 1)
    assert tap(other, network, call, "gestopt", 1).endswith("?al=1")
    assert Service.objects.get(pk=two[0].pk).status == ServiceStatus.ACTIVE


@pytest.mark.parametrize("said", [{}, {"doe": "x", "beurt": "0"}, {"doe": "klopt"}, {"doe": "klopt", "beurt": "²"}])
def test_nonsense_changes_nothing(
    network: Network, ingrid: Person, two: tuple[Service, Service], said: dict[str, str]
) -> None:
    [call] = listed(two[0])
    assert ring_two(ingrid).post(address(network, call), said).status_code == 302
    assert Call.objects.get().turn == 0


def test_looking_at_an_address_that_notes_something_is_refused(
    network: Network, ingrid: Person, two: tuple[Service, Service]
) -> None:
    [call] = listed(two[0])
    assert ring_two(ingrid).get(address(network, call)).status_code == 405


def test_calls_of_another_network_are_not_found(
    network: Network, ingrid: Person, two: tuple[Service, Service]
) -> None:
    there = NetworkFactory(areas=[AreaFactory()])
    [call] = listed(two[0])
    director_there = ring_two(person("Bo Vos", Role.DIRECTOR, there))
    assert director_there.post(address(there, call), {"doe": "klopt", "beurt": 0}).status_code == 404
    assert director_there.get(address(network)).status_code == 404
    assert "Huiswerkclub" not in director_there.get(address(there)).content.decode()


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.VOLUNTEER, Role.MEMBER, Role.CONNECTOR, Role.POLICY_READER])
def test_the_list_is_not_found_by_who_was_not_given_it(network: Network, role: Role) -> None:
    who = person("Bo Vos", role, network)
    refusals_path().unlink(missing_ok=True)
    assert ring_two(who).get(address(network)).status_code == 404
    take_up(patience=0)
    assert LogRow.objects.filter(action=Action.DENY, fields_group="calls", actor=str(who.pk)).exists()


def test_a_mail_link_alone_does_not_open_it(network: Network, ingrid: Person) -> None:
    assert ring_one(ingrid).get(address(network)).status_code == 302
    assert Client().get(address(network)).status_code == 302


def test_the_director_gives_the_list_to_someone_and_takes_it_back(
    network: Network, ingrid: Person, two: tuple[Service, Service]
) -> None:
    bo = person("Bo Vos", Role.VOLUNTEER, network)
    listed(*two)
    director, helper = ring_two(ingrid), ring_two(bo)
    assert "Bo Vos" in director.get(address(network)).content.decode()
    director.post(f"{address(network)}wie/", {"wie": bo.memberships.get().pk})
    page = helper.get(address(network))
    assert page.status_code == 200
    assert "Wie helpt met bellen?" not in page.content.decode()
    assert Mail.objects.get().to == bo.email
    assert "Huiswerkclub" not in Mail.objects.get().body
    tap(helper, network, Call.objects.get(service=two[0]), "klopt")
    assert Service.objects.get(pk=two[0].pk).assured_by == AssuredBy.VOLUNTEER
    director.post(f"{address(network)}wie/", {"stop": Caller.objects.get().pk})
    assert helper.get(address(network)).status_code == 404
    rules = LogRow.objects.filter(subject=str(bo.pk)).exclude(rule="").values_list("rule", flat=True)
    assert set(rules) == {"upkeep.list.given", "upkeep.list.taken"}


def test_the_list_goes_when_the_role_goes(network: Network, ingrid: Person) -> None:
    bo = person("Bo Vos", Role.MEMBER, network)
    ring_two(ingrid).post(f"{address(network)}wie/", {"wie": bo.memberships.get().pk})
    Membership.objects.filter(person=bo).update(ends_at=timezone.now())
    assert ring_two(bo).get(address(network)).status_code == 404


def test_only_the_director_gives_it_and_only_within_the_network(network: Network, ingrid: Person) -> None:
    bo = person("Bo Vos", Role.MEMBER, network)
    stranger = person("Ali Kaya", Role.MEMBER, NetworkFactory())
    path = f"{address(network)}wie/"
    assert ring_two(bo).post(path, {"wie": bo.memberships.get().pk}).status_code == 404
    assert ring_two(ingrid).post(path, {"wie": stranger.memberships.get().pk}).status_code == 404
    for nonsense in ({"wie": "x"}, {"stop": "x"}, {"stop": "0" * 32}, {}):
        assert ring_two(ingrid).post(path, nonsense).status_code == 302
    assert not Caller.objects.exists()


def test_reading_the_list_is_logged(network: Network, ingrid: Person) -> None:
    page_of(ingrid, network)
    assert LogRow.objects.filter(action=Action.LIST, fields_group="calls", actor=str(ingrid.pk)).count() == 1


def test_a_longer_list_asks_no_more_of_the_database(network: Network, ingrid: Person, loods: Organization) -> None:
    client = ring_two(ingrid)

    def queries() -> int:
        client.get(address(network))
        with CaptureQueriesContext(connection) as captured:
            client.get(address(network))
        return len(captured)

    listed(service(loods, area_of(network)))
    few = queries()
    listed(*(service(loods, area_of(network)) for _ in range(8)))
    assert queries() == few
