"""Roles: what a person is, where, from when and until when."""

import datetime as dt
import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.choices import ASKERS, IN_A_NETWORK, OF_AN_ORGANIZATION, OF_THE_SYSTEM, WHAT_IT_MEANS, Role
from buurtnet.people.models.organization import Organization
from buurtnet.people.models.person import Person


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, at: dt.datetime | None = None) -> Self:
        """Those that hold at a moment (now): begun, and not yet ended."""
        return self.holding(at).filter(person__is_active=True)

    def holding(self, at: dt.datetime | None = None) -> Self:
        """The same, for who looks at whether the person's account is open in another way."""
        at = at or timezone.now()
        return self.filter(Q(starts_at__lte=at), Q(ends_at=None) | Q(ends_at__gt=at))

    def in_network(self, network: Network) -> Self:
        return self.filter(network=network)


class Membership(models.Model):
    """One role of one person, bound to a network, an organization or the system.

    It ends at a moment, at once or in the future, and then stays for the record until retention takes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("rol"), max_length=24, choices=Role)
    network = models.ForeignKey(
        Network,
        verbose_name=_("netwerk"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organisatie"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    title = models.CharField(
        _("hoe je werk heet"), max_length=120, blank=True, default="", help_text="what one's work is called"
    )
    starts_at = models.DateTimeField(_("vanaf"), default=timezone.now)
    ends_at = models.DateTimeField(_("tot"), null=True, blank=True)
    given_by = models.ForeignKey(
        Person, verbose_name=_("gegeven door"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_by = models.ForeignKey(
        Person, verbose_name=_("beëindigd door"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[models.Manager["Membership"]] = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_bound_as_its_role",
                condition=Q(role__in=IN_A_NETWORK, network__isnull=False)
                | Q(role__in=OF_AN_ORGANIZATION, organization__isnull=False, network__isnull=True)
                | Q(role__in=OF_THE_SYSTEM, organization__isnull=True, network__isnull=True),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts", condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at"))
            ),
            *(
                models.UniqueConstraint(
                    fields=["person", "role", *bound], condition=Q(ends_at=None) & empty, name=name
                )
                for name, bound, empty in (
                    ("membership_open_once", ["network", "organization"], Q()),
                    ("membership_open_once_in_network", ["network"], Q(organization=None)),
                    ("membership_open_once_of_organization", ["organization"], Q(network=None)),
                    ("membership_open_once_of_system", [], Q(network=None, organization=None)),
                )
            ),
        ]
        indexes = [
            models.Index(fields=["network", "role", "person", "starts_at", "ends_at"], name="membership_in_network"),
            models.Index(fields=["organization", "network"], name="membership_of_organization"),
        ]
        verbose_name = _("rol")
        verbose_name_plural = _("rollen")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        public: ClassVar = ["id", "network", "organization"]
        personal: ClassVar = {
            "person": Keep(Erase.DELETE_ROW, why="who has the role"),
            "role": Keep(Erase.DELETE_ROW),
            "title": Keep(Erase.DELETE_ROW),
            "starts_at": Keep(Erase.DELETE_ROW),
            "ends_at": Keep(Erase.DELETE_ROW, days=730, why="who did what until when; two years after the end"),
            "given_by": Keep(Erase.DELETE_ROW),
            "ended_by": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.network or self.organization or 'Buurtnet'})"

    @property
    def asks_families(self) -> bool:
        """Whether this role asks families for consent: its holder helps from an organization."""
        return self.role in ASKERS and self.network_id is not None and self.organization_id is not None

    @property
    def meaning(self) -> str:
        """What the role means, in plain words."""
        return str(WHAT_IT_MEANS[Role(self.role)])


class NetworkHost(models.Model):
    """Which organization hosts a network: who answers for it."""

    network = models.OneToOneField(Network, on_delete=models.CASCADE, related_name="host")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="hosted_networks")

    class Meta:
        verbose_name = _("gastheer van een netwerk")
        verbose_name_plural = _("gastheren van netwerken")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "network", "organization"]

    def __str__(self) -> str:
        return f"{self.organization} → {self.network}"
