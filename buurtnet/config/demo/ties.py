"""The nets of the demo: kinds of partners, who saw each other on which day, endorsements, and pictures of it all."""

import datetime as dt

from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.questions import someone
from buurtnet.config.demo.rows import Row, here, rows_of
from buurtnet.meetings.seen_together import tell_of_groups
from buurtnet.ties.choices import OccasionKind, Sector
from buurtnet.ties.endorsing import endorse
from buurtnet.ties.models import Endorsement, Knot
from buurtnet.ties.picturing import renew
from buurtnet.ties.principles import principles_for
from buurtnet.ties.seen import put_down


def load_ties(towns: list[Town]) -> None:
    """For a town whose partners were never seen together. After the meetings: those are in the picture too."""
    tables = rows_of("ties")
    tell_of_groups()
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        if Knot.objects.filter(network=network).exists():
            continue
        sort_out(network, town, tables["kinds"][town.slug], tables["out"][town.slug])  # type: ignore[call-overload]  # tables by town
        for row in here(tables["seen"], town):
            see(network, town, row)
        for row in here(tables["endorsed"], town):
            stand_behind(network, town, row)
        renew(network)


def sort_out(network: Network, town: Town, kinds: dict[str, list[str]], out: list[str]) -> None:
    for kind, keys in kinds.items():
        for key in keys:
            Knot.objects.create(network=network, organization=organization_of(town, key), sector=Sector(kind))
    for key in out:
        found = organization_of(town, key)
        Knot.objects.create(network=network, organization=found, sector=Sector.RESIDENTS, stays_out=True)


def see(network: Network, town: Town, row: Row) -> None:
    who = [organization_of(town, key) for key in row["who"]]
    for days in row["days"]:
        on = town.today - dt.timedelta(days=days)
        put_down(network, key=f"demo:{row['key']}:{days}", kind=OccasionKind(row["kind"]), on=on, organizations=who)


def stand_behind(network: Network, town: Town, row: Row) -> None:
    said = {name: row[name] for name in ("brings", "seeks", "gains", "costs")}
    organization = organization_of(town, row["organization"])
    made = endorse(network, organization, principles_for(network), said, version=0, by=someone(row["by"]))
    Endorsement.objects.filter(pk=made.pk).update(since=timezone.localdate() - dt.timedelta(days=row["days"]))
