"""The list on other people's pages: framed by anyone, a stranger to everyone, and never more than is public."""

import json
import re
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.people.models import Person
from tests.paper.conftest import SECRET_NAME, SECRET_STREET, Paper, offered

FRAME = "/havendijk/inbedden/lijst/"
PIECE = "/havendijk/inbedden/stukje/"
FACTS = "/havendijk/inbedden/lijst.json"
ALL = [FRAME, PIECE, FACTS]


def test_the_list_may_be_framed_by_any_site_and_every_other_page_by_none(client: Client, paper: Paper) -> None:
    framed = client.get(FRAME)
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert framed.headers["X-Frame-Options"] != "DENY"
    for address in ("/havendijk/", "/havendijk/op-je-site/", "/havendijk/boekje/", PIECE, FACTS):
        response = client.get(address)
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"], address
        assert response.headers["X-Frame-Options"] == "DENY", address


def test_the_framed_page_may_run_no_script_and_asks_nothing_of_another_site(client: Client, paper: Paper) -> None:
    response = client.get(FRAME + "?kaart=1")
    policy, page = response.headers["Content-Security-Policy"], response.content.decode()
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "<script" not in page
    assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', page)


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize("query", ["", "?taal=en", "?taal=nl&kaart=1"])
def test_no_cookie_is_set(client: Client, paper: Paper, address: str, query: str) -> None:
    assert client.get(address + query).cookies == {}


@pytest.mark.parametrize("address", ALL)
def test_someone_signed_in_is_a_stranger_and_their_session_is_not_read(paper: Paper, address: str) -> None:
    person = Client()
    person.force_login(Person.objects.create_user("samira@havendijk.example", name="Samira"))
    person.cookies["taal"], person.cookies["buurt"], person.cookies["kleur"] = "en", "molenveld", "donker"
    stranger = Client()
    stranger.get(address)
    with CaptureQueriesContext(connection) as for_stranger:
        seen_by_stranger = stranger.get(address)
    with CaptureQueriesContext(connection) as for_person:
        seen_by_person = person.get(address)
    assert seen_by_person.content == seen_by_stranger.content
    assert len(for_person) == len(for_stranger)
    assert not any("session" in query["sql"].lower() for query in for_person)
    assert "Cookie" not in seen_by_person.headers.get("Vary", "")
    assert "public" in seen_by_person.headers["Cache-Control"]


def test_links_open_at_our_site_in_a_tab_of_their_own(client: Client, paper: Paper) -> None:
    for address in (FRAME, PIECE):
        links = re.findall(r"<a [^>]*>", client.get(address).content.decode())
        assert len(links) == 5
        for link in links:
            assert f'href="{settings.SITE_URL}/havendijk/' in link
            assert 'target="_blank" rel="noopener"' in link


def test_the_pins_of_the_map_lead_to_the_list(client: Client, paper: Paper) -> None:
    roof = paper.club.at_locations.get().location
    offered("Spreekuur", roof, paper.quarter, function=4, support_level=2)  # the same place, in another section
    page = client.get(FRAME + "?kaart=1").content.decode()
    targets = re.findall(r'<a href="#([^"]+)" aria-label="1. Buurthuis De Ankerplaats"', page)
    assert targets == ["plek-1"]
    assert page.count('id="plek-1"') == 1


@pytest.mark.parametrize("address", [*ALL, FRAME + "?kaart=1"])
def test_a_secret_address_is_never_embedded(client: Client, paper: Paper, address: str) -> None:
    text = client.get(address).content.decode()
    assert "Opvang" in text
    assert SECRET_STREET not in text
    assert SECRET_NAME not in text


def test_the_facts_are_open_to_scripts_of_every_site_and_say_what_the_list_says(client: Client, paper: Paper) -> None:
    response = client.get(FACTS + "?buurt=vuurtorenkwartier&functie=2")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    facts = json.loads(response.content)
    assert (facts["title"], facts["count"], facts["more"]) == ("Opvang en school in Vuurtorenkwartier", 1, 0)
    [club] = facts["services"]
    assert club["name"] == "Huiswerkclub De Loods"
    assert club["url"] == f"{settings.SITE_URL}/havendijk/aanbod/{paper.club.pk}/"
    assert club["place"]["name"] == "Buurthuis De Ankerplaats"
    assert club["phone"] == "0999 - 21 40 07"
    assert json.loads(client.get(FACTS + "?functie=6").content)["services"][0]["place"] is None


def test_a_list_can_be_of_one_organization(client: Client, paper: Paper) -> None:
    page = client.get(f"{FRAME}?organisatie={paper.club.organization_id}").content.decode()
    assert "Huiswerkclub De Loods" in page
    assert "Eettafel" not in page
    assert f"/havendijk/organisatie/{paper.club.organization_id}/" in page


def test_the_list_speaks_the_language_asked_and_else_that_of_the_network(client: Client, paper: Paper) -> None:
    assert client.get(FRAME).headers["Content-Language"] == "nl"
    english = client.get(FRAME + "?taal=en")
    assert english.headers["Content-Language"] == "en"
    assert '<html lang="en"' in english.content.decode()


def test_colours_follow_the_device_unless_the_host_chose(client: Client, paper: Paper) -> None:
    assert "data-kleur" not in client.get(FRAME).content.decode()
    assert 'data-kleur="licht"' in client.get(FRAME + "?kleur=licht").content.decode()
    assert "data-kleur" not in client.get(FRAME + "?kleur=%22%3E%3Cscript%3E").content.decode()


def test_a_network_that_is_not_listed_is_not_on_other_sites(client: Client, paper: Paper) -> None:
    Network.objects.filter(pk=paper.network.pk).update(is_listed=False)
    for address in (*ALL, "/havendijk/op-je-site/"):
        assert client.get(address).status_code == 404
    assert client.get(f"/havendijk/aanbod/{paper.club.pk}/papier/").status_code == 200


def test_a_name_with_html_in_it_stays_text_everywhere(client: Client, paper: Paper) -> None:
    Service.objects.filter(pk=paper.club.pk).update(name='<img src=x onerror="alert(1)"> نادي')
    for address in (FRAME + "?kaart=1", PIECE, "/havendijk/boekje/lezen/"):
        assert "<img" not in client.get(address).content.decode()


def test_the_page_that_makes_the_code_shows_what_it_makes(client: Client, paper: Paper) -> None:
    response = client.get("/havendijk/op-je-site/?buurt=vuurtorenkwartier&functie=2&kaart=1&lijsttaal=en&hoogte=800")
    page = response.content.decode()
    code = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])  # type: ignore[index]
    query = "?buurt=vuurtorenkwartier&functie=2&kaart=1&taal=en"
    assert f'<iframe src="{settings.SITE_URL}{FRAME}{query.replace("&", "&amp;")}"' in code
    assert 'height="800"' in code
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in code
    assert "<script" not in code
    assert f'src="{FRAME}{query.replace("&", "&amp;")}"' in page
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]
    assert '<html lang="nl"' in page
    assert "taal" not in response.cookies


def test_a_title_cannot_break_out_of_the_code(client: Client, paper: Paper) -> None:
    organization = paper.club.organization
    assert organization
    organization.name = '"></iframe><script>alert(1)</script>'
    organization.save()
    page = client.get(f"/havendijk/op-je-site/?organisatie={organization.pk}").content.decode()
    code = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])  # type: ignore[index]
    assert "<script" not in code
    assert code.count("<iframe") == 1
