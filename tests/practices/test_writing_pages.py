"""Writing an example on the working side: a second reader, sharing, a variant, doing it too, starting it."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.practices.models import DidItToo, GoodPractice, Playbook
from buurtnet.practices.moving import share_with_all
from tests.practices.rows import a_playbook, a_practice, a_shared

pytestmark = pytest.mark.django_db
SAID = {
    "title": "Fietsles", "what": "Vrouwen leren elkaar fietsen.", "source": "moeders", "evidence": "once",
    "neighbourhood_kind": "any", "elements": ["equals", "near"], "functions": ["1", "3"], "money_cents": "1.250,50",
    "hours": "3",
}  # fmt: skip


def page(name: str, network: Network, *args: object) -> str:
    return reverse(f"practices:{name}", args=[network.slug, *args])


def test_a_resident_writes_one_down(resident: Client, network: Network, hanan: Person) -> None:
    answer = resident.post(page("practice_new", network), SAID | {"form_key": str(uuid4())})
    made = GoodPractice.objects.get()
    assert answer.status_code == 302
    assert (made.state, made.written_by, made.money_cents, made.hours) == ("draft", hanan, 125_050, 3)
    assert (sorted(made.elements), made.functions) == (["equals", "near"], [1, 3])
    assert " fietsles " in made.found_by


def test_the_same_form_sent_twice_makes_one(partner: Client, network: Network) -> None:
    said = SAID | {"form_key": str(uuid4())}
    for _time in range(2):
        assert partner.post(page("practice_new", network), said).status_code == 302
    assert GoodPractice.objects.count() == 1


def test_a_form_with_the_key_of_another_network_s_row_makes_its_own(
    partner: Client, network: Network, other: Network, griet: Person
) -> None:
    theirs = a_practice(other, griet, title="Van de buren")
    partner.post(page("practice_new", network), SAID | {"form_key": str(theirs.pk)})
    theirs.refresh_from_db()
    assert theirs.title == "Van de buren"
    assert GoodPractice.objects.get(network=network).title == "Fietsles"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Geef het een naam."),
        ("what", "  ", "Schrijf in een paar zinnen wat het is."),
        ("title", "x" * 121, "Dit is te lang."),
        ("money_cents", "veel", "Vul een bedrag in"),
        ("money_cents", "99999999999", "Dit bedrag is te groot"),
        ("hours", "-1", "Schrijf een getal"),
        ("hours", "9" * 40, "Schrijf een getal"),
        ("elements", ["toveren"], "Kies uit de lijst."),
        ("functions", ["99"], "Kies uit de lijst."),
        ("organization", "geen-id", "Kies uit de lijst."),
        ("themes", ["-1"], "Kies uit de lijst."),
        ("source_url", "javascript:alert(1)", "Dit is geen adres op internet."),
        ("form_key", "nonsens", "Open deze pagina opnieuw."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_it(
    field: str, value: object, sentence: str, partner: Client, network: Network
) -> None:
    answer = partner.post(page("practice_new", network), SAID | {field: value})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not GoodPractice.objects.exists()


def test_another_reads_it_and_a_connector_shares_it(
    partner: Client, connector: Client, resident: Client, network: Network, hanan: Person
) -> None:
    made = a_practice(network, hanan)
    move = page("practice_move", network, made.pk)
    assert resident.post(move, {"naar": "read", "version": made.version}).status_code == 409
    assert partner.post(move, {"naar": "read", "version": made.version}).status_code == 302
    assert partner.post(move, {"naar": "shared", "version": made.version + 1}).status_code == 409
    assert connector.post(move, {"naar": "shared", "version": made.version}).status_code == 409  # seen before
    assert connector.post(move, {"naar": "shared", "version": made.version + 1}).status_code == 302
    made.refresh_from_db()
    assert made.state == "shared"


@pytest.mark.parametrize(
    "said", [{}, {"naar": "weg"}, {"naar": "read", "version": "x"}, {"naar": "read", "version": "9" * 30}]
)
def test_a_forged_step_does_nothing(said: dict[str, str], director: Client, network: Network, joris: Person) -> None:
    made = a_practice(network, joris)
    assert director.post(page("practice_move", network, made.pk), said).status_code in {404, 409}
    made.refresh_from_db()
    assert made.state == "draft"


def test_the_director_alone_shares_it_with_other_networks(
    director: Client, connector: Client, network: Network, joris: Person, ingrid: Person
) -> None:
    made = a_shared(network, joris, ingrid)
    for_all = page("practice_for_all", network, made.pk)
    assert connector.post(for_all).status_code == 404
    assert director.post(for_all).status_code == 302
    made.refresh_from_db()
    assert made.is_for_all
    director.post(for_all, {"doe": "terug"})
    made.refresh_from_db()
    assert not made.is_for_all


def test_a_change_that_came_in_between_is_told_and_nothing_is_lost(
    partner: Client, network: Network, joris: Person
) -> None:
    made = a_practice(network, joris)
    edit = page("practice_edit", network, made.pk)
    assert partner.post(edit, SAID | {"version": made.version}).status_code == 302
    answer = partner.post(edit, SAID | {"version": made.version, "title": "De tweede"})
    assert answer.status_code == 409
    assert "Iemand anders paste dit net aan" in answer.content.decode()
    assert "De tweede" in answer.content.decode()
    made.refresh_from_db()
    assert made.title == "Fietsles"
    assert partner.post(edit, SAID | {"version": made.version, "title": "De tweede"}).status_code == 302


def test_a_resident_changes_only_what_they_wrote(
    resident: Client, network: Network, hanan: Person, joris: Person
) -> None:
    assert resident.get(page("practice_edit", network, a_practice(network, joris).pk)).status_code == 404
    assert resident.get(page("practice_edit", network, a_practice(network, hanan).pk)).status_code == 200


def test_a_variant_keeps_its_parent(partner: Client, network: Network, other: Network, griet: Person) -> None:
    reader = a_practice(other, griet).written_by
    assert reader
    theirs = a_practice(other, griet, title="Taaltafel")
    assert partner.get(page("practice_new", network) + f"?van={theirs.pk}").status_code == 404
    GoodPractice.objects.filter(pk=theirs.pk).update(state="shared", is_for_all=True, read_at=theirs.created_at)
    new = page("practice_new", network) + f"?van={theirs.pk}"
    assert "Taaltafel" in partner.get(new).content.decode()
    partner.post(new, SAID)
    assert GoodPractice.objects.get(network=network).parent == theirs
    assert partner.get(page("practice_new", network) + "?van=onzin").status_code == 404


def test_we_did_this_too_is_once_a_year(
    stranger: Client, network: Network, other: Network, joris: Person, ingrid: Person
) -> None:
    made = a_shared(network, joris, ingrid)
    told = page("did_it_too", other, made.pk)
    assert stranger.get(told).status_code == 404
    share_with_all(made, with_all=True, by=By(ingrid))
    year = str(made.created_at.year)
    for text in ("Op woensdag.", "Op vrijdag."):
        assert stranger.post(told, {"year": year, "otherwise": text}).status_code == 302
    row = DidItToo.objects.get()
    assert (row.network, row.otherwise) == (other, "Op vrijdag.")
    assert "Kies het jaar uit de lijst." in stranger.post(told, {"year": "1066"}).content.decode()


def test_starting_it_here_makes_a_playbook_from_what_it_asks(
    resident: Client, network: Network, joris: Person, ingrid: Person, hanan: Person
) -> None:
    made = a_shared(
        network, joris, ingrid, asks_people="zes koks", money_cents=320_000, asks_things="een keuken",
        pitfalls="Deel het werk. Begin klein.", elements=["residents_lead"],
    )  # fmt: skip
    begin = page("playbook_begin", network, made.pk)
    shown = resident.get(begin).content.decode()
    assert "zes koks" in shown
    assert not Playbook.objects.exists()
    key = str(uuid4())
    for _time in range(2):
        assert resident.post(begin, {"form_key": key}).status_code == 302
    playbook = Playbook.objects.get()
    assert (playbook.owner, playbook.practice, playbook.led_by_residents) == (hanan, made, True)
    texts = " ".join(playbook.steps.values_list("text", flat=True))
    for said in ("zes koks", "een keuken", "Vraag bewoners", "In een jaar kost dit ongeveer € 3.200."):
        assert said in texts, said


def test_what_a_year_costs_is_no_cost_of_one_evening_and_what_to_look_out_for_is_no_task(
    resident: Client, network: Network, joris: Person, ingrid: Person
) -> None:
    made = a_shared(network, joris, ingrid, money_cents=320_000, pitfalls="Deel het werk. Begin klein.")
    begin = page("playbook_begin", network, made.pk)
    assert "Deel het werk. Begin klein." in resident.get(begin).content.decode()
    resident.post(begin, {"form_key": str(uuid4())})
    playbook = Playbook.objects.get()
    assert (playbook.money_cents, playbook.pitfalls) == (320_000, "Deel het werk. Begin klein.")
    assert not playbook.steps.filter(cost_cents__isnull=False).exists()
    assert not playbook.steps.filter(text__contains="Deel het werk").exists()
    for name in ("playbook", "playbook_sheet"):
        shown = resident.get(page(name, network, playbook.pk)).content.decode()
        assert "Let op" in shown
        assert "Deel het werk. Begin klein." in shown
        assert "€ 3.200 in een jaar" in shown
        assert "voor één keer" not in shown


def test_beside_the_cost_of_a_year_stands_what_the_steps_of_one_time_cost(
    partner: Client, network: Network, joris: Person
) -> None:
    playbook = a_playbook(network, joris, money_cents=320_000)
    shown = partner.get(page("playbook", network, playbook.pk)).content.decode()
    once = shown[shown.index("Alle stappen samen, voor één keer") :]
    assert once.index("€ 170") < once.index("€ 3.200 in een jaar")
    edit = page("playbook_edit", network, playbook.pk)
    said = {"title": "Straatfeest", "pitfalls": "Deel het werk.", "money_cents": "0", "version": playbook.version}
    assert partner.post(edit, said).status_code == 302
    shown = partner.get(page("playbook", network, playbook.pk)).content.decode()
    assert "Deel het werk." in shown
    assert "kost niets" in shown


def test_pages_of_another_network_are_not_found(
    stranger: Client, network: Network, joris: Person, ingrid: Person
) -> None:
    made = a_shared(network, joris, ingrid)
    for name in ("practice", "practice_edit", "did_it_too", "playbook_begin"):
        assert stranger.get(page(name, network, made.pk)).status_code == 404, name
    for name in ("practice_move", "practice_for_all"):
        assert stranger.post(page(name, network, made.pk), {"naar": "draft"}).status_code == 404, name
