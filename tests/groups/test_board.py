"""The board: a notice after a look, reported, and taken down."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from buurtnet.groups.choices import GroupKind, GroupRole, GroupState, NoticeState
from buurtnet.groups.models import Group, Notice
from buurtnet.groups.notices import hang, let_hang, report, take_down
from buurtnet.groups.today import items
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.retention import expire
from tests.groups.rows import a_notice, in_it, url
from tests.people.cast import ring_one, ring_two
from tests.questions.public import words

pytestmark = pytest.mark.django_db
TEXT = "Wie heeft een kinderfiets over?"


@pytest.fixture
def member(group: Group, hanan: Person) -> Person:
    in_it(group, hanan)
    return hanan


def form(**said: Any) -> dict[str, Any]:
    until = timezone.localdate() + dt.timedelta(days=20)
    return {"text": TEXT, "until": f"{until:%Y-%m-%d}", "form_key": str(uuid.uuid4())} | said


def test_a_notice_of_a_member_hangs_after_the_look_of_an_owner(
    group: Group, joris: Person, member: Person, wim: Person
) -> None:
    in_it(group, wim)
    assert ring_one(member).post(url("hang", group.pk), form()).headers["Location"] == url("inside", group.pk)
    assert TEXT in words(ring_one(member).get(url("inside", group.pk)))
    assert TEXT not in words(ring_one(wim).get(url("inside", group.pk)))
    notice = Notice.objects.get()
    assert ring_one(wim).get(url("notice", group.pk, notice.pk)).status_code == 404
    assert [one.title for one in items(joris, timezone.now())] == ["Een bericht voor het bord wacht op jou"]
    assert ring_one(wim).post(url("notice", group.pk, notice.pk), {"doe": "ophangen"}).status_code == 404
    assert ring_one(member).post(url("notice", group.pk, notice.pk), {"doe": "ophangen"}).status_code == 409
    ring_one(joris).post(url("notice", group.pk, notice.pk), {"doe": "ophangen"})
    assert TEXT in words(ring_one(wim).get(url("inside", group.pk)))
    assert items(joris, timezone.now()) == []


def test_a_notice_of_an_owner_hangs_at_once_and_comes_down_on_its_day(group: Group, joris: Person) -> None:
    ring_one(joris).post(url("hang", group.pk), form())
    assert TEXT in words(ring_one(joris).get(url("inside", group.pk)))
    Notice.objects.update(until=timezone.localdate() - dt.timedelta(days=1))
    assert TEXT not in words(ring_one(joris).get(url("inside", group.pk)))
    Notice.objects.update(until=timezone.localdate() - dt.timedelta(days=31))
    expire()
    assert not Notice.objects.exists()


def test_names_numbers_and_danger_are_pointed_out_once(group: Group, member: Person) -> None:
    client = ring_one(member)
    said = form(text="Bel mevrouw Jansen op 06 12345678 over de kinderfiets.")
    page = client.post(url("hang", group.pk), said)
    assert "06 12345678" in words(page)
    assert "Dit zegt misschien wie iemand is." in words(page)
    assert not Notice.objects.exists()
    assert client.post(url("hang", group.pk), said | {"seen": "1"}).status_code == 302
    danger = client.post(url("hang", group.pk), form(text="Mijn man slaat mij en de kinderen. Ik ben bang."))
    assert "Veilig Thuis" in words(danger)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": "x" * 5_000}, {"until": "1999-01-01"}, {"until": "9999-01-01"}, {"until": "x"}]
)
def test_what_is_not_right_is_said(group: Group, member: Person, wrong: dict[str, str]) -> None:
    page = ring_one(member).post(url("hang", group.pk), form(**wrong))
    assert page.status_code == 200
    assert 'class="wrong"' in page.content.decode()
    assert not Notice.objects.exists()


def test_sent_twice_it_hangs_once_and_who_is_not_in_it_hangs_nothing(
    group: Group, member: Person, wim: Person
) -> None:
    said = form()
    for _time in range(2):
        ring_one(member).post(url("hang", group.pk), said)
    assert Notice.objects.count() == 1
    assert ring_one(wim).post(url("hang", group.pk), form()).status_code == 404


def test_a_report_reaches_owners_and_director_who_see_that_notice_only_and_not_who_reported_it(
    group: Group, joris: Person, member: Person, wim: Person, ingrid: Person
) -> None:
    in_it(group, wim)
    notice, other = a_notice(group, member), a_notice(group, member, text="Nog iets")
    address = url("notice", group.pk, notice.pk)
    assert ring_two(ingrid).get(address).status_code == 404
    ring_one(wim).post(address, {"doe": "melden"})
    ring_one(wim).post(address, {"doe": "melden"})
    for who in (joris, ingrid):
        assert [one.title for one in items(who, timezone.now())] == ["Iemand meldde een bericht op een bord"]
        assert wim.name not in words(ring_two(who).get(address))
    assert ring_two(ingrid).get(url("notice", group.pk, other.pk)).status_code == 404
    assert "iemand meldde dit" not in words(ring_one(member).get(address))
    assert ring_two(ingrid).post(address, {"doe": "weghalen"}).headers["Location"] == url("desk")
    assert TEXT not in words(ring_one(wim).get(url("inside", group.pk)))
    assert ring_two(ingrid).get(address).status_code == 404


def test_what_was_reported_can_stay_after_a_look(group: Group, joris: Person, member: Person) -> None:
    notice = a_notice(group, joris)
    report(notice, by=member)
    ring_one(joris).post(url("notice", group.pk, notice.pk), {"doe": "laten"})
    notice.refresh_from_db()
    assert (notice.state, notice.reported_at) == (NoticeState.SHOWN, None)


def test_who_wrote_it_takes_it_down_and_another_member_does_not(group: Group, member: Person, wim: Person) -> None:
    in_it(group, wim)
    notice = a_notice(group, member)
    assert ring_one(wim).post(url("notice", group.pk, notice.pk), {"doe": "weghalen"}).status_code == 409
    ring_one(member).post(url("notice", group.pk, notice.pk), {"doe": "weghalen"})
    notice.refresh_from_db()
    assert notice.state == NoticeState.REMOVED
    take_down(notice, by=member)
    with pytest.raises(NotNowError):
        let_hang(notice, by=member)


def test_nothing_comes_on_the_board_of_a_group_that_stopped(group: Group, joris: Person) -> None:
    Group.objects.update(state=GroupState.STOPPED, kind=GroupKind.CLOSED)
    group.refresh_from_db()
    until = timezone.localdate()
    with pytest.raises(NotNowError):
        hang(group, TEXT, by=joris, role=GroupRole.OWNER, until=until, form_key=uuid.uuid4())
    assert ring_one(joris).post(url("hang", group.pk), form()).status_code == 409


def test_the_board_asks_no_more_with_more_on_it(
    group: Group, joris: Person, django_assert_max_num_queries: Any
) -> None:
    client = ring_one(joris)
    a_notice(group, joris)
    with django_assert_max_num_queries(60) as first:
        client.get(url("inside", group.pk))
    for _number in range(6):
        a_notice(group, joris)
        a_notice(group, joris, state=NoticeState.WAITING)
    with django_assert_max_num_queries(len(first)):
        client.get(url("inside", group.pk))


def test_the_log_holds_no_word_of_a_notice(group: Group, member: Person) -> None:
    ring_one(member).post(url("hang", group.pk), form(text="Zonnestraaltjes gezocht"))
    rows = [str(row.__dict__) for row in LogRow.objects.filter(fields_group="group")]
    assert rows
    assert not any("Zonnestraaltjes" in row for row in rows)
