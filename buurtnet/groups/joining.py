"""Into a group and out of it: asking, answering, being asked, leaving, and another owner."""

import time
import uuid
from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.groups.access import is_known, is_shown, known_adults, owners_of, role_in
from buurtnet.groups.beginning import require_adults
from buurtnet.groups.choices import REQUEST_ALLOWED, GroupKind, GroupRole, GroupState, RequestState
from buurtnet.groups.emails import mail_answer, mail_invited, mail_owners
from buurtnet.groups.models import Group, GroupMember, JoinRequest
from buurtnet.groups.moving import locked, note, refuse
from buurtnet.kit import own_links
from buurtnet.kit.limits import DAY, allowed
from buurtnet.people.access import may_give
from buurtnet.people.choices import Role
from buurtnet.people.inviting import invite as invite_into_network
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action

LINKS: Final = "groups.request"
ANSWER: Final = "groups.answer"
INVITED: Final = "groups.invited"
MONTH: Final = 30 * DAY  # seconds that a link in a mail works
INVITED_A_DAY: Final = 3  # mails to one address


@dataclass(frozen=True)
class Asking:
    """Who asks. ``contact``: a mail address or telephone number; empty for who is signed in."""

    alias: str
    contact: str = ""
    word: str = ""
    language: str = "nl"
    person: Person | None = None


def join_open(group: Group, person: Person) -> None:
    """Into an open group, at once; twice is once. Raises ``NotNowError``."""
    with transaction.atomic():
        locked(group)
        if group.kind != GroupKind.OPEN or group.state != GroupState.LIVE or not is_known(person, group.network):
            refuse(group, group, "group.join", person)
        _add(group, person, GroupRole.MEMBER, by=person)


def ask(group: Group, asking: Asking, *, form_key: uuid.UUID) -> JoinRequest:
    """Ask to join; the owners hear of it by mail. Sent twice, and asked again while it is open, it is one."""
    key = uuid.uuid5(form_key, str(group.pk))
    try:
        with transaction.atomic():
            locked(group)
            if group.kind != GroupKind.ON_REQUEST or group.state != GroupState.LIVE:
                refuse(group, group, "group.ask", asking.person)
            made = JoinRequest.objects.create(
                group=group, person=asking.person, alias=asking.alias, contact=asking.contact, word=asking.word,
                language=asking.language, form_key=key, link_hash=own_links.hash_of_link(LINKS, token_of(key)),
            )  # fmt: skip
            note(Action.CREATE, group, made, asking.person)
            mail_owners([(one, answer_token(made, one)) for one in owners_of(group)], group)
            return made
    except IntegrityError:
        rows = JoinRequest.objects.select_related("group__network", "person").filter(group=group)
        if found := rows.filter(form_key=key).first():
            return found
        return rows.get(person=asking.person, state=RequestState.ASKED)


@transaction.atomic
def accept(request: JoinRequest, *, by: Person) -> JoinRequest:
    """Welcome. Who has an account is in it now; who has none is asked into the network by who may ask them.

    Raises ``NotNowError``.
    """
    _answer(request, RequestState.ACCEPTED, by)
    if request.person is not None:
        _add(request.group, request.person, GroupRole.MEMBER, by=by)
    elif "@" in request.contact and may_give(by, Role.RESIDENT, request.group.network, None):
        invite_into_network(request.contact, Role.RESIDENT, by=by, network=request.group.network, name=request.alias)
    mail_answer(request, token_of(request.form_key))
    return request


@transaction.atomic
def decline(request: JoinRequest, *, by: Person) -> JoinRequest:
    """Not now; who asked reads a kind sentence and no reason. Raises ``NotNowError``."""
    _answer(request, RequestState.DECLINED, by)
    mail_answer(request, token_of(request.form_key))
    return request


@transaction.atomic
def withdraw(request: JoinRequest, *, by: Person | None) -> JoinRequest:
    """Who asked takes it back; twice is once. Raises ``NotNowError`` once it was answered."""
    if request.state != RequestState.WITHDRAWN:
        _answer(request, RequestState.WITHDRAWN, by)
    return request


