"""Beginning a group, who pulls it, who is in it, and that it is never without an owner."""

import datetime as dt
from typing import Any

import pytest
from django.core import signing
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.groups.choices import GroupKind, GroupRole, GroupState
from buurtnet.groups.joining import invitation_token, remove
from buurtnet.groups.models import Group, GroupMember
from buurtnet.groups.today import items
from buurtnet.kit.moving import NotNowError
from buurtnet.people.choices import Role
from buurtnet.people.models import Device, Mail, Person
from buurtnet.privacy.log import seen_by
from tests.at_once import at_once
from tests.groups.rows import NONE, a_group, in_it, url
from tests.people.cast import person, ring_one, ring_two
from tests.questions.public import words

pytestmark = pytest.mark.django_db


def said(**more: Any) -> dict[str, Any]:
    return {"name": "Vadergroep", "summary": "Vaders en kinderen", "kind": "on_request", "form_key": NONE} | more


def ended(who: Person) -> None:
    now = timezone.now()
    who.memberships.update(starts_at=now - dt.timedelta(days=9), ends_at=now - dt.timedelta(days=1))


def path_in(mail: Mail) -> str:
    """The address in a mail, without the site."""
    found: str = next(line for line in mail.body.splitlines() if "uitnodiging" in line)
    return "/" + found.split("//")[1].split("/", 1)[1]


def titles(who: Person) -> list[str]:
    return [one.title for one in items(who, timezone.now())]


def test_a_partner_begins_a_group_that_is_there_at_once_and_sent_twice_it_is_one(joris: Person) -> None:
    for _time in range(2):
        answer = ring_one(joris).post(url("begin"), said())
    made = Group.objects.get()
    assert answer.headers["Location"] == url("inside", made.pk)
    assert made.state == GroupState.LIVE
    assert made.members.get().role == GroupRole.OWNER


def test_a_group_of_a_resident_waits_for_a_look_of_a_partner(hanan: Person, wim: Person, joris: Person) -> None:
    ring_one(hanan).post(url("begin"), said())
    made = Group.objects.get()
    assert made.state == GroupState.WAITING
    assert "Iemand van het netwerk kijkt er nog naar." in words(ring_one(hanan).get(url("inside", made.pk)))
    assert titles(joris) == ["Een nieuwe groep moet nog nagekeken worden"]
    assert ring_one(hanan).post(url("inside", made.pk), {"doe": "aan"}).status_code == 409
    assert ring_one(wim).get(url("inside", made.pk)).status_code == 404
    page = ring_one(joris).get(url("inside", made.pk))
    assert "Is dit een goede groep voor de buurt?" in words(page)
    ring_one(joris).post(url("inside", made.pk), {"doe": "aan"})
    made.refresh_from_db()
    assert made.state == GroupState.LIVE
    assert Mail.objects.get().to == hanan.email
    assert titles(joris) == []


def test_a_partner_says_no_and_who_began_it_hears_so(hanan: Person, joris: Person) -> None:
    ring_one(hanan).post(url("begin"), said())
    made = Group.objects.get()
    ring_one(joris).post(url("inside", made.pk), {"doe": "uit"})
    made.refresh_from_db()
    assert made.state == GroupState.STOPPED
    assert Mail.objects.filter(to=hanan.email).count() == 1


def test_the_last_owner_does_not_leave_and_another_can(group: Group, joris: Person, hanan: Person) -> None:
    page = ring_one(joris).post(url("inside", group.pk), {"doe": "weg"})
    assert page.status_code == 409
    assert "Vraag eerst iemand anders als trekker." in words(page)
    in_it(group, hanan, GroupRole.OWNER)
    assert ring_one(joris).post(url("inside", group.pk), {"doe": "weg"}).headers["Location"] == url("desk")
    assert group.members.get().person == hanan


def test_an_owner_who_left_the_network_is_no_owner_to_lean_on(group: Group, joris: Person, hanan: Person) -> None:
    in_it(group, hanan, GroupRole.OWNER)
    ended(hanan)
    assert ring_one(hanan).get(url("inside", group.pk)).status_code == 404
    with pytest.raises(NotNowError):
        remove(GroupMember.objects.select_related("group__network", "person").get(person=joris), by=joris)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_stays(group: Group, joris: Person, hanan: Person) -> None:
    in_it(group, hanan, GroupRole.OWNER)

    def leaving(who: Person) -> Any:
        rows = GroupMember.objects.select_related("group__network", "person")
        return lambda: remove(rows.get(group=group, person=who), by=who)

    at_once(leaving(joris), leaving(hanan), met=(NotNowError,))
    assert group.members.filter(role=GroupRole.OWNER).count() == 1


