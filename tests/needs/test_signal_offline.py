"""What the site says to a phone that sends what waited on it, and the worker that it gives along."""

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.needs.models import Signal
from buurtnet.needs.signalling import mark_of
from buurtnet.needs.views import giving
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from buurtnet.questions.codes import code_of
from buurtnet.themes.models import Theme
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db

SENTENCE = "Bij regen kunnen kinderen nergens spelen"


def waited(client: Client, network: Network, **more: Any) -> tuple[int, dict[str, str]]:
    """Send what waited: the status and what the phone reads."""
    said = {"kind": "collective", "text": SENTENCE, "form_key": str(uuid.uuid4()), "queued": "1", **more}
    answer = client.post(reverse("needs:signal_give", args=[network.slug]), said)
    return answer.status_code, answer.json()


@pytest.fixture
def network(network: Network) -> Network:
    network.contact_name, network.contact_phone = "Buurthuis De Ankerplaats", "0999 - 21 40 14"
    network.save()
    return network


def left(who: Person) -> None:
    now = timezone.now()
    Membership.objects.filter(person=who).update(starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=1))


def test_what_waited_is_kept_at_once_and_the_phone_gets_its_code(client: Client, network: Network) -> None:
    key = uuid.uuid4()
    assert waited(client, network, form_key=str(key)) == (200, {"state": "sent", "code": code_of(key)})
    assert Signal.objects.get().form_key == key


def test_sent_again_because_the_answer_was_lost_it_hears_the_same(client: Client, network: Network) -> None:
    key = str(uuid.uuid4())
    assert waited(client, network, form_key=key) == waited(client, network, form_key=key)
    assert Signal.objects.count() == 1


def test_what_someone_with_a_role_typed_goes_as_theirs(network: Network, joris: Person) -> None:
    status, said = waited(ring_one(joris), network, as_who=mark_of(joris, network))
    assert (status, said) == (200, {"state": "sent", "code": ""})
    assert Signal.objects.get().giver.person == joris


def test_when_the_role_ended_it_is_refused_with_whom_to_call_and_nothing_is_kept(
    network: Network, joris: Person
) -> None:
    mark = mark_of(joris, network)
    left(joris)
    status, said = waited(ring_one(joris), network, as_who=mark)
    assert status == 403
    assert (said["state"], said["name"], said["phone"]) == ("refused", "Buurthuis De Ankerplaats", "0999 - 21 40 14")
    assert not Signal.objects.exists()
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny", fields_group="signal").exists()


def test_who_is_signed_out_signs_in_first(client: Client, network: Network, joris: Person, samira: Person) -> None:
    mark = mark_of(joris, network)
    for one in (client, ring_one(samira)):
        status, said = waited(one, network, as_who=mark)
        assert (status, said["state"]) == (401, "sign_in")
    assert not Signal.objects.exists()


def test_who_is_signed_out_reads_how_it_can_be_sent_all_the_same(
    client: Client, network: Network, joris: Person
) -> None:
    key, mark = str(uuid.uuid4()), mark_of(joris, network)
    _status, said = waited(client, network, as_who=mark, form_key=key)
    assert said["why"].endswith("Of verstuur het zonder naam.")
    _status, said = waited(client, network, as_who="", form_key=key)  # as the button on the phone does
    assert said["state"] == "sent"
    assert Signal.objects.get().giver.person is None


def test_on_the_page_itself_who_is_signed_out_sends_it_without_a_name(
    client: Client, network: Network, joris: Person
) -> None:
    url = reverse("needs:signal_give", args=[network.slug])
    said = {"kind": "collective", "text": SENTENCE, "form_key": str(uuid.uuid4()), "as_who": mark_of(joris, network)}
    answer = client.post(url, said)
    assert answer.status_code == 403
    again = dict(re.findall(r'name="(kind|text|area|form_key)" value="([^"]*)"', answer.content.decode()))
    assert again == {"kind": "collective", "text": SENTENCE, "area": "", "form_key": said["form_key"]}
    assert "Verstuur" in client.post(url, again).content.decode()  # the page where one checks it


