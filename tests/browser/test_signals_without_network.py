"""A signal typed where there is no network: kept under lock on the phone, sent once when there is, or refused."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.coming_in import run

pytestmark = pytest.mark.usefixtures("room")

ADDRESS = "/havendijk/signaal/"
SENTENCE = "Bij regen kunnen kinderen hier nergens spelen"
HANAN = "hanan@havendijk.example"
YARA, EMRE = "yara@taalhuis.example", "emre@leesmaatjes.example"
ROOM = """
from buurtnet.areas.models import Network
for network in Network.objects.all():
    network.rooms = sorted({*network.rooms, "needs"})
    network.save()
"""
TEXTS = """
from buurtnet.needs.models import Signal
print(sum(one.text == sys.argv[2] for one in Signal.objects.all()))
"""
END_ROLES = """
from datetime import timedelta
from django.utils import timezone
from buurtnet.people.models import Membership
now = timezone.now()
mine = Membership.objects.filter(person__email=sys.argv[2])
print(mine.update(starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1)))
"""
# What this browser keeps of the page, as it lies on the disk.
KEPT = """
async () => {
  const open = indexedDB.open("signaal-havendijk", 1);
  const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const all = (store) => new Promise((done) => {
    const asked = base.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const key = (await all("keys")).find((one) => one instanceof CryptoKey);
  const decode = (sealed) => new TextDecoder().decode(sealed);
  const rows = (await all("waiting")).map((row) => ({ ...row, iv: 0, sealed: decode(row.sealed) }));
  base.close();
  const out = await crypto.subtle.exportKey("raw", key).then(() => true, () => false);
  return { canLeave: out || key.extractable, algorithm: key.algorithm.name, rows: JSON.stringify(rows) };
}
"""


@pytest.fixture(scope="module")
def room(localhost: str, folder: Path) -> None:
    """The network has this room on."""
    run(folder, localhost, ROOM, "")


@pytest.fixture
def pocket(chromium: Browser, localhost: str) -> Iterator[Page]:
    """A phone that came by this page before, so that its worker is there."""
    with a_phone(chromium, localhost) as page:
        yield page


@contextmanager
def a_phone(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=site, viewport={"width": 390, "height": 844}, locale="nl-NL")
    context.set_default_timeout(10_000)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert not broken


def come_by(page: Page) -> None:
    page.goto(ADDRESS)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()


def no_network(context: BrowserContext, *, gone: bool) -> None:
    context.set_offline(gone)


def type_one(page: Page, sentence: str = SENTENCE) -> None:
    page.get_by_label("Wat hier speelt").check()
    page.get_by_label("Wat hoor of zie je?").fill(sentence)
    page.get_by_role("button", name="Verder").click()


def how_many(folder: Path, site: str, sentence: str = SENTENCE) -> int:
    return int(run(folder, site, TEXTS, sentence))


def test_without_network_it_is_kept_under_lock_and_sent_once_when_there_is(
    pocket: Page, localhost: str, folder: Path
) -> None:
    come_by(pocket)
    no_network(pocket.context, gone=True)
    pocket.reload()
    expect(pocket.get_by_text("Je hebt nu geen netwerk.")).to_be_visible()
    type_one(pocket)
    expect(pocket.get_by_text("Wacht op netwerk.")).to_be_visible()
    expect(pocket.locator("[data-tekst]")).to_have_text(SENTENCE)
    kept = pocket.evaluate(KEPT)
    assert kept["algorithm"] == "AES-GCM"
    assert not kept["canLeave"]
    assert "waiting" in kept["rows"]
    assert "regen" not in kept["rows"]

    pocket.reload()
    expect(pocket.locator("[data-tekst]")).to_have_text(SENTENCE)
    assert how_many(folder, localhost) == 0

    no_network(pocket.context, gone=False)
    pocket.reload()
    expect(pocket.get_by_text("Verstuurd.").first).to_be_visible()
    expect(pocket.locator("[data-stand]")).to_contain_text("-")  # the code with which the giver reads what happens
    pocket.reload()
    pocket.evaluate("navigator.serviceWorker.ready.then((one) => one.active.postMessage('send'))")
    pocket.wait_for_timeout(500)
    assert how_many(folder, localhost) == 1


def test_the_same_sent_again_because_the_answer_was_lost_is_one_signal(
    pocket: Page, localhost: str, folder: Path
) -> None:
    sentence = "De lamp bij de brug is al weken stuk"
    come_by(pocket)
    no_network(pocket.context, gone=True)
    pocket.reload()
    type_one(pocket, sentence)
    expect(pocket.get_by_text("Wacht op netwerk.")).to_be_visible()
    put_back = """async () => {
      const [one] = await DeviceQueue.all("havendijk");
      self.sameAgain = () => DeviceQueue.put("havendijk", one.fields);
    }"""
    pocket.evaluate(put_back)
    no_network(pocket.context, gone=False)
    pocket.evaluate("dispatchEvent(new Event('online'))")
    expect(pocket.get_by_text("Verstuurd.").first).to_be_visible()
    code = pocket.locator("[data-stand]").inner_text()
    pocket.evaluate("sameAgain().then(() => dispatchEvent(new Event('online')))")
    pocket.wait_for_timeout(1500)
    expect(pocket.locator("[data-stand]")).to_have_text(code)
    assert how_many(folder, localhost, sentence) == 1


def test_when_the_network_came_back_while_someone_typed_it_goes_at_once(
    pocket: Page, localhost: str, folder: Path
) -> None:
    sentence = "De prullenbak bij het plein is altijd vol"
    come_by(pocket)
    no_network(pocket.context, gone=True)
    pocket.reload()
    no_network(pocket.context, gone=False)
    type_one(pocket, sentence)
    expect(pocket.get_by_text("Verstuurd.").first).to_be_visible()
    assert how_many(folder, localhost, sentence) == 1


def test_a_name_typed_without_network_is_pointed_out_before_it_is_kept_on_the_site(
    pocket: Page, localhost: str, folder: Path
) -> None:
    sentence = "Moeders willen leren fietsen, zei Fatima"
    come_by(pocket)
    no_network(pocket.context, gone=True)
    pocket.reload()
    type_one(pocket, sentence)
    no_network(pocket.context, gone=False)
    pocket.reload()
    expect(pocket.get_by_text("Er staat een naam, nummer of adres in.").first).to_be_visible()
    assert how_many(folder, localhost, sentence) == 0
    pocket.get_by_role("button", name="Kijk het na").click()
    expect(pocket.get_by_label("Wat hoor of zie je?")).to_have_value(sentence)
    pocket.get_by_label("Wat hoor of zie je?").fill("Moeders willen leren fietsen")
    pocket.get_by_role("button", name="Verder").click()
    pocket.get_by_role("button", name="Verstuur").click()
    expect(pocket.get_by_text("Je signaal is binnen")).to_be_visible()
    pocket.goto(ADDRESS)
    expect(pocket.get_by_role("heading", name="Op deze telefoon")).to_have_count(0)


def test_when_the_role_ended_meanwhile_the_phone_keeps_the_text_and_says_whom_to_call(
    pocket: Page, localhost: str, folder: Path
) -> None:
    sentence = "Bewoners missen een bank bij de halte"
    come_in(pocket, HANAN)
    come_by(pocket)
    no_network(pocket.context, gone=True)
    pocket.reload()
    pocket.get_by_label("Zet het op mijn naam.").check()
    type_one(pocket, sentence)
    expect(pocket.get_by_text("Wacht op netwerk.")).to_be_visible()
    assert int(run(folder, localhost, END_ROLES, HANAN)) > 0
    no_network(pocket.context, gone=False)
    pocket.reload()
    expect(pocket.locator("[data-stand]")).to_contain_text("Je rol in dit netwerk is voorbij.")
    call = pocket.locator("[data-nummer]")
    expect(call).to_contain_text("0999")
    assert re.fullmatch(r"tel:\+?\d+", call.get_attribute("href") or "")
    pocket.reload()
    expect(pocket.locator("[data-tekst]")).to_have_text(sentence)
    assert how_many(folder, localhost, sentence) == 0


def test_on_a_shared_phone_what_a_guest_types_without_network_is_sent_as_a_guest(
    pocket: Page, localhost: str, folder: Path
) -> None:
    sentence = "De fietsenstalling bij het plein is te klein"
    come_in(pocket, YARA)
    come_by(pocket)
    pocket.context.clear_cookies()  # signed out, and this page was not opened since
    no_network(pocket.context, gone=True)
    pocket.goto(ADDRESS)
    expect(pocket.get_by_label("Zet het op mijn naam.")).not_to_be_checked()
    type_one(pocket, sentence)
    expect(pocket.get_by_text("Wacht op netwerk.")).to_be_visible()
    no_network(pocket.context, gone=False)
    pocket.reload()
    expect(pocket.locator("[data-stand]")).to_contain_text("Met deze code lees je later")
    assert how_many(folder, localhost, sentence) == 1


def test_who_signed_out_reads_that_it_waits_and_sends_it_without_a_name_or_takes_it_away(
    pocket: Page, localhost: str, folder: Path
) -> None:
    come_in(pocket, EMRE)
    come_by(pocket)
    no_network(pocket.context, gone=True)
    sentences = ["Het licht bij de brug is stuk", "De bank bij de halte is weg"]
    for sentence in sentences:
        pocket.reload()
        pocket.get_by_label("Zet het op mijn naam.").check()
        type_one(pocket, sentence)
        expect(pocket.locator("[data-tekst]", has_text=sentence)).to_be_visible()
    pocket.context.clear_cookies()
    no_network(pocket.context, gone=False)
    pocket.reload()
    lines = pocket.locator("[data-wacht-lijst] li")
    expect(lines.first).to_contain_text("Dit schreef iemand die hier was aangemeld.")
    expect(lines.last.get_by_role("link", name="Meld je aan")).to_be_visible()
    assert [how_many(folder, localhost, one) for one in sentences] == [0, 0]
    lines.first.get_by_role("button", name="Verstuur het zonder naam").click()
    expect(lines.first).to_contain_text("Met deze code lees je later")
    lines.last.get_by_role("button", name="Haal het weg").click()
    expect(lines).to_have_count(1)
    pocket.reload()
    assert [how_many(folder, localhost, one) for one in sentences] == [1, 0]


def come_in(page: Page, email: str) -> None:
    page.goto("/account/aanmelden/")
    page.get_by_label("Je mailadres").fill(email)
    page.get_by_role("button", name="Mail mij een link").click()
    page.goto("/account/post/")
    mail = page.locator(".mail-shown", has_text=email).filter(has_text="Met deze link ga je naar Buurtnet").first
    page.goto(mail.get_by_role("link").get_attribute("href") or "")
    page.get_by_role("button", name="Meld mij aan").click()
