"""Putting an approved set of new values on an entry, with its history; taking an edition back.

A value is what JSON holds, so that history keeps it exactly: text, a number or None for a column, and for what hangs
on an entry: ``ages`` [from, to]; ``phones`` [[number as written, label, E.164]]; ``costs`` [[amount or None, for
what]]; ``languages`` and ``themes`` as lists of codes and slugs; ``hours`` {"MO": [["09:00", "12:00"]], "text": "in
words"}; ``where`` {"location": id or None, "said": "name and address"}. Times and places that are more than that are
not mended here: their value is None. ``room`` [[places left, of how many or None, what is counted]] is said in one
tap and stands in no form, so it is none of ``FIELDS``.

Who changes ``where`` makes the reach of the entry anew afterwards (``directory.reach``, on a floor above this one).
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.facts import first_address, places_of, schedules_of
from buurtnet.directory.hours import WEEKDAYS, clock
from buurtnet.directory.models import (
    Capacity,
    Change,
    CostOption,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from buurtnet.kit.languages import NAMES
from buurtnet.search import outbox
from buurtnet.themes.models import Theme

type Value = Any  # whatever JSON holds

COLUMNS: Final = (
    "name", "alternate_name", "description", "simple", "alert", "url", "email", "status", "application_process",
    "fees_description", "eligibility_description", "interpretation_services", "wait_time", "support_needed",
    "help_kind", "referral", "support_level", "function", "name_i18n", "description_i18n",
)  # fmt: skip
HANGING: Final = ("ages", "phones", "costs", "languages", "themes", "hours", "where")
FIELDS: Final = (*COLUMNS, *HANGING)
# What the new rows of a set of hours take over from the old ones, which must agree on it.
CARRIED: Final = (
    "dtstart", "timezone", "wkst", "in_holidays", "description", "notes", "schedule_link", "attending_type",
)  # fmt: skip
BEYOND_A_WEEK: Final = (
    "valid_from", "valid_to", "until", "count", "byweekno", "bymonthday", "byyearday", "exceptions",
)  # fmt: skip


class ChangedMeanwhileError(Exception):
    """What someone looked at is not there any more: the fields of which the value is another one now."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = list(fields)
        super().__init__(f"Changed meanwhile: {', '.join(self.fields)}.")


class NotMendableError(Exception):
    """A field that is more than can be mended here: hours by the month, several places, a secret address."""


@transaction.atomic
def apply(
    service: Service,
    values: Mapping[str, Value],
    *,
    by: AssuredBy,
    is_suggested: bool = False,
    seen: Mapping[str, Value] | None = None,
    assured_on: dt.date | None = None,
    undoes: uuid.UUID | None = None,
) -> uuid.UUID | None:
    """Put values on an entry, write its history and tell the index. Returns the edition, None when nothing differs.

    ``seen``: what the fields were when someone decided; raises ``ChangedMeanwhileError`` when they are not. With
    ``assured_on`` the whole entry counts as looked at by then; by its provider that also takes it on to be kept.
    """
    found = Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
    now = {field: value_of(found, field) for field in values}
    if moved := [field for field in values if seen is not None and field in seen and seen[field] != now[field]]:
        raise ChangedMeanwhileError(moved)
    if stuck := [field for field in values if field in {"hours", "where"} and now[field] is None]:
        raise NotMendableError(stuck[0])
    new = {field: value for field, value in values.items() if value != now[field]}
    edition = uuid.uuid4() if new else None
    if not new and assured_on is None:
        return None
    tell_index(found)
    _put(found, new)
    _note_looked_at(found, by, assured_on)
    tell_index(found)
    if edition:
        write_history(found, {field: (now[field], value_of(found, field)) for field in new}, edition, by=by,
                      is_suggested=is_suggested, undoes=undoes)  # fmt: skip
    return edition


@transaction.atomic
def undo(service: Service, edition: uuid.UUID, *, by: AssuredBy) -> uuid.UUID | None:
    """Give the fields of an edition back what they were, as a new edition.

    Raises ``ChangedMeanwhileError`` when a later edition, or an import, changed one of them; ``Change.DoesNotExist``
    for an edition that is none of this entry.
    """
    Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
    rows = list(Change.objects.filter(service=service, edition=edition))
    if not rows:
        raise Change.DoesNotExist
    later = Change.objects.filter(service=service, changed_at__gte=rows[0].changed_at).exclude(edition=edition)
    if moved := later.filter(field__in=[row.field for row in rows]).values_list("field", flat=True):
        raise ChangedMeanwhileError(sorted(set(moved)))
    before = {row.field: row.previous_value for row in rows}
    seen = {row.field: row.replacement_value for row in rows}
    return apply(service, before, by=by, seen=seen, undoes=edition)


