"""Who is asked what and when: one message a quarter, two reminders, then the call list."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.choices import ServiceStatus
from buurtnet.directory.models import Service
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Mail, Membership, Organization, Person
from buurtnet.privacy.actions import erase_all_of
from buurtnet.upkeep import jobs
from buurtnet.upkeep.asking import ask
from buurtnet.upkeep.choices import Reason
from buurtnet.upkeep.due import Due, Quarter, due_on, quarter_of, to_ask
from buurtnet.upkeep.jobs import keep_fresh
from buurtnet.upkeep.models import Call, Link, Request, RequestItem
from tests.factories import NetworkFactory, OrganizationFactory
from tests.upkeep.scene import area_of, service

pytestmark = pytest.mark.django_db


def in_days(count: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=count)


def test_an_editor_gets_one_mail_about_all_that_comes_due(mail: Mail, joris: Person) -> None:
    assert mail.to == joris.email
    assert "2 teksten" in mail.body
    assert RequestItem.objects.count() == 2


def test_the_mail_is_neutral_and_names_no_service(mail: Mail) -> None:
    assert mail.subject == "Klopt het nog? Bericht van Buurtnet Havendijk"
    assert "Huiswerkclub" not in mail.body
    assert "Joris" not in mail.body


def test_a_mail_speaks_as_its_network_does_and_as_its_editor_chose(
    network: Network, loods: Organization, joris: Person
) -> None:
    service(loods, area_of(network))
    Person.objects.filter(pk=joris.pk).update(language="en")
    keep_fresh()
    assert "/?taal=en\n" in Mail.objects.get().body
    Network.objects.update(locale="nl-be")
    Person.objects.filter(pk=joris.pk).update(language="")
    Request.objects.all().delete()
    keep_fresh()
    assert "?taal" not in Mail.objects.latest("queued_at").body


def test_what_is_not_due_yet_waits(network: Network, loods: Organization, joris: Person) -> None:
    service(loods, area_of(network), days_ago=345)  # its year of 360 days ends in 15 days
    keep_fresh()
    assert not Mail.objects.exists()
    keep_fresh(in_days(1))
    assert Mail.objects.count() == 1


def test_a_service_that_comes_due_later_this_quarter_goes_along(
    network: Network, loods: Organization, joris: Person
) -> None:
    today = dt.date(2026, 10, 5)
    soon, later, next_year = (service(loods, area_of(network)) for _ in range(3))
    for one, before in ((soon, today), (later, dt.date(2027, 1, 14)), (next_year, dt.date(2027, 1, 15))):
        Service.objects.filter(pk=one.pk).update(assured_date=before - dt.timedelta(days=360))
    [(organization, due)] = to_ask(today)
    assert organization == loods.pk
    assert [one.service for one in due] == [soon.pk, later.pk]


def test_what_an_import_brought_and_nobody_took_on_is_left_alone(network: Network) -> None:
    imported = OrganizationFactory(name="Ver weg", email="info@verweg.example")
    service(imported, area_of(network), source="uit-bestand", source_id="1", assurer_email="info@verweg.example")
    keep_fresh()
    assert not Mail.objects.exists()
    assert not Call.objects.exists()


def test_a_role_mailbox_is_asked_where_there_is_no_editor(network: Network, loods: Organization) -> None:
    service(loods, area_of(network), assurer_email="no address", days_ago=None)
    keep_fresh()
    assert not Mail.objects.exists()
    assert Call.objects.get().reason == Reason.NO_ADDRESS, "nobody can be mailed, so someone calls"
    Organization.objects.filter(pk=loods.pk).update(email="team@loods.example")
    keep_fresh()
    assert Mail.objects.get().to == "team@loods.example"
    assert Mail.objects.get().person is None


def test_what_belongs_to_no_organization_is_called_once_it_is_due(network: Network, loods: Organization) -> None:
    alone = service(loods, area_of(network), days_ago=None)
    Service.objects.filter(pk=alone.pk).update(organization=None)
    keep_fresh()
    Call.objects.update(not_before=dt.date(2099, 1, 1))
    keep_fresh()
    call = Call.objects.get()
    assert (call.service_id, call.reason, call.not_before) == (alone.pk, Reason.NO_ADDRESS, dt.date(2099, 1, 1))


def test_an_editor_whose_role_ended_is_not_asked(network: Network, loods: Organization, joris: Person) -> None:
    service(loods, area_of(network), source="uit-bestand", source_id="1")
    Membership.objects.filter(person=joris).update(ends_at=timezone.now())
    keep_fresh()
    assert not Mail.objects.exists()


@pytest.mark.parametrize("fields", [{"status": ServiceStatus.DEFUNCT}, {"gone_at": timezone.now()}])
def test_what_stopped_or_is_gone_is_not_asked(
    network: Network, loods: Organization, joris: Person, fields: dict[str, object]
) -> None:
    service(loods, area_of(network), **fields)
    keep_fresh()
    assert not Mail.objects.exists()


def test_a_service_in_two_networks_is_asked_about_once(network: Network, two: tuple[Service, Service]) -> None:
    NetworkFactory(areas=[area_of(network)])
    keep_fresh()
    assert Mail.objects.count() == 1
    assert RequestItem.objects.count() == 2


def test_a_second_day_and_a_second_worker_ask_nothing_more(mail: Mail, loods: Organization, network: Network) -> None:
    keep_fresh()
    new = service(loods, area_of(network))
    keep_fresh(in_days(1))
    assert ask(loods, [Due(new.pk, network.pk, dt.date.min)], timezone.localdate()) is None
    assert Mail.objects.count() == 1


def test_the_database_holds_the_rule_of_one_message_a_quarter(
    mail: Mail, loods: Organization, network: Network
) -> None:
    asked = Request.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.create(
            organization=loods, network=network, year=asked.year, quarter=asked.quarter, key="x",
            asked_on=asked.asked_on,
        )  # fmt: skip


def test_reminders_come_on_day_14_and_42_and_the_call_list_on_day_56(mail: Mail) -> None:
    counts = []
    for day in range(1, 60):
        # The mails of this test were all written today; each says to have gone on its own day.
        keep_fresh(in_days(day))
        for link in Request.objects.get().links.filter(sent_at__lt=in_days(0), number__gt=len(counts)):
            link.sent_at = in_days(day)
            link.save()
            counts.append(day)
        if Call.objects.exists():
            counts.append(day)
            break
    assert counts == [14, 42, 56]
    assert {call.reason for call in Call.objects.all()} == {Reason.NO_ANSWER}
    assert Mail.objects.count() == 3
    assert Request.objects.get().closed_at is not None


def test_a_reminder_asks_only_about_what_was_not_answered_or_confirmed(
    mail: Mail, two: tuple[Service, Service]
) -> None:
    Service.objects.filter(pk=two[0].pk).update(assured_date=timezone.localdate())
    keep_fresh(in_days(14))
    assert "1 tekst " in Mail.objects.latest("queued_at").body


def test_a_request_with_nothing_left_to_ask_ends_by_itself(mail: Mail, two: tuple[Service, Service]) -> None:
    Service.objects.update(assured_date=timezone.localdate())
    keep_fresh(in_days(14))
    assert Mail.objects.count() == 1
    assert Request.objects.get().closed_at is not None
    assert not Call.objects.exists()


def test_a_mail_that_a_server_refused_for_good_goes_to_the_call_list(mail: Mail) -> None:
    Mail.objects.update(gave_up_at=timezone.now())
    keep_fresh()
    assert set(Call.objects.values_list("reason", flat=True)) == {Reason.BOUNCE}


def test_an_editor_who_was_forgotten_takes_the_request_to_the_call_list(mail: Mail, joris: Person) -> None:
    erase_all_of(joris.pk, by=None)
    assert not Link.objects.exists()
    keep_fresh()
    assert set(Call.objects.values_list("reason", flat=True)) == {Reason.BOUNCE}


def test_who_cannot_be_reached_by_mail_is_not_mailed_the_next_quarter(mail: Mail) -> None:
    Mail.objects.update(gave_up_at=timezone.now())
    keep_fresh()
    keep_fresh(in_days(100))
    assert Mail.objects.count() == 1


def test_one_organization_that_fails_stops_no_other(
    network: Network, two: tuple[Service, Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = OrganizationFactory(email="info@kade.example")
    service(other, area_of(network))

    def ask_or_break(organization: Organization, *rest: object) -> None:
        if organization == other:
            raise ValueError
        ask(organization, *rest)

    monkeypatch.setattr(jobs, "ask", ask_or_break)
    with pytest.raises(PlainError, match=str(other.pk)):
        keep_fresh()
    assert Mail.objects.count() == 1


def test_the_day_of_a_quarter() -> None:
    assert quarter_of(dt.date(2026, 3, 31)) == Quarter(2026, 1)
    assert quarter_of(dt.date(2026, 10, 1)) == Quarter(2026, 4)
    assert [Quarter(2026, number).next_starts for number in (1, 2, 3, 4)] == [
        dt.date(2026, 4, 1), dt.date(2026, 7, 1), dt.date(2026, 10, 1), dt.date(2027, 1, 1),
    ]  # fmt: skip


def test_an_interval_is_counted_in_months_of_thirty_days_and_may_be_absurd() -> None:
    assert due_on(dt.date(2026, 1, 1), 1) == dt.date(2026, 1, 31)
    assert due_on(None, 12) == dt.date.min
    assert due_on(dt.date(9999, 1, 1), 120) == dt.date.max
