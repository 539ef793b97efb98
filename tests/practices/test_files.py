"""Examples and playbooks as a file: of the shape that is written down, read in again without doubles, or refused."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator

from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.practices.files import SCHEMA, NotReadableError, TakenIn, file_of, read, take_in
from buurtnet.practices.models import GoodPractice, Playbook, PlaybookContact
from buurtnet.practices.playbooks import add_lesson
from tests.practices.rows import a_playbook, a_shared

pytestmark = pytest.mark.django_db


def sent(client: Client, network: Network, raw: bytes) -> str:
    file = SimpleUploadedFile("voorbeelden.json", raw, content_type="application/json")
    answer = client.post(reverse("practices:practice_import", args=[network.slug]), {"file": file}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def a_file(network: Network, joris: Person, ingrid: Person) -> str:
    made = a_shared(network, joris, ingrid, elements=["near"], functions=[1], money_cents=320_000, hours=12)
    playbook = a_playbook(network, joris, pitfalls="Deel het werk.", money_cents=90_000)
    PlaybookContact.objects.create(playbook=playbook, role="vergunning", name="loket", reach="0999 - 21 40 00")
    add_lesson(playbook, "Begin eerder.", by=joris)
    return file_of(network, practices=[made], playbooks=[playbook])


def test_a_file_has_the_shape_that_is_written_down(network: Network, joris: Person, ingrid: Person) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    made = json.loads(a_file(network, joris, ingrid))
    Draft202012Validator(schema).validate(made)
    assert made["licence"] == "CC-BY-4.0"
    assert made["from"]["name"] == network.name
    assert joris.name not in json.dumps(made)


def test_all_shared_ones_are_one_file_that_everyone_may_take(network: Network, joris: Person, ingrid: Person) -> None:
    a_shared(network, joris, ingrid)
    answer = Client().get(reverse("practices:library_file", args=[network.slug]))
    assert answer["Content-Type"].startswith("application/json")
    assert [one["title"] for one in json.loads(answer.content)["practices"]] == ["Soep op donderdag"]


def test_another_network_reads_it_in_as_drafts_with_their_source(
    network: Network, other: Network, joris: Person, ingrid: Person, griet: Person
) -> None:
    raw = a_file(network, joris, ingrid).encode()
    assert take_in(other, read(raw), by=By(griet)) == TakenIn(new=2)
    taken, playbook = GoodPractice.objects.get(network=other), Playbook.objects.get(network=other)
    assert (taken.state, taken.source, taken.elements, taken.money_cents) == (
        "draft", "De Ankerplaats", ["near"], 320_000,
    )  # fmt: skip
    assert (playbook.owner, playbook.steps.count(), playbook.contacts.count(), playbook.lessons.count()) == (
        griet, 4, 1, 1,
    )  # fmt: skip
    assert " soep " in taken.found_by


def test_the_same_file_again_makes_nothing_double(
    network: Network, other: Network, joris: Person, ingrid: Person, griet: Person
) -> None:
    raw = a_file(network, joris, ingrid)
    take_in(other, read(raw.encode()), by=By(griet))
    assert take_in(other, read(raw.encode()), by=By(griet)) == TakenIn(same=2)
    changed = json.loads(raw)
    changed["practices"][0]["title"] = "Samen koken"
    changed["playbooks"][0]["steps"] = [{"days": -3, "text": "Alleen dit"}]
    assert take_in(other, read(json.dumps(changed).encode()), by=By(griet)) == TakenIn(changed=2)
    assert GoodPractice.objects.get(network=other).title == "Samen koken"
    assert list(Playbook.objects.get(network=other).steps.values_list("text", flat=True)) == ["Alleen dit"]
    assert Playbook.objects.get(network=other).lessons.count() == 1


def test_one_s_own_file_read_in_again_changes_nothing(network: Network, joris: Person, ingrid: Person) -> None:
    raw = a_file(network, joris, ingrid).encode()
    assert take_in(network, read(raw), by=By(joris)) == TakenIn(same=2)
    assert (GoodPractice.objects.count(), Playbook.objects.count()) == (1, 1)


def test_what_came_in_goes_out_as_what_it_was(
    network: Network, other: Network, joris: Person, ingrid: Person, griet: Person
) -> None:
    raw = a_file(network, joris, ingrid)
    take_in(other, read(raw.encode()), by=By(griet))
    again = file_of(
        other, practices=GoodPractice.objects.filter(network=other), playbooks=Playbook.objects.filter(network=other)
    )
    assert json.loads(again)["practices"] == json.loads(raw)["practices"]
    assert json.loads(again)["playbooks"] == json.loads(raw)["playbooks"]


def wrapped(practice: object = None, **more: object) -> bytes:
    said = {"format": "buurtnet-practices", "version": 1, "practices": [practice] if practice else []}
    return json.dumps(said | more).encode()


LESSON = {"id": str(uuid4()), "title": "x", "lessons": [{"text": "x", "learned_on": "gisteren"}]}
GOOD = {"id": str(uuid4()), "title": "Soep", "what": "Soep koken.", "source": "buren"}


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "leeg"),
        (b"\x89PNG\r\n", "geen leesbaar JSON"),
        (b"\xff\xfe\x00", "geen leesbaar JSON"),
        (b"[" * 100_000, "geen leesbaar JSON"),
        (b"9" * 5_000, "geen leesbaar JSON"),
        (b'{"format": "buurtnet-practices", "version": NaN}', "geen leesbaar JSON"),
        (b" " * 1_000_001, "te groot"),
        (b"[]", "geen bestand met voorbeelden"),
        (b'{"format": "anders"}', "geen bestand met voorbeelden"),
        (wrapped(extra=json.loads("[" * 40 + "]" * 40)), "geen bestand met voorbeelden"),
        (wrapped(version=2), "nieuwere versie"),
        (wrapped(practices="x"), "klopt ‘practices’ niet"),
        (wrapped(practices=[1]), "klopt ‘practices’ niet"),
        (wrapped(practices=[{}] * 301), "past niet"),
        (wrapped(GOOD | {"title": ""}), "klopt ‘title’ niet"),
        (wrapped(GOOD | {"title": ["x"]}), "klopt ‘title’ niet"),
        (wrapped(GOOD | {"title": "x" * 121}), "klopt ‘title’ niet"),
        (wrapped(GOOD | {"id": "1"}), "klopt ‘id’ niet"),
        (wrapped(GOOD | {"id": None}), "klopt ‘id’ niet"),
        (wrapped(GOOD | {"money_cents": 10**30}), "klopt ‘money_cents’ niet"),
        (wrapped(GOOD | {"money_cents": True}), "klopt ‘money_cents’ niet"),
        (wrapped(GOOD | {"hours": 1.5}), "klopt ‘hours’ niet"),
        (wrapped(GOOD | {"elements": ["toveren"]}), "klopt ‘elements’ niet"),
        (wrapped(GOOD | {"elements": [{}]}), "klopt ‘elements’ niet"),
        (wrapped(GOOD | {"functions": [8]}), "klopt ‘functions’ niet"),
        (wrapped(GOOD | {"evidence": {}}), "klopt ‘evidence’ niet"),
        (wrapped(GOOD | {"source_url": "javascript:alert(1)"}), "klopt ‘source_url’ niet"),
        (wrapped(playbooks=[{"id": str(uuid4()), "title": "x", "steps": [{"days": 9_999, "text": "x"}]}]), "‘days’"),
        (wrapped(playbooks=[{"id": str(uuid4()), "title": "x", "steps": [{"text": "x"}]}]), "‘steps’"),
        (wrapped(playbooks=[LESSON]), "‘learned_on’"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_right_is_refused_in_one_sentence(
    raw: bytes, sentence: str, partner: Client, network: Network
) -> None:
    assert sentence in sent(partner, network, raw)
    assert not GoodPractice.objects.exists()
    assert not Playbook.objects.exists()


def test_signs_that_cannot_be_seen_are_left_out(network: Network, joris: Person) -> None:
    raw = wrapped(GOOD).replace(b'"Soep"', rb'"So\u0000e\ud800p\u202e"')
    take_in(network, read(raw), by=By(joris))
    assert GoodPractice.objects.get().title == "Soep"


def test_one_wrong_row_keeps_all_the_others_out(network: Network, joris: Person) -> None:
    with pytest.raises(NotReadableError, match="voorbeeld 2"):
        read(wrapped(practices=[GOOD, GOOD | {"id": "x"}]))


def test_a_file_changes_no_playbook_of_someone_else(
    network: Network, joris: Person, ingrid: Person, hanan: Person
) -> None:
    playbook = a_playbook(network, hanan)
    changed = json.loads(file_of(network, playbooks=[playbook]))
    changed["playbooks"][0]["title"] = "Van mij"
    with pytest.raises(NotReadableError, match="van iemand anders"):
        take_in(network, read(json.dumps(changed).encode()), by=By(joris))
    playbook.refresh_from_db()
    assert playbook.title == "Straatfeest"
    assert take_in(network, read(json.dumps(changed).encode()), by=By(ingrid)) == TakenIn(changed=1)


def test_a_resident_does_not_read_files_in(resident: Client, network: Network) -> None:
    assert resident.get(reverse("practices:practice_import", args=[network.slug])).status_code == 404


def test_a_file_takes_no_shared_example_off_the_site_for_who_may_not(
    network: Network, joris: Person, ingrid: Person
) -> None:
    made = a_shared(network, joris, ingrid)
    told = json.loads(file_of(network, practices=[made], playbooks=[]))
    told["practices"][0]["title"] = "Iets heel anders"
    raw = json.dumps(told).encode()
    with pytest.raises(NotReadableError, match="gelezen of gedeeld"):
        take_in(network, read(raw), by=By(joris))
    made.refresh_from_db()
    assert (made.state, made.title) == ("shared", "Soep op donderdag")
    take_in(network, read(raw), by=By(ingrid))
    made.refresh_from_db()
    assert (made.state, made.title) == ("draft", "Iets heel anders")