def after_import(service_ids: Iterable[uuid.UUID]) -> int:
    """Of entries an import wrote anew: keep what was mended here, unless the source itself says something new.

    A field of which the source says the same as before it was mended gets back what was approved here. One of which
    the source says something else has that now, with a row of history, so that it can be seen and taken back.
    Returns for how many fields something was done. Call it in the transaction that wrote the entries.
    """
    done = 0
    mended: dict[uuid.UUID, dict[str, list[Change]]] = {}
    for row in Change.objects.filter(service__in=list(service_ids)).order_by("changed_at"):
        mended.setdefault(row.service_id, {}).setdefault(row.field, []).append(row)
    for service in Service.objects.filter(pk__in=mended):
        said_anew: dict[str, tuple[Value, Value]] = {}
        for field, rows in mended[service.pk].items():
            ours, theirs, now = rows[-1].replacement_value, said_by_source(rows), value_of(service, field)
            if now == ours:
                continue
            done += 1
            if now == theirs:
                _put(service, {field: ours})
            else:
                said_anew[field] = (ours, now)
        if said_anew:
            write_history(service, said_anew, uuid.uuid4(), by=AssuredBy.SOURCE)
    return done


def said_by_source(rows: list[Change]) -> Value:
    """What the source said last of a field, by its changes in order: what it was before people mended it."""
    value = rows[0].previous_value
    for row in rows:
        if row.by == AssuredBy.SOURCE:
            value = row.replacement_value
    return value


def write_history(
    service: Service,
    changes: Mapping[str, tuple[Value, Value]],
    edition: uuid.UUID,
    *,
    by: AssuredBy,
    is_suggested: bool = False,
    undoes: uuid.UUID | None = None,
) -> None:
    """One row a field, of what it was and what it is."""
    now = timezone.now()
    Change.objects.bulk_create(
        Change(
            service=service, edition=edition, field=field, previous_value=old, replacement_value=new, changed_at=now,
            by=by, is_suggested=is_suggested, undoes=undoes,
        )
        for field, (old, new) in changes.items()
    )  # fmt: skip


def tell_index(service: Service) -> None:
    """Note that an entry is to be found anew, and with it its organization and its places."""
    outbox.changed("service", [service.pk])
    outbox.changed("organization", [service.organization_id] if service.organization_id else [])
    links = ServiceAtLocation.objects.filter(service=service, location__isnull=False)
    outbox.changed("place", links.values_list("location_id", flat=True))


def _note_looked_at(service: Service, by: AssuredBy, on: dt.date | None) -> None:
    service.last_modified = timezone.now()
    changed = ["last_modified"]
    if on is not None:
        service.assured_date, service.assured_by = on, by
        service.is_kept_by_editor = service.is_kept_by_editor or by == AssuredBy.PROVIDER
        changed += ["assured_date", "assured_by", "is_kept_by_editor"]
    service.save(update_fields=changed)


# Reading: of many entries with few questions when what hangs on them was read before


TO_READ: Final = (
    "phones", "cost_options", "languages", "schedules", "at_locations__phones", "at_locations__schedules",
    "at_locations__location__addresses", "at_locations__location__schedules",
)  # fmt: skip


def value_of(service: Service, field: str) -> Value:
    """What a field is now. Raises ``KeyError`` for a field that is none."""
    if field in COLUMNS:
        return getattr(service, field)
    return _READ[field](service)


def values_of(service: Service, fields: Iterable[str] = FIELDS) -> dict[str, Value]:
    return {field: value_of(service, field) for field in fields}


def _ages(service: Service) -> Value:
    return [service.minimum_age, service.maximum_age]


def _phones(service: Service) -> Value:
    return [[phone.number, phone.description or phone.type, phone.e164] for phone in own_phones(service)]


def own_phones(service: Service) -> list[Phone]:
    """Its numbers anyone may call, those at its locations too; none of a person, none of its organization."""
    at_locations = (phone for link in service.at_locations.all() for phone in link.phones.all())
    return [phone for phone in [*service.phones.all(), *at_locations] if not phone.is_of_a_person]


