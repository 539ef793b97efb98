"""Someone who works for two organizations in one network asks for either, and sees what was asked for both."""

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.consent_left import has_asker, without_asker
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.people.roles import EndReason, end_role
from buurtnet.privacy.models import LogRow
from tests.factories import OrganizationFactory
from tests.people.cast import ring_two
from tests.people.consent.questions import about_a_child, about_an_adult, ask_page, one_page, partner, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(network: Network) -> Organization:
    return partner(network)


@pytest.fixture
def library(samira: Person, network: Network) -> Organization:
    """Where Samira works too."""
    made = OrganizationFactory(name="Bibliotheek Havendijk")
    Membership.objects.create(person=samira, role=Role.MEMBER, network=network, organization=made)
    return made


@pytest.fixture
def asker(samira: Person, library: Organization) -> Client:
    return ring_two(samira)


def test_both_stand_on_the_list_each_with_whom_it_was_asked_for(
    asker: Client, network: Network, buurtteam: Organization, library: Organization, readers: Organization
) -> None:
    first = sent(asker, network, about_a_child(readers))
    second = sent(asker, network, about_an_adult(readers, namens=str(library.pk)))
    assert (first.organization, second.organization) == (buurtteam, library)
    assert not without_asker().exists()
    page = asker.get(reverse("people:consent_list", args=[network.slug]))
    assert {one.consent for one in page.context["waiting"]} == {first, second}
    words = page.content.decode()
    assert "namens Buurtteam Havendijk" in words
    assert "namens Bibliotheek Havendijk" in words
    for one in (first, second):
        assert has_asker(one)
        assert asker.get(one_page(network, one)).status_code == 200
        seen = LogRow.objects.filter(consent=str(one.pk), action__in=["list", "view"])
        assert set(seen.values_list("organization", flat=True)) == {str(one.organization_id)}


def test_what_was_asked_for_one_stays_there_when_that_role_ends(
    asker: Client, samira: Person, network: Network, library: Organization, readers: Organization
) -> None:
    left = sent(asker, network, about_a_child(readers))
    kept = sent(asker, network, about_an_adult(readers, namens=str(library.pk)))
    end_role(samira.memberships.get(role=Role.CONNECTOR), by=samira, reason=EndReason.OTHER_WORK)
    assert list(without_asker()) == [left]
    assert asker.get(one_page(network, left)).status_code == 404
    assert asker.get(one_page(network, kept)).status_code == 200


def test_one_cannot_ask_for_an_organization_where_one_has_no_role(
    asker: Client, network: Network, readers: Organization
) -> None:
    """And never for another than the page said: a role may have ended meanwhile."""
    assert asker.get(f"{ask_page(network)}?namens={readers.pk}").status_code == 404
    assert asker.post(ask_page(network), about_an_adult(readers, namens=str(readers.pk))).status_code == 404


def test_the_own_organization_is_offered_as_a_receiver_only_when_one_asks_for_the_other(
    asker: Client, network: Network, buurtteam: Organization, library: Organization
) -> None:
    for one, other in ((buurtteam, library), (library, buurtteam)):
        form = asker.get(f"{ask_page(network)}?namens={one.pk}").context["form"]
        offered = set(form.fields["receivers"].queryset)
        assert other in offered
        assert one not in offered
