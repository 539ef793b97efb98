"""What else could fit: lighter or like it, near, for the same age."""

from buurtnet.areas.finding import network_areas
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.facts import nearest_location, point_of
from buurtnet.directory.find import find
from buurtnet.directory.models import Service
from buurtnet.directory.ranking import AGES_MEANT
from buurtnet.directory.wanted import Wanted

COUNT = 3


def alternatives_to(service: Service, view: Viewpoint) -> list[str]:
    """Ids of up to three other services: on the same themes (else the same function), lightest first."""
    areas = network_areas(view.network)
    link = nearest_location(service, view.near)
    near = (point_of(link.location) if link else None) or view.near
    themes = tuple(theme.pk for theme in service.themes.all())
    ids: list[str] = []
    for narrow in (
        {"themes": themes} if themes else None,
        {"functions": (service.function,)} if service.function else None,
    ):
        if narrow is None or len(ids) >= COUNT:
            continue
        wanted = Wanted(
            inside=areas.inside,
            over=areas.over,
            near=near,
            age=age_meant(service),
            on=view.today,
            now=view.now,
            **narrow,
        )
        hits = find(wanted, limit=COUNT + 1, counting=False).hits
        ids += [hit.id for hit in hits if hit.id != str(service.pk) and hit.id not in ids]
    return ids[:COUNT]


def age_meant(service: Service) -> float | None:
    """The age in the middle, of what is for no more than a childhood; else any age will do."""
    low, high = service.minimum_age or 0, service.maximum_age
    return None if high is None or high - low > AGES_MEANT else (low + high) / 2
