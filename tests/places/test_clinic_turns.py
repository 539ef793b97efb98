"""Taking a turn, saying it off, days off, reminding and forgetting."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Mail, Person
from buurtnet.places import clinic_jobs
from buurtnet.places.choices import AppointmentState
from buurtnet.places.clinic_jobs import remind_of_clinics
from buurtnet.places.clinic_today import clinic_items
from buurtnet.places.clinic_turns import (
    TurnTakenError,
    book_turn,
    cancel_turn,
    give_day_back,
    take_day_off,
    token_of,
    with_token,
)
from buurtnet.places.models import Appointment, Clinic
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.retention import expire
from tests.at_once import at_once
from tests.places.clinic_rows import a_clinic, first_free, fresh

MAIL = "hanan@voorbeeld.example"


def taken(clinic: Clinic, moment: dt.datetime | None = None, **more: Any) -> Appointment:
    said: dict[str, Any] = {"form_key": uuid.uuid4(), "alias": "Hanan", "contact": MAIL} | more
    return book_turn(clinic, moment or first_free(clinic), **said)


@pytest.mark.django_db
def test_a_turn_has_a_neutral_mail_with_its_own_link(network: Network) -> None:
    made = taken(a_clinic(network))
    mail = Mail.objects.get()
    assert mail.subject == "Er staat iets voor je klaar in Buurtnet"
    assert token_of(made.form_key) in mail.body
    assert "opvoeden" not in mail.body + mail.subject
    assert with_token(token_of(made.form_key), timezone.localdate()) == made
    assert with_token("a" * 48, timezone.localdate()) is None


@pytest.mark.django_db
def test_the_same_form_twice_is_one_turn_and_the_next_person_gets_the_next_free_ones(network: Network) -> None:
    clinic = a_clinic(network)
    moment, key = first_free(clinic), uuid.uuid4()
    assert taken(clinic, moment, form_key=key) == taken(clinic, moment, form_key=key)
    with pytest.raises(TurnTakenError) as caught:
        taken(clinic, moment)
    assert caught.value.days[0].free[0] > moment
    assert Appointment.objects.count() == Mail.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("moved", [dt.timedelta(minutes=7), -dt.timedelta(days=70), dt.timedelta(days=700)])
def test_no_moment_but_a_turn_that_is_to_come_can_be_had(network: Network, moved: dt.timedelta) -> None:
    clinic = a_clinic(network)
    with pytest.raises(TurnTakenError):
        taken(clinic, first_free(clinic) + moved)
    assert not Appointment.objects.exists()


@pytest.mark.django_db
def test_what_is_said_off_is_free_again_and_can_be_had_by_another(network: Network) -> None:
    clinic = a_clinic(network)
    moment = first_free(clinic)
    made = taken(clinic, moment)
    cancel_turn(made, by=None)
    cancel_turn(made, by=None)
    assert first_free(clinic) == moment
    assert taken(clinic, moment).state == AppointmentState.BOOKED
    assert Mail.objects.count() == 2  # who says it off needs no mail of that


@pytest.mark.django_db
def test_what_began_is_not_said_off_any_more(network: Network) -> None:
    made = taken(a_clinic(network))
    Appointment.objects.update(starts_at=timezone.now() - dt.timedelta(minutes=1))
    with pytest.raises(NotNowError):
        cancel_turn(made, by=None)


@pytest.mark.django_db
def test_on_a_day_off_who_had_a_turn_hears_so_and_who_left_no_address_is_counted(
    network: Network, joris: Person
) -> None:
    clinic = a_clinic(network)
    moment = first_free(clinic)
    taken(clinic)
    taken(clinic, contact="")
    assert take_day_off(clinic, moment.date(), by=joris) == (1, 1)
    assert take_day_off(clinic, moment.date(), by=joris) == (0, 0)
    assert not Appointment.objects.filter(state=AppointmentState.BOOKED).exists()
    assert "gaat helaas niet door" in Mail.objects.order_by("queued_at").last().body  # type: ignore[union-attr]
    assert first_free(clinic) > moment
    give_day_back(clinic, moment.date(), by=joris)
    assert first_free(clinic) == moment


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-7, 1])
def test_a_day_without_clinic_or_that_is_over_is_no_day_off(network: Network, joris: Person, days: int) -> None:
    clinic = a_clinic(network)
    with pytest.raises(NotNowError):
        take_day_off(clinic, first_free(clinic).date() + dt.timedelta(days=days), by=joris)


@pytest.mark.django_db
def test_a_mail_goes_the_day_before_once_and_not_to_who_came_to_it_today(network: Network) -> None:
    clinic = a_clinic(network)
    early, late = taken(clinic), taken(clinic)
    Appointment.objects.filter(pk=early.pk).update(booked_at=timezone.now() - dt.timedelta(days=3))
    assert (remind_of_clinics(), remind_of_clinics()) == (1, 0)
    early.refresh_from_db()
    late.refresh_from_db()
    assert early.reminded_at
    assert late.reminded_at is None
    assert Mail.objects.count() == 3


@pytest.mark.django_db
def test_the_mail_of_the_day_before_begins_with_who_comes_first_and_waits_while_the_room_is_closed(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clinic_jobs, "AT_A_TIME", 1)
    clinic = a_clinic(network)
    first, second = taken(clinic), taken(clinic)
    Appointment.objects.update(booked_at=timezone.now() - dt.timedelta(days=3))
    Network.objects.update(rooms=[Room.MAP])
    assert remind_of_clinics() == 0
    Network.objects.update(rooms=[Room.PLACES])
    assert remind_of_clinics() == 1
    assert Appointment.objects.get(reminded_at__isnull=False).starts_at == min(first.starts_at, second.starts_at)


@pytest.mark.django_db
def test_a_fortnight_after_nobody_knows_who_came(network: Network) -> None:
    made = taken(a_clinic(network))
    assert made.forget_on == made.starts_at.date() + dt.timedelta(days=14)
    Appointment.objects.update(forget_on=timezone.localdate() - dt.timedelta(days=1))
    expire()
    made.refresh_from_db()
    assert (made.alias, made.contact) == ("", "")
    assert with_token(token_of(made.form_key), timezone.localdate()) is None


@pytest.mark.django_db
def test_the_log_holds_no_word_of_who_comes(network: Network) -> None:
    cancel_turn(taken(a_clinic(network), alias="Zonnestraaltje"), by=None)
    rows = [str(row.__dict__) for row in LogRow.objects.filter(fields_group="appointment")]
    assert len(rows) == 2
    assert not any("Zonnestraaltje" in row or MAIL in row for row in rows)


@pytest.mark.django_db
def test_who_sits_there_sees_in_their_day_how_many_come(network: Network, joris: Person, samira: Person) -> None:
    clinic = a_clinic(network, keeper=joris)
    moment = first_free(clinic)
    taken(clinic)
    taken(clinic)
    early = moment - dt.timedelta(hours=1)
    assert [one.title for one in clinic_items(joris, early)] == ["Vandaag komen er 2 mensen op je spreekuur"]
    assert clinic_items(samira, early) == []
    assert clinic_items(joris, moment + dt.timedelta(days=1)) == []


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_one_has_the_turn(network: Network) -> None:
    clinic = a_clinic(network)
    moment = first_free(clinic)
    gave = at_once(*[lambda: taken(fresh(clinic), moment)] * 20, met=(TurnTakenError,))
    assert sum(isinstance(one, Appointment) for one in gave) == 1
    assert sum(isinstance(one, TurnTakenError) for one in gave) == 19
    assert Appointment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_turn_and_a_day_off_at_once_leave_nobody_before_a_closed_door(network: Network, joris: Person) -> None:
    clinic = a_clinic(network)
    moment = first_free(clinic)
    at_once(
        lambda: taken(fresh(clinic), moment), lambda: take_day_off(fresh(clinic), moment.date(), by=joris),
        met=(TurnTakenError,),
    )  # fmt: skip
    assert not Appointment.objects.filter(state=AppointmentState.BOOKED).exists()
