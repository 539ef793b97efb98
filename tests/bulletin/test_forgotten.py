"""Good news in a newsletter: who says it goes with the account of who told it, and the rest with the story."""

import pytest
from django.test import Client

from buurtnet.agenda.models import Story
from buurtnet.areas.models import Network
from buurtnet.bulletin.choices import ItemKind
from buurtnet.bulletin.jobs import look_after_newsletters
from buurtnet.bulletin.letters import letter_of
from buurtnet.bulletin.models import EditionItem
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.people.my_data import erase_account
from tests.agenda.rows import an_activity
from tests.bulletin.rows import a_story, sent
from tests.people.cast import person

pytestmark = pytest.mark.django_db


def test_who_says_it_goes_with_the_account_of_who_told_it(client: Client, network: Network, samira: Person) -> None:
    hanan = person("Hanan Aziz", Role.RESIDENT, network)
    for who in (hanan, samira):
        a_story(an_activity(network, title=who.name), told_by=who, said_by=f"Een vriendin van {who.name}")
    edition = sent(network, samira)
    assert "(Een vriendin van Hanan Aziz)" in letter_of(edition).text
    erase_account(hanan)
    [mine, other] = sorted(EditionItem.objects.filter(kind=ItemKind.SUCCESS), key=lambda one: one.title)
    assert (mine.said_by, mine.told_by, mine.when) == ("", None, "")
    assert (other.said_by, other.told_by) == ("Een vriendin van Samira Haddad", samira)
    page = client.get("/havendijk/nieuwsbrief/1/").content.decode()
    assert "vriendin van Hanan" not in page
    assert "vriendin van Samira" in page


def test_a_story_goes_with_the_account_and_no_later_newsletter_tells_it(network: Network, samira: Person) -> None:
    hanan = person("Hanan Aziz", Role.RESIDENT, network)
    a_story(an_activity(network, title="Fietsen"), told_by=hanan, said_by="Hanan uit Molenveld")
    edition = sent(network, samira)
    erase_account(hanan)
    assert not Story.objects.exists()
    look_after_newsletters()
    assert not edition.items.filter(kind=ItemKind.SUCCESS).exists()
    assert not EditionItem.objects.filter(said_by__contains="Hanan").exists()


def test_what_is_no_story_any_more_also_goes_out_of_the_newsletters(network: Network, samira: Person) -> None:
    gone, stays = (a_story(an_activity(network, title=title)) for title in ("Weg", "Blijft"))
    edition = sent(network, samira, "Soep")
    Story.objects.filter(pk=gone.pk).delete()
    look_after_newsletters()
    assert {one.title for one in edition.items.all()} == {stays.activity.title, "Soep"}
