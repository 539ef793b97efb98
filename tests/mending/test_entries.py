"""Editors keep their own entries: list, draft, preview, publish."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.actions import FIELDS
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Change, Location, Schedule, Service, ServiceAtLocation
from buurtnet.mending.drafting import mark_of
from buurtnet.mending.models import Draft
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from buurtnet.themes.actions import load_themes
from buurtnet.themes.models import Theme
from tests.factories import AreaFactory, NetworkFactory, OrganizationFactory, ServiceFactory
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db
PAGES = ("entry_edit", "entry_preview", "entry_publish")


@pytest.fixture
def editor(joris: Person) -> Client:
    return ring_two(joris)


def address(name: str, service: Service) -> str:
    return reverse(f"mending:{name}", args=["havendijk", service.pk])


def filled(client: Client, service: Service, **said: Any) -> dict[str, Any]:
    """What a browser would post from the page as it is, with some boxes changed."""
    form = client.get(address("entry_edit", service)).context["form"]
    posted: dict[str, Any] = {"mark": client.get(address("entry_edit", service)).context["mark"]}
    for box in form.shown():
        if box.kind == "several":
            posted[box.name] = [part.value for part in box.parts if part.is_on]
        elif box.kind == "choice":
            posted[box.name] = next((part.value for part in box.parts if part.is_on), "")
        elif box.parts:
            posted |= {part.name: part.value for part in box.parts}
        else:
            posted[box.name] = box.value
    return posted | said


def save(client: Client, service: Service, **said: Any) -> Any:
    return client.post(address("entry_edit", service), filled(client, service, **said))


def publish(client: Client, service: Service) -> Any:
    mark = client.get(address("entry_edit", service)).context["mark"]
    return client.post(address("entry_publish", service), {"mark": mark})


def test_the_list_holds_the_own_entries_of_this_network(
    editor: Client, club: Service, stichting: Organization, area: Any
) -> None:
    ServiceFactory(name="Elders", organization=stichting)
    other = ServiceFactory(name="Van een ander")
    other.reach.create(area=area)
    page = editor.get(reverse("mending:entry_list", args=["havendijk", stichting.pk]))
    assert [row.name for row in page.context["rows"]] == ["Huiswerkclub De Loods"]


def test_the_list_costs_the_same_with_more_entries(
    editor: Client, club: Service, stichting: Organization, area: Any
) -> None:
    url = reverse("mending:entry_list", args=["havendijk", stichting.pk])

    def count() -> int:
        editor.get(url)
        with CaptureQueriesContext(connection) as captured:
            editor.get(url)
        return len(captured)

    before = count()
    for number in range(6):
        ServiceFactory(name=f"Club {number}", organization=stichting).reach.create(area=area)
    assert count() == before


def test_sending_the_page_back_as_it_is_makes_no_draft(editor: Client, club: Service) -> None:
    assert save(editor, club)["Location"] == address("entry_edit", club)
    assert not Draft.objects.exists()


def test_what_is_saved_is_a_draft_and_the_public_page_stays(editor: Client, client: Client, club: Service) -> None:
    answer = save(editor, club, name="Huiswerkclub De Haven", alert="In juli dicht")
    assert answer["Location"] == address("entry_preview", club)
    assert Draft.objects.get().values == {"name": "Huiswerkclub De Haven", "alert": "In juli dicht"}
    public = client.get(f"/havendijk/aanbod/{club.pk}/").content.decode()
    assert "Huiswerkclub De Loods" in public
    assert "In juli dicht" not in public


def test_the_preview_is_the_public_page_with_the_draft_and_changes_nothing(editor: Client, club: Service) -> None:
    said = {"name": "Huiswerkclub De Haven", "hours-MO": "9.00-12.00", "costs": "gratis", "where-street": "Kade 5"}
    save(editor, club, **said)
    shown = editor.get(address("entry_preview", club)).content.decode()
    for words in ("Huiswerkclub De Haven", "Gratis", "9.00", "Zo wordt de pagina", "Kade 5"):
        assert words in shown, words
    club.refresh_from_db()
    assert club.name == "Huiswerkclub De Loods"
    assert not Change.objects.exists()
    assert not Location.objects.exists()
    assert not club.cost_options.exists()


def test_publishing_puts_it_on_the_page_once_and_counts_as_checked_by_the_provider(
    editor: Client, client: Client, club: Service
) -> None:
    save(editor, club, name="Huiswerkclub De Haven", url="loods.example")
    mark = editor.get(address("entry_edit", club)).context["mark"]
    for _ in range(2):
        editor.post(address("entry_publish", club), {"mark": mark})
    assert "Huiswerkclub De Haven" in client.get(f"/havendijk/aanbod/{club.pk}/").content.decode()
    club.refresh_from_db()
    assert (club.url, club.assured_by, club.is_kept_by_editor) == (
        "https://loods.example", AssuredBy.PROVIDER, True,
    )  # fmt: skip
    assert {row.field for row in Change.objects.all()} == {"name", "url"}
    assert not Draft.objects.exists()


def test_every_box_of_the_page_can_be_changed(editor: Client, club: Service) -> None:
    load_themes()
    theme = Theme.objects.order_by("pk")[0].pk
    said = {
        "name": "Anders", "alternate_name": "De Club", "simple": "Kort.", "description": "Lang.", "alert": "Let op",
        "status": "temporarily closed", "hours-SA": "10-12 uur", "where-name": "De Haven", "where-street": "Kade 9",
        "phones": "0999 65 43 21", "email": "c@kade.example", "url": "c.example", "application_process": "Kom langs",
        "referral": "liever warm", "costs": "€ 2,50", "fees_description": "Per keer",
        "eligibility_description": "Kind",
        "ages-van": "4", "ages-tot": "", "languages": ["nl", "tr"], "interpretation_services": "Ja", "function": "2",
        "themes": [theme], "help_kind": "vrijwilliger", "support_level": "1", "support_needed": "Een ruimte",
    }  # fmt: skip
    assert save(editor, club, **said).status_code == 302
    values = Draft.objects.get().values
    assert values["function"] == 2
    assert values["ages"] == [4.0, None]
    assert values["themes"] == [theme]
    assert set(values) == set(FIELDS) - {"wait_time", "name_i18n", "description_i18n"}
    assert publish(editor, club)["Location"] == reverse("directory:service", args=["havendijk", club.pk])
    club.refresh_from_db()
    assert (club.support_level, club.referral, club.minimum_age) == (1, "liever warm", 4)


def test_a_draft_can_be_thrown_away(editor: Client, club: Service) -> None:
    save(editor, club, name="Anders")
    editor.post(address("entry_publish", club), {"doe": "weg", "mark": "dat-van-een-ander"})
    assert Draft.objects.exists(), "a colleague made another one meanwhile"
    editor.post(address("entry_publish", club), {"doe": "weg", "mark": mark_of(Draft.objects.get())})
    assert not Draft.objects.exists()
    assert not Change.objects.exists()


def test_a_draft_of_an_entry_that_changed_shows_both_and_is_not_published_unseen(
    editor: Client, club: Service
) -> None:
    save(editor, club, name="Uit het concept")
    Service.objects.filter(pk=club.pk).update(name="Intussen anders")
    answer = publish(editor, club)
    assert answer["Location"] == address("entry_edit", club) + "?verouderd=1"
    club.refresh_from_db()
    assert club.name == "Intussen anders"
    shown = editor.get(answer["Location"]).content.decode()
    for words in ("De pagina is veranderd sinds dit concept", "Intussen anders", "Uit het concept"):
        assert words in shown, words
    save(editor, club)
    publish(editor, club)
    club.refresh_from_db()
    assert club.name == "Uit het concept"


def test_two_editors_at_once_do_not_overwrite_each_other_unseen(
    editor: Client, club: Service, stichting: Organization
) -> None:
    colleague = ring_two(person("Noor Visser", Role.EDITOR, None, stichting))
    hers = filled(colleague, club, name="Van Noor")
    save(editor, club, name="Van Joris")
    answer = colleague.post(address("entry_edit", club), hers)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Een collega bewaarde intussen ook iets" in shown
    assert 'value="Van Noor"' in shown
    assert Draft.objects.get().values["name"] == "Van Joris"
    colleague.post(address("entry_edit", club), hers | {"mark": answer.context["mark"]})
    assert Draft.objects.get().values["name"] == "Van Noor"


def test_a_draft_that_was_saved_again_is_not_published_by_an_old_button(editor: Client, club: Service) -> None:
    save(editor, club, name="Een")
    mark = editor.get(address("entry_edit", club)).context["mark"]
    save(editor, club, name="Twee")
    assert editor.post(address("entry_publish", club), {"mark": mark})["Location"] == address("entry_preview", club)
    assert not Change.objects.exists()


def test_what_cannot_be_kept_is_said_beside_its_box_and_nothing_is_lost(editor: Client, club: Service) -> None:
    shown = save(editor, club, name="", email="fout", simple="Dit bleef").content.decode()
    assert "Vul dit nog in" in shown
    assert "Dit mailadres klopt niet" in shown
    assert "Dit bleef" in shown
    assert not Draft.objects.exists()


def test_several_places_are_not_edited_here_and_the_page_says_so(editor: Client, club: Service) -> None:
    for name in ("Een", "Twee"):
        ServiceAtLocation.objects.create(service=club, location=Location.objects.create(name=name))
    page = editor.get(address("entry_edit", club))
    assert "where" not in page.context["form"].fields
    assert "Dit is op meer plekken" in page.content.decode()


def test_a_place_that_nobody_knows_takes_no_page_off_the_map(editor: Client, client: Client, club: Service) -> None:
    save(editor, club, **{"where-name": "Nieuw gebouw", "where-street": "Onbekende weg 1"})
    publish(editor, club)
    assert "Onbekende weg 1" in client.get(f"/havendijk/aanbod/{club.pk}/").content.decode()
    assert club in shown_services_in(Network.objects.get())
    save(editor, club, **{"where-street": "Onbekende weg 2"})
    publish(editor, club)
    assert club.service_areas.count() == 1


def test_a_place_that_takes_the_page_off_the_map_is_not_published(
    editor: Client, club: Service, network: Network
) -> None:
    network.areas.update(name="Dorp")
    AreaFactory(name="Dorp", code="ander")
    save(editor, club, **{"where-street": "Onbekende weg 1"})
    answer = editor.get(address("entry_preview", club), follow=True)
    assert "We weten niet waar deze plek is" in answer.content.decode()
    assert publish(editor, club)["Location"].endswith("?nergens=1")
    assert not Change.objects.exists()
    assert not Location.objects.exists()


def test_a_draft_with_times_that_became_more_than_a_week_is_shown_again(editor: Client, club: Service) -> None:
    save(editor, club, **{"hours-MO": "9-12"})
    Schedule.objects.create(service=club, freq="MONTHLY", byday="1SA", opens_at="10:00", closes_at="12:00")
    for answer in (editor.get(address("entry_preview", club)), publish(editor, club)):
        assert answer["Location"].endswith("?verouderd=1")
    save(editor, club)
    assert not Draft.objects.exists()


def test_who_keeps_the_map_edits_only_what_no_editor_here_keeps(
    club: Service, ingrid: Person, network: Network
) -> None:
    director = ring_two(ingrid)
    assert director.get(address("entry_edit", club)).status_code == 200
    person("Joris Bakker", Role.EDITOR, None, club.organization)
    assert director.get(address("entry_edit", club)).status_code == 404


def test_others_edit_nothing(club: Service, network: Network, stichting: Organization) -> None:
    strangers = [
        person("Partner", Role.MEMBER, network, stichting),
        person("Elders", Role.DIRECTOR, NetworkFactory()),
        person("Ander", Role.EDITOR, None, OrganizationFactory()),
        person("Officier", Role.SAFETY_OFFICER, None, stichting),
    ]
    for who in strangers:
        client = ring_two(who)
        assert client.get(address("entry_edit", club)).status_code == 404
        assert client.get(address("entry_preview", club)).status_code == 404
        assert client.post(address("entry_publish", club)).status_code == 404
        assert client.get(reverse("mending:entry_list", args=["havendijk", stichting.pk])).status_code == 404


def test_a_mail_link_alone_opens_no_page_of_an_editor(club: Service, joris: Person) -> None:
    client = ring_one(joris)
    assert client.get(address("entry_edit", club)).headers["Location"].startswith(reverse("people:strong"))
    assert client.post(address("entry_publish", club)).status_code == 403
