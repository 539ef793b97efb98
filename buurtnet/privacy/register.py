"""The register: what is kept about people, field by field, read from every model's ``class Privacy``.

Erasure reads the same declarations, as a person's export and retention will: nothing is written down twice.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from buurtnet.kit.declare import Keep, Subject
from buurtnet.privacy.others import OTHERS


class Sensitivity(StrEnum):
    """Who may know a field: everyone; only who needs it; only who needs it, and encrypted (GDPR article 9)."""

    PUBLIC = "public"
    PERSONAL = "personal"
    SPECIAL = "special"


@dataclass(frozen=True)
class Entry:
    """One field in the register; ``keep`` is empty for a public field."""

    model: str
    field: str
    subject: Subject
    sensitivity: Sensitivity
    keep: Keep | None = None


def register() -> Iterator[Entry]:
    """Every field of every model, in the order of the models; raises ``ValueError`` for a bad declaration."""
    for model in apps.get_models():
        if wrong := problems(model):
            raise ValueError("; ".join(wrong))
        yield from entries(model)


def problems(model: type[models.Model]) -> list[str]:
    """What is wrong with a model's declaration, a sentence each; none when every field stands in it exactly once."""
    label = model._meta.label
    declaration = declaration_of(model)
    if declaration is None:
        return [f"{label} has no class Privacy"]
    if not isinstance(getattr(declaration, "subject", None), Subject):
        return [f"{label}.Privacy does not say whom a row is about"]
    there = set(field_names(model))
    declared = Counter(name for names in _names(declaration).values() for name in names)
    return [
        *(f"{label}.{name} is not declared" for name in sorted(there - set(declared))),
        *(f"{label}.Privacy declares {name}, which is no field" for name in sorted(set(declared) - there)),
        *(f"{label}.{name} is declared {times} times" for name, times in sorted(declared.items()) if times > 1),
        *(
            f"{label}.{name} does not say how it is erased"
            for name, keep in sorted(_kept(declaration).items())
            if not isinstance(keep, Keep)
        ),
        *(
            f"{label}.{name} has days, and does not say since which date of the row"
            for name, keep in sorted(_kept(declaration).items())
            if isinstance(keep, Keep) and keep.days is not None and date_of(model, name, keep) is None
        ),
        *problems_of_whom(model, declaration),
    ]


def date_of(model: type[models.Model], name: str, keep: Keep) -> "models.DateField[Any, Any] | None":
    """The field from which the days of a field count; none when it is no date of the row."""
    try:
        field = model._meta.get_field(keep.since or name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.DateField) else None  # a DateTimeField is one too


def problems_of_whom(model: type[models.Model], declaration: type) -> Iterator[str]:
    """A row about a person says how that person is found, or why nobody can be."""
    label = model._meta.label
    if getattr(declaration, "subject", None) != Subject.PERSON:
        return
    way = way_to_person(model)
    if way is None and not getattr(declaration, "of_nobody", ""):
        yield f"{label}.Privacy does not say of whom a row is (of), or why nobody can be found by it (of_nobody)"
    if way is not None and way.split("__")[0] not in {"pk", *field_names(model)}:
        yield f"{label}.Privacy.of names {way}, which leads nowhere"
    for name in sorted(set(withheld(model)) - set(field_names(model))):
        yield f"{label}.Privacy withholds {name}, which is no field"


def way_to_person(model: type[models.Model]) -> str | None:
    """The lookup from a row to its person; a row of the user model is its own. None: nobody is found by it."""
    declaration = declaration_of(model)
    if is_user_model(model):
        return "pk"
    if declaration is None or declaration.__dict__.get("subject") != Subject.PERSON:
        return None
    way: str | None = getattr(declaration, "of", None)
    return way


def withheld(model: type[models.Model]) -> dict[str, str]:
    """Fields that a person's export leaves out, each with its reason."""
    own: dict[str, str] = getattr(declaration_of(model), "withheld", {})
    return {"password": "it opens the door, and tells nothing", **own} if is_user_model(model) else own


def is_user_model(model: type[models.Model]) -> bool:
    return model._meta.label.lower() == settings.AUTH_USER_MODEL.lower()


def entries(model: type[models.Model]) -> Iterator[Entry]:
    """The register's lines of one model, in the order of its declaration."""
    declaration = declaration_of(model)
    if declaration is None:
        return
    subject: Subject = vars(declaration)["subject"]
    kept = _kept(declaration)
    for sensitivity, names in _names(declaration).items():
        for name in names:
            yield Entry(model._meta.label, name, subject, sensitivity, kept.get(name))


def declaration_of(model: type[models.Model]) -> type | None:
    """The model's own ``class Privacy`` (an inherited one does not count), or ours for a model of another package."""
    own = model.__dict__.get("Privacy")
    return own if isinstance(own, type) else OTHERS.get(model._meta.label)


def field_names(model: type[models.Model]) -> list[str]:
    """Columns and many-to-many links of a model, those of abstract parents included."""
    return [field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)]


def _names(declaration: type) -> dict[Sensitivity, list[str]]:
    return {sensitivity: list(getattr(declaration, sensitivity.value, ())) for sensitivity in Sensitivity}


def _kept(declaration: type) -> dict[str, Keep]:
    return {**getattr(declaration, "personal", {}), **getattr(declaration, "special", {})}
