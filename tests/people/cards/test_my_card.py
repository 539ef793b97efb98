"""My card: what I say and who sees it; nobody else's, nothing of an id, and nothing lost when something is wrong."""

import datetime
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.kit.pictures import path_of
from buurtnet.people.choices import Audience, MandateKind, Role
from buurtnet.people.models import Card, CardField, Mandate, Membership, Person, ReachableHours
from buurtnet.people.my_data import erase_account
from buurtnet.people.photos import keep_photo
from buurtnet.privacy.models import LogRow
from buurtnet.themes.models import Theme
from tests.factories import AreaFactory, NetworkFactory
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db
PAGE = "/account/kaart/"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def client(samira: Person) -> Client:
    return ring_one(samira)


def picture(colour: str = "red") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (600, 600), colour).save(file, "JPEG")
    return SimpleUploadedFile("ik.jpg", file.getvalue(), "image/jpeg")


def filled(**more: Any) -> dict[str, Any]:
    said = {f"ziet_{field}": Audience.NETWORK.value for field in CardField}
    return {**said, "phone": "0612345678", "ask_me": "van alles", **more}


def test_a_card_is_kept_whole(
    client: Client, samira: Person, samiras: Membership, network: Network, settings: Settings
) -> None:
    area = AreaFactory(name="Vuurtorenkwartier")
    network.areas.set([area])
    forget_network_areas()
    theme = Theme.objects.create(slug="taal-3", function=2, name="Taal")
    answer = client.post(
        PAGE,
        filled(
            languages=["nl", "ar"], themes=[theme.pk], areas=[area.pk], van1_1="9.00", tot1_1="12:30", is_public="1",
            ziet_phone="public", soort_0="promise", mandaat_0="twee uur per week", steun_0="de teamleider",
            rol_0=str(samiras.pk), thema_0=theme.pk, new_photo=picture(),
        ),
    )  # fmt: skip
    assert answer.status_code == 302
    card = samira.card
    assert (card.phone, card.ask_me, card.languages, card.is_public) == (
        "06 12345678",
        "van alles",
        ["nl", "ar"],
        True,
    )
    assert card.audience_of(CardField.PHONE) == Audience.PUBLIC
    assert (list(card.themes.all()), list(card.areas.all())) == ([theme], [area])
    hours = samira.reachable_hours.get()
    assert (hours.weekday, str(hours.opens_at), str(hours.closes_at)) == (1, "09:00:00", "12:30:00")
    mandate = Mandate.objects.get()
    assert (mandate.membership, mandate.kind, mandate.backed_by) == (samiras, MandateKind.PROMISE, "de teamleider")
    assert path_of(card.photo, 96).exists()
    assert LogRow.objects.filter(subject=str(samira.pk), action="change", fields_group="card").count() == 1
    page = client.get(PAGE).content.decode()
    for words in ("06 12345678", "van alles", 'value="9.00"', 'value="12.30"', "twee uur per week", "de teamleider"):
        assert words in page, words


def test_keeping_it_again_as_it_is_changes_nothing(client: Client, samira: Person, samiras: Membership) -> None:
    client.post(PAGE, filled(mandaat_0="een", mandaat_1="twee", van0_1="9", tot0_1="10"))
    before = set(Mandate.objects.values_list("pk", "text"))
    client.post(PAGE, filled(mandaat_0="een", mandaat_1="twee", van0_1="9", tot0_1="10"))
    assert set(Mandate.objects.values_list("pk", "text")) == before
    assert ReachableHours.objects.count() == 1
    client.post(PAGE, filled(mandaat_1="twee"))
    assert [one.text for one in Mandate.objects.all()] == ["twee"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"phone": "06 1234"}, "cijfer mist"),
        ({"phone": "bel mij"}, "cijfer mist"),
        ({"van1_1": "9.00"}, "begin en het einde"),
        ({"van1_1": "12.00", "tot1_1": "9.00"}, "einde komt na het begin"),
        ({"van1_1": "9.00", "tot1_1": "12.00", "van1_2": "11.00", "tot1_2": "13.00"}, "overlappen elkaar"),
        ({"van1_1": "negen", "tot1_1": "12.00"}, "Schrijf de tijd zo"),
        ({"new_photo": SimpleUploadedFile("ik.svg", b"<svg onload=alert(1)/>", "image/svg+xml")}, "geen foto"),
    ],
)
def test_what_is_wrong_gets_a_clear_sentence_and_what_was_typed_stays(
    client: Client, samira: Person, samiras: Membership, wrong: dict[str, Any], sentence: str
) -> None:
    page = client.post(PAGE, filled(ask_me="mijn eigen woorden", mandaat_0="mijn mandaat", **wrong)).content.decode()
    assert sentence in page
    assert "mijn eigen woorden" in page
    assert "mijn mandaat" in page
    assert not Card.objects.exists()
    assert not Mandate.objects.exists()


