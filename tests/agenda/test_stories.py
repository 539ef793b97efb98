"""Small successes: told at once by a role, after a look by a resident, and a photo anyone on it takes away."""

import datetime as dt
import io
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from buurtnet.agenda.choices import Faces, StoryState
from buurtnet.agenda.models import Activity, ActivityDate, Partner, Story
from buurtnet.agenda.picturing import LARGE, SMALL, sweep_pictures
from buurtnet.agenda.stories import latest, of_activity, story_items
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Area, Network
from buurtnet.kit import guarded
from buurtnet.people.models import Mail, Organization, Person
from tests.agenda.rows import a_date, an_activity

pytestmark = pytest.mark.django_db
PEOPLE = "wie-stond-erbij"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def date(network: Network, joris: Person, area: Area) -> ActivityDate:
    """It was yesterday; Joris pulls it."""
    return a_date(an_activity(network, owner=joris, area=area), timezone.now() - dt.timedelta(days=1))


def photo(size: tuple[int, int] = (1600, 1200), kind: str = "JPEG") -> SimpleUploadedFile:
    raw = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = PEOPLE
    Image.effect_noise(size, 60).convert("RGB").save(raw, kind, exif=exif)
    return SimpleUploadedFile("foto.jpg", raw.getvalue(), "image/jpeg")


def told(**more: object) -> dict[str, object]:
    return {"sentence": "Drie generaties aan één tafel.", "said_by": "Een opa", "form_key": str(uuid4())} | more


def with_photo(**more: object) -> dict[str, object]:
    said = {"photo": photo(), "photo_alt": "Een lange tafel op het plein", "faces": Faces.NOBODY}
    return told(**said | more)


def url(date: ActivityDate) -> str:
    return reverse("agenda:story_new", args=[date.network.slug, date.pk])


def picture(story: Story, size: int = SMALL) -> str:
    return reverse("agenda:story_picture", args=[story.network.slug, story.pk, size])


def away(story: Story) -> str:
    return reverse("agenda:story_photo_away", args=[story.network.slug, story.pk])


def test_who_has_a_role_tells_it_at_once_and_sent_twice_it_is_one(
    partner: Client, date: ActivityDate, area: Area, network: Network, other_area: Area
) -> None:
    assert partner.get(url(date)).status_code == 200
    said = with_photo()
    assert partner.post(url(date), said).status_code == 302
    said["photo"] = photo()
    assert partner.post(url(date), said).status_code == 302
    story = Story.objects.get()
    assert (story.state, story.area, story.said_by) == (StoryState.SHOWN, area, "Een opa")
    assert latest(network) == latest(network, area) == [story]
    assert latest(network, other_area) == []
    assert of_activity(date.activity) == [story]


def test_the_key_of_the_form_of_another_is_no_trouble(
    partner: Client, resident: Client, date: ActivityDate, network: Network, hanan: Person
) -> None:
    partner.post(url(date), said := told())
    theirs = a_date(an_activity(network, owner=hanan), timezone.now() - dt.timedelta(days=1))
    assert resident.post(url(theirs), said).status_code == 302
    assert Story.objects.filter(date=theirs, told_by=hanan).count() == 1


def test_the_photo_is_made_anew_small_and_without_what_came_along(partner: Client, date: ActivityDate) -> None:
    partner.post(url(date), with_photo())
    story = Story.objects.get()
    answer = Client().get(picture(story))
    assert (answer.headers["Content-Type"], "public" in answer.headers["Cache-Control"]) == ("image/webp", True)
    assert PEOPLE.encode() not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (480, 252)
    assert Image.open(io.BytesIO(Client().get(picture(story, LARGE)).content)).size == (800, 420)
    assert Client().get(picture(story, 1)).status_code == 404
    assert not answer.cookies


@pytest.mark.parametrize(
    ("more", "wrong"),
    [({"faces": ""}, "faces"), ({"photo_alt": ""}, "photo_alt"), ({"faces": "x"}, "faces"),
     ({"sentence": ""}, "sentence"),
     ({"photo": SimpleUploadedFile("x.jpg", b"geen foto")}, "photo"), ({"sentence": "a" * 300}, "sentence"),
     ({"photo": SimpleUploadedFile("x.jpg", b"")}, "photo")],
)  # fmt: skip
def test_without_an_answer_about_faces_or_with_nonsense_nothing_is_kept(
    partner: Client, date: ActivityDate, media: Path, more: dict[str, object], wrong: str
) -> None:
    answer = partner.post(url(date), with_photo(**more))
    if answer.status_code == 200:
        assert f'id="{wrong}_fout"' in answer.content.decode()
        assert not Story.objects.exists()
    else:
        assert Story.objects.get().photo == ""
    assert not list(media.rglob("*.webp"))