def test_only_owners_see_who_is_in_it(group: Group, joris: Person, hanan: Person, ingrid: Person) -> None:
    member = in_it(group, hanan)
    assert "/account/sterk/" in ring_one(joris).get(url("members", group.pk)).headers["Location"]
    assert not seen_by(hanan).exists()
    assert hanan.name in words(ring_two(joris).get(url("members", group.pk)))
    looked = seen_by(hanan).get()
    assert (looked.actor, looked.object_id) == (str(joris.pk), str(member.pk))
    assert ring_two(hanan).get(url("members", group.pk)).status_code == 404
    assert ring_two(ingrid).get(url("members", group.pk)).status_code == 404


def test_someone_asked_by_mail_address_comes_in_with_a_button_and_the_page_never_tells_who_is_known(
    group: Group, joris: Person, hanan: Person
) -> None:
    client = ring_two(joris)
    told = []
    for address in (hanan.email, "onbekend@voorbeeld.example"):
        answer = client.post(url("members", group.pk), {"doe": "vraag", "email": address, "as_owner": "1"})
        told.append(words(client.get(answer.headers["Location"])))
    assert told[0] == told[1]
    mail = Mail.objects.get()
    assert mail.to == hanan.email
    assert group.name not in mail.body + mail.subject
    link = (
        "/" + next(line for line in mail.body.splitlines() if "uitnodiging" in line).split("//")[1].split("/", 1)[1]
    )
    assert "Wil je deze groep mee trekken?" in words(ring_one(hanan).get(link))
    assert not group.members.filter(person=hanan).exists()
    ring_one(hanan).post(link, {"doe": "ja"})
    assert group.members.get(person=hanan).role == GroupRole.OWNER


def test_an_invitation_is_for_one_person_and_ends_when_someone_leaves(
    group: Group, joris: Person, hanan: Person, wim: Person
) -> None:
    link = url("invited", invitation_token(group, hanan, GroupRole.OWNER))
    assert ring_one(wim).get(link).status_code == 404
    ring_one(hanan).post(link, {"doe": "ja"})
    member = GroupMember.objects.select_related("group__network", "person").get(group=group, person=hanan)
    remove(member, by=joris)
    assert ring_one(hanan).post(link, {"doe": "ja"}).status_code == 404
    for forged in (
        signing.dumps([NONE], salt="groups.invited"),
        "x",
        signing.dumps([1, 2, 3, 4], salt="groups.invited"),
    ):
        assert ring_one(hanan).get(url("invited", forged)).status_code == 404


def test_an_owner_asks_a_member_to_pull_steps_back_and_puts_someone_out(
    group: Group, joris: Person, hanan: Person, wim: Person
) -> None:
    client, address = ring_two(joris), url("members", group.pk)
    owner = group.members.get()
    member = in_it(group, hanan)
    client.post(address, {"doe": "trekker", "lid": member.pk})
    assert Mail.objects.get().to == hanan.email
    assert client.post(address, {"doe": "lid", "lid": owner.pk}).status_code == 409
    client.post(address, {"doe": "eruit", "lid": member.pk})
    assert not group.members.filter(person=hanan).exists()
    for wrong in ("", "x", "9" * 12, str(member.pk)):
        assert client.post(address, {"doe": "eruit", "lid": wrong}).status_code == 409
    in_it(group, wim, GroupRole.OWNER)
    client.post(address, {"doe": "lid", "lid": owner.pk})
    owner.refresh_from_db()
    assert owner.role == GroupRole.MEMBER


def test_an_edit_of_an_older_page_is_not_lost_and_does_not_win(group: Group, joris: Person, hanan: Person) -> None:
    client, address = ring_one(joris), url("edit", group.pk)
    assert client.post(address, said(version="1", when="elke woensdag")).status_code == 302
    late = client.post(address, said(version="1", when="elke vrijdag"))
    assert late.status_code == 409
    assert "elke vrijdag" in late.content.decode()
    group.refresh_from_db()
    assert (group.when, group.version) == ("elke woensdag", 2)
    in_it(group, hanan)
    assert ring_one(hanan).get(address).status_code == 404


@pytest.mark.parametrize("wrong", [{"name": ""}, {"summary": "x" * 900}, {"kind": "geheim"}, {"activity": NONE},
                                   {"organization": NONE}, {"languages": ["xx"]}])  # fmt: skip
