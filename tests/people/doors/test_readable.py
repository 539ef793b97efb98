"""What is kept, to read: every heading, label and value in words of people; the file keeps its fixed names."""

import datetime
import io
import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people import log_words
from buurtnet.people.choices import Audience, MandateKind, PartyKind, Role
from buurtnet.people.inviting import invite
from buurtnet.people.models import Card, Consent, ConsentParty, Mandate, Membership, Person, ReachableHours
from buurtnet.people.my_data import ask_both_addresses
from buurtnet.people.photos import keep_photo
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.themes.models import Theme
from tests.factories import AreaFactory, OrganizationFactory
from tests.people.doors.authenticator import Phone
from tests.people.doors.clients import last_link, strong
from tests.people.doors.test_passkeys import make_key

pytestmark = pytest.mark.django_db
PAGE = "/account/gegevens/alles/"
SECTION = re.compile(r'<section class="export">\s*<h2>(.*?)</h2>(.*?)</section>', re.DOTALL)
ROW = re.compile(r"<dl>(.*?)</dl>", re.DOTALL)
PAIR = re.compile(r"<dt>(.*?)</dt><dd>(.*?)</dd>", re.DOTALL)


def sections(client: Client, path: str = PAGE) -> dict[str, list[dict[str, str]]]:
    """As a person reads them: heading, and each row by label."""
    page = client.get(path).content.decode()
    return {
        unescape(heading): [
            {unescape(label): unescape(text) for label, text in PAIR.findall(row)} for row in ROW.findall(body)
        ]
        for heading, body in SECTION.findall(page)
    }


@pytest.fixture
def client(samira: Person, joris: Person, network: Network, settings: Settings, tmp_path: Path) -> Client:
    """Samira, of whom something of every kind is kept."""
    settings.MEDIA_ROOT = tmp_path
    team = OrganizationFactory(name="Buurtteam Havendijk")
    invite(samira.email, Role.CONNECTOR, by=joris, network=network, organization=team, name="Samira")
    asked_in = last_link(samira.email)
    client = strong(samira)
    client.post(asked_in)
    role = Membership.objects.get(person=samira)
    role.title = "wijkverpleegkundige"
    role.save()
    theme = Theme.objects.create(slug="taal-3", function=2, name="Taal")
    card = Card.objects.create(
        person=samira, phone="0999 - 21 40 21", ask_me="een rustig gesprek", languages=["nl", "ar"], is_public=True,
        audiences={"phone": Audience.PUBLIC, "hours": Audience.NOBODY},
    )  # fmt: skip
    card.themes.set([theme])
    card.areas.set([AreaFactory(name="Vuurtorenkwartier")])
    photo = io.BytesIO()
    Image.new("RGB", (500, 500), "red").save(photo, "JPEG")
    keep_photo(card, photo)
    ReachableHours.objects.create(
        person=samira, weekday=0, opens_at=datetime.time(9), closes_at=datetime.time(12, 30)
    )
    Mandate.objects.create(
        membership=role, kind=MandateKind.PROMISE, text="een gesprek binnen een week", backed_by="de teamleider",
        theme=theme,
    )  # fmt: skip
    make_key(client, Phone())
    ask_both_addresses(samira, "nieuw@havendijk.example")
    record(Action.VIEW, actor=joris, subject=samira, obj=card, network=network, role_then=Role.DIRECTOR)
    return client


def without_moments(row: dict[str, str]) -> dict[str, str]:
    """What a row says besides when; each moment must be one as people write it."""
    moments = {label: text for label, text in row.items() if text.endswith("uur") and " 20" in text}
    for text in moments.values():
        assert re.fullmatch(r"\d{1,2} [a-z]+ 20\d\d, \d{1,2}\.\d\d uur", text), text
    return {label: text for label, text in row.items() if label not in moments}


