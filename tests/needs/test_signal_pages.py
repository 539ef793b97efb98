"""The pages of a signal: typed in a minute, names and dangers first, read back with a code or account; the desk."""

import gzip
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.models import Area, Network
from buurtnet.needs.choices import SignalState
from buurtnet.needs.models import Signal, SignalGiver
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from buurtnet.questions.codes import code_of, hash_of_code
from buurtnet.themes.models import Theme
from tests.factories import NetworkFactory
from tests.needs.rows import a_signal
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db

MOST_WEIGHT = 60_000  # bytes that a phone fetches for the page, all of it, compressed
SENTENCE = "Bij regen kunnen kinderen nergens spelen"


@pytest.fixture
def give_url(network: Network) -> str:
    return reverse("needs:signal_give", args=[network.slug])


def hidden(answer: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return found[1]


def first(client: Client, url: str, text: str = SENTENCE, **more: str) -> Any:
    """The first page, filled in and sent."""
    page = client.get(url)
    said = {
        "kind": "collective",
        "text": text,
        "form_key": hidden(page, "form_key"),
        "as_who": hidden(page, "as_who"),
    }
    return client.post(url, {**said, **more})


def second(client: Client, url: str, page: Any, text: str = SENTENCE, **more: str) -> Any:
    """The second page, as it is or with something changed."""
    said = {name: hidden(page, name) for name in ("form_key", "as_who", "seen")}
    return client.post(url, {**said, "kind": "collective", "text": text, "theme": "", **more})


def sent(client: Client, url: str, text: str = SENTENCE) -> Any:
    return second(client, url, first(client, url, text), text)


def test_a_visitor_gives_a_signal_in_two_pages_and_gets_a_code(client: Client, give_url: str) -> None:
    page = first(client, give_url)
    assert "Klopt het zo?" in page.content.decode()
    assert not Signal.objects.exists()
    thanks = second(client, give_url, page)
    signal = Signal.objects.get()
    assert signal.text == SENTENCE
    assert code_of(signal.form_key) in thanks.content.decode()
    assert "no-store" in thanks["Cache-Control"]


def test_sent_again_by_the_button_back_it_is_one_signal_and_the_same_code(client: Client, give_url: str) -> None:
    page = first(client, give_url)
    one, two = second(client, give_url, page), second(client, give_url, page)
    assert Signal.objects.count() == 1
    code = code_of(Signal.objects.get().form_key)
    assert code in one.content.decode()
    assert code in two.content.decode()


def test_reading_the_page_leaves_no_session(client: Client, give_url: str) -> None:
    assert "sessionid" not in client.get(give_url).cookies


def test_a_name_is_pointed_out_and_must_be_answered(client: Client, give_url: str) -> None:
    text = "Moeders willen leren fietsen, zei Fatima"
    page = first(client, give_url, text)
    assert "<bdi>Fatima</bdi>" in page.content.decode()
    again = second(client, give_url, page, text)
    assert "vink aan dat het geen naam is" in again.content.decode()
    assert not Signal.objects.exists()
    second(client, give_url, again, text, no_names="1")
    assert Signal.objects.get().text == text


def test_a_name_that_comes_in_on_the_second_page_is_pointed_out_too(client: Client, give_url: str) -> None:
    page = first(client, give_url)
    again = second(client, give_url, page, SENTENCE + ", zei Fatima", no_names="1")
    assert "<bdi>Fatima</bdi>" in again.content.decode()
    assert not Signal.objects.exists()


def test_danger_shows_whom_to_call_before_anything_is_kept(client: Client, give_url: str) -> None:
    text = "Vrouwen worden hier mishandeld door hun man"
    page = first(client, give_url, text).content.decode()
    assert 'class="danger-advice"' in page
    assert page.index('class="danger-advice"') < page.index("<textarea")
    assert not Signal.objects.exists()


def test_what_is_about_one_child_is_refused_kindly_and_the_text_stays_in_the_field(
    client: Client, give_url: str, network: Network
) -> None:
    text = "Een jongen van 8 loopt elke avond alleen buiten"
    page = first(client, give_url, text).content.decode()
    assert "één kind of één gezin te gaan" in page
    assert reverse("needs:worry", args=[network.slug]) in page
    assert text in page
    assert not Signal.objects.exists()


def test_no_proof_and_no_tick_gets_it_in_without_that_refusal(client: Client, give_url: str) -> None:
    page = first(client, give_url)
    second(client, give_url, page, "Een jongen van 8 loopt elke avond alleen buiten", no_names="1")
    assert not Signal.objects.exists()


def test_the_theme_is_proposed_and_one_tap_changes_it(client: Client, give_url: str) -> None:
    Theme.objects.create(slug="spelen", function=3, name="Spelen")
    page = first(client, give_url)
    assert 'value="spelen"' in page.content.decode()
    second(client, give_url, page, theme="spelen")
    assert Signal.objects.get().theme_id == "spelen"


def test_the_neighbourhood_of_the_page_is_filled_in(client: Client, give_url: str, area: Area) -> None:
    assert f'value="{area.slug}" selected' in client.get(f"{give_url}?buurt={area.slug}").content.decode()
    client.cookies["buurt"] = area.slug
    assert f'value="{area.slug}" selected' in client.get(give_url).content.decode()


def test_where_someone_gave_the_last_one_is_filled_in_for_them(
    network: Network, give_url: str, joris: Person, other_area: Area
) -> None:
    SignalGiver.objects.create(signal=a_signal(network, area=other_area), person=joris)
    assert f'value="{other_area.slug}" selected' in ring_one(joris).get(give_url).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": ""}, "Schrijf in een zin"),
        ({"text": "kort"}, "Schrijf een hele zin"),
        ({"text": "x " * 400}, "Maak het korter"),
        ({"kind": "child"}, "Kies er een."),
        ({"kind": ""}, "Kies er een."),
    ],
)
def test_what_is_missing_is_one_clear_sentence(
    client: Client, give_url: str, said: dict[str, str], sentence: str
) -> None:
    answer = client.post(give_url, {"kind": "collective", "text": SENTENCE, **said})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Signal.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"form_key": "none"}, {"seen": "x" * 500}, {"as_who": "x" * 5_000}, {"area": "nowhere"}, {"theme": "x" * 300},
        {"queued": "maybe"}, {"text": "🙂" * 100}, {"text": "\ud83d " * 20},
    ],
)  # fmt: skip
def test_nonsense_never_breaks_the_page(client: Client, give_url: str, said: dict[str, str]) -> None:
    data = {"kind": "collective", "text": SENTENCE, **said}
    answer = client.post(give_url, "&".join(f"{k}={v}" for k, v in data.items()).encode("utf-8", "replace"),
                         content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.status_code in {200, 400}


def test_a_strength_is_as_easy(client: Client, give_url: str) -> None:
    page = first(client, give_url, "Buren koken elke week samen", kind="strength")
    second(client, give_url, page, "Buren koken elke week samen", kind="strength")
    assert Signal.objects.get().kind == "strength"


def test_with_a_code_one_reads_what_happened(client: Client, network: Network, give_url: str) -> None:
    sent(client, give_url)
    signal = Signal.objects.get()
    signal.feedback.create(text="De gymzaal gaat open.")
    page = client.post(reverse("needs:signal_read", args=[network.slug]), {"code": code_of(signal.form_key)})
    assert "De gymzaal gaat open." in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert signal.feedback.get().read_at is None  # until they say so


def test_who_has_a_code_says_that_they_read_it(client: Client, network: Network, give_url: str) -> None:
    sent(client, give_url)
    signal = Signal.objects.get()
    told = signal.feedback.create(text="De gymzaal gaat open.")
    url = reverse("needs:signal_read", args=[network.slug])
    page = client.post(url, {"code": code_of(signal.form_key)}).content.decode()
    key = re.findall(r'name="sleutel" value="([^"]+)"', page)[0]
    assert f'name="antwoord" value="{told.pk}"' in page
    after = client.post(url, {"sleutel": key, "doe": "gelezen", "antwoord": str(told.pk)}).content.decode()
    assert signal.feedback.get().read_at is not None
    assert "Ik heb dit gelezen" not in after


def test_who_gave_nothing_yet_sees_no_button_without_words(network: Network, joris: Person) -> None:
    page = ring_one(joris).get(reverse("needs:my_signals", args=[network.slug])).content.decode()
    assert "Je gaf nog niets door" in page
    assert not re.search(r"<a class=\"button[^>]*>\s*</a>", page)


def test_looking_at_my_signals_changes_nothing_and_the_button_does(network: Network, joris: Person) -> None:
    client, url = ring_one(joris), reverse("needs:my_signals", args=[network.slug])
    signal = a_signal(network)
    SignalGiver.objects.create(signal=signal, person=joris)
    told = signal.feedback.create(text="De gymzaal gaat open.")
    assert "De gymzaal gaat open." in client.get(url).content.decode()
    assert signal.feedback.get().read_at is None
    said = {"signaal": str(signal.pk), "doe": "gelezen", "antwoord": str(told.pk)}
    assert client.post(url, said).status_code == 302
    assert signal.feedback.get().read_at is not None
    assert "Ik heb dit gelezen" not in client.get(url).content.decode()


def test_a_code_that_is_none_says_so_and_guessing_ends(client: Client, network: Network) -> None:
    url = reverse("needs:signal_read", args=[network.slug])
    answers = [client.post(url, {"code": f"AAAA-AA{sign}A"}).status_code for sign in "BCDEFGHJKMNP"]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert client.post(url, {"code": ""}).status_code == 200
    assert client.post(url, {"sleutel": "forged"}).status_code == 200


def test_with_the_code_one_takes_it_back(client: Client, network: Network, give_url: str) -> None:
    sent(client, give_url)
    signal = Signal.objects.get()
    url = reverse("needs:signal_read", args=[network.slug])
    page = client.post(url, {"code": code_of(signal.form_key)})
    after = client.post(url, {"sleutel": hidden(page, "sleutel"), "doe": "intrekken"})
    signal.refresh_from_db()
    assert (signal.state, signal.text) == (SignalState.WITHDRAWN, "")
    assert "De tekst is gewist." in after.content.decode()
    again = client.post(url, {"sleutel": hidden(page, "sleutel"), "doe": "intrekken"})
    assert again.status_code == 409


def test_the_code_of_another_network_opens_nothing(client: Client, network: Network) -> None:
    other = a_signal(NetworkFactory())
    SignalGiver.objects.create(signal=other, code_hash=hash_of_code(code_of(other.form_key)))
    url = reverse("needs:signal_read", args=[network.slug])
    assert "kennen we niet" in client.post(url, {"code": code_of(other.form_key)}).content.decode()


def test_with_an_account_one_reads_only_what_one_gave_oneself(
    network: Network, joris: Person, samira: Person
) -> None:
    SignalGiver.objects.create(signal=a_signal(network, text="Van Joris"), person=joris)
    SignalGiver.objects.create(signal=a_signal(network, text="Van een ander"), person=samira)
    page = ring_one(joris).get(reverse("needs:my_signals", args=[network.slug])).content.decode()
    assert "Van Joris" in page
    assert "Van een ander" not in page


def test_what_another_gave_is_not_taken_back(network: Network, joris: Person, samira: Person) -> None:
    other = a_signal(network)
    SignalGiver.objects.create(signal=other, person=samira)
    url = reverse("needs:my_signals", args=[network.slug])
    for pk in (str(other.pk), "nonsense", ""):
        assert ring_one(joris).post(url, {"signaal": pk, "doe": "intrekken"}).status_code == 409
    other.refresh_from_db()
    assert other.text


def test_a_closed_signal_is_opened_again_by_who_gave_it_with_a_reason(network: Network, joris: Person) -> None:
    signal = a_signal(network, state=SignalState.CLOSED, closed_at=timezone.now())
    SignalGiver.objects.create(signal=signal, person=joris)
    url, client = reverse("needs:my_signals", args=[network.slug]), ring_one(joris)
    page = client.post(url, {"signaal": signal.pk, "doe": "opnieuw", "because": ""})
    assert "waarom we opnieuw moeten kijken" in page.content.decode()
    assert client.post(url, {"signaal": signal.pk, "doe": "opnieuw", "because": "Weer dicht"}).status_code == 302
    signal.refresh_from_db()
    assert signal.state == SignalState.REOPENED


def test_the_desk_shows_first_what_should_be_taken_first(connector: Client, network: Network) -> None:
    now = timezone.now()
    a_signal(network, text="Later op te pakken", take_by=now + timedelta(days=4))
    a_signal(network, text="Al te laat opgepakt", take_by=now - timedelta(days=1))
    a_signal(network, text="Is al opgepakt", state=SignalState.TAKEN, take_by=now - timedelta(days=9))
    page = connector.get(reverse("needs:signal_list", args=[network.slug])).content.decode()
    order = [page.index(text) for text in ("Al te laat opgepakt", "Later op te pakken", "Is al opgepakt")]
    assert order == sorted(order)
    assert "wacht al een tijd" in page


def test_the_list_costs_the_same_for_one_signal_and_for_many(
    connector: Client, network: Network, area: Area, samira: Person
) -> None:
    url = reverse("needs:signal_list", args=[network.slug])

    def cost() -> int:
        connector.get(url)
        with CaptureQueriesContext(connection) as captured:
            connector.get(url)
        return len(captured)

    a_signal(network, area=area, owner=samira, state=SignalState.TAKEN)
    one = cost()
    for _number in range(12):
        a_signal(network, area=area, owner=samira, state=SignalState.TAKEN)
    assert cost() == one


def test_of_each_text_in_the_list_is_written_down_who_read_it(
    connector: Client, network: Network, samira: Person
) -> None:
    shown = [a_signal(network), a_signal(network)]
    gone = a_signal(network, state=SignalState.CLOSED, closed_at=timezone.now())
    connector.get(reverse("needs:signal_list", args=[network.slug]))
    rows = LogRow.objects.filter(action="list", fields_group="signal")
    assert {(row.object_kind, row.object_id) for row in rows} == {("needs.Signal", str(one.pk)) for one in shown}
    assert {(row.actor, row.network) for row in rows} == {(str(samira.pk), str(network.pk))}
    assert not rows.filter(object_id=str(gone.pk)).exists()


def test_at_the_desk_one_takes_it_tells_and_closes(connector: Client, network: Network, samira: Person) -> None:
    signal = a_signal(network)
    url = reverse("needs:signal", args=[network.slug, signal.pk])
    assert connector.post(url, {"doe": "oppakken"}).status_code == 302
    assert "Schrijf in een zin" in connector.post(url, {"doe": "vertellen", "text": ""}).content.decode()
    assert connector.post(url, {"doe": "sluiten"}).status_code == 409
    assert connector.post(url, {"doe": "vertellen", "text": "De gymzaal gaat open."}).status_code == 302
    assert connector.post(url, {"doe": "sluiten"}).status_code == 302
    signal.refresh_from_db()
    assert (signal.state, signal.owner) == (SignalState.CLOSED, samira)
    assert connector.post(url, {"doe": "heropenen", "because": ""}).status_code == 200
    assert connector.post(url, {"doe": "heropenen", "because": "Weer dicht"}).status_code == 302


def test_who_comes_second_reads_who_was_first_and_the_refusal_is_written_down(
    connector: Client, director: Client, network: Network
) -> None:
    signal = a_signal(network)
    url = reverse("needs:signal", args=[network.slug, signal.pk])
    connector.post(url, {"doe": "oppakken"})
    late = director.post(url, {"doe": "oppakken"})
    assert late.status_code == 409
    assert "Samira El Idrissi was je net voor" in late.content.decode()
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny", rule="signal.taken.taken", object_id=str(signal.pk)).exists()


def test_who_reads_a_signal_is_written_down_without_its_words(connector: Client, network: Network) -> None:
    signal = a_signal(network)
    connector.get(reverse("needs:signal", args=[network.slug, signal.pk]))
    row = LogRow.objects.get(action="view", object_id=str(signal.pk))
    assert "regen" not in " ".join(str(value) for value in vars(row).values())


@pytest.mark.parametrize("state", [SignalState.WITHDRAWN, SignalState.CLEARED])
def test_what_was_taken_back_is_not_at_the_desk(connector: Client, network: Network, state: SignalState) -> None:
    signal = a_signal(network, state=state, closed_at=timezone.now())
    assert connector.get(reverse("needs:signal", args=[network.slug, signal.pk])).status_code == 404


def test_the_form_is_refused_without_its_token(network: Network, give_url: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(give_url, {"kind": "collective", "text": SENTENCE}).status_code == 403


def test_too_many_in_a_minute_are_asked_to_wait(client: Client, give_url: str, settings: Settings) -> None:
    settings.FORMS_PER_MINUTE = 2
    answers = [client.post(give_url, {"kind": "collective", "text": SENTENCE}).status_code for _ in range(4)]
    assert answers[-1] == 429


def test_the_whole_page_weighs_less_than_sixty_kilobytes(client: Client, give_url: str) -> None:
    page = client.get(give_url).content
    parts = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|woff2|svg))"', page.decode()))
    assert {"kit/css/buurtnet.css", "kit/fonts/atkinson.woff2", "needs/signal.js"} <= parts
    weight = {name: sent_size(name) for name in {*parts, "kit/fonts/cijfer.woff2"}}
    weight["the page"] = len(gzip.compress(page, 6))
    assert sum(weight.values()) <= MOST_WEIGHT, weight


