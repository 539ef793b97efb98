"""An activity goes to another with its playbook and open tasks, all at once; until the yes, the first owner stays."""

import datetime as dt
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from buurtnet.agenda.choices import ActivityState, TaskState
from buurtnet.agenda.dates import Times, cancel_date
from buurtnet.agenda.handing_over import accept, decline, no_time, offer, offer_items, withdraw
from buurtnet.agenda.models import Activity, OwnerOffer
from buurtnet.agenda.shown import day_text
from buurtnet.agenda.tasks import add_task, hand, move_task
from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Membership, Organization, Person
from buurtnet.practices.models import Playbook
from tests.agenda.rows import WEDNESDAYS, an_activity, by, coming
from tests.people.cast import person, ring_one
from tests.practices.rows import a_playbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(network: Network, joris: Person) -> Activity:
    """Pulled by Joris, with a playbook of his and a task that is open and one that is done."""
    made = an_activity(network, owner=joris, playbook=a_playbook(network, joris))
    for text in ("Bel de dj", "Koop krijt"):
        add_task(made, text=text, due_on=timezone.localdate(), key=uuid4(), by=by(joris), owner=joris)
    move_task(made.tasks.get(text="Koop krijt"), TaskState.DONE, by=by(joris))
    return made


@pytest.fixture
def editor(network: Network, kompas: Organization) -> Person:
    """Keeps what Kompas does."""
    made = person("Lotte Prins", Role.MEMBER, network, kompas)
    Membership.objects.create(person=made, role=Role.EDITOR, organization=kompas)
    return made


def test_with_the_yes_everything_goes_along(activity: Activity, joris: Person, hanan: Person) -> None:
    asked = offer(activity, by=by(joris), to=hanan)
    activity.refresh_from_db()
    assert activity.owner == joris
    found = accept(asked, by=by(hanan))
    assert (found.owner, found.led_by_residents) == (hanan, True)
    assert found.playbook
    found.playbook.refresh_from_db()
    assert (found.playbook.owner, found.playbook.led_by_residents) == (hanan, True)
    assert found.tasks.get(text="Bel de dj").owner == hanan
    assert found.tasks.get(text="Koop krijt").owner == joris  # what was done stays of who did it


def test_a_playbook_and_tasks_of_another_stay_with_them(
    activity: Activity, joris: Person, hanan: Person, samira: Person
) -> None:
    assert activity.playbook
    activity.playbook.owner = samira
    activity.playbook.save()
    activity.tasks.filter(text="Bel de dj").update(owner=samira)
    accept(offer(activity, by=by(joris), to=hanan), by=by(hanan))
    activity.playbook.refresh_from_db()
    assert activity.playbook.owner == samira
    assert activity.tasks.get(text="Bel de dj").owner == samira


def test_a_playbook_goes_along_only_from_who_may_change_it(
    network: Network, joris: Person, hanan: Person, kompas: Organization, editor: Person
) -> None:
    lotte = person("Lotte Smit", Role.RESIDENT, network)
    of_kompas, of_nobody = a_playbook(network, joris), a_playbook(network, joris)
    Playbook.objects.filter(pk=of_nobody.pk).update(owner=None)
    Playbook.objects.filter(pk=of_kompas.pk).update(owner=None, owner_organization=kompas)
    for playbook in (of_kompas, of_nobody):
        playbook.refresh_from_db()
    accept(offer(an_activity(network, owner=hanan, playbook=of_kompas), by=by(hanan), to=lotte), by=by(lotte))
    accept(offer(an_activity(network, owner=editor, playbook=of_kompas), by=by(editor), to=hanan), by=by(hanan))
    accept(offer(an_activity(network, owner=hanan, playbook=of_nobody), by=by(hanan), to=lotte), by=by(lotte))
    for playbook in (of_kompas, of_nobody):
        playbook.refresh_from_db()
    assert (of_kompas.owner, of_kompas.owner_organization, of_nobody.owner) == (None, kompas, None)
    accept(offer(an_activity(network, owner=editor, playbook=of_kompas), by=by(editor), to=joris), by=by(joris))
    of_kompas.refresh_from_db()
    assert of_kompas.owner == joris


@pytest.fixture
def of_hanan(network: Network, hanan: Person) -> Activity:
    return an_activity(network, title="Buurtontbijt", owner=hanan, made_by=hanan)


def asking(activity: Activity) -> str:
    return reverse("agenda:hand_over", args=[activity.network.slug, activity.pk])


