"""An account that the operator closes, or opens again: someone left without a word, or lost hold of a mailbox."""

from django.db import transaction
from django.utils.translation import gettext as _

from buurtnet.people.actions import close_account
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


@transaction.atomic
def close_and_tell(person: Person) -> None:
    """Close an account for the operator, and let its owner know. Raises ``LastDirectorError``."""
    close_account(person, by=None)
    with in_their_language(person):
        send(
            person.email,
            _("Bericht van Buurtnet"),
            _("Hallo,\n\nJe account bij Buurtnet is gesloten. Heb je een vraag? Bel dan je netwerk."),
            person=person,
        )


@transaction.atomic
def open_again(person: Person) -> None:
    """Its owner can sign in; roles that ended are given anew by who gives them."""
    Person.objects.filter(pk=person.pk).update(is_active=True)
    record(Action.CHANGE, actor=None, role_then="operator", subject=person, obj=person, rule="account.opened")