def test_what_a_resident_tells_waits_for_a_look_by_another(
    resident: Client, hanan: Person, partner: Client, joris: Person, network: Network, area: Area
) -> None:
    date = a_date(an_activity(network, owner=hanan, area=area), timezone.now() - dt.timedelta(days=1))
    resident.post(url(date), with_photo())
    story = Story.objects.get()
    assert story.state == StoryState.WAITING
    assert latest(network) == []
    assert Client().get(picture(story)).status_code == 404
    assert len(story_items(joris, timezone.now())) == 1
    assert story_items(hanan, timezone.now()) == []
    desk = reverse("agenda:story_list", args=[network.slug])
    look = reverse("agenda:story_look", args=[network.slug, story.pk])
    assert resident.get(desk).status_code == resident.get(look).status_code == 404
    assert story.sentence in partner.get(desk).content.decode()
    assert partner.get(look).status_code == 200
    assert partner.post(desk, {"succes": str(story.pk), "doe": "plaats"}).status_code == 302
    assert latest(network) == [story]
    assert partner.post(desk, {"succes": str(story.pk), "doe": "plaats"}).status_code == 409
    partner.post(desk, {"succes": str(story.pk), "doe": "weg"})
    story.refresh_from_db()
    assert (story.state, story.photo) == (StoryState.REMOVED, "")
    assert partner.post(desk, {"succes": "onzin", "doe": "weg"}).status_code == 404


def test_a_partner_of_the_activity_tells_it_too_and_a_stranger_does_not(
    partner: Client, resident: Client, hanan: Person, kompas: Organization, network: Network
) -> None:
    date = a_date(an_activity(network, owner=hanan), timezone.now() - dt.timedelta(days=1))
    assert partner.get(url(date)).status_code == 404
    Partner.objects.create(activity=date.activity, organization=kompas)
    assert partner.get(url(date)).status_code == 200
    date.activity.owner = None
    date.activity.save()
    assert resident.get(url(date)).status_code == 404
    assert Client().get(url(date)).status_code == 302


def test_before_it_began_there_is_nothing_to_tell(partner: Client, network: Network, joris: Person) -> None:
    assert partner.get(url(a_date(an_activity(network, owner=joris)))).status_code == 404


def test_whoever_is_on_the_photo_takes_it_away_and_the_owner_hears_it(
    partner: Client, date: ActivityDate, joris: Person, media: Path, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
) -> None:  # fmt: skip
    partner.post(url(date), with_photo())
    story = Story.objects.get()
    visitor = Client()
    page = visitor.get(away(story))
    assert page.status_code == 200
    assert Story.objects.get().photo
    token = page.context["form"].token
    begun = time.time()
    monkeypatch.setattr(guarded.time, "time", lambda: begun + 10)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture of pytest-django
        answer = visitor.post(away(story), {"begun": token, "bericht2": ""}, follow=True)
    assert "De foto is weg" in answer.content.decode()
    story.refresh_from_db()
    assert (story.photo, story.faces, story.state) == ("", "", StoryState.SHOWN)
    assert visitor.get(picture(story)).status_code == 404
    assert not list(media.rglob("*.webp"))
    letter = Mail.objects.get()
    assert letter.person == joris
    assert story.sentence not in letter.body


def test_a_machine_takes_nothing_away(partner: Client, date: ActivityDate) -> None:
    partner.post(url(date), with_photo())
    for said in ({}, {"begun": "x"}, {"begun": "", "bericht2": "reclame"}):
        assert Client().post(away(Story.objects.get()), said).status_code == 200
    assert Story.objects.get().photo


def test_elsewhere_and_without_the_room_there_is_nothing(
    partner: Client, date: ActivityDate, elsewhere: Network, network: Network
) -> None:
    partner.post(url(date), with_photo())
    story = Story.objects.get()
    for page in (picture(story), away(story)):
        assert Client().get(page.replace(network.slug, elsewhere.slug)).status_code == 404
    network.rooms = [Room.MAP]
    network.save()
    for page in (picture(story), away(story), url(date), reverse("agenda:story_list", args=[network.slug])):
        assert partner.get(page).status_code == 404


def test_an_activity_gets_a_photo_other_words_and_loses_it(partner: Client, date: ActivityDate, media: Path) -> None:
    page = reverse("agenda:activity_photo", args=[date.network.slug, date.activity_id])
    shown = reverse("agenda:activity_picture", args=[date.network.slug, date.activity_id, LARGE])
    assert partner.get(page).status_code == 200
    assert 'id="agreed_fout"' in partner.post(page, {"photo": photo(), "photo_alt": "Pannen"}).content.decode()
    assert 'id="photo_fout"' in partner.post(page, {"photo_alt": "Pannen"}).content.decode()
    assert partner.post(page, {"photo": photo(), "photo_alt": "Pannen", "agreed": "1"}).status_code == 302
    assert Client().get(shown).status_code == 200
    partner.post(page, {"photo_alt": "Pannen op het vuur"})
    assert Activity.objects.get().photo_alt == "Pannen op het vuur"
    partner.post(page, {"without": "1"})
    assert Client().get(shown).status_code == 404
    assert sweep_pictures(older_than=0) in {0, 2}
    assert not list(media.rglob("*.webp"))


def test_pictures_that_are_named_are_not_swept(partner: Client, date: ActivityDate, media: Path) -> None:
    partner.post(url(date), with_photo())
    (media / "agenda" / "photos" / "0123-480.webp").write_bytes(b"x")
    assert sweep_pictures(older_than=0) == 1
    assert len(list(media.rglob("*.webp"))) == 2