def test_a_resident_chooses_from_who_helps_already(
    resident: Client, connector: Client, of_hanan: Activity, joris: Person, samira: Person, editor: Person,
    hanan: Person,
) -> None:  # fmt: skip
    add_task(of_hanan, text="Brood", due_on=timezone.localdate(), key=uuid4(), by=by(hanan), owner=samira)
    page = resident.get(asking(of_hanan)).text
    assert (samira.name in page, joris.name in page, "Stichting Kompas" in page) == (True, False, True)
    tasks = resident.get(reverse("agenda:tasks", args=[of_hanan.network.slug, of_hanan.pk])).text
    assert (samira.name in tasks, joris.name in tasks) == (True, False)
    assert "Kies uit de lijst." in resident.post(asking(of_hanan), {"doe": "vraag", "to": f"mens-{joris.pk}"}).text
    task = of_hanan.tasks.get()
    resident.post(
        reverse("agenda:task", args=[of_hanan.network.slug, of_hanan.pk, task.pk]), {"doe": "geef", "owner": joris.pk}
    )
    task.refresh_from_db()
    assert task.owner == samira
    assert joris.name in connector.get(asking(of_hanan)).text


def test_to_a_mail_address_the_answer_is_the_same_whether_someone_here_has_it(
    resident: Client, of_hanan: Activity, joris: Person, hanan: Person
) -> None:
    seen = []
    tasks = reverse("agenda:tasks", args=[of_hanan.network.slug, of_hanan.pk])
    for address in (joris.email.upper(), "niemand@voorbeeld.example", joris.email):
        first = resident.post(asking(of_hanan), {"doe": "vraag", "mail": address})
        again = resident.post(asking(of_hanan), {"doe": "vraag", "mail": "ook-niemand@voorbeeld.example"})
        pages = [resident.get(one).text for one in (first.url, asking(of_hanan), tasks)]  # type: ignore[attr-defined]
        back = resident.post(asking(of_hanan), {"doe": "intrekken"})
        bare = [re.sub(r"<[^>]*(csrfmiddlewaretoken|form_key)[^>]*>", "", one) for one in pages]
        seen.append((first.status_code, first.url, again.status_code, back.status_code, bare))  # type: ignore[attr-defined]
    assert seen[0] == seen[1] == seen[2]
    assert "Verstuurd." in seen[0][4][0]
    assert joris.name not in "".join(seen[0][4])
    assert OwnerOffer.objects.filter(to=joris).count() == 2
    for nonsense in ("x", "x" * 9_000, "@"):
        assert "mail_fout" in resident.post(asking(of_hanan), {"doe": "vraag", "mail": nonsense}).text


def test_one_person_gets_few_mails_a_day(of_hanan: Activity, hanan: Person, samira: Person, joris: Person) -> None:
    task = add_task(of_hanan, text="Brood", due_on=timezone.localdate(), key=uuid4(), by=by(hanan))
    for _round in range(5):
        hand(task, samira, by=by(hanan))
        hand(task, None, by=by(hanan))
        withdraw(offer(of_hanan, by=by(hanan), to=samira), by=by(hanan))
    assert Mail.objects.filter(person=samira).count() == 3
    hand(task, joris, by=by(hanan))
    assert Mail.objects.filter(person=joris).count() == 1


def test_an_organization_answers_by_its_editors(
    activity: Activity, joris: Person, editor: Person, kompas: Organization, hanan: Person
) -> None:
    asked = offer(activity, by=by(joris), to_organization=kompas)
    assert len(offer_items(editor, timezone.now())) == 1
    assert offer_items(hanan, timezone.now()) == []
    found = accept(asked, by=by(editor))
    assert (found.owner, found.owner_organization) == (editor, kompas)


def test_an_organization_without_an_editor_is_not_asked(
    activity: Activity, joris: Person, kompas: Organization
) -> None:
    with pytest.raises(NotNowError):
        offer(activity, by=by(joris), to_organization=kompas)


@pytest.mark.parametrize("end", [decline, withdraw])
def test_a_no_leaves_everything_as_it_was(end: object, activity: Activity, joris: Person, hanan: Person) -> None:
    asked = offer(activity, by=by(joris), to=hanan)
    assert callable(end)
    end(asked, by=by(hanan))
    activity.refresh_from_db()
    assert activity.owner == joris
    with pytest.raises(NotNowError):
        accept(asked, by=by(hanan))


def test_one_is_asked_at_a_time(activity: Activity, joris: Person, hanan: Person, samira: Person) -> None:
    asked = offer(activity, by=by(joris), to=hanan)
    assert offer(activity, by=by(joris), to=hanan) == asked
    with pytest.raises(NotNowError):
        offer(activity, by=by(joris), to=samira)


def test_what_stopped_or_someone_of_elsewhere_is_refused(
    activity: Activity, elsewhere: Network, joris: Person, hanan: Person
) -> None:
    stranger = person("Griet Maes", Role.MEMBER, elsewhere)
    with pytest.raises(NotNowError):
        offer(activity, by=by(joris), to=stranger)
    Activity.objects.filter(pk=activity.pk).update(state=ActivityState.STOPPED)
    with pytest.raises(NotNowError):
        offer(activity, by=by(joris), to=hanan)


