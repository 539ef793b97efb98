"""Out is out: no link, request or invitation of before leads back in, or tells what only members know."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from buurtnet.groups.choices import GroupKind, GroupRole, GroupState, NoticeState, RequestState
from buurtnet.groups.joining import (
    accept,
    claim,
    come_in,
    decline,
    invitation_in,
    invitation_token,
    remove,
    token_of,
    withdraw,
)
from buurtnet.groups.models import Group, GroupMember, JoinRequest
from buurtnet.groups.views.desk import counted
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Mail, Person
from tests.groups.rows import a_notice, a_request, in_it, url
from tests.people.cast import ring_one, ring_two
from tests.questions.public import words

pytestmark = pytest.mark.django_db
SECRETS = {"kind": GroupKind.CLOSED, "contact": "0999 65 43 21", "place_text": "Achter de kerk"}


def put_out(group: Group, who: Person, by: Person) -> None:
    rows = GroupMember.objects.select_related("group__network", "person")
    remove(rows.get(group=group, person=who), by=by)


def now(group: Group, **changes: Any) -> None:
    Group.objects.filter(pk=group.pk).update(**changes)
    group.refresh_from_db()


@pytest.mark.parametrize("kind", GroupKind.values)
def test_who_was_put_out_does_not_walk_back_in_with_the_link_of_their_request(
    group: Group, joris: Person, hanan: Person, kind: str
) -> None:
    asked = accept(a_request(group, hanan), by=joris)
    mine = url("request", token_of(asked.form_key))
    put_out(group, hanan, joris)
    now(group, kind=kind)
    page = ring_one(hanan).get(mine)
    assert "Je zit niet meer in deze groep." in words(page)
    assert "Zet bij mijn groepen" not in words(page)
    assert ring_one(hanan).post(mine, {"doe": "erbij"}).status_code == 409
    assert not group.members.filter(person=hanan).exists()
    assert JoinRequest.objects.get().state == RequestState.ENDED
    assert ring_two(joris).get(url("request_kept", group.pk, asked.pk)).status_code == 404


def test_nor_with_a_request_from_before_their_account_and_another_s_stays(
    group: Group, joris: Person, hanan: Person
) -> None:
    own = accept(a_request(group, contact=hanan.email.upper()), by=joris)
    other = accept(a_request(group), by=joris)
    in_it(group, hanan)
    put_out(group, hanan, joris)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state) == (RequestState.ENDED, RequestState.ACCEPTED)
    with pytest.raises(NotNowError):
        claim(own, by=hanan)


@pytest.mark.parametrize("change", [{"kind": GroupKind.CLOSED}, {"state": GroupState.STOPPED}])
def test_a_welcome_of_before_does_not_open_a_group_that_closed_or_stopped(
    group: Group, joris: Person, hanan: Person, change: dict[str, str]
) -> None:
    asked = accept(a_request(group), by=joris)
    now(group, **change)
    mine = url("request", token_of(asked.form_key))
    assert "Zet bij mijn groepen" not in words(ring_one(hanan).get(mine))
    assert ring_one(hanan).post(mine, {"doe": "erbij"}).status_code == 409
    assert not group.members.filter(person=hanan).exists()


def test_the_button_to_come_in_pressed_twice_is_once(group: Group, joris: Person, hanan: Person) -> None:
    mine = url("request", token_of(accept(a_request(group), by=joris).form_key))
    for _time in range(2):
        assert ring_one(hanan).post(mine, {"doe": "erbij"}).headers["Location"] == url("inside", group.pk)
    assert group.members.filter(person=hanan).count() == 1


def test_the_link_of_a_request_tells_nothing_of_a_group_that_closed_but_to_its_members(
    group: Group, joris: Person, hanan: Person
) -> None:
    mine = url("request", token_of(accept(a_request(group, hanan), by=joris).form_key))
    now(group, contact=SECRETS["contact"])
    assert "0999 65 43 21" in words(Client().get(mine))
    now(group, name="Praatgroep", **SECRETS)
    page = words(Client().get(mine))
    assert not any(one in page for one in ("0999 65 43 21", "Achter de kerk", "Praatgroep"))
    assert "Deze groep staat nu niet op de site." in page
    page = words(ring_one(hanan).get(mine))
    assert all(one in page for one in ("0999 65 43 21", "Achter de kerk", "Praatgroep"))


@pytest.mark.parametrize("state", [GroupState.STOPPED, GroupState.WAITING])
def test_nobody_is_welcomed_into_a_group_that_does_not_run_but_no_can_be_said(
    group: Group, joris: Person, hanan: Person, state: str
) -> None:
    asked, other, third = a_request(group, hanan), a_request(group), a_request(group)
    Group.objects.update(state=state)
    answer = ring_two(joris).post(url("request_kept", group.pk, asked.pk), {"doe": "ja"})
    assert answer.status_code == 409
    assert "Zet eerst de groep weer aan." in words(answer)
    assert not group.members.filter(person=hanan).exists()
    assert decline(other, by=joris).state == RequestState.DECLINED
    assert withdraw(third, by=None).state == RequestState.WITHDRAWN


def test_who_was_welcomed_does_not_take_that_back_as_a_question(group: Group, joris: Person) -> None:
    asked = accept(a_request(group), by=joris)
    with pytest.raises(NotNowError):
        withdraw(asked, by=None)


# Invitations, and edits


def test_an_edit_leaves_invitations_as_they_are_and_someone_who_leaves_leaves_the_edit(
    group: Group, joris: Person, hanan: Person, wim: Person
) -> None:
    in_it(group, wim)
    link = url("invited", invitation_token(group, hanan, GroupRole.MEMBER))
    said = {"name": "Nieuw", "summary": "Koffie", "kind": "on_request"}
    assert ring_one(joris).post(url("edit", group.pk), said | {"version": "1"}).status_code == 302
    assert ring_one(hanan).get(link).status_code == 200
    put_out(group, wim, wim)
    assert ring_one(joris).post(url("edit", group.pk), said | {"version": "2"}).status_code == 302
    assert ring_one(hanan).get(link).status_code == 404


@pytest.mark.parametrize("change", [{"state": GroupState.STOPPED}, {"invite_round": 2}])
def test_coming_in_is_looked_at_again_behind_the_lock(group: Group, hanan: Person, change: dict[str, Any]) -> None:
    invited = invitation_in(invitation_token(group, hanan, GroupRole.OWNER), hanan)
    assert invited
    Group.objects.update(**change)
    with pytest.raises(NotNowError):
        come_in(invited, hanan)
    assert not group.members.filter(person=hanan).exists()


def test_one_address_gets_three_invitations_a_day_and_the_page_tells_not_who_is_known(
    group: Group, joris: Person, hanan: Person
) -> None:
    client, told = ring_two(joris), []
    for address in (hanan.email, "onbekend@voorbeeld.example"):
        for _time in range(3):
            assert client.post(url("members", group.pk), {"doe": "vraag", "email": address}).status_code == 302
        late = client.post(url("members", group.pk), {"doe": "vraag", "email": address.upper()})
        assert late.status_code == 409
        told.append("Naar dit adres gaat vandaag geen mail meer." in words(late))
    assert told == [True, True]
    assert Mail.objects.filter(to=hanan.email).count() == 3
    member = in_it(group, hanan)
    assert client.post(url("members", group.pk), {"doe": "trekker", "lid": member.pk}).status_code == 409
    assert Mail.objects.filter(to=hanan.email).count() == 3


# The board, and the numbers


def test_a_notice_past_its_day_is_read_by_owners_and_who_wrote_it_only(
    group: Group, joris: Person, hanan: Person, wim: Person
) -> None:
    in_it(group, hanan)
    in_it(group, wim)
    notice = a_notice(group, hanan, until=timezone.localdate())
    address = url("notice", group.pk, notice.pk)
    assert ring_one(wim).get(address).status_code == 200
    notice.until -= dt.timedelta(days=1)
    notice.save()
    assert ring_one(wim).get(address).status_code == 404
    assert ring_one(wim).post(address, {"doe": "melden"}).status_code == 404
    assert ring_one(hanan).get(address).status_code == ring_one(joris).get(address).status_code == 200


def test_requests_and_notices_that_wait_are_each_counted_once(group: Group, joris: Person) -> None:
    for _number in range(3):
        a_request(group)
    for _number in range(2):
        a_notice(group, joris, state=NoticeState.WAITING)
    a_notice(group, joris)
    found = counted(Group.objects.all()).get()
    assert (found.asked, found.to_look) == (3, 2)
