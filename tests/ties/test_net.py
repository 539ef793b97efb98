"""The pages of the net: who sees what, who stays out, and how much is asked and sent."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from buurtnet.ties.choices import OccasionKind, Sector
from buurtnet.ties.drawing import wrapped
from buurtnet.ties.endorsing import endorse
from buurtnet.ties.models import Knot
from buurtnet.ties.picturing import renew
from buurtnet.ties.principles import principles_for
from buurtnet.ties.seen import put_down
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_one, ring_two

HOSTILE = '<script>alert(1)</script>"&\u202eeman'


def url(name: str, *args: object) -> str:
    return reverse(f"ties:{name}", args=["havendijk", *args])


def chain(network: Network, *names: str) -> list[Organization]:
    """Each does something with the next."""
    made = [OrganizationFactory(name=name) for name in names]
    for place, pair in enumerate(pairwise(made)):
        put_down(network, key=f"{place}", kind=OccasionKind.ACTIVITY, on=timezone.localdate(), organizations=pair)
    renew(network)
    return made


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_picture_stands_beside_its_table_and_says_itself_in_words(network: Network, joris: Person) -> None:
    chain(network, "Bieb", "Moskee", "School")
    shown = page(ring_one(joris), url("net"))
    assert 'aria-labelledby="ti-title ti-told"' in shown
    assert "4 organisaties en 2 lijnen. 1 organisatie heeft nog geen lijn." in shown
    assert shown.count('class="ti-node') == 4
    assert shown.count('<th scope="row">') == 4
    assert "Bieb en School: alleen via Moskee verbonden" in shown
    assert "Bieb en School zijn het afgelopen jaar niet samen gezien" in shown


def test_before_anyone_was_seen_the_page_says_how_it_grows(network: Network, joris: Person) -> None:
    assert "Er is nog geen beeld" in page(ring_one(joris), url("net"))


def test_residents_policy_readers_and_partners_elsewhere_see_nothing(network: Network, joris: Person) -> None:
    made = chain(network, "Bieb", "Moskee")
    elsewhere = NetworkFactory(slug="elders", rooms=[Room.MEETINGS])
    others = [
        person("Hanan", Role.RESIDENT, network), person("Bea", Role.POLICY_READER, network),
        person("Els", Role.DIRECTOR, elsewhere),
    ]  # fmt: skip
    for who in others:
        for address in (url("net"), url("knot", made[0].pk), url("introduce", made[0].pk, made[1].pk)):
            assert ring_two(who).get(address).status_code == 404
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP])
    assert ring_one(joris).get(url("net")).status_code == 404


def test_what_if_is_for_the_director_alone(network: Network, joris: Person, samira: Person, ingrid: Person) -> None:
    made = chain(network, "Bieb", "Moskee", "School")
    for who in (joris, samira):
        assert ring_two(who).get(url("without", made[1].pk)).status_code == 404
        assert url("without", made[1].pk) not in page(ring_one(who), url("knot", made[1].pk))
        assert ring_one(who).post(url("net")).status_code == 404
    shown = page(ring_two(ingrid), url("without", made[1].pk))
    assert "Bieb" in shown
    assert "1 tweetal vindt elkaar langs geen enkele weg meer." in shown


def test_a_group_that_stays_out_is_nowhere_named_and_counts(network: Network, joris: Person) -> None:
    made = chain(network, "Bieb", "Moskee", "School")
    Knot.objects.create(network=network, organization=made[1], sector=Sector.RESIDENTS, stays_out=True)
    for again in (False, True):  # also on the picture that was made before they said so
        if again:
            renew(network)
        shown = page(ring_one(joris), url("net"))
        assert "Moskee" not in shown
        assert "1 organisatie blijft buiten beeld en telt wel mee." in shown
        assert "4 organisaties en 2 lijnen" in shown
        assert "via een ander" in page(ring_one(joris), url("knot", made[0].pk))
        assert ring_one(joris).get(url("knot", made[1].pk)).status_code == 404


def test_who_stays_out_at_home_is_not_named_where_it_is_a_guest(network: Network, joris: Person) -> None:
    made = chain(network, "Bieb", "Moskee", "School")
    home = NetworkFactory(slug="elders")
    Knot.objects.create(network=home, organization=made[1], stays_out=True)
    for again in (False, True):
        if again:
            renew(network)
        assert "Moskee" not in page(ring_one(joris), url("net"))
    person("Yusuf", Role.MEMBER, network, made[1])  # takes part here too: this network asks it itself
    renew(network)
    assert "Moskee" in page(ring_one(joris), url("net"))


def test_what_a_guest_chose_at_home_is_not_undone_here(network: Network, ingrid: Person) -> None:
    made = chain(network, "Bieb", "Moskee", "School")
    Knot.objects.create(network=NetworkFactory(slug="elders"), organization=made[1], stays_out=True)
    client = ring_two(ingrid)
    assert "Zo kozen ze in hun eigen netwerk" in page(client, url("kinds"))
    assert client.post(url("kinds"), {f"kind-{made[1].pk}": "leisure"}).status_code == 302
    here = Knot.objects.get(network=network, organization=made[1])
    assert (here.sector, here.stays_out) == (Sector.LEISURE, False)
    assert "Moskee" not in page(client, url("net"))


def test_who_sat_at_one_plenary_is_not_called_a_stranger(network: Network, joris: Person) -> None:
    made = chain(network, "Bieb", "Moskee", "School")
    guest = OrganizationFactory(name="Gast")
    client, gap = ring_one(joris), "Bieb en School zijn het afgelopen jaar niet samen gezien"
    assert gap in page(client, url("net"))
    many = [OrganizationFactory() for _ in range(20)]
    today = timezone.localdate()
    put_down(network, key="plenair", kind=OccasionKind.MEETING, on=today, organizations=[*made, guest, *many])
    renew(network)
    shown = page(client, url("net"))
    assert gap not in shown
    assert "Gast was het afgelopen jaar bij niets samen" not in shown
    assert shown.count("badge-zon") == 1  # of the organization that was not there
    assert "Nog geen lijn. Vraag ze eens mee." in page(client, url("knot", guest.pk))


def test_who_was_seen_in_a_crowd_only_has_no_tie_and_is_invited(network: Network, joris: Person) -> None:
    made = chain(network, "Bieb", "Moskee")
    crowd = [made[0], *(OrganizationFactory(name=f"Aan tafel {number:02}") for number in range(12))]
    put_down(network, key="t", kind=OccasionKind.MEETING, on=timezone.localdate(), organizations=crowd)
    renew(network)
    assert "Aan tafel 00 zag anderen maar even of een tijd geleden. Wie nodigt uit?" in page(
        ring_one(joris), url("net")
    )


def test_a_second_thread_leads_to_the_rest_of_the_net(network: Network, joris: Person) -> None:
    names = ("Bieb", "IJsbaan", "Moskee", "School", "Zwembad")
    bieb, ijsbaan, moskee, school, zwembad = (OrganizationFactory(name=name) for name in names)
    for place, pair in enumerate([(bieb, moskee), (ijsbaan, moskee), (moskee, school), (school, zwembad)]):
        put_down(network, key=f"{place}", kind=OccasionKind.ACTIVITY, on=timezone.localdate(), organizations=pair)
    renew(network)
    shown = page(ring_one(joris), url("net"))
    assert f'{url("introduce", bieb.pk, school.pk)}">Leg een tweede draad' in shown


def test_one_that_alone_joins_two_circles_is_told_with_a_way_around_it(network: Network, joris: Person) -> None:
    a, b, middle, c, d = (OrganizationFactory(name=name) for name in ("Bieb", "Club", "Moskee", "School", "Zwembad"))
    for place, three in enumerate([(a, b, middle), (middle, c, d)]):
        put_down(network, key=f"{place}", kind=OccasionKind.ACTIVITY, on=timezone.localdate(), organizations=three)
    renew(network)
    shown = page(ring_one(joris), url("net"))
    assert "Alleen Moskee houdt twee delen van het net bij elkaar." in shown
    assert f'{url("introduce", a.pk, c.pk)}">Leg een lijn eromheen' in shown


def test_names_that_mean_harm_are_only_names(network: Network, joris: Person, ingrid: Person) -> None:
    made = chain(network, HOSTILE, "Moskee", "School")
    for address in (url("net"), url("knot", made[0].pk), url("introduce", made[0].pk, made[2].pk)):
        assert "<script>alert" not in page(ring_one(joris), address)
    for address in (url("without", made[1].pk), url("kinds")):
        assert "<script>alert" not in page(ring_two(ingrid), address)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Speeltuinvereniging De Dolfijn", ["Speeltuinvereniging", "De Dolfijn"]), ("Bieb", ["Bieb"]),
        ("Steunpunt Mantelzorg Havendijk", ["Steunpunt", "Mantelzorg…"]), ("x" * 300, [f"{'x' * 21}…"]),
    ],
)  # fmt: skip
def test_a_name_stands_under_its_shape_in_two_lines_at_most(name: str, lines: list[str]) -> None:
    assert [line for _y, line in wrapped(name)] == lines


def test_two_are_introduced_by_a_mail_that_is_ready(network: Network, joris: Person) -> None:
    made = chain(network, "Bieb", "Moskee", "School")
    Organization.objects.filter(pk=made[0].pk).update(email="bieb@havendijk.example")
    shown = page(ring_one(joris), url("introduce", made[0].pk, made[2].pk))
    assert "mailto:bieb%40havendijk.example?subject=" in shown
    assert "Bieb en School werken in dezelfde buurt" in shown
    assert ring_one(joris).get(url("introduce", made[0].pk, made[0].pk)).status_code == 404


def test_who_were_seen_together_meanwhile_are_not_introduced(network: Network, joris: Person) -> None:
    made = chain(network, "Bieb", "Moskee")
    answer = ring_one(joris).get(url("introduce", made[0].pk, made[1].pk))
    assert (answer.status_code, answer["Location"]) == (302, url("knot", made[0].pk))


def test_one_tie_that_holds_two_parts_together_is_told_with_a_second_way(network: Network, joris: Person) -> None:
    made = chain(network, "Bieb", "Buurthuis", "Moskee", "School")
    shown = page(ring_one(joris), url("net"))
    assert "Alleen de lijn tussen Buurthuis en Moskee houdt twee delen van het net bij elkaar." in shown
    assert url("introduce", made[0].pk, made[3].pk) in shown


def test_what_an_organization_says_of_itself_is_for_partners_to_read(network: Network, joris: Person) -> None:
    made = chain(network, "Bieb", "Moskee")
    said = {"brings": "Boeken.", "seeks": "Lezers.", "gains": "Gezelschap.", "costs": "Een uur."}
    endorse(network, made[0], principles_for(network), said, version=0, by=joris)
    shown = page(ring_one(joris), url("knot", made[0].pk))
    for line in said.values():
        assert line in shown
    assert "nog niet gezegd" in page(ring_one(joris), url("knot", made[1].pk))


def test_no_new_tie_is_asked_of_one_that_stays_out(network: Network, ingrid: Person) -> None:
    made = chain(network, "Bieb", "Moskee", "School")
    Knot.objects.create(network=network, organization=made[2], sector=Sector.RESIDENTS, stays_out=True)
    shown = page(ring_two(ingrid), url("without", made[1].pk))
    assert "Nodig samen iemand nieuw uit." in shown
    assert "School" not in shown


def test_the_director_sorts_partners_and_the_picture_follows(network: Network, ingrid: Person) -> None:
    made = chain(network, "Bieb", "Moskee")
    key = made[0].pk
    answer = ring_two(ingrid).post(url("kinds"), {f"kind-{key}": "leisure", f"kind-{made[1].pk}": "nonsense"})
    assert answer.status_code == 302
    assert [(one.organization, one.sector) for one in Knot.objects.all()] == [(made[0], Sector.LEISURE)]
    assert "Vrije tijd" in page(ring_two(ingrid), url("net"))


def test_over_eighty_they_are_folded_by_kind_and_one_kind_unfolds(network: Network, joris: Person) -> None:
    everyone = [OrganizationFactory(name=f"Groep {number}") for number in range(90)]
    for place in range(0, 90, 3):
        who = everyone[place : place + 3]
        put_down(network, key=f"{place}", kind=OccasionKind.ACTIVITY, on=timezone.localdate(), organizations=who)
    Knot.objects.bulk_create([Knot(network=network, organization=one, sector=Sector.HEALTH) for one in everyone[:10]])
    renew(network)
    client = ring_one(joris)
    assert page(client, url("net")).count('class="ti-node') == 2
    assert page(client, url("net") + "?soort=health").count('class="ti-node') == 11
    assert page(client, url("net") + "?soort=onzin").count('class="ti-node') == 2
    assert len(page(client, url("net")).encode()) < 100_000


@pytest.mark.parametrize("name", ["net", "knot"])
def test_a_larger_net_asks_the_database_no_more(network: Network, joris: Person, name: str) -> None:
    counts = []
    for size in (3, 40):
        made = chain(network, *(f"Groep {size} {number}" for number in range(size)))
        client = ring_one(joris)
        client.get(url("net"))
        with CaptureQueriesContext(connection) as asked:
            page(client, url(name, *([made[0].pk] if name == "knot" else [])))
        counts.append(len(asked))
    assert counts[0] == counts[1]
