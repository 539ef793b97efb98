"""Set up together: a director or connector sits beside someone and shows a code, good for ten minutes.

The code alone opens nothing: whoever uses it is signed in by mail already. So neither a mailbox nor a colleague is
enough to come into the second ring in someone's name.
"""

import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.access import has_role, roles_of
from buurtnet.people.choices import Role
from buurtnet.people.devices import hash_of
from buurtnet.people.factors import REPLACES, accounts_of, allow_first_factor, has_factor
from buurtnet.people.models import Membership, Person, SetupCode
from buurtnet.people.models.door import SETUP_LASTS
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

HELPERS = (Role.DIRECTOR, Role.CONNECTOR)
ABOVE_A_CONNECTOR = (Role.DIRECTOR, Role.ADMINISTRATOR)


def helped_networks(helper: Person) -> "QuerySet[Network]":
    """Where someone may sit beside others."""
    return Network.objects.filter(pk__in=roles_of(helper).filter(role__in=HELPERS).values("network"))


def may_help(helper: Person) -> bool:
    return has_role(helper, HELPERS)


def people_to_help(helper: Person) -> "QuerySet[Person]":
    """People with a role in a network of the helper, but not themselves, and nobody who stands above the helper.

    A connector helps no director; only an administrator helps an administrator.
    """
    directed = roles_of(helper).filter(role=Role.DIRECTOR).values("network")
    connected = roles_of(helper).filter(role=Role.CONNECTOR).values("network")
    held = Membership.objects.current()
    above = held.filter(role__in=ABOVE_A_CONNECTOR).values("person")
    administrators = held.filter(role=Role.ADMINISTRATOR).values("person")
    found = Person.objects.filter(is_active=True).exclude(pk=helper.pk)
    if not has_role(helper, [Role.ADMINISTRATOR]):
        found = found.exclude(pk__in=administrators)
    as_director = found.filter(pk__in=held.filter(network__in=directed).values("person"))
    as_connector = found.filter(pk__in=held.filter(network__in=connected).values("person")).exclude(pk__in=above)
    return (as_director | as_connector).order_by("name", "email")


@transaction.atomic
def make_setup_code(person: Person, *, by: Person, request: HttpRequest) -> str:
    """A code for someone of ``people_to_help(by)``; one that was made before is of no use any more."""
    code = secrets.token_urlsafe(24)
    now = timezone.now()
    SetupCode.objects.unused().filter(person=person).update(used_at=now)
    SetupCode.objects.create(
        person=person, made_by=by, code_hash=hash_of(code), expires_at=now + SETUP_LASTS,
    )  # fmt: skip
    record(Action.CREATE, actor=by, subject=person, object_kind="people.SetupCode", request=request)
    return code


@transaction.atomic
def use_setup_code(request: HttpRequest, code: str) -> bool:
    """Let this session set up a factor, in the place of what was lost. False: not theirs, used, or too late."""
    assert isinstance(request.user, Person)
    theirs = SetupCode.objects.open().filter(person=request.user, code_hash=hash_of(code))
    if not is_open_for(request.user, code) or not theirs.update(used_at=timezone.now()):
        return False
    allow_first_factor(request.session, by="together")
    request.session[REPLACES] = has_factor(request.user) or accounts_of(request.user).exists()
    record(Action.CHANGE, actor=request.user, subject=request.user, rule="setup_code.used", request=request)
    return True


def is_open_for(person: Person, code: str) -> bool:
    """Whether a code is this person's, and can still be used: who made it may still help them."""
    found = SetupCode.objects.open().filter(person=person, code_hash=hash_of(code)).select_related("made_by").first()
    helper = found.made_by if found else None
    return helper is not None and people_to_help(helper).filter(pk=person.pk).exists()