def test_a_full_disk_says_so_and_nothing_is_lost(
    client: Client, samira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(PAGE, filled(new_photo=picture()))
    name = Card.objects.get().photo

    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("buurtnet.kit.pictures.write", full)
    page = client.post(PAGE, filled(ask_me="nieuwe woorden", new_photo=picture("blue"))).content.decode()
    assert "schijf is vol" in page
    assert "nieuwe woorden" in page
    assert Card.objects.get().photo == name
    assert path_of(name, 480).exists()


def test_nobody_writes_on_anothers_card_or_mandate(client: Client, samira: Person, network: Network) -> None:
    joris = person("Joris Bakker", Role.MEMBER, network)
    other = Card.objects.create(person=joris, phone="0999 1")
    theirs = Mandate.objects.create(membership=joris.memberships.get(), kind=MandateKind.RAISE, text="van Joris")
    far = AreaFactory()
    client.post(PAGE, filled(person=str(joris.pk), pk=str(joris.pk), id=str(joris.pk), photo="../../x"))
    wrong = (
        {"rol_0": str(joris.memberships.get().pk), "mandaat_0": "van mij"}, {"areas": [far.pk]},
        {"languages": ["xx"]}, {"ziet_phone": "everyone"}, {"themes": ["nergens"]},
    )  # fmt: skip
    for one in wrong:
        assert client.post(PAGE, filled(**one)).status_code == 200, one
    other.refresh_from_db()
    theirs.refresh_from_db()
    assert (other.phone, theirs.text) == ("0999 1", "van Joris")
    assert Mandate.objects.count() == 1
    assert samira.card.photo == ""


def test_only_who_is_signed_in_has_a_card(samira: Person) -> None:
    for path in (PAGE, f"{PAGE}foto-96.webp"):
        assert Client().get(path).headers["Location"].startswith(reverse("people:signin"))
    page = ring_one(samira).get(PAGE)
    assert "no-store" in page.headers["Cache-Control"]


def face_of(client: Client, network: Network, who: Person, size: int = 96) -> Any:
    return client.get(reverse("people:photo", args=[network.slug, who.pk, size]))


@pytest.fixture
def with_face(samira: Person) -> Card:
    card = Card.objects.create(person=samira)
    keep_photo(card, io.BytesIO(picture().read()))
    return card


def test_a_face_is_seen_by_whom_its_person_says(with_face: Card, samira: Person, network: Network) -> None:
    noor = ring_one(person("Noor Visser", Role.MEMBER, network))
    resident = ring_one(person("Hanan Aziz", Role.RESIDENT, network))
    elsewhere = ring_one(person("Tine Claes", Role.MEMBER, NetworkFactory()))
    answer = face_of(noor, network, samira)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for who in (Client(), resident, elsewhere):
        assert face_of(who, network, samira).status_code == 404
    assert face_of(noor, network, samira, size=481).status_code == 404
    with_face.audiences = {CardField.PHOTO: Audience.NOBODY}
    with_face.save()
    assert face_of(noor, network, samira).status_code == 404
    assert ring_one(samira).get(f"{PAGE}foto-480.webp").status_code == 200


def test_a_face_for_everyone_needs_both_yeses(with_face: Card, samira: Person, network: Network) -> None:
    with_face.audiences = {CardField.PHOTO: Audience.PUBLIC}
    with_face.save()
    assert face_of(Client(), network, samira).status_code == 404, "not agreed to stand on the public page"
    with_face.is_public = True
    with_face.save()
    answer = face_of(Client(), network, samira)
    assert answer.status_code == 200
    assert "public" in answer.headers["Cache-Control"]
    samira.memberships.update(
        starts_at=timezone.now() - datetime.timedelta(days=9), ends_at=timezone.now() - datetime.timedelta(days=1)
    )
    assert face_of(Client(), network, samira).status_code == 404


def test_nothing_of_a_person_stays_in_the_files_when_they_go(
    with_face: Card, samira: Person, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    assert len(list(media.rglob("*.webp"))) == 2
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(samira)
    assert list(media.rglob("*.webp")) == []