def test_on_a_shared_phone_the_kept_page_asks_whose_name_it_goes_by(client: Client, network: Network) -> None:
    page = reverse("needs:signal_give", args=[network.slug])
    assert 'name="mijn_naam"' in client.get(f"{page}?zonder-netwerk=1").content.decode()
    assert "mijn_naam" not in client.get(page).content.decode()  # which says itself who is signed in


def test_on_the_page_itself_who_lost_the_role_reads_whom_to_call_with_their_text(
    network: Network, joris: Person
) -> None:
    mark = mark_of(joris, network)
    left(joris)
    said = {"kind": "collective", "text": SENTENCE, "as_who": mark}
    answer = ring_one(joris).post(reverse("needs:signal_give", args=[network.slug]), said)
    assert answer.status_code == 403
    assert SENTENCE in answer.content.decode()
    assert "0999 - 21 40 14" in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Moeders willen leren fietsen, zei Fatima", "naam, nummer of adres"),
        ("Bel 06-12345678, de speeltuin is stuk", "naam, nummer of adres"),
        ("Een jongen van 8 loopt elke avond alleen buiten", "één kind of één gezin"),
        ("Vrouwen worden hier mishandeld door hun man", "Kijk er nog even naar"),
        ("kort", "Kijk er nog even naar"),
    ],
)
def test_what_someone_must_look_at_first_stays_on_the_phone(
    client: Client, network: Network, text: str, why: str
) -> None:
    status, said = waited(client, network, text=text)
    assert (status, said["state"]) == (422, "look")
    assert why in said["why"]
    assert not Signal.objects.exists()


def test_without_network_nobody_chose_a_theme_and_the_first_proposal_is_taken(
    client: Client, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    playing = Theme.objects.create(slug="spelen", function=3, name="Spelen")
    monkeypatch.setattr(giving, "themes_in", lambda _concepts, _network: [playing])
    waited(client, network)
    assert Signal.objects.get().theme == playing


def test_who_chose_no_theme_before_the_network_went_has_none(
    client: Client, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    playing = Theme.objects.create(slug="spelen", function=3, name="Spelen")
    monkeypatch.setattr(giving, "themes_in", lambda _concepts, _network: [playing])
    waited(client, network, theme="")
    assert Signal.objects.get().theme is None


def test_a_worker_reaches_this_page_and_no_further(client: Client, network: Network) -> None:
    url = reverse("needs:signal_worker", args=[network.slug])
    answer = client.get(url)
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert answer["Cache-Control"] == "no-cache"
    page = reverse("needs:signal_give", args=[network.slug])
    assert url.startswith(page)  # a worker reaches what stands beside it
    said = json.loads(re.findall(r"self\.SIGNAAL = (.*);\n", answer.content.decode())[0])
    assert said["page"] == page
    assert said["kept"].startswith(page)
    assert not answer.cookies


def test_the_page_that_a_phone_keeps_is_that_of_nobody(network: Network, client: Client, joris: Person) -> None:
    page = reverse("needs:signal_give", args=[network.slug]) + "?zonder-netwerk=1"
    assert 'name="as_who" value=""' in client.get(page).content.decode()
    assert "Je hebt nu geen netwerk." in client.get(page).content.decode()
    assert (
        'name="as_who" value=""' not in ring_one(joris).get(page).content.decode()
    )  # so a worker asks without cookies


def test_a_phone_without_a_token_sends_nothing(network: Network) -> None:
    strict = Client(enforce_csrf_checks=True)
    url = reverse("needs:signal_give", args=[network.slug])
    said = {"kind": "collective", "text": SENTENCE, "queued": "1"}
    assert strict.post(url, said).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', strict.get(url).content.decode())
    assert token  # as the worker finds it
    assert strict.post(url, {**said, "csrfmiddlewaretoken": token[1]}).json()["state"] == "sent"
