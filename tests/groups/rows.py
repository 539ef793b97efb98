"""Groups, members, requests and notices for tests, each the least that makes sense."""

import time
import uuid
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.groups.choices import GroupRole, GroupState, NoticeState
from buurtnet.groups.joining import Asking, ask
from buurtnet.groups.models import Group, GroupMember, JoinRequest, Notice
from buurtnet.kit.guarded import SALT
from buurtnet.people.models import Person

NONE = "00000000-0000-4000-8000-000000000000"


def a_group(network: Network, owner: Person | None = None, **more: Any) -> Group:
    """Live, to be asked for."""
    said = {"name": "Oudercafé", "summary": "Ouders drinken koffie", "state": GroupState.LIVE} | more
    let_in_at = timezone.now() if said["state"] == GroupState.LIVE else None
    group = Group.objects.create(network=network, **{"let_in_at": let_in_at} | said)
    if owner:
        in_it(group, owner, GroupRole.OWNER)
    return group


def in_it(group: Group, person: Person, role: GroupRole = GroupRole.MEMBER) -> GroupMember:
    return GroupMember.objects.create(group=group, person=person, role=role)


def a_request(group: Group, person: Person | None = None, **more: Any) -> JoinRequest:
    said: dict[str, Any] = {"alias": "Zonnetje", "contact": "" if person else "z@voorbeeld.example"} | more
    return ask(group, Asking(person=person, **said), form_key=uuid.uuid4())


def a_notice(group: Group, by: Person, **more: Any) -> Notice:
    said = {"text": "Wie heeft een kinderfiets over?", "said_by": "Hanan", "state": NoticeState.SHOWN} | more
    return Notice.objects.create(group=group, by=by, **said)


def asking(group: Group, **said: Any) -> dict[str, Any]:
    """The form to join, that lay open for a while."""
    begun = signing.dumps([f"group {group.pk}", time.time() - 30], salt=SALT)
    base = {"begun": begun, "bericht2": "", "form_key": str(uuid.uuid4()), "alias": "Zonnetje"}
    return base | {"contact": "z@voorbeeld.example", "word": ""} | said


def url(name: str, *args: Any) -> str:
    return reverse(f"groups:{name}", args=["havendijk", *args])