def sent_size(name: str) -> int:
    """Bytes of a file as the server sends it: fonts are compressed in themselves."""
    found = finders.find(name)
    assert isinstance(found, str)
    body = Path(found).read_bytes()
    return len(body) if name.endswith(".woff2") else len(brotli.compress(body))


def test_a_resident_gives_one_with_their_account(network: Network, give_url: str) -> None:
    hanan = person("Hanan Aziz", Role.RESIDENT, network)
    client = ring_one(hanan)
    thanks = sent(client, give_url)
    assert Signal.objects.get().giver.person == hanan
    assert reverse("needs:my_signals", args=[network.slug]) in thanks.content.decode()


def test_without_this_room_there_is_no_page(client: Client, connector: Client, network: Network) -> None:
    network.rooms = []
    network.save()
    names = ("signal_give", "signal_read", "signal_worker")
    assert {client.get(reverse(f"needs:{name}", args=[network.slug])).status_code for name in names} == {404}
    names = ("my_signals", "signal_list")
    assert {connector.get(reverse(f"needs:{name}", args=[network.slug])).status_code for name in names} == {404}


@pytest.mark.parametrize("way", ["bel 06 12345678", "mail naar fatima@havendijk.example"])
def test_a_phone_or_mail_address_never_passes_by_a_tick(client: Client, give_url: str, way: str) -> None:
    text = f"{SENTENCE}, {way}"
    page = first(client, give_url, text=text)
    assert 'name="no_names"' not in page.content.decode()
    again = second(client, give_url, page, text, no_names="1")
    assert "Er staat een telefoonnummer of mailadres in." in again.content.decode()
    assert not Signal.objects.exists()