def test_everything_of_a_person_is_told_in_plain_words(client: Client) -> None:
    told = {heading: [without_moments(row) for row in rows] for heading, rows in sections(client).items()}
    del told["Wat er met je gegevens gebeurde"], told["Mails"]
    assert told == {
        "Je account": [{"Mailadres": "samira@havendijk.example", "Naam": "Samira", "Account is open": "ja"}],
        "Je kaart": [{
            "Foto": "ja", "Telefoon": "0999 - 21 40 21", "Vraag mij over": "een rustig gesprek",
            "Talen": "Nederlands, Arabisch", "Thema's": "Taal", "Buurten": "Vuurtorenkwartier",
            "Bewoners mogen mij vinden": "ja", "Gangmaker": "nee",
            "Wie ziet wat": (
                "foto: het netwerk; telefoon: iedereen; mailadres: het netwerk; vraag mij over: het netwerk; "
                "wanneer je mij bereikt: niemand; talen: het netwerk; thema's: het netwerk; buurten: het netwerk"
            ),
        }],
        "Rollen": [{
            "Rol": "verbinder", "Netwerk": "Netwerk Havendijk", "Organisatie": "Buurtteam Havendijk",
            "Hoe je werk heet": "wijkverpleegkundige", "Gegeven door": "Joris",
        }],
        "Mandaten": [{
            "Bij welke rol": "verbinder (Netwerk Havendijk)", "Soort": "mag toezeggen", "Thema": "Taal",
            "Mandaat": "een gesprek binnen een week", "Gesteund door": "de teamleider",
        }],
        "Wanneer je bereikbaar bent": [{"Dag": "maandag", "Van": "9.00 uur", "Tot": "12.30 uur"}],
        "Uitnodigingen": [{
            "Mailadres": "samira@havendijk.example", "Naam": "Samira", "Rol": "verbinder",
            "Netwerk": "Netwerk Havendijk", "Organisatie": "Buurtteam Havendijk", "Uitgenodigd door": "Joris",
        }],
        "Nieuwe mailadressen": [{"Nieuw mailadres": "nieuw@havendijk.example"}],
        "Inloglinks": [{"Mailadres": "samira@havendijk.example"}],
        "Apparaten": [{"Apparaat": "Firefox op Linux", "Wordt onthouden": "ja"}],
        "Je sleutels": [{"Soort": "sleutel"}],
    }  # fmt: skip


def test_a_consent_is_told_in_the_words_in_which_it_was_asked(client: Client, samira: Person) -> None:
    consent = Consent.objects.create(
        subject_id=samira.pk, jurisdiction="NL", asked_for=["introduce", "name", "contact"], explained_in="ar",
        until=datetime.date(2027, 3, 1),
    )  # fmt: skip
    ConsentParty.objects.create(consent=consent, kind=PartyKind.YOUNG_PERSON, left_out=["contact", "to:1"])
    told = sections(client)
    assert told["Toestemmingen"] == [{
        "Regels van": "NL", "Hoe het staat": "nog niet gevraagd", "Uitgelegd in het": "Arabisch",
        "Gevraagd voor": "je in contact brengen met iemand die kan helpen, naam, telefoonnummer en mailadres",
        "Geldig tot": "1 maart 2027",
    }]  # fmt: skip
    assert told["Antwoorden op een vraag om toestemming"] == [{
        "Toestemming": "nog niet gevraagd", "Wie": "de persoon zelf", "De hoeveelste": "1",
        "Maar niet voor": "telefoonnummer en mailadres, een organisatie",
    }]  # fmt: skip


def test_the_log_tells_who_did_what_and_when(client: Client) -> None:
    rows = [without_moments(row) for row in sections(client)["Wat er met je gegevens gebeurde"]]
    assert rows[0] == {"Wie": "jijzelf", "Wat er gebeurde": "als bestand meegenomen", "Wat van jou": "persoon"}
    assert rows[1] == {
        "Wie": "Joris", "Als wat": "netwerkregisseur", "Wat er gebeurde": "bekeken", "Wat van jou": "kaart",
        "Netwerk": "Netwerk Havendijk",
    }  # fmt: skip


def test_of_a_long_log_the_newest_stand_on_the_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_words, "MOST_ON_A_PAGE", 2)
    rows = sections(client)["Wat er met je gegevens gebeurde"]
    assert [row.get("Wie") for row in rows] == ["jijzelf", "Joris", None]
    assert rows[2] == {"En verder": "Nog 3 regels staan in het bestand."}


def test_no_name_of_a_field_and_no_word_of_the_software_stands_on_the_page(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    text = unescape(re.sub(r"<[^>]+>", " ", page[page.index("<section") :]))
    for model in (Person, Card, Membership, Mandate, ReachableHours):
        for field in model._meta.concrete_fields:
            for name in (field.name, field.name.replace("_", " ")):
                assert not re.search(rf"\b{name}\b", text), name
    assert not re.search(r"\b(True|False|None|\d{4}-\d\d-\d\d|[0-9a-f]{8}-[0-9a-f]{4})", text)


def test_the_file_keeps_its_names(client: Client) -> None:
    kinds = {
        kind["model"]: kind["rows"]
        for kind in json.loads(client.get("/account/gegevens/alles.json").content)["kinds"]
    }
    [card] = kinds["people.Card"]
    assert card["phone"] == "0999 - 21 40 21"
    assert card["audiences"] == {"phone": "public", "hours": "nobody"}
    assert set(kinds["people.Membership"][0]) == {
        "id", "person", "role", "network", "organization", "title", "starts_at", "ends_at", "given_by", "ended_by",
    }  # fmt: skip
    [hours] = kinds["people.ReachableHours"]
    assert (hours["weekday"], hours["opens_at"]) == (0, "09:00:00")


def test_nothing_that_opens_a_door_is_given_along(client: Client, samira: Person) -> None:
    file = client.get("/account/gegevens/alles.json").content.decode()
    for words in ("token_hash", "code_hash", "body", "session_hash", "next_path"):
        assert f'"{words}": "it ' in file or f'"{words}"' not in file, words
    assert "/account/mailadres/" not in file
