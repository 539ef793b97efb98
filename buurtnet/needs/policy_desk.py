"""The working side of signals to policy: who reads, who prepares, who decides, and who answers for a body."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from buurtnet.areas.models import Network
from buurtnet.needs.access import KEEPERS
from buurtnet.needs.desk import network_with_needs
from buurtnet.needs.models import PolicySignal
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.work import Work, refuse, work_of

READERS = (*PARTNERS, Role.POLICY_READER)


@dataclass(frozen=True)
class PolicyDesk:
    """Someone who reads signals to policy; ``prepares``: writes them; ``decides``: sends them for the network."""

    work: Work
    network: Network
    prepares: bool
    decides: bool

    def by(self, request: HttpRequest) -> By:
        return By(self.work.person, self.work.role_then, request)

    def answers_for(self, signal: PolicySignal) -> bool:
        """A policy reader of the body itself."""
        return any(
            one.role == Role.POLICY_READER
            and one.network_id == self.network.pk
            and one.organization_id == signal.agreement.organization_id
            for one in self.work.roles
        )


def at_policy(request: HttpRequest, slug: str) -> PolicyDesk:
    """Partners and policy readers of a network with this room; 404 for everyone else."""
    network = network_with_needs(request, slug)
    work = work_of(request, network)
    if not work.has(READERS):
        refuse(request, work, "policy")
    return PolicyDesk(work, network, work.has(KEEPERS), work.is_director())


def preparing(request: HttpRequest, slug: str) -> PolicyDesk:
    """The director and the connectors; 404 for everyone else."""
    desk = at_policy(request, slug)
    if not desk.prepares:
        refuse(request, desk.work, "policy")
    return desk


def directing_policy(request: HttpRequest, slug: str) -> PolicyDesk:
    """The director: who sends in the name of the network; 404 for everyone else."""
    desk = at_policy(request, slug)
    if not desk.decides:
        refuse(request, desk.work, "policy")
    return desk


def signals_at(desk: PolicyDesk) -> QuerySet[PolicySignal]:
    """All of this network for who works in it; for a policy reader those that were sent."""
    rows = PolicySignal.objects.filter(network=desk.network)
    rows = rows if desk.work.is_partner() else rows.filter(sent_on__isnull=False)
    return rows.select_related(
        "network", "agreement__organization", "agreement__next_level__organization", "decision", "release",
        "late_shown_by",
    )  # fmt: skip


def signal_at(desk: PolicyDesk, pk: UUID) -> PolicySignal:
    """One of those; 404 for any other."""
    return get_object_or_404(signals_at(desk), pk=pk)
