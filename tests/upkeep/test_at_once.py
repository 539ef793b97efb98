"""Two at the same moment: two workers ask once, two taps count once, and nobody waits for ever."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.people.models import Mail, Person
from buurtnet.upkeep.asking import put_on_list
from buurtnet.upkeep.choices import Reason
from buurtnet.upkeep.jobs import keep_fresh
from buurtnet.upkeep.models import Answer, Burden, Call, Request
from tests.at_once import at_once
from tests.people.cast import ring_two
from tests.upkeep.scene import link_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_ask_once(two: tuple[Service, Service]) -> None:
    at_once(keep_fresh, keep_fresh)
    assert Request.objects.count() == Mail.objects.count() == 1


def test_two_taps_on_the_page_are_one_answer(mail: Mail) -> None:
    path = link_in(mail)
    at_once(*(lambda: Client().post(path, {"doe": "alles"}).status_code for _ in range(2)))
    assert Answer.objects.count() == 2
    assert Burden.objects.filter(kind="page").count() == 1


def test_two_callers_at_once_note_one_result(network: Network, ingrid: Person, two: tuple[Service, Service]) -> None:
    put_on_list([two[0].pk], Reason.NO_ANSWER, timezone.now())
    call = Call.objects.get()
    path = reverse("upkeep:call", args=[network.slug, call.pk])
    clients = [ring_two(ingrid), ring_two(ingrid)]
    said = at_once(
        *(lambda c=client: c.post(path, {"doe": "niet-bereikt", "beurt": 0})["Location"] for client in clients)
    )
    assert sorted(str(one).partition("?")[2] for one in said) == ["al=1", "klaar=niet-bereikt"]
    assert Call.objects.get().missed == 1


def test_who_calls_and_who_answers_do_not_lock_each_other_out(
    network: Network, ingrid: Person, mail: Mail, two: tuple[Service, Service]
) -> None:
    put_on_list([one.pk for one in two], Reason.NO_ANSWER, timezone.now())
    caller, path = ring_two(ingrid), link_in(mail)
    calls = [reverse("upkeep:call", args=[network.slug, one.pk]) for one in Call.objects.all()]
    at_once(
        lambda: Client().post(path, {"doe": "alles"}).status_code,
        *(lambda to=to: caller.post(to, {"doe": "klopt", "beurt": 0}).status_code for to in calls),
    )
    assert not Call.objects.filter(closed_at=None).exists()
    assert set(Service.objects.values_list("assured_date", flat=True)) == {timezone.localdate()}
