"""The page of a link: three buttons each, one for all; opening does nothing, and no wrong link opens anything."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.choices import AssuredBy, ServiceStatus
from buurtnet.directory.models import Change, Service
from buurtnet.people.models import Mail, Membership, Organization, Person
from buurtnet.privacy.models import LogRow
from buurtnet.search.models import Change as IndexChange
from buurtnet.upkeep.choices import Reason, Result
from buurtnet.upkeep.jobs import keep_fresh
from buurtnet.upkeep.models import Answer, Burden, Call, Link, Request, RequestItem
from buurtnet.upkeep.views import confirm
from tests.factories import OrganizationFactory
from tests.upkeep.scene import area_of, link_in, service

pytestmark = pytest.mark.django_db


def item_of(service: Service) -> int:
    return RequestItem.objects.get(service=service).pk


def again(service: Service) -> Service:
    return Service.objects.get(pk=service.pk)


def test_all_services_stand_on_one_page_each_with_three_answers(
    client: Client, mail: Mail, two: tuple[Service, Service]
) -> None:
    page = client.get(link_in(mail))
    text = page.content.decode()
    assert page.status_code == 200
    for one in two:
        assert one.name in text
        assert f"?gestopt={item_of(one)}" in text
    assert text.count('value="klopt"') == text.count('value="aanpassen"') == 2
    assert "Alles klopt nog (2)" in text


def test_a_scanner_that_opens_every_link_answers_nothing(client: Client, mail: Mail) -> None:
    path, before = link_in(mail), list(Service.objects.values())
    for _ in range(3):
        client.get(path)
        client.head(path)
        client.get(f"{path}?gestopt={RequestItem.objects.first().pk}&doe=alles")
    assert list(Service.objects.values()) == before
    assert not Answer.objects.exists()
    assert not Burden.objects.filter(kind="page").exists()


def test_klopt_nog_confirms_one_service_and_takes_it_on(
    client: Client, mail: Mail, two: tuple[Service, Service]
) -> None:
    first, second = two
    IndexChange.objects.all().delete()
    answer = client.post(link_in(mail), {"doe": "klopt", "item": item_of(first)})
    assert answer.status_code == 302
    found = again(first)
    assert (found.assured_date, found.assured_by) == (timezone.localdate(), AssuredBy.PROVIDER)
    assert found.is_kept_by_editor
    assert found.last_modified is not None
    assert again(second).assured_date == second.assured_date
    assert IndexChange.objects.filter(kind="service", key=str(first.pk)).exists()
    assert LogRow.objects.filter(rule="upkeep.right", object_id=str(first.pk)).count() == 1


def test_a_role_mailbox_confirms_and_takes_nothing_on(client: Client, network: Network) -> None:
    loods = OrganizationFactory(email="team@loods.example")
    one = service(loods, area_of(network))
    keep_fresh()
    client.post(link_in(Mail.objects.get()), {"doe": "klopt", "item": item_of(one)})
    assert again(one).assured_date == timezone.localdate()
    assert not again(one).is_kept_by_editor


def test_who_is_no_editor_any_more_takes_nothing_on(
    client: Client, mail: Mail, two: tuple[Service, Service], joris: Person
) -> None:
    Membership.objects.filter(person=joris).update(ends_at=timezone.now())
    client.post(link_in(mail), {"doe": "klopt", "item": item_of(two[0])})
    assert not again(two[0]).is_kept_by_editor


def test_alles_klopt_is_one_tap_for_all(client: Client, mail: Mail) -> None:
    page = client.post(link_in(mail), {"doe": "alles"}, follow=True).content.decode()
    assert set(Service.objects.values_list("assured_date", flat=True)) == {timezone.localdate()}
    assert "Bedankt, dit was het" in page
    assert Request.objects.get().closed_at is not None


def test_gestopt_asks_once_more_and_deletes_nothing(client: Client, mail: Mail, two: tuple[Service, Service]) -> None:
    one, path = two[0], link_in(mail)
    asked = client.get(f"{path}?gestopt={item_of(one)}").content.decode()
    assert "Is Huiswerkclub gestopt?" in asked
    assert again(one).status == ServiceStatus.ACTIVE
    client.post(path, {"doe": "gestopt", "item": item_of(one)})
    assert again(one).status == ServiceStatus.DEFUNCT
    assert Change.objects.get(service=one).replacement_value == "defunct"
    assert "Gestopt. Was dat niet de bedoeling?" in client.get(path).content.decode()


def test_aanpassen_leads_to_the_page_where_one_mends_it(
    client: Client, mail: Mail, two: tuple[Service, Service], network: Network
) -> None:
    answer = client.post(link_in(mail), {"doe": "aanpassen", "item": item_of(two[0])})
    assert answer["Location"] == reverse("mending:suggest", args=[network.slug, two[0].pk])
    assert "Jij past dit aan." in client.get(link_in(mail)).content.decode()
    call = Call.objects.get()
    assert call.reason == Reason.CHANGING
    assert call.not_before == timezone.localdate() + dt.timedelta(days=14)


def test_a_change_that_came_takes_the_service_off_the_list(
    client: Client, mail: Mail, two: tuple[Service, Service]
) -> None:
    client.post(link_in(mail), {"doe": "aanpassen", "item": item_of(two[0])})
    Change.objects.create(
        service=two[0], edition=two[0].pk, field="name", changed_at=timezone.now(), by=AssuredBy.PROVIDER
    )
    keep_fresh()
    assert Call.objects.get().result == Result.SETTLED


def test_a_second_tap_says_clearly_that_it_was_answered(
    client: Client, mail: Mail, two: tuple[Service, Service]
) -> None:
    path = link_in(mail)
    for _ in range(2):
        page = client.post(path, {"doe": "klopt", "item": item_of(two[0])}, follow=True)
    assert "Dit was al beantwoord" in page.content.decode()
    assert Answer.objects.count() == 1
    client.post(path, {"doe": "gestopt", "item": item_of(two[0])})
    assert again(two[0]).status == ServiceStatus.ACTIVE


@pytest.mark.parametrize(
    "said",
    [{}, {"doe": "alle"}, {"doe": "klopt"}, {"doe": "klopt", "item": "x"}, {"doe": "klopt", "item": "9" * 40},
     {"doe": "klopt", "item": "999999"}, {"doe": "klopt", "item": "²"}],
)  # fmt: skip
def test_nonsense_changes_nothing(client: Client, mail: Mail, said: dict[str, str]) -> None:
    assert client.post(link_in(mail), said).status_code == 302
    assert not Answer.objects.exists()


def test_an_item_of_another_request_is_none_of_this_one(client: Client, mail: Mail, network: Network) -> None:
    other = service(OrganizationFactory(email="info@kade.example"), area_of(network))
    keep_fresh()
    client.post(link_in(mail), {"doe": "klopt", "item": item_of(other)})
    assert again(other).assured_date == other.assured_date


def too_old(path: str) -> str:
    Link.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    return path


def cut_off(path: str) -> str:
    return path[:-6] + "/"


def forged(path: str) -> str:
    return path[:-4] + ("aaa/" if path[-4:] != "aaa/" else "bbb/")


@pytest.mark.parametrize("wrong", [too_old, cut_off, forged])
def test_a_wrong_link_changes_nothing_and_offers_a_new_one_by_mail(
    client: Client, mail: Mail, wrong: Callable[[str], str], joris: Person
) -> None:
    path = wrong(link_in(mail))
    assert client.post(path, {"doe": "alles"}).status_code == 410
    assert not Answer.objects.exists()
    page = client.get(path)
    assert page.status_code == 410
    assert "Mail een nieuwe link" in page.content.decode()
    assert "Huiswerkclub" not in page.content.decode()
    Link.objects.update(sent_at=timezone.now() - dt.timedelta(minutes=11))
    sent = client.post(path, {"doe": "nieuw"})
    assert "Er is een nieuwe link onderweg" in sent.content.decode()
    fresh = Mail.objects.latest("queued_at")
    assert fresh.to == joris.email
    assert client.get(link_in(fresh)).status_code == 200
    client.post(path, {"doe": "nieuw"})
    assert Mail.objects.count() == 2  # not twice in ten minutes


def test_the_parts_of_two_links_make_none(client: Client, mail: Mail, network: Network) -> None:
    service(OrganizationFactory(email="info@kade.example"), area_of(network))
    keep_fresh()
    start = "/account/nakijken/"
    one, other = (link_in(each).removeprefix(start) for each in Mail.objects.order_by("queued_at"))
    assert client.get(start + one[:10] + other[10:]).status_code == 410


def test_a_link_of_nobody_says_so_and_offers_nothing(client: Client, mail: Mail) -> None:
    for token in ("x", "a" * 36, "%00".replace("%", "-"), "é" * 20, "a" * 1_500):
        page = client.get(f"/account/nakijken/{token}/")
        assert page.status_code == 410
        assert "Mail een nieuwe link" not in page.content.decode()
        assert client.post(f"/account/nakijken/{token}/", {"doe": "nieuw"}).status_code == 410
    assert Mail.objects.count() == 1


def test_an_old_link_of_what_was_answered_says_only_that(client: Client, mail: Mail) -> None:
    path = link_in(mail)
    client.post(path, {"doe": "alles"})
    too_old(path)
    page = client.get(path).content.decode()
    assert "Alles is al beantwoord" in page
    assert "Mail een nieuwe link" not in page


def test_an_organization_without_an_address_hears_what_to_do(
    client: Client, mail: Mail, joris: Person, loods: Organization
) -> None:
    path = too_old(link_in(mail))
    Membership.objects.filter(person=joris).delete()
    assert "We hebben geen mailadres meer" in client.post(path, {"doe": "nieuw"}).content.decode()


def test_a_link_works_for_thirty_days(mail: Mail) -> None:
    link = Link.objects.get()
    assert link.expires_at - link.sent_at == dt.timedelta(days=30)
    assert link_in(mail).strip("/").split("/")[-1] not in str(Link.objects.values().get())


def test_a_form_from_another_site_is_refused(mail: Mail) -> None:
    assert Client(enforce_csrf_checks=True).post(link_in(mail), {"doe": "alles"}).status_code == 403


def test_the_page_is_kept_by_no_cache_and_tells_no_other_site(client: Client, mail: Mail) -> None:
    page = client.get(link_in(mail))
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "strict-origin"


def test_a_page_of_many_services_asks_no_more_of_the_database(
    client: Client, network: Network, loods: Organization, joris: Person
) -> None:
    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    service(loods, area_of(network))
    keep_fresh()
    few = queries(link_in(Mail.objects.get()))
    asked = Request.objects.get()
    for _ in range(20):
        RequestItem.objects.create(request=asked, service=service(loods, area_of(network)), network=network)
    assert queries(link_in(Mail.objects.get())) == few


def test_time_on_the_page_is_measured_up_to_the_last_answer(
    client: Client, mail: Mail, two: tuple[Service, Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock = link_in(mail), [1_000_000.0]
    monkeypatch.setattr(confirm.time, "time", lambda: clock[0])
    for one, spent in zip(two, (40, 3_000), strict=True):
        opened = client.get(path).context["opened"]
        clock[0] += spent
        client.post(path, {"doe": "klopt", "item": item_of(one), "geopend": opened})
    assert list(Burden.objects.filter(kind="page").order_by("pk").values_list("seconds", flat=True)) == [40, 300]
    # 30 for the mail, 40 and 300 on the page: 370 seconds.
    assert "Buurtnet vroeg je dit jaar 7 minuten" in client.get(path).content.decode()


def test_who_makes_up_a_time_is_not_believed(client: Client, mail: Mail, two: tuple[Service, Service]) -> None:
    client.post(link_in(mail), {"doe": "klopt", "item": item_of(two[0]), "geopend": "1"})
    assert Burden.objects.get(kind="page").seconds == 0