@transaction.atomic
def claim(request: JoinRequest, *, by: Person) -> JoinRequest:
    """Who was welcome without an account has one now, and comes in with it; once. Raises ``NotNowError``.

    Only into a group that everyone may know of: an old link does not open one that was closed since.
    """
    group = locked(request.group)
    _lock(request)
    if request.state == RequestState.ACCEPTED and request.person_id == by.pk and role_in(by, group):
        return request
    is_free = request.state == RequestState.ACCEPTED and request.person_id is None
    if not is_free or not is_shown(group) or not is_known(by, group.network):
        refuse(group, request, "group.claim", by)
    request.person = by
    request.save(update_fields=["person"])
    _add(group, by, GroupRole.MEMBER, by=by)
    return request


@transaction.atomic
def remove(member: GroupMember, *, by: Person) -> None:
    """Out of the group, by an owner, or by oneself; no link of before leads back in.

    Raises ``NotNowError`` for the last owner.
    """
    group = locked(member.group)
    found = GroupMember.objects.filter(pk=member.pk).first()
    if found is None:
        return
    if found.role == GroupRole.OWNER:
        require_another(group, found.person, by)
    note(Action.CHANGE, group, group, by, result="left")
    found.delete()
    _end_requests(group, found.person, by)
    _next_round(group)


@transaction.atomic
def step_back(member: GroupMember, *, by: Person) -> None:
    """No longer an owner, still in it. Raises ``NotNowError`` for the last owner."""
    group = locked(member.group)
    member.refresh_from_db()
    if member.role == GroupRole.OWNER:
        require_another(group, member.person, by)
        member.role = GroupRole.MEMBER
        member.save(update_fields=["role"])
        _next_round(group)
        note(Action.CHANGE, group, group, by, result=GroupRole.MEMBER)


def require_another(group: Group, leaving: Person, by: Person) -> None:
    """Someone else pulls the group on. Raises ``NotNowError``."""
    if not owners_of(group).exclude(pk=leaving.pk).exists():
        sentence = _("Dit is de enige trekker. Vraag eerst iemand anders als trekker.")
        refuse(group, group, "group.last_owner", by, sentence)
    if group.state == GroupState.LIVE:
        require_adults(group, by, leaving=int(known_adults(group).filter(pk=leaving.pk).exists()))


def require_few_invitations(group: Group, email: str, by: Person) -> None:
    """Count one more mail to an address, whether anyone has it or not. Raises ``NotNowError`` after three a day."""
    key = own_links.keyed(INVITED, "address", email.strip().casefold())
    if not allowed("group_invited-day", key, INVITED_A_DAY, DAY, time.time()):
        sentence = _("Naar dit adres gaat vandaag geen mail meer. Probeer het morgen weer.")
        refuse(group, group, "group.invitations", by, sentence)


@transaction.atomic
def invite(group: Group, person: Person, role: GroupRole, *, by: Person) -> None:
    """Ask someone of the network in, or to pull the group: a mail with a link, behind which a button says yes."""
    locked(group)
    note(Action.SHARE, group, group, by, result=role)
    mail_invited(person, group, invitation_token(group, person, role))


def invitation_token(group: Group, person: Person, role: GroupRole) -> str:
    return signing.dumps([str(group.pk), str(person.pk), role.value, group.invite_round], salt=INVITED)


@dataclass(frozen=True)
class Invited:
    """What someone is asked for. ``invite_round``: of the group, when they were."""

    group: Group
    role: GroupRole
    invite_round: int


def invitation_in(token: str, person: Person) -> Invited | None:
    """None for a link that is none, is too old, was for someone else, or from before someone left."""
    try:
        group, whom, role, invite_round = signing.loads(token, salt=INVITED, max_age=MONTH)
        key, wanted = uuid.UUID(group), GroupRole(role)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    found = Group.objects.select_related("network").filter(pk=key).first()
    if found is None or whom != str(person.pk) or not isinstance(invite_round, int):
        return None
    invited = Invited(found, wanted, invite_round)
    return invited if _still_invited(invited, person) else None


