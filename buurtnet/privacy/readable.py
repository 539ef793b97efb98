"""All that is kept about a person, in words for a page: labels, dates, choices and names as people read them.

A label is the field's ``verbose_name``, or stands in ``labels`` of the declaration of a model that is not ours. A
declaration may also have a ``heading``, where the model's own name would not do, and ``in_words``: by field, a
function of the row, for a value that needs more than its type tells. Numbers of rows, and links back to the person,
stand in the file only.
"""

import datetime
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from buurtnet.kit.clock import digits
from buurtnet.privacy.export import everything, shown
from buurtnet.privacy.register import declaration_of, is_user_model, way_to_person

type Lines = list[tuple[str, str]]
type Say = Callable[[list[Any]], list[Lines]]


@dataclass(frozen=True)
class Section:
    """One kind of rows for a page: its name, and each row as pairs of label and text."""

    name: str
    rows: list[Lines]


def sections_of(person_id: uuid.UUID, say: Mapping[type[models.Model], Say] | None = None) -> list[Section]:
    """Everything about a person; empty values are left out. ``say``: who else puts the rows of a model in words."""
    said = say or {}
    return [
        Section(heading(model), said[model](rows) if model in said else [list(lines(row)) for row in rows])
        for model, rows in everything(person_id)
    ]


def heading(model: type[models.Model]) -> str:
    return str(getattr(declaration_of(model), "heading", model._meta.verbose_name_plural))


def lines(row: models.Model) -> Iterator[tuple[str, str]]:
    for name in told(type(row)):
        if text := in_words(row, name):
            yield label(type(row), name), text


def told(model: type[models.Model]) -> list[str]:
    """The fields that are said in words: not the number of a row, nor that it is of the person who reads it."""
    way = "pk" if is_user_model(model) else way_to_person(model)
    return [name for name in shown(model) if name not in {model._meta.pk.name, way}]


def label(model: type[models.Model], name: str) -> str:
    labels: Mapping[str, Any] = getattr(declaration_of(model), "labels", {})
    return str(labels.get(name) or getattr(model._meta.get_field(name), "verbose_name", name))


def in_words(row: models.Model, name: str) -> str:
    """A value as people read it; empty for nothing."""
    own: Mapping[str, Callable[[Any], object]] = getattr(declaration_of(type(row)), "in_words", {})
    if name in own:
        return str(own[name](row))
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if isinstance(field, models.ManyToManyField):
        return ", ".join(sorted(map(str, value.all())))
    if value in (None, "", [], {}):
        return ""
    if getattr(field, "choices", None):
        return str(getattr(row, f"get_{name}_display")())
    return name_of(value) if isinstance(value, models.Model) else text_of(value)


def name_of(row: models.Model) -> str:
    """What a link leads to; someone without a name is no number."""
    if is_user_model(type(row)):
        return str(getattr(row, "name", "")) or _("iemand zonder naam of account")
    return str(row)


def text_of(value: object) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    if isinstance(value, datetime.time):
        return _("{time} uur").format(time=digits(value))
    if isinstance(value, list):
        return ", ".join(map(text_of, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {text_of(one)}" for key, one in value.items())
    return str(value)


def moment(value: datetime.datetime) -> str:
    """Here, to the minute: \"22 november 2026, 14.05 uur\"."""
    here = timezone.localtime(value)
    return _("%(day)s, %(hour)s uur") % {"day": date_format(here, "j F Y"), "hour": digits(here.time())}
