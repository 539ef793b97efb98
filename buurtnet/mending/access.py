"""Who answers a suggestion, and who edits an entry. Asked of the database each time."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.mending.models import Suggestion
from buurtnet.mending.models.suggestion import SuggestionQuerySet
from buurtnet.people.access import Visitor, has_role, roles_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership

KEEPERS = (Role.DIRECTOR, Role.CONNECTOR)  # of the map of a network


def keeps_map(person: Visitor, network: Network) -> bool:
    return has_role(person, KEEPERS, network=network)


def has_editor(service: Service) -> bool:
    """Whether its organization has someone here who keeps its entries."""
    return _editors().filter(organization=service.organization_id).exists() if service.organization_id else False


def may_edit(person: Visitor, service: Service, network: Network) -> bool:
    """An editor of its organization; those who keep the map, for an entry that no editor here keeps."""
    if service.organization is not None and has_role(person, [Role.EDITOR], organization=service.organization):
        return True
    return keeps_map(person, network) and not has_editor(service)


def suggestions_for(person: Visitor, network: Network) -> SuggestionQuerySet:
    """Those of a network that someone sees: all, or for an editor those about the own entries.

    ``keeps_itself``: its organization has an editor, who answers first.
    """
    found = SuggestionQuerySet(Suggestion).filter(network=network).select_related("service__organization", "taken_by")
    found = found.annotate(keeps_itself=Exists(_editors().filter(organization=OuterRef("service__organization"))))
    if keeps_map(person, network):
        return found
    return found.filter(service__organization__in=roles_of(person).filter(role=Role.EDITOR).values("organization"))


def may_decide(person: Visitor, suggestion: Suggestion, now: dt.datetime | None = None) -> bool:
    """The provider first, for seven days when it has an editor; then everyone who keeps the map."""
    service = suggestion.service
    organization = service.organization if service else None
    if organization is not None and has_role(person, [Role.EDITOR], organization=organization):
        return True
    if not keeps_map(person, suggestion.network):
        return False
    return service is None or not has_editor(service) or (now or timezone.now()) >= suggestion.provider_until


def _editors() -> "QuerySet[Membership]":
    return Membership.objects.current().filter(role=Role.EDITOR)