def _costs(service: Service) -> Value:
    rows = service.cost_options.all()
    return [[None if row.amount is None else f"{row.amount:.2f}", row.option] for row in rows]


def _room(service: Service) -> Value:
    return [[row.available, row.maximum, row.unit_name] for row in service.capacities.order_by("position", "pk")]


def _languages(service: Service) -> Value:
    return sorted({row.code for row in service.languages.all() if row.code in NAMES})


def _themes(service: Service) -> Value:
    return sorted(service.themes.values_list("slug", flat=True))


def _hours(service: Service) -> Value:
    rows = hours_rows(service)
    timed = [row for row in rows if row.opens_at]
    in_words = [row for row in rows if not row.opens_at]
    if not _is_a_plain_week(timed) or len(in_words) > 1 or any(row.byday or row.freq for row in in_words):
        return None
    if _places_with_times(service) > 1:
        return None
    days: dict[str, Any] = {}
    for day in WEEKDAYS:
        spans = [_span(row) for row in timed if day in _days(row)]
        if spans:
            days[day] = sorted(spans)
    text = in_words[0].description if in_words else ""
    return {**days, "text": text} if days or text else {}


def hours_rows(service: Service) -> list[Schedule]:
    """The times that hold for it: at its place, its own, or those of the building."""
    return schedules_of(service, next(iter(places_of(service)), None))


def _is_a_plain_week(rows: list[Schedule]) -> bool:
    """The same times each week, without a season, a count or days that differ, and alike in all else."""
    return all(
        (row.freq or "WEEKLY").upper() == "WEEKLY"
        and (row.interval or 1) == 1
        and not any(getattr(row, name) for name in BEYOND_A_WEEK)
        and _days(row)
        and set(_days(row)) <= set(WEEKDAYS)
        and None not in (clock(row.opens_at), clock(row.closes_at))
        for row in rows
    ) and all(getattr(row, name) == getattr(rows[0], name) for row in rows for name in CARRIED)


def _places_with_times(service: Service) -> int:
    return sum(1 for link in service.at_locations.all() if link.schedules.all())


def _days(row: Schedule) -> list[str]:
    return [day for said in row.byday.upper().split(",") if (day := said.strip())]


def _span(row: Schedule) -> list[str]:
    return [f"{time:%H:%M}" for time in (clock(row.opens_at), clock(row.closes_at)) if time is not None]


def _where(service: Service) -> Value:
    links = list(service.at_locations.all())
    location = links[0].location if links else None
    if len(links) > 1 or (location is not None and location.hide_address):
        return None
    return place_value(location)


def place_value(location: Location | None) -> Value:
    """The value of ``where`` for an entry that is at this location only."""
    if location is None:
        return {"location": None, "said": ""}
    address = first_address(location)
    street = [address.address_1, f"{address.postal_code} {address.city}".strip()] if address else []
    return {"location": str(location.pk), "said": ", ".join(part for part in (location.name, *street) if part)}


_READ: Final[Mapping[str, Callable[[Service], Value]]] = {
    "ages": _ages, "phones": _phones, "costs": _costs, "languages": _languages, "themes": _themes, "hours": _hours,
    "where": _where, "room": _room,
}  # fmt: skip


# Writing


def _put(service: Service, values: Mapping[str, Value]) -> None:
    """Write values, and nothing else. Raises ``KeyError`` for a field that is none."""
    columns = [field for field in values if field in COLUMNS]
    for field in columns:
        setattr(service, field, values[field])
    if columns:
        service.save(update_fields=columns)
    for field in values:
        if field not in columns:
            _WRITE[field](service, values[field])


def _put_ages(service: Service, value: Value) -> None:
    service.minimum_age, service.maximum_age = value
    service.save(update_fields=["minimum_age", "maximum_age"])


def _put_phones(service: Service, value: Value) -> None:
    """Numbers that stay keep their row, with all that it says beside."""
    known = own_phones(service)
    kept: list[Phone] = []
    for position, (number, label, e164) in enumerate(value):
        row = next((one for one in known if one not in kept and (one.e164 or one.number) == (e164 or number)), None)
        row = row or Phone(service=service)
        row.number, row.e164, row.position = number, e164, position
        if (row.description or row.type) != label:
            row.description = label
        row.save()
        kept.append(row)
    Phone.objects.filter(pk__in=[one.pk for one in known if one not in kept]).delete()


