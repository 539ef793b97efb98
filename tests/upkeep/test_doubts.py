"""What brings an entry to "te controleren": a report that was right, a mail that came back, a link that is dead."""

import datetime as dt

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory import actions
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Service
from buurtnet.mending.choices import State
from buurtnet.mending.models import Suggestion
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.upkeep.choices import Doubted, Reason, Result
from buurtnet.upkeep.doubting import doubt, doubted
from buurtnet.upkeep.jobs import keep_fresh
from buurtnet.upkeep.models import Call, Doubt, Request, WebLink
from tests.people.cast import ring_two
from tests.upkeep.scene import area_of, link_in, service

pytestmark = pytest.mark.django_db


def report(one: Service, network: Network, *, state: State = State.ACCEPTED, days_ago: int = 1) -> Suggestion:
    """A visitor said that something is not right, and someone looked at it."""
    when = timezone.now() - dt.timedelta(days=days_ago)
    return Suggestion.objects.create(
        network=network, service=one, remark="De deur was dicht", state=state, sent_at=when, answered_at=when
    )


def on_list() -> dict[str, str]:
    return dict(Call.objects.filter(closed_at=None).values_list("service__name", "reason"))


@pytest.fixture
def fresh(network: Network, loods: Organization, joris: Person) -> Service:
    """Confirmed ten days ago, so that nobody would be asked about it for long."""
    return service(loods, area_of(network), days_ago=10, name="Huiswerkclub")


def test_what_is_fresh_and_not_doubted_is_not_asked_about(fresh: Service) -> None:
    keep_fresh()
    assert not Mail.objects.exists()


def test_a_report_that_was_right_is_asked_about_before_the_interval_ends(fresh: Service, network: Network) -> None:
    report(fresh, network)
    keep_fresh()
    assert Request.objects.get().items.get().service == fresh
    assert Doubt.objects.get().why == Doubted.REPORTED
    keep_fresh()
    assert (Doubt.objects.count(), Mail.objects.count()) == (1, 1)
    assert not Call.objects.exists()


@pytest.mark.parametrize("state", [State.DECLINED, State.DOUBLE])
def test_a_report_that_was_not_right_changes_nothing(fresh: Service, network: Network, state: State) -> None:
    report(fresh, network, state=state)
    keep_fresh()
    assert not Doubt.objects.exists()


def test_a_report_that_changed_the_entry_or_was_confirmed_since_is_no_doubt(
    fresh: Service, network: Network, loods: Organization
) -> None:
    report(fresh, network)
    actions.apply(fresh, {"name": "Huiswerkclub Zuid"}, by=AssuredBy.MEMBER)
    keep_fresh()
    assert not Doubt.objects.exists()
    other = service(loods, area_of(network), days_ago=0, name="Taalcafé")
    report(other, network)
    keep_fresh()
    assert not Doubt.objects.exists()


def test_a_report_of_long_ago_says_nothing_now(fresh: Service, network: Network) -> None:
    report(fresh, network, days_ago=15)
    keep_fresh()
    assert not Doubt.objects.exists()


def test_an_organization_that_was_asked_this_quarter_is_phoned_instead(fresh: Service, network: Network) -> None:
    Request.objects.create(
        organization=fresh.organization, network=network, key="aaaaaaaaaa", asked_on=timezone.localdate(),
        year=timezone.localdate().year, quarter=(timezone.localdate().month - 1) // 3 + 1,
        closed_at=timezone.now(),
    )  # fmt: skip
    report(fresh, network)
    keep_fresh()
    assert on_list() == {"Huiswerkclub": Reason.REPORTED}
    assert not Mail.objects.exists()


def test_an_entry_of_no_organization_is_phoned(network: Network) -> None:
    alone = service(None, area_of(network), days_ago=10, name="Buurtkas", source="")  # type: ignore[arg-type]
    doubt([alone.pk], Doubted.DEAD_LINK, timezone.now())
    WebLink.objects.create(service=alone, address="www.buurtkas.example", is_dead=True)
    keep_fresh()
    assert on_list() == {"Buurtkas": Reason.NO_ADDRESS}


def test_a_mail_that_came_back_is_doubted_and_phoned(two: tuple[Service, Service], mail: Mail) -> None:
    Mail.objects.update(gave_up_at=timezone.now())
    keep_fresh()
    assert set(on_list().values()) == {Reason.BOUNCE}
    assert {one.why for one in Doubt.objects.all()} == {Doubted.BOUNCE}
    assert set(doubted()) == {one.pk for one in two}


def test_confirming_settles_the_doubt_and_the_call(fresh: Service, network: Network) -> None:
    doubt([fresh.pk], Doubted.REPORTED, timezone.now())
    Request.objects.create(
        organization=fresh.organization, network=network, key="aaaaaaaaaa", asked_on=timezone.localdate(),
        year=timezone.localdate().year, quarter=(timezone.localdate().month - 1) // 3 + 1,
        closed_at=timezone.now(),
    )  # fmt: skip
    keep_fresh()
    assert on_list()
    Service.objects.update(assured_date=timezone.localdate())
    keep_fresh()
    assert not doubted()
    assert Call.objects.get().result == Result.SETTLED


def test_a_link_that_works_again_takes_its_call_off_the_list(fresh: Service, network: Network) -> None:
    link = WebLink.objects.create(service=fresh, address="https://loods.example", is_dead=True)
    doubt([fresh.pk], Doubted.DEAD_LINK, timezone.now())
    Call.objects.create(service=fresh, reason=Reason.DEAD_LINK, since=timezone.now())
    keep_fresh()
    assert on_list() == {"Huiswerkclub": Reason.DEAD_LINK}
    link.is_dead = False
    link.save()
    keep_fresh()
    assert not on_list()
    assert not doubted()


def test_who_mends_it_sees_which_link_does_not_work(
    two: tuple[Service, Service], mail: Mail, network: Network, ingrid: Person
) -> None:
    WebLink.objects.create(service=two[0], address="https://weg.example/club", is_dead=True)
    WebLink.objects.create(service=two[1], address="https://werkt.example", failed_on=["2026-11-01"])
    doubt([two[0].pk], Doubted.DEAD_LINK, timezone.now())
    page = ring_two(ingrid).get(link_in(mail)).content.decode()
    assert page.count("Deze link werkt niet") == 1
    assert "https://weg.example/club" in page
    Call.objects.create(service=two[0], reason=Reason.DEAD_LINK, since=timezone.now())
    calls = ring_two(ingrid).get(f"/{network.slug}/beheer/bellen/").content.decode()
    assert "Deze link werkt niet" in calls
    standing = ring_two(ingrid).get(f"/{network.slug}/beheer/nagekeken/").content.decode()
    assert "Te controleren" in standing
    assert "De link naar de website werkt niet" in standing
