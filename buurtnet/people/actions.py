"""What can be done with a person's account."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from buurtnet.people.models import Device, Person, SetupCode, SigninLink
from buurtnet.people.roles import EndReason, end_all_roles
from buurtnet.privacy.actions import erase_declared, record_erasure
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


@transaction.atomic
def erase_person(person: Person) -> None:
    """Forget a person: no name, no address, no way in. The bare row stays, so that what hangs on it still stands."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    erase_declared(person)
    person.set_unusable_password()
    person.is_active = False
    person.save(update_fields=["password", "is_active"])
    end_sessions(person)
    record_erasure(person)


@transaction.atomic
def close_account(person: Person, *, by: Person | None) -> None:
    """Nobody comes in by this account any more, until it is opened again; what was open ends, also after that.

    Its roles end, and what they held in trust is handed over as when someone leaves: raises ``LastDirectorError``.
    """
    end_all_roles(person, by=by, reason=EndReason.AGREED)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    now = timezone.now()
    SigninLink.objects.unused().filter(email=person.email).update(used_at=now)
    SetupCode.objects.unused().filter(person=person).update(used_at=now)
    end_sessions(person)
    record(
        Action.CHANGE, actor=by, role_then="" if by else "operator", subject=person, obj=person,
        rule="account.closed",
    )  # fmt: skip


def end_sessions(person: Person) -> None:
    """Sign a person out everywhere."""
    Device.objects.filter(person=person).delete()
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