@transaction.atomic
def come_in(invited: Invited, person: Person) -> GroupMember:
    """Who was asked says yes; twice is once. Raises ``NotNowError`` when the group stopped, or someone left."""
    group = locked(invited.group)
    if not _still_invited(invited, person):
        refuse(group, group, "group.invited", person)
    return _add(group, person, invited.role, by=person)


def answer_token(request: JoinRequest, owner: Person) -> str:
    """The link in the mail of one owner."""
    return signing.dumps([str(request.pk), str(owner.pk)], salt=ANSWER)


def asked_in(token: str) -> tuple[JoinRequest, Person] | None:
    """The request of a link in a mail, and whose mail it was; None for what is none, or who is no owner any more."""
    try:
        request, owner = (uuid.UUID(one) for one in signing.loads(token, salt=ANSWER, max_age=MONTH))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    rows = JoinRequest.objects.select_related("group__network", "person")
    found = rows.filter(pk=request).first()
    by = Person.objects.filter(pk=owner, is_active=True).first()
    if found is None or by is None or role_in(by, found.group) != GroupRole.OWNER:
        return None
    return found, by


def token_of(form_key: uuid.UUID) -> str:
    """The link with which who asked comes back."""
    return own_links.link_of(LINKS, form_key)


def with_token(token: str) -> JoinRequest | None:
    """The request of someone's own link; None for a link that is none."""
    rows = JoinRequest.objects.select_related("group__network", "group__activity", "group__organization", "person")
    return rows.filter(link_hash=own_links.hash_of_link(LINKS, token), forget_on__gt=timezone.localdate()).first()


def _still_invited(invited: Invited, person: Person) -> bool:
    group = invited.group
    is_same = group.state != GroupState.STOPPED and invited.invite_round == group.invite_round
    return is_same and is_known(person, group.network)


def _next_round(group: Group) -> None:
    """What was asked by mail before, no longer lets anyone in."""
    group.invite_round += 1
    group.save(update_fields=["invite_round"])


def _end_requests(group: Group, person: Person, by: Person) -> None:
    """Those that were welcomed: theirs, and one from before their account with the same mail address."""
    rows = JoinRequest.objects.filter(group=group, state=RequestState.ACCEPTED)
    for one in rows.filter(Q(person=person) | Q(person=None)).select_for_update(of=("self",)):
        if one.person_id == person.pk or one.contact.strip().casefold() == person.email.casefold():
            one.state, one.ended_at = RequestState.ENDED, timezone.now()
            one.save(update_fields=["state", "ended_at"])
            note(Action.CHANGE, group, one, by, result=RequestState.ENDED)


def _answer(request: JoinRequest, to: RequestState, by: Person | None) -> None:
    group = locked(request.group)
    _lock(request)
    if to == RequestState.ACCEPTED and group.state != GroupState.LIVE:
        sentence = _("Deze groep staat niet op de site. Zet eerst de groep weer aan.")
        refuse(group, request, f"request.accepted.{group.state}", by, sentence)
    if to not in REQUEST_ALLOWED[RequestState(request.state)]:
        refuse(group, request, f"request.{request.state}.{to}", by, _("Op deze vraag is al geantwoord."))
    request.state, request.ended_at = to, timezone.now()
    request.save(update_fields=["state", "ended_at"])
    note(Action.CHANGE, group, request, by, result=to)


def _lock(request: JoinRequest) -> None:
    group, person = request.group, request.person
    request.refresh_from_db(from_queryset=JoinRequest.objects.select_for_update(of=("self",)))
    request.group = group
    if person is not None and person.pk == request.person_id:
        request.person = person


def _add(group: Group, person: Person, role: GroupRole, *, by: Person) -> GroupMember:
    """In it; a member who is asked to pull it becomes an owner, and an owner stays one."""
    found, is_new = GroupMember.objects.get_or_create(group=group, person=person, defaults={"role": role})
    if not is_new and role == GroupRole.OWNER and found.role != GroupRole.OWNER:
        found.role = role
        found.save(update_fields=["role"])
    note(Action.CREATE if is_new else Action.CHANGE, group, group, by, result=role)
    return found