def test_a_group_that_cannot_be_is_said(joris: Person, wrong: dict[str, Any]) -> None:
    page = ring_one(joris).post(url("begin"), said(**wrong))
    assert page.status_code == 200
    assert "Wat je invulde, staat er nog." in words(page)
    assert not Group.objects.exists()


# For young people


def test_a_group_for_young_people_is_not_there_before_two_adults_whom_the_network_knows_pull_it(
    network: Network, joris: Person, hanan: Person, samira: Person
) -> None:
    client = ring_one(joris)
    client.post(url("begin"), said(for_young="1"))
    made = Group.objects.get()
    assert made.state == GroupState.WAITING
    page = client.post(url("inside", made.pk), {"doe": "aan"})
    assert page.status_code == 409
    assert "twee volwassen trekkers" in words(page)
    in_it(made, hanan, GroupRole.OWNER)  # a resident nobody said to know
    assert client.post(url("inside", made.pk), {"doe": "aan"}).status_code == 409
    in_it(made, samira, GroupRole.OWNER)
    client.post(url("inside", made.pk), {"doe": "aan"})
    made.refresh_from_db()
    assert made.state == GroupState.LIVE
    assert ring_two(samira).post(url("inside", made.pk), {"doe": "weg"}).status_code == 409


def test_a_group_does_not_become_one_for_young_people_with_one_adult(group: Group, joris: Person) -> None:
    page = ring_one(joris).post(url("edit", group.pk), said(version="1", for_young="1"))
    assert page.status_code == 409
    group.refresh_from_db()
    assert not group.for_young


# Nobody pulls


def test_the_director_is_asked_for_an_owner_after_ninety_silent_days(
    group: Group, joris: Person, ingrid: Person, hanan: Person
) -> None:
    assert titles(ingrid) == []
    long_ago = timezone.now() - dt.timedelta(days=91)
    Person.objects.filter(pk=joris.pk).update(last_login=long_ago, joined_at=long_ago)
    assert titles(ingrid) == ["Een groep zoekt een trekker"]
    assert titles(hanan) == []
    page = ring_two(ingrid).get(url("members", group.pk))
    assert "Deze groep heeft geen trekker die er nog is." in words(page)
    assert joris.name not in words(page)
    ring_two(ingrid).post(url("members", group.pk), {"doe": "vraag", "email": hanan.email})
    ring_one(hanan).post(path_in(Mail.objects.get()), {"doe": "ja"})
    assert group.members.get(person=hanan).role == GroupRole.OWNER
    assert titles(ingrid) == []


def test_an_owner_on_a_remembered_device_is_not_silent(group: Group, joris: Person, ingrid: Person) -> None:
    now = timezone.now()
    long_ago = now - dt.timedelta(days=300)
    Person.objects.filter(pk=joris.pk).update(last_login=long_ago, joined_at=long_ago)
    device = Device.objects.create(person=joris, session_hash="a" * 64, name="Telefoon", last_seen_at=now)
    assert titles(ingrid) == []
    Device.objects.filter(pk=device.pk).update(last_seen_at=now - dt.timedelta(days=91))
    assert titles(ingrid) == ["Een groep zoekt een trekker"]


def test_the_list_of_one_s_own_groups_asks_no_more_with_more_groups(
    network: Network, joris: Person, django_assert_max_num_queries: Any
) -> None:
    a_group(network, joris)
    client = ring_one(joris)
    with django_assert_max_num_queries(60) as first:
        client.get(url("desk"))
    for number in range(5):
        a_group(network, joris, name=f"Groep {number}", kind=GroupKind.CLOSED)
        a_group(network, state=GroupState.WAITING, name=f"Nieuw {number}")
    with django_assert_max_num_queries(len(first)):
        client.get(url("desk"))


def test_what_waits_is_asked_in_as_many_queries_for_many_groups(
    network: Network, ingrid: Person, django_assert_max_num_queries: Any
) -> None:
    a_group(network, ingrid)
    with django_assert_max_num_queries(30) as first:
        items(ingrid, timezone.now())
    for number in range(5):
        a_group(network, ingrid, name=f"Groep {number}")
        a_group(network, name=f"Nieuw {number}", state=GroupState.WAITING)
    with django_assert_max_num_queries(len(first)):
        items(ingrid, timezone.now())


def test_someone_without_a_role_here_and_a_policy_reader_have_no_groups(network: Network, group: Group) -> None:
    for who in (person("Vreemde Vogel"), person("Bea Lezer", Role.POLICY_READER, network)):
        assert ring_two(who).get(url("desk")).status_code == 404
        assert ring_two(who).get(url("begin")).status_code == 404
        assert ring_two(who).get(url("inside", group.pk)).status_code == 404
