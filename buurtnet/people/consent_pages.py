"""Consents as their pages show them: to who was asked, and to who asked. Who sees which, is a query here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.people.choices import ASKERS, ConsentState, PartyKind
from buurtnet.people.consent import Answer, agreed
from buurtnet.people.consent_words import Category, Explained, explained, mark_of, receiver_word
from buurtnet.people.consenting import ENDED, HOLDING, UNDONE, WAITING, By, is_past
from buurtnet.people.models import Consent, ConsentParty, Membership, Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record_each

SOON = dt.timedelta(days=60)  # so long before a birthday it stands among what must be asked again

BADGES = {
    ConsentState.RECONFIRM_DUE: (gettext_lazy("Vraag opnieuw"), "zon", "clock-alert"),
    ConsentState.REFUSED: (gettext_lazy("Nee"), "", "x"),
    ConsentState.WITHDRAWN: (gettext_lazy("Gestopt"), "", "x"),
    ConsentState.SUPERSEDED: (gettext_lazy("Vervangen door een nieuwe vraag"), "", "check"),
}


def asking_role(person: Person, network: Network) -> Membership | None:
    """The first role in which someone asks in this network; None for who does not."""
    return next(iter(roles_to_ask_in(person, network)), None)


def roles_to_ask_in(person: Person, network: Network) -> list[Membership]:
    """The roles in which someone asks in this network: with an organization behind them, one for each of these."""
    found: dict[UUID | None, Membership] = {}
    for one in asking_roles().filter(person=person, network=network):
        found.setdefault(one.organization_id, one)
    return list(found.values())


def asking_roles() -> "QuerySet[Membership]":
    """Of everyone, in the order in which they count: of two for one organization only the first asks."""
    held = Membership.objects.current().filter(role__in=ASKERS, network__isnull=False, organization__isnull=False)
    return held.select_related("network", "organization").order_by("starts_at", "pk")


def consents_about(person: Person) -> "QuerySet[Consent]":
    """What was asked about someone with an account."""
    return with_parts(Consent.objects.filter(subject_id=person.pk).exclude(state=ConsentState.DRAFT))


def consents_asked_in(roles: Iterable[Membership]) -> "QuerySet[Consent]":
    """What someone asked in these roles. No question goes along to another network or another employer."""
    asked = (Q(network=role.network_id, organization=role.organization_id, asked_by=role.person_id) for role in roles)
    return with_parts(Consent.objects.filter(reduce(or_, asked)))


def to_ask_again(roles: Iterable[Membership]) -> "QuerySet[Consent]":
    """What runs and can be asked again: no new question takes its place, or that one came to nothing."""
    replaced = Consent.objects.filter(replaces__isnull=False).exclude(state__in=UNDONE).values("replaces")
    return consents_asked_in(roles).filter(state__in=HOLDING).exclude(pk__in=replaced)


def with_parts(consents: "QuerySet[Consent]") -> "QuerySet[Consent]":
    found = consents.select_related("asked_by", "asked_first_by").prefetch_related(
        "receivers", "parties", "asked_again"
    )
    return found.order_by("-asked_at", "pk")


@dataclass(frozen=True)
class Shown:
    """One consent on a page: what was asked, by whom, and where it stands."""

    consent: Consent
    question: Explained
    parties: list[ConsentParty]

    @property
    def mark(self) -> str:
        return mark_of(self.consent.pk)

    @property
    def first_asker(self) -> str:
        """Who asked it first, when that is someone else than who asks now and is still known."""
        first = self.consent.asked_first_by
        return first.name if first and first.pk != self.consent.asked_by_id else ""

    @property
    def initials(self) -> str:
        """Of who asks, for the place of a face."""
        names = self.question.asker.split()
        return "".join(name[0] for name in (names[:1] + names[1:][-1:])).upper()

    @property
    def is_waiting(self) -> bool:
        """Whether an answer can still be given."""
        return self.consent.state in WAITING and not is_past(self.consent, timezone.localdate())

    @property
    def holds(self) -> bool:
        return self.consent.state == ConsentState.ACTIVE and not is_past(self.consent, timezone.localdate())

    @property
    def must_be_asked_again(self) -> bool:
        """Since a birthday, or before long; until someone did."""
        if self.consent.state not in HOLDING or self.is_asked_again:
            return False
        birthday = self.consent.reconfirm_on
        return birthday is not None and birthday <= timezone.localdate() + SOON

    @property
    def is_asked_again(self) -> bool:
        return any(one.state not in UNDONE for one in self.consent.asked_again.all())

    @property
    def is_over(self) -> bool:
        return self.consent.state in ENDED

    @property
    def badge(self) -> tuple[str | Promise, str, str]:
        """Where it stands, for who asked: words, the tone of the badge, and an icon."""
        if self.is_waiting:
            said = {"count": self.answered, "all": len(self.parties)}
            return _("{count} van {all} antwoordden").format(**said), "zon", "clock"
        if self.holds:
            is_whole = all(yes for _word, _label, yes in (*self.what, *self.receivers))
            return (_("Ja, alles mag") if is_whole else _("Ja, een deel mag")), "goed", "check"
        if self.consent.state in HOLDING and self.is_asked_again:
            return _("Opnieuw gevraagd"), "zon", "clock"
        return BADGES.get(ConsentState(self.consent.state), (gettext_lazy("Voorbij"), "", "clock"))

    @property
    def answered(self) -> int:
        return sum(one.says_yes is not None for one in self.parties)

    @property
    def yes_words(self) -> frozenset[str]:
        """What was asked and what nobody left out; also receivers, as words."""
        words = {*self.consent.asked_for, *(receiver_word(one.pk) for one in self.consent.receivers.all())}
        return agreed(words, [Answer(one.says_yes, frozenset(one.left_out)) for one in self.parties])

    @property
    def what(self) -> list[tuple[str, str, bool]]:
        """Word, label, and whether nobody left it out."""
        yes = self.yes_words
        return [
            (one.value, str(one.label), one.value in yes) for one in Category if one.value in self.consent.asked_for
        ]

    @property
    def receivers(self) -> list[tuple[str, str, bool]]:
        yes = self.yes_words
        words = {receiver_word(one.pk): receiver_name(self.consent, one) for one in self.consent.receivers.all()}
        found = sorted(words.items(), key=lambda item: item[1].casefold())
        return [(word, name, word in yes) for word, name in found]


def shown(consents: Iterable[Consent]) -> list[Shown]:
    """Consents (``with_parts``) with who asked them and from where.

    They cost a number of questions to the database that does not grow with them.
    """
    return [
        Shown(
            row,
            explained(
                row.asked_for,
                receivers=[receiver_name(row, one) for one in row.receivers.all()],
                until=row.until,
                asker=row.asked_by.name if row.asked_by else "",
                organization=row.organization_name,
            ),
            list(row.parties.all()),
        )
        for row in consents
    ]


def receiver_name(consent: Consent, receiver: Organization) -> str:
    """How a receiver was called when it was asked."""
    return str(consent.receiver_names.get(str(receiver.pk), receiver.name))


def own_party(one: Shown) -> ConsentParty | None:
    """The answer that the person it is about gives themselves; None when others decide for them."""
    return next((party for party in one.parties if party.kind == PartyKind.YOUNG_PERSON), None)


def note_seen(action: Action, consents: Iterable[Shown], *, by: By) -> None:
    """One row of the log for each consent that someone saw, in the transaction of the reading."""
    shared = {
        "action": action, "actor": by.actor, "role_then": by.role_then, "network": by.network,
        "organization": by.organization, "object_kind": Consent._meta.label, "fields_group": "consent",
        "request": by.request,
    }  # fmt: skip
    ids = [(str(one.consent.pk), str(one.consent.subject_id)) for one in consents]
    record_each(shared, [{"object_id": key, "consent": key, "subject": subject} for key, subject in ids])
