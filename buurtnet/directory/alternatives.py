"""What else could fit: lighter or like it, near, for the same age."""

from buurtnet.areas.finding import network_areas
from buurtnet.directory.cards import Viewpoint, nearest_location, point_of
from buurtnet.directory.find import Wanted, find
from buurtnet.directory.models import Service

COUNT = 3


def alternatives_to(service: Service, view: Viewpoint) -> list[str]:
    """Ids of up to three other services: on the same themes (else the same function), lightest first."""
    areas = network_areas(view.network)
    link = nearest_location(service, view.near)
    near = (point_of(link.location) if link else None) or view.near
    themes = tuple(service.themes.values_list("pk", flat=True))
    ages = [age for age in (service.minimum_age, service.maximum_age) if age is not None]
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
            age=sum(ages) / len(ages) if ages else None,
            on=view.today,
            now=view.now,
            **narrow,
        )
        hits = find(wanted, limit=COUNT + 1).hits
        ids += [hit.id for hit in hits if hit.id != str(service.pk) and hit.id not in ids]
    return ids[:COUNT]
