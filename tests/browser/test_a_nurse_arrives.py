"""A nurse of the neighbourhood: asked in, arrived, found, looked at, and gone without a trace but the log.

One journey of three people in three browsers: Ingrid the director, Fenna the nurse (new, on her phone) and Noor the
teacher. What Fenna tells of herself is planted once, so that it can be looked for wherever it could stay.
"""

import io
import os
import re
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import DIRECTOR, add_authenticator
from tests.browser.conftest import BUURTNET, served_demo, visit
from tests.browser.test_doors import come_in_by_mail, invited

TEACHER = "noor@kompas.example"
MAIL, NAME = "fenna.zwaan@wijkzorg.example", "Fenna Zwaan"
PHONE, ASK_ME = "0999 - 48 31 57", "huisbezoek na een vroege geboorte"
TOLD = (MAIL, NAME, PHONE, ASK_ME, "fenna", "zwaan", "vroege geboorte", "48 31 57")
TAKEN_AT = "Wolkenvelderpad 613"  # what her telephone wrote in the photo
SECONDS_TO_SEAL = 30

type Axe = Callable[[Page], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nurse")


@pytest.fixture(scope="module")
def localhost(folder: Path) -> Iterator[str]:
    # Mails are read on the screen of the demo; the usual backend would print them in the log of the server.
    with served_demo(folder, EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend") as address:
        yield address.replace("127.0.0.1", "localhost")


def test_a_nurse_arrives_is_found_sees_who_looked_and_leaves_nothing(
    chromium: Browser, localhost: str, folder: Path, axe: Axe
) -> None:
    before = photos_in(folder)
    assert where_told(folder) == [], "she must not be there yet"
    with (
        visit(chromium, localhost, width=1280) as director,
        visit(chromium, localhost, width=390) as nurse,
        visit(chromium, localhost, width=1280) as teacher,
    ):
        invite_by_form(director, invited(folder, localhost, DIRECTOR, "--network", "havendijk"), axe)
        arrive(nurse, folder, axe)
        fill_card(nurse, axe)
        assert len(photos_in(folder) - before) == 2, "two sizes of her face"
        assert {"people_person", "people_card", "people_invitation"} <= set(where_told(folder))
        pages = find(teacher, axe)
        assert looks_at_her(folder) == {"list", "search", "view"}
        see_who_looked(nurse, axe)
        leave(nurse, axe)
        assert where_told(folder) == [], "no table and no file knows her any more"
        assert photos_in(folder) == before
        is_gone(teacher, pages)
        is_off_the_list(director)
        with visit(chromium, localhost, width=390) as other:
            add_no_way_back(other, nurse)
    log_is_whole(folder)


def invite_by_form(page: Page, link: str, axe: Axe) -> None:
    """The director comes in with a key of her own, and asks the nurse in."""
    add_authenticator(page)
    page.goto(link)
    page.get_by_role("button", name="Ja, ik doe mee").click()
    page.get_by_role("button", name="Maak een sleutel").click()
    expect(page.get_by_text("Je sleutel is klaar")).to_be_visible()
    page.goto("/havendijk/beheer/mensen/")
    page.get_by_role("link", name="Nodig iemand uit").click()
    axe(page)
    page.get_by_label("Wie?").fill(f"{MAIL}; {NAME}")
    page.get_by_label("Organisatie (mag leeg)").fill("Buurtteam Havendijk")
    page.get_by_role("button", name="Kijk de lijst na").click()
    expect(page.get_by_text("1 mens krijgt een mail")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Nodig 1 mens uit").click()
    expect(page.get_by_text(f"{NAME} · {MAIL}")).to_be_visible()
    axe(page)


def arrive(page: Page, folder: Path, axe: Axe) -> None:
    """From the link in her mail to a passkey."""
    add_authenticator(page)
    told: list[str] = []
    page.on("request", lambda request: told.append(request.headers.get("referer", "")))
    page.goto("/account/post/")
    mail = page.locator(".mail-shown", has_text=MAIL)
    assert NAME not in mail.inner_text(), "a mail names nobody"
    link = mail.get_by_role("link").get_attribute("href") or ""
    page.goto(link)
    axe(page)
    expect(page.get_by_text("Ingrid de Wit vraagt je om mee te doen")).to_be_visible()
    page.get_by_role("button", name="Ja, ik doe mee").click()
    expect(page.get_by_role("heading", name="Welkom. Maak nu je sleutel")).to_be_visible()
    assert any(told)
    assert not [referer for referer in told if "uitnodiging" in referer], "her link is told to no next page"
    written = (folder / "serve.log").read_text()
    assert "/account/uitnodiging/" in written
    assert link.rstrip("/").rpartition("/")[2] not in written, "nor to the log of the server"
    page.get_by_role("button", name="Maak een sleutel").click()
    expect(page.get_by_text("Je sleutel is klaar")).to_be_visible()
    axe(page)


def fill_card(page: Page, axe: Axe) -> None:
    page.goto("/account/")
    page.get_by_role("link", name="Mijn kaart").click()
    photo = {"name": "ik.jpg", "mimeType": "image/jpeg", "buffer": photo_of_her()}
    page.get_by_label("Kies een foto").set_input_files(photo)  # type: ignore[arg-type]  # a dict of this shape
    page.get_by_label("Telefoon", exact=True).fill(PHONE)
    page.get_by_label("Vraag mij over …").fill(ASK_ME)
    page.get_by_role("button", name="Bewaar mijn kaart").click()
    expect(page.get_by_text("Je kaart is bewaard")).to_be_visible()
    shows_a_picture(page, "Je foto zoals anderen die zien")
    axe(page)


def find(page: Page, axe: Axe) -> list[str]:
    """The teacher looks for what she needs, and opens the card. Returns the pages that showed the nurse."""
    page.goto("/account/aanmelden/")
    come_in_by_mail(page, TEACHER)
    page.goto("/havendijk/wie-is-wie/")
    page.get_by_label("Naam, organisatie of vraag").fill("vroege geboorte")
    page.get_by_role("button", name="Zoek", exact=True).click()
    expect(page.locator(".who")).to_have_count(1)
    axe(page)
    listed = page.url
    face = page.locator(".who img").get_attribute("src") or ""
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.get_by_text(PHONE)).to_be_visible()
    expect(page.get_by_text(MAIL, exact=True)).to_be_visible()
    axe(page)
    raw = page.request.get(face).body()
    with Image.open(io.BytesIO(raw)) as shown:
        assert (shown.format, dict(shown.getexif())) == ("WEBP", {})
    assert TAKEN_AT.encode() not in raw
    return [page.url, face, listed]


def see_who_looked(page: Page, axe: Axe) -> None:
    page.goto("/account/gegevens/")
    page.get_by_role("link", name="Wie keek naar mijn gegevens?").click()
    readings = page.get_by_role("main").get_by_role("listitem").filter(has_text="Noor Visser, partner")
    expect(readings.filter(has_text="in een lijst gezien")).to_have_count(1)
    expect(readings.filter(has_text="gezocht")).to_have_count(1)
    expect(readings.filter(has_text="bekeken")).to_have_count(1)
    axe(page)


def leave(page: Page, axe: Axe) -> None:
    page.goto("/account/gegevens/")
    page.get_by_role("link", name="Wis mijn account").click()
    axe(page)
    page.get_by_role("button", name="Wis mijn account").click()
    expect(page.get_by_role("heading", name="Je account is gewist")).to_be_visible()
    axe(page)


def is_gone(page: Page, pages: list[str]) -> None:
    """The teacher, signed in as before, goes back to where she saw the nurse."""
    card, face, listed = pages
    for path in (card, card.rstrip("/") + ".vcf", face):
        assert page.request.get(path).status == 404, path
    page.goto(listed)
    expect(page.get_by_text("Niemand gevonden")).to_be_visible()
    for path in ("/havendijk/wie-is-wie/print/", "/havendijk/zoeken/?q=Fenna", "/havendijk/verbinders/"):
        answer = page.request.get(path)
        assert answer.status == 200, path
        assert NAME not in answer.text(), path


def is_off_the_list(page: Page) -> None:
    page.goto("/havendijk/beheer/mensen/")
    expect(page.get_by_text("Ingrid de Wit").first).to_be_visible()
    assert NAME not in page.content()
    assert MAIL not in page.content()


def add_no_way_back(other: Page, nurse: Page) -> None:
    """Neither her session nor her mail: the key she made opens nothing."""
    nurse.goto("/account/")
    assert "/account/aanmelden/" in nurse.url
    nurse.get_by_role("button", name="Meld je aan met je sleutel").click()
    expect(nurse.get_by_role("alert").first).to_be_visible()
    other.goto("/account/post/")
    assert MAIL not in other.content()


def log_is_whole(folder: Path) -> None:
    """Once the worker sealed the last row: what ``buurtnet log verify`` says, and its exit code."""
    rows = "SELECT count(*) FROM privacy_logrow WHERE id NOT IN (SELECT row_id FROM privacy_logseal)"
    end = time.monotonic() + SECONDS_TO_SEAL
    while asked(folder, rows) != [(0,)]:
        assert time.monotonic() < end, "the worker seals within ten seconds"
        time.sleep(0.5)
    surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "BUURTNET_DEMO": "1",
        "MEANING": "off",
    }
    done = subprocess.run(
        [*BUURTNET, "log", "verify", "--data-dir", str(folder)],
        env=surroundings, check=False, capture_output=True, text=True,
    )  # fmt: skip
    [(count,)] = asked(folder, "SELECT count(*) FROM privacy_logrow")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{count} sealed rows looked at; nothing wrong." in done.stdout
    own = "action = 'erase' AND object_kind NOT IN ('needs.Signal', 'questions.Question')"  # those of the demo
    erased = f"SELECT count(*) FROM privacy_logrow WHERE {own}"
    assert asked(folder, erased) == [(1,)]


def shows_a_picture(page: Page, alt: str) -> None:
    """An image that the browser could really draw."""
    image = page.get_by_alt_text(alt)
    expect(image).to_be_visible()
    assert image.evaluate("image => image.complete && image.naturalWidth") == 480


def photo_of_her() -> bytes:
    """As a telephone makes one: sideways, large, and with where it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, TAKEN_AT
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.linear_gradient("L").resize((2400, 1800)).convert("RGB").save(file, "JPEG", exif=exif)
    return file.getvalue()


def photos_in(folder: Path) -> set[str]:
    return {path.name for path in (folder / "media" / "people" / "photos").iterdir()}


def looks_at_her(folder: Path) -> set[str]:
    """What the teacher did, by the log: ids and fixed words."""
    who = "SELECT replace(id, '-', '') FROM people_person WHERE email = ?"
    [(nurse,)], [(teacher,)] = asked(folder, who, MAIL), asked(folder, who, TEACHER)
    rows = asked(
        folder,
        "SELECT action FROM privacy_logrow WHERE replace(subject, '-', '') = ? AND replace(actor, '-', '') = ?",
        nurse, teacher,
    )  # fmt: skip
    return {str(action) for (action,) in rows}


def where_told(folder: Path) -> list[str]:
    """Tables with something of her in a column, and files beside the database with it in their bytes."""
    return tables_that_tell(folder) + files_that_tell(folder)


def tables_that_tell(folder: Path) -> list[str]:
    tables = [str(name) for (name,) in asked(folder, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert "people_person" in tables
    found = []
    for table in tables:
        text = "\n".join(str(value) for row in asked(folder, f'SELECT * FROM "{table}"') for value in row).lower()
        if any(word.lower() in text for word in TOLD):
            found.append(table)
    return found


def files_that_tell(folder: Path) -> list[str]:
    """The index, the media, what is written beside the database, and the log of the server."""
    there = [path for path in folder.rglob("*") if path.is_file() and ".sqlite3" not in path.name]
    assert any("index" in path.parts for path in there)
    told = re.compile(b"|".join(re.escape(word.lower().encode()) for word in (*TOLD, TAKEN_AT)))
    found = []
    for path in there:
        with suppress(FileNotFoundError):  # the worker writes files under another name first
            if told.search(path.read_bytes().lower()):
                found.append(path.name)
    return found


def asked(folder: Path, sql: str, *words: object) -> list[tuple[object, ...]]:
    """Of the database of the served demo, which others write meanwhile."""
    with closing(sqlite3.connect(f"file:{folder / 'buurtnet.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
        return database.execute(sql, words).fetchall()
