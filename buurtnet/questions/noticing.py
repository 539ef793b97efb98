"""Letting who works in a network know that something waits for them. Neutral: no theme, no family, no text."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from buurtnet.people.choices import PARTNERS
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.questions.models import Question
from buurtnet.questions.roster import answerers, staff_of


def notice(person: Person) -> None:
    """Queue a mail that something waits in Buurtnet; what it is, they read there."""
    with in_their_language(person):
        subject = _("Er staat iets voor je klaar in Buurtnet")
        parts = [_("Hallo,"), _("Er staat iets voor je klaar. Log in om het te lezen:"), site_url("people:account")]
        send(person.email, subject, "\n\n".join(parts), person=person)


def tell_who_is_on_duty(question: Question, now: dt.datetime) -> None:
    """A mail to whoever can take it now."""
    for person in answerers(question, now):
        notice(person)


def tell_who_looks(question: Question, now: dt.datetime) -> None:
    """A mail to its owner; while they are away or gone, to whoever can take it from them."""
    staff = staff_of(question.network)
    owner = staff.people.get(question.owner_id) if question.owner_id else None
    if owner is None or staff.roster.is_away(owner.pk, staff.day(now)):
        tell_who_is_on_duty(question, now)
    else:
        notice(owner)


def tell_who_is_asked(question: Question, to: Person | Organization, *, but: UUID) -> None:
    """A mail to whom a question is offered: a person, or everyone who works for an organization here.

    ``but``: the person who offers it.
    """
    if isinstance(to, Person):
        notice(to)
        return
    held = {"network": question.network, "role__in": PARTNERS, "organization": to}
    working = Membership.objects.current().filter(**held).values("person")
    for person in Person.objects.filter(pk__in=working).exclude(pk=but).order_by("name_folded", "pk"):
        notice(person)
