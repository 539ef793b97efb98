"""Bringing the demo towns in, through the same importers as real data. Done again it does nothing."""

import hashlib
import json
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from shapely.geometry import Point, shape

from buurtnet.areas.basemap import import_basemap
from buurtnet.areas.choices import PlaceKind
from buurtnet.areas.importing import import_areas
from buurtnet.areas.mapping import mapping_from_words
from buurtnet.areas.models import Network
from buurtnet.areas.networks import create_network
from buurtnet.areas.placing import import_places
from buurtnet.config.demo.agenda import load_agenda
from buurtnet.config.demo.budget import load_budget
from buurtnet.config.demo.bulletin import load_bulletin
from buurtnet.config.demo.clinics import load_clinics
from buurtnet.config.demo.consents import load_consents
from buurtnet.config.demo.documents import Document, Town
from buurtnet.config.demo.groups import load_groups
from buurtnet.config.demo.joining import load_joining
from buurtnet.config.demo.meetings import load_meetings
from buurtnet.config.demo.mending import load_mending
from buurtnet.config.demo.needs import load_needs
from buurtnet.config.demo.people import load_people
from buurtnet.config.demo.places import load_places
from buurtnet.config.demo.practices import load_practices
from buurtnet.config.demo.questions import load_questions
from buurtnet.config.demo.stories import load_stories
from buurtnet.config.demo.streets import Streets
from buurtnet.config.demo.ties import load_ties
from buurtnet.config.demo.upkeep import load_upkeep
from buurtnet.config.demo.voting import load_voting
from buurtnet.config.demo.wording import load_wording
from buurtnet.directory.models import ImportRun, Source
from buurtnet.exchange.importing import Options, Silent, bring_in
from buurtnet.exchange.reading import Entry, Reading
from buurtnet.exchange.records import Reject, Where
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.mailing import post

SOURCE = "demo"
LICENCE = "CC0-1.0"
DATA = Path(__file__).parent / "data"
NOT_OF_A_NETWORK = {"areas", "province"}


def load_demo() -> bool:
    """Bring in areas, networks, maps, streets and services. Returns whether they were not there yet."""
    if is_loaded():
        return False
    require_no_other()
    towns = list(read_towns())
    with tempfile.TemporaryDirectory() as folder:
        for town in towns:
            load_ground(town, Path(folder))
    load_services(towns)
    look_at_tables()
    load_people(towns)
    load_consents(towns)
    load_mending(towns)
    load_upkeep(towns)
    load_wording(towns)
    load_questions(towns)
    load_needs(towns)
    look_at_tables()
    load_places(towns)
    load_clinics(towns)
    load_agenda(towns)
    load_stories(towns)
    load_groups(towns)
    load_practices(towns)
    load_joining(towns)
    load_budget(towns)
    load_voting(towns)
    load_meetings(towns)
    load_ties(towns)
    load_bulletin(towns)
    forget_mails()
    return True


def look_at_tables() -> None:
    """Let the database see what is in its tables: one that was emptied before takes them for empty for a while.

    PostgreSQL then reads whole tables where it has an index for one row, and a demo takes minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def forget_mails() -> None:
    """Its mails went long ago: nothing is left to send them. The few that still wait get a task of the worker."""
    DBTaskResult.objects.ready().filter(task_path=post.module_path).delete()


def require_no_other() -> None:
    """Raises PlainError for a folder of real neighbourhoods; one in which the demo lives already stays a demo."""
    if Source.objects.filter(pk=SOURCE).exists():
        return
    ours = [row["slug"] for row in network_rows()]
    if Network.objects.exclude(slug__in=ours).exists() or Source.objects.exists():
        raise PlainError(
            f"{settings.DATA_DIR} holds networks or sources of its own, and the towns of the demo do not exist: "
            "give the demo another folder with --data-dir."
        )


def is_loaded() -> bool:
    return ImportRun.objects.filter(source=SOURCE, file_name=stamp(), ended_at__isnull=False).exists()


def stamp() -> str:
    """Names this version of the demo: another one is loaded over it."""
    content = hashlib.sha256()
    for path in sorted(path for path in DATA.rglob("*") if path.is_file()):
        content.update(path.read_bytes())
    return f"demo-{content.hexdigest()[:16]}"


def read_towns() -> Iterator[Town]:
    for row in network_rows():
        yield Town(
            slug=row["slug"],
            name=row["town"],
            province=row["province"],
            country=row["country"],
            locale=row["locale"],
            streets=Streets.of(geojson(f"{row['slug']}-map.geojson")["features"]),
            content=tomllib.loads((DATA / f"{row['slug']}.toml").read_text("utf-8")),
            today=timezone.localdate(),
        )


def network_rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((DATA / "networks.toml").read_text("utf-8"))["network"]
    return rows


def geojson(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((DATA / name).read_text("utf-8"))
    return content


def load_ground(town: Town, folder: Path) -> None:
    """Areas, the network on them, its drawn map, and its streets."""
    areas = DATA / f"{town.slug}-areas.geojson"
    import_areas(areas, mapping_from_words({}), source=SOURCE, licence=LICENCE)
    import_basemap(DATA / f"{town.slug}-map.geojson", network_of(town))
    streets = folder / f"{town.slug}-streets.json"
    streets.write_text(json.dumps(list(streets_of(town))), "utf-8")
    import_places(streets, source=f"{SOURCE}-{town.slug}", licence=LICENCE, town=town.name)


def network_of(town: Town) -> Network:
    """The town's network; one that is there keeps what was changed in it."""
    if network := Network.objects.filter(slug=town.slug).first():
        return network
    row = next(row for row in network_rows() if row["slug"] == town.slug)
    fields = {key: value for key, value in row.items() if key not in NOT_OF_A_NETWORK}
    return create_network(areas=row["areas"], **fields)


def streets_of(town: Town) -> Iterator[Document]:
    """The neighbourhoods and streets by name, each with a point, and the neighbourhood a street's middle lies in."""
    neighbourhoods = {
        feature["properties"]["name"]: shape(feature["geometry"])
        for feature in geojson(f"{town.slug}-areas.geojson")["features"]
        if feature["properties"]["kind"] == "neighbourhood"
    }
    for name, surface in neighbourhoods.items():
        point = surface.representative_point()
        yield {"kind": PlaceKind.NEIGHBOURHOOD, "name": name, "latitude": point.y, "longitude": point.x}
    for name in sorted(town.streets.lines):
        latitude, longitude = town.streets.middle(name)
        middle = Point(longitude, latitude)
        lies_in = next((each for each, surface in neighbourhoods.items() if surface.contains(middle)), "")
        yield {
            "kind": PlaceKind.STREET,
            "name": name,
            "neighbourhood": lies_in,
            "latitude": latitude,
            "longitude": longitude,
        }


def load_services(towns: list[Town]) -> None:
    """Both towns in one import, since what a source does not name any more counts as gone."""
    documents = [document for town in towns for document in town.documents()]
    entries = [Entry(Where("demo", row), document) for row, document in enumerate(documents, start=1)]
    bring_in(Reading(stamp(), entries=entries), Options(source=SOURCE, licence=LICENCE), refuse, Silent())


def refuse(reject: Reject) -> None:
    """The demo is our own: nothing in it may be left out silently."""
    raise PlainError(f"The demo's {reject.kind} {reject.id}: {reject.field} {reject.value!r} {reject.reason}.")