def test_one_tap_asks_the_organization_else_who_keeps_the_network(
    activity: Activity, joris: Person, editor: Person, kompas: Organization, samira: Person, ingrid: Person
) -> None:
    first = no_time(activity, by=by(joris))
    assert first.to in {samira, ingrid}
    withdraw(first, by=by(joris))
    Activity.objects.filter(pk=activity.pk).update(owner_organization=kompas)
    activity.refresh_from_db()
    assert no_time(activity, by=by(joris)).to_organization == kompas
    assert Mail.objects.filter(person=editor).exists()


def test_one_tap_without_anyone_else_says_so(activity: Activity, joris: Person) -> None:
    with pytest.raises(NotNowError, match="Kies zelf wie je vraagt"):
        no_time(activity, by=by(joris))


def test_a_resident_without_the_organization_pulls_it_as_a_resident(
    activity: Activity, joris: Person, kompas: Organization, hanan: Person
) -> None:
    Activity.objects.filter(pk=activity.pk).update(owner_organization=kompas)
    found = accept(offer(activity, by=by(joris), to=hanan), by=by(hanan))
    assert (found.owner_organization, found.led_by_residents) == (None, True)


def test_the_pages_ask_answer_and_take_back(
    partner: Client, resident: Client, activity: Activity, network: Network, hanan: Person, samira: Person
) -> None:
    ask = reverse("agenda:hand_over", args=[network.slug, activity.pk])
    assert "Kies wie je vraagt." in partner.post(ask, {"doe": "vraag", "to": ""}).content.decode()
    assert "Kies uit de lijst." in partner.post(ask, {"doe": "vraag", "to": "mens-onzin"}).content.decode()
    assert partner.post(ask, {"doe": "intrekken"}).status_code == 409
    assert partner.post(ask, {"doe": "vraag", "to": f"mens-{samira.pk}"}).status_code == 302
    assert partner.post(ask, {"doe": "geen-tijd"}).status_code in {302, 409}
    assert partner.post(ask, {"doe": "intrekken"}).status_code == 302
    assert (
        partner.post(ask, {"doe": "vraag", "to": f"mens-{hanan.pk}", "word": "Fijn als jij het doet"}).status_code
        == 302
    )
    asked = OwnerOffer.objects.get(to=hanan)
    answer = reverse("agenda:take_over", args=[network.slug, asked.pk])
    assert ring_one(samira).get(answer).status_code == 404
    assert "Fijn als jij het doet" in resident.get(answer).content.decode()
    assert resident.post(answer, {"doe": "ja"}).status_code == 302
    assert resident.post(answer, {"doe": "ja"}).status_code == 409
    activity.refresh_from_db()
    assert activity.owner == hanan


def test_the_mail_tells_neither_what_nor_who(activity: Activity, joris: Person, hanan: Person) -> None:
    offer(activity, by=by(joris), to=hanan, word="Doe jij de soep?")
    mail = Mail.objects.get(person=hanan)
    for said in (activity.title, joris.name, "soep"):
        assert said not in mail.subject + mail.body, said


def test_who_is_asked_reads_when_it_is_next_and_how_often_and_nothing_that_is_empty(
    network: Network, joris: Person, hanan: Person, resident: Client
) -> None:
    until = coming(2, weeks=30)
    weekly = an_activity(network, Times(coming(2), dt.time(15, 30), 90, WEDNESDAYS, until), owner=joris)
    first = weekly.dates.order_by("starts_at")[0]
    cancel_date(first, "De zaal is dicht.", by=by(joris))
    asked = offer(weekly, by=by(joris), to=hanan)
    page = resident.get(reverse("agenda:take_over", args=[network.slug, asked.pk])).text
    assert f"Volgende keer: {day_text(coming(2, weeks=2), timezone.localdate())}, 15.30" in page
    assert "Elke week op woensdag" in page
    assert f"tot en met {date_format(until, 'j F Y')}" in page
    assert "open ta" not in page
    assert "trekker" not in page
    asking_page = ring_one(joris).get(asking(weekly)).text
    assert "open ta" not in asking_page
    assert "draaiboek" not in asking_page


def test_what_nobody_does_yet_stays_so_when_it_goes_to_another(
    activity: Activity, joris: Person, hanan: Person
) -> None:
    add_task(activity, text="Leen tafels", due_on=timezone.localdate(), key=uuid4(), by=by(joris))
    accept(offer(activity, by=by(joris), to=hanan), by=by(hanan))
    assert activity.tasks.get(text="Leen tafels").owner is None


@pytest.mark.parametrize(("answer", "said"), [(accept, "Het antwoord is ja."), (decline, "Het antwoord is nee.")])
def test_who_asked_hears_yes_or_no(
    answer: Callable[..., object], said: str, activity: Activity, joris: Person, hanan: Person
) -> None:
    answer(offer(activity, by=by(joris), to=hanan), by=by(hanan))
    mail = Mail.objects.get(person=joris)
    assert said in mail.body
    assert hanan.name not in mail.body
    assert activity.title not in mail.subject + mail.body
    link = re.search(r"https?://[^/]+(/\S+)", mail.body)
    assert link
    assert ring_one(joris).get(link[1]).status_code == 200
