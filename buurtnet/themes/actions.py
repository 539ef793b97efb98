"""Verbs of the themes room."""

import tomllib
from pathlib import Path

from django.db import transaction

from buurtnet.themes.models import Theme

DATA = Path(__file__).parent / "data" / "themes.toml"
FIELDS = ["function", "name", "name_nl_be", "name_en", "name_fr", "order"]


@transaction.atomic
def load_themes(path: Path = DATA) -> int:
    """Make the themes in the database those of the data file; done twice it changes nothing. Returns how many.

    A theme that left the file stays, since services may carry it.
    """
    with path.open("rb") as file:
        rows = tomllib.load(file)["theme"]
    themes = [
        Theme(
            slug=row["slug"],
            function=row["function"],
            name=row["name"],
            name_nl_be=row.get("nl_be", ""),
            name_en=row.get("en", ""),
            name_fr=row.get("fr", ""),
            order=place,
        )
        for place, row in enumerate(rows)
    ]
    Theme.objects.bulk_create(themes, update_conflicts=True, unique_fields=["slug"], update_fields=FIELDS)
    return len(themes)
