"""Both towns of the demo are at work from the first start: what visitors said, what was asked, what came of it."""

import datetime as dt

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.config.demo import load
from buurtnet.config.demo.load import load_demo
from buurtnet.config.demo.rows import Row, rows_of
from buurtnet.directory.models import Change, Service
from buurtnet.mending.access import has_editor
from buurtnet.mending.choices import NeedKind, State
from buurtnet.mending.duplicates import likely_doubles_of, pairs_in
from buurtnet.mending.models import Draft, Merge, Need, Suggestion
from buurtnet.people.models import Mail
from buurtnet.upkeep.calling import to_call
from buurtnet.upkeep.choices import Reason, Result, Said
from buurtnet.upkeep.measuring import MONTHS_SHOWN, standing
from buurtnet.upkeep.models import Answer, Burden, Call, Link, Request, Snapshot

pytestmark = pytest.mark.django_db
KEPT = (Suggestion, Draft, Need, Merge, Change, Request, Link, Answer, Burden, Call, Snapshot, Mail)


@pytest.fixture(params=["havendijk", "duinbeke"])
def network(request: pytest.FixtureRequest) -> Network:
    return Network.objects.get(slug=request.param)


def test_loading_the_next_version_over_it_adds_nothing_of_this(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [model.objects.count() for model in KEPT]
    monkeypatch.setattr(load, "stamp", lambda: "demo-of-a-next-version")
    assert load_demo() is True
    assert [model.objects.count() for model in KEPT] == before


def test_the_queue_holds_a_tip_of_every_kind(network: Network) -> None:
    found = Suggestion.objects.filter(network=network)
    assert set(found.values_list("state", flat=True)) == set(State)
    waiting = found.open()
    assert {"status", "phones", "hours"} <= set(waiting.values_list("values__field", flat=True))
    assert [one.taken_by is not None for one in waiting.filter(state=State.TAKEN)] == [True]
    new = list(waiting.filter(is_new=True))
    assert {bool(likely_doubles_of(one)) for one in new} == {True, False}
    own = [one for one in waiting if one.service and has_editor(one.service)]
    assert own
    assert all(one.provider_until > timezone.now() for one in own)
    assert not found.filter(sent_at__gt=timezone.now()).exists()


def test_what_was_answered_has_thanks_and_history_and_one_edition_was_undone(network: Network) -> None:
    answered = Suggestion.objects.filter(network=network).exclude(answered_at=None)
    assert not answered.filter(answered_at__lt=timezone.now() - dt.timedelta(days=60)).exists()
    thanked = {one.contact for one in answered if one.contact}
    assert thanked <= set(Mail.objects.exclude(sent_at=None).values_list("to", flat=True))
    editions = {one.edition for one in answered if one.edition}
    changes = Change.objects.filter(edition__in=editions)
    assert set(changes.values_list("edition", flat=True)) == editions
    assert Change.objects.filter(undoes__in=editions).count() == 1
    made = answered.filter(is_new=True, service__isnull=False)
    assert made.filter(state=State.ACCEPTED).count() == 2


def test_editors_groups_and_doubles_have_their_rows(network: Network) -> None:
    assert Draft.objects.filter(service__reach__area__in=network.areas.all()).distinct().count() == 1
    needs = Need.objects.filter(network=network)
    assert {NeedKind.SOMEONE, NeedKind.ROOM, NeedKind.MONEY} <= set(needs.values_list("kind", flat=True))
    assert needs.filter(closed_at=None, owner__isnull=False, due_on__gt=timezone.localdate()).count() >= 2
    assert needs.filter(closed_at=None, owner=None).exists()
    assert needs.exclude(closed_at=None).count() >= 2
    assert len(pairs_in(network)) == 1
    merged = Merge.objects.filter(kept__reach__area__in=network.areas.all()).distinct()
    assert merged.count() == 1


def test_there_is_something_to_call_for_every_reason_and_calls_ended(network: Network) -> None:
    waiting = to_call(network, timezone.localdate())
    everyone_has_an_address = {Reason.NO_ADDRESS}
    assert set(waiting.values_list("reason", flat=True)) == set(Reason) - everyone_has_an_address
    assert waiting.filter(missed=2).count() == 1
    assert all(call.note for call in waiting.filter(reason=Reason.NOTE))
    requests = Request.objects.filter(network=network)
    assert Call.objects.filter(service__upkeep_items__request__in=requests, result=Result.RIGHT).count() == 1
    assert set(Answer.objects.filter(item__network=network).values_list("said", flat=True)) == {
        Said.RIGHT,
        Said.CHANGE,
    }
    assert not Link.objects.filter(sent_at__gt=timezone.now()).exists()


def test_who_was_asked_today_has_a_mail_with_a_link_and_who_was_asked_before_a_reminder(network: Network) -> None:
    today = Request.objects.filter(network=network, asked_on=timezone.localdate(), closed_at=None)
    assert today.count() >= 2
    for link in Link.objects.filter(request__in=today):
        assert link.mail
        assert link.mail.sent_at is None, "it is on its way"
        assert "/account/nakijken/" in link.mail.body
    earlier = Request.objects.filter(network=network, closed_at=None).exclude(pk__in=today).get()
    assert earlier.links.count() == 2
    assert earlier.items.waiting().exists()


def test_each_month_of_a_year_was_counted_and_entries_kept_their_day(network: Network) -> None:
    months = standing(network, "").months
    assert len(months) == MONTHS_SHOWN
    assert len({(one.month.year, one.month.month) for one in months}) == MONTHS_SHOWN
    assert months[0].month == timezone.localdate().replace(day=1)
    assert (months[0].percent or 0) > (months[-1].percent or 0)
    offered = [one for organization in read(network)["organization"] for one in organization["service"]]
    unknown = {one["name"] for one in offered if "checked_days_ago" not in one}
    never = Service.objects.filter(source="demo", assured_date=None, name__in=unknown)
    assert never.count() == len(unknown)
    known = Service.objects.filter(source="demo", reach__area__in=network.areas.all()).exclude(name__in=unknown)
    assert not known.filter(assured_date=None).exists()


def read(network: Network) -> dict[str, list[Row]]:
    return rows_of(network.slug)
