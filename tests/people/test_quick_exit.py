"""The button "Snel weg": on which pages it stands, where it leads, and that it needs no script."""

import re
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from buurtnet.areas.models import Network
from buurtnet.kit.quick_exit import _pages, harmless_page
from buurtnet.people.choices import Role
from buurtnet.people.consent_links import token_of
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.themes.danger_advice import advice_for
from tests.factories import NetworkFactory
from tests.people.at_work import buurtteam, fresh_limits, network, samira
from tests.people.cast import person, ring_one, ring_two
from tests.people.consent.questions import about_a_child, partner, sent

__all__ = ["buurtteam", "fresh_limits", "network", "samira"]
pytestmark = pytest.mark.django_db
BUTTON = re.compile(r"<a [^>]*data-snel-weg=[^>]*>")
OWN = ("account", "my_consents", "my_data", "export_page", "seen", "devices", "my_card", "erase", "factors")


def button_on(page: str) -> str:
    """The tag of the button; empty where there is none."""
    found = BUTTON.findall(page)
    assert len(found) < 2
    return found[0] if found else ""


@pytest.mark.parametrize("name", OWN)
def test_it_stands_on_every_page_with_something_of_one_s_own(network: Network, name: str) -> None:
    client = ring_one(person("Hanan Aziz", Role.RESIDENT, network))
    page = client.get(reverse(f"people:{name}"))
    assert page.status_code == 200
    assert button_on(page.content.decode())


def test_it_stands_on_the_page_of_a_link_that_asks_something(
    samira: Person, network: Network, buurtteam: Organization
) -> None:
    consent = sent(ring_two(samira), network, about_a_child(partner(network)))
    link = reverse("people:consent_link", args=[token_of(consent.parties.all()[0])])
    assert button_on(Client().get(link).content.decode())


def test_it_is_the_second_stop_of_the_keyboard_and_has_a_name(network: Network) -> None:
    page = ring_one(person("Hanan Aziz", Role.RESIDENT, network)).get(reverse("people:account")).content.decode()
    stops = re.findall(r"<(?:a|button|input|summary)\b[^>]*>", page[page.index("<body") :])
    assert 'class="skip"' in stops[0]
    assert "data-snel-weg" in stops[1]
    assert "Snel weg" in page
    assert 'aria-describedby="snel_weg_hint"' in stops[1]
    assert 'id="snel_weg_hint"' in page


@pytest.mark.parametrize("name", ["signin", "erased"])
def test_a_page_that_tells_nothing_of_anyone_has_none(name: str) -> None:
    assert not button_on(Client().get(reverse(f"people:{name}")).content.decode())


def test_a_page_with_lines_of_danger_has_it_and_another_has_none(network: Network) -> None:
    page = {"request": RequestFactory().get(f"/{network.slug}/zoeken/")}
    assert not button_on(render_to_string("kit/base.html", page))
    advice = advice_for("mijn man slaat mij", "NL")
    assert advice
    assert button_on(render_to_string("kit/base.html", page | {"danger": advice}))


def test_any_page_switches_it_on_with_one_line(network: Network) -> None:
    page = '{% extends "kit/base.html" %}{% block quick_exit %}{% include "kit/_quick_exit.html" %}{% endblock %}'
    request = RequestFactory().get("/")
    assert button_on(Template(page).render(Context({"request": request})))
    assert button_on(render_to_string("kit/base.html", {"request": request, "sensitive": True}))


def test_without_a_script_it_is_a_link_that_tells_the_other_site_nothing(network: Network) -> None:
    button = button_on(render_to_string("kit/base.html", {"sensitive": True}))
    assert f'href="{harmless_page("NL").url}"' in button
    assert re.search(r'rel="[^"]*\bnoreferrer\b', button)
    assert "target=" not in button, "a new tab leaves the old one open"


def test_our_page_asks_nothing_of_the_other_site() -> None:
    page = render_to_string("kit/base.html", {"sensitive": True})
    host = harmless_page("NL").url.split("/")[2]
    assert page.count(host) == 1, "only where the button leads"
    assert not re.search(r"<link[^>]+(?:preconnect|prefetch|dns-prefetch|prerender)", page)


def test_it_leads_to_a_page_of_the_country() -> None:
    template = Template("{% load quick_exit %}{% quick_exit_page network as away %}{{ away.url }}")
    flemish = NetworkFactory(country="BE", locale="nl-be")
    with translation.override("en"):
        assert template.render(Context({"network": flemish})) == harmless_page("BE").url
        assert template.render(Context({"network": None})) == harmless_page("NL").url
    with translation.override("nl-be"):
        assert template.render(Context({"network": None})) == harmless_page("BE").url
    assert harmless_page("NL") != harmless_page("BE")
    assert harmless_page("DE") == harmless_page("NL")


@pytest.mark.parametrize(
    ("locales", "country"), [(["nl-be"], "BE"), (["nl-be", "nl-be"], "BE"), (["nl-be", "nl"], "NL"), ([], "NL")]
)
@pytest.mark.parametrize("name", ["account", "my_card", "my_consents"])
def test_on_one_s_own_account_it_leads_where_all_networks_of_one_s_roles_are(
    fresh_limits: None, name: str, locales: list[str], country: str
) -> None:
    lieve = person("Lieve Claes")
    for locale in locales:
        there = NetworkFactory(country="BE" if locale == "nl-be" else "NL", locale=locale)
        Membership.objects.create(person=lieve, role=Role.RESIDENT, network=there)
    page = ring_one(lieve).get(reverse(f"people:{name}")).content.decode()
    assert f'href="{harmless_page(country).url}"' in button_on(page)


def test_a_network_of_before_does_not_count(network: Network) -> None:
    lieve = person("Lieve Claes", Role.RESIDENT, NetworkFactory(country="BE", locale="nl-be"))
    began = timezone.now() - timedelta(days=9)
    Membership.objects.create(
        person=lieve, role=Role.RESIDENT, network=network, starts_at=began, ends_at=began + timedelta(days=1)
    )
    page = ring_one(lieve).get(reverse("people:account")).content.decode()
    assert f'href="{harmless_page("BE").url}"' in button_on(page)


@pytest.mark.parametrize("country", _pages())
def test_the_page_it_leads_to_is_a_whole_address_over_https(country: str) -> None:
    page = harmless_page(country)
    assert re.fullmatch(r"https://[a-z.]+/[a-z/]*", page.url)
    assert page.tab
    assert not re.search(r"hulp|geweld|veilig|buurt", page.url + page.tab, re.IGNORECASE)
