"""What can be done with a person's account."""

from django.contrib.sessions.models import Session
from django.db import transaction

from buurtnet.people.models import Person
from buurtnet.privacy.actions import erase_declared, record_erasure


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


def end_sessions(person: Person) -> None:
    """Sign a person out everywhere."""
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
