"""The register as a page: what is kept about whom, why, how long, and how it goes. Made of the declarations only."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from buurtnet.kit.declare import Keep, Subject
from buurtnet.privacy.register import Entry, Sensitivity, declaration_of, entries, register, way_to_person, withheld

HEAD = """# Register of what is kept

Made of every model's `class Privacy` by `buurtnet privacy register`; do not change it by hand, a test compares.
Sensitivity: *public* may be known by everyone who may see the row; *personal* by who needs it; *special* (health,
care, origin and the like, GDPR article 9) besides stands encrypted in the database.
"""

HEADINGS = {
    Subject.PERSON: "Rows about persons",
    Subject.ORGANIZATION: "Rows about organizations",
    Subject.NOBODY: "Rows about nobody",
}


def page() -> str:
    """Markdown. Raises ``ValueError`` for a bad declaration."""
    found = sorted(register(), key=lambda entry: entry.model)
    parts = [HEAD]
    for subject, heading in HEADINGS.items():
        rows = [entry for entry in found if entry.subject == subject]
        parts.append(f"## {heading}\n\n" + "\n".join(table(rows)) + "\n")
    parts.append("## How a person's rows are found\n\n" + "\n".join(ways()) + "\n")
    return "\n".join(parts)


def table(found: list[Entry]) -> Iterator[str]:
    """Fields of a model of which the same is said share a line."""
    yield "| model | field | sensitivity | why | kept | erased |"
    yield "|---|---|---|---|---|---|"
    for model in dict.fromkeys(entry.model for entry in found):
        lines = [entry for entry in found if entry.model == model]
        public = [f"`{entry.field}`" for entry in lines if entry.sensitivity == Sensitivity.PUBLIC]
        if public:
            yield f"| `{model}` | {', '.join(public)} | public | – | as long as the row | – |"
        together: dict[str, list[str]] = {}
        for entry in lines:
            if entry.keep:
                how = f"{entry.keep.why or '–'} | {how_long(entry.field, entry.keep)} | {entry.keep.erase}"
                together.setdefault(f"{entry.sensitivity} | {how}", []).append(f"`{entry.field}`")
        for told, names in together.items():
            yield f"| `{model}` | {', '.join(names)} | {told} |"


def how_long(name: str, keep: Keep) -> str:
    if keep.days is None:
        return "as long as the row"
    if keep.days == 0:
        return f"until `{keep.since or name}`"
    return f"{keep.days} days after `{keep.since or name}`"


def ways() -> Iterator[str]:
    yield "| model | by | left out of the export |"
    yield "|---|---|---|"
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if next(entries(model)).subject == Subject.PERSON:
            left_out = [f"`{name}`: {why}" for name, why in withheld(model).items()]
            yield f"| `{model._meta.label}` | {way_in_words(model)} | {'; '.join(left_out) or '–'} |"


def way_in_words(model: type[models.Model]) -> str:
    way = way_to_person(model)
    return f"`{way}`" if way else f"nobody is found: {getattr(declaration_of(model), 'of_nobody', '')}"