def _put_costs(service: Service, value: Value) -> None:
    """A price that stays, or of which the sum or the words changed, keeps its row: its currency, its dates."""
    known = list(service.cost_options.order_by("position", "pk"))
    currency = next((row.currency for row in known if row.currency), "EUR")
    said = [(None if amount is None else Decimal(amount), option) for amount, option in value]
    rows = _rows_of_prices(known, said)
    for position, (amount, option) in enumerate(said):
        row = rows.get(position) or CostOption(service=service)
        row.amount, row.option, row.position = amount, option, position
        row.currency = "" if amount is None else row.currency or currency
        row.save()
    kept = {row.pk for row in rows.values()}
    service.cost_options.filter(pk__in=[row.pk for row in known if row.pk not in kept]).delete()


def _rows_of_prices(known: list[CostOption], said: list[tuple[Decimal | None, str]]) -> dict[int, CostOption]:
    """Which row each price has already, by its place: first what is the same, then what shares its words or sum."""
    found: dict[int, CostOption] = {}
    for share in (
        lambda row, amount, option: (row.amount, row.option) == (amount, option),
        lambda row, amount, option: row.option == option,
        lambda row, amount, option: amount is not None and row.amount == amount,
    ):
        for place, (amount, option) in enumerate(said):
            free = (row for row in known if row not in found.values() and share(row, amount, option))
            if place not in found and (row := next(free, None)):
                found[place] = row
    return found


def _put_room(service: Service, value: Value) -> None:
    """Groups keep their rows by their place, with what is said beside; a number that changes is of today."""
    known = list(service.capacities.order_by("position", "pk"))
    now = timezone.now()
    for position, (available, maximum, unit_name) in enumerate(value):
        row = known[position] if position < len(known) else Capacity(service=service, available=-1.0)
        row.updated = now if row.available != available else row.updated
        row.available, row.maximum, row.unit_name, row.position = available, maximum, unit_name, position
        row.save()
    service.capacities.filter(pk__in=[row.pk for row in known[len(value) :]]).delete()


def _put_languages(service: Service, value: Value) -> None:
    service.languages.filter(code__in=list(NAMES)).exclude(code__in=value).delete()
    there = set(service.languages.values_list("code", flat=True))
    _create(Language, service, ({"code": code} for code in value if code not in there))


def _put_themes(service: Service, value: Value) -> None:
    service.themes.set(Theme.objects.filter(slug__in=value))


def _put_hours(service: Service, value: Value) -> None:
    """In the place of the old rows: those at the one place where it has times, else its own."""
    old = hours_rows(service)
    link = next((row.at_location for row in old if row.at_location_id), None)
    before = next((row for row in old if row.opens_at), None)
    carried = {name: getattr(before, name) for name in CARRIED} if before else {}
    Schedule.objects.filter(service=service).delete()
    Schedule.objects.filter(at_location__service=service).delete()
    spans: dict[tuple[str, str], list[str]] = {}
    for day in WEEKDAYS:
        for opens, closes in value.get(day, ()):
            spans.setdefault((opens, closes), []).append(day)
    rows: list[dict[str, Any]] = [
        {**carried, "freq": "WEEKLY", "byday": ",".join(days), "opens_at": opens, "closes_at": closes}
        for (opens, closes), days in spans.items()
    ]
    if text := value.get("text"):
        rows.append({"description": text})
    holder: dict[str, Any] = {"at_location": link} if link else {"service": service}
    Schedule.objects.bulk_create(Schedule(position=place, **holder, **row) for place, row in enumerate(rows))


def _put_where(service: Service, value: Value) -> None:
    link = service.at_locations.first() or ServiceAtLocation(service=service)
    link.location_id = uuid.UUID(value["location"]) if value["location"] else None
    link.save()


def _create(model: type[Model], service: Service, rows: Iterable[dict[str, Any]]) -> None:
    model._default_manager.bulk_create(
        model(service=service, position=place, **row) for place, row in enumerate(rows)
    )


_WRITE: Final[Mapping[str, Callable[[Service, Value], None]]] = {
    "ages": _put_ages, "phones": _put_phones, "costs": _put_costs, "languages": _put_languages,
    "themes": _put_themes, "hours": _put_hours, "where": _put_where, "room": _put_room,
}  # fmt: skip
