"""What visitors and editors of the demo said of its map, through the same actions as real ones."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.rows import Row, days_ago, here, mailed_on, person_of, rows_of, service_of
from buurtnet.directory.actions import FIELDS, values_of
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Change, Service
from buurtnet.mending.answering import By, accept, call_double, decline, stand_of, take_on
from buurtnet.mending.choices import NeedKind
from buurtnet.mending.drafting import save_draft
from buurtnet.mending.forms.boxes import PartsBox, box_for
from buurtnet.mending.merging import merge
from buurtnet.mending.models import Draft, Merge, Need, Suggestion
from buurtnet.mending.needing import ask_for, close_need, take_on_need
from buurtnet.mending.publishing import take_back
from buurtnet.mending.spoken_week import week_in
from buurtnet.mending.suggesting import Tip, suggest
from buurtnet.people.choices import Role


def load_mending(towns: list[Town]) -> None:
    """For a town about which nobody said anything yet."""
    tables = rows_of("mending")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        if not Suggestion.objects.filter(network=network).exists():
            load_town(town, network, {name: here(rows, town) for name, rows in tables.items()})


@transaction.atomic
def load_town(town: Town, network: Network, tables: Mapping[str, list[Row]]) -> None:
    for row in tables["suggestion"]:
        load_suggestion(row, town, network)
    for row in tables["merge"]:
        load_merge(row, town, network)
    for row in tables["draft"]:
        load_draft(row, town)
    for row in tables["need"]:
        load_need(row, town, network)


def by_of(row: Row, who: str = "by", role: str = "as") -> By:
    """Who answers: an editor as the provider, others as someone of the network."""
    as_role = Role(row[role])
    return By(person_of(row[who]), as_role, AssuredBy.PROVIDER if as_role == Role.EDITOR else AssuredBy.MEMBER)


def load_suggestion(row: Row, town: Town, network: Network) -> None:
    """Sent, taken on or answered, and maybe undone, each on its own day."""
    service = None if row.get("is_new") else service_of(town, row["service"])
    values = values_in(row.get("values", {}), town.country)
    old = values_of(service, [field for field in values if field in FIELDS]) if service else {}
    tip = Tip(
        row.get("topics", []), values, old, remark=row.get("remark", ""), contact=row.get("contact", ""),
        language=row.get("language", town.locale),
    )  # fmt: skip
    made = suggest(tip, network=network, service=service)
    if "taken_by" in row:
        made = take_on(made, by=by_of(row, "taken_by", "taken_as"))
        Suggestion.objects.filter(pk=made.pk).update(taken_at=days_ago(row["taken_days_ago"]))
    if "answer" in row:
        made = load_answer(row, made, town)
    Suggestion.objects.filter(pk=made.pk).update(sent_at=days_ago(row["days_ago"]))


def values_in(typed: Row, country: str) -> dict[str, Any]:
    """Values as the boxes of the page make them of what people type; ``when`` says the times in words."""
    found: dict[str, Any] = {}
    for field, said in typed.items():
        if field == "when":
            found["hours"] = week_in(said)
            continue
        box = box_for(field, country)
        found[field] = box.clean(dict.fromkeys(box.labels, "") | said if isinstance(box, PartsBox) else said)
    return found


def load_answer(row: Row, made: Suggestion, town: Town) -> Suggestion:
    on = days_ago(row["answered_days_ago"])
    with mailed_on(on):
        made = answered(row, made, town)
    Suggestion.objects.filter(pk=made.pk).update(answered_at=on, forget_from=on)
    if made.edition is not None:
        Change.objects.filter(edition=made.edition).update(changed_at=on)
    if made.is_new and made.service is not None:
        Service.objects.filter(pk=made.service.pk).update(assured_date=on.date(), last_modified=on)
    if "undone_days_ago" in row and made.service is not None and made.edition is not None:
        take_back(made.service, made.edition, network=made.network, by=AssuredBy.MEMBER)
        Change.objects.filter(undoes=made.edition).update(changed_at=days_ago(row["undone_days_ago"]))
    return made


def answered(row: Row, made: Suggestion, town: Town) -> Suggestion:
    by, sentence = by_of(row), row.get("sentence", "")
    if row["answer"] == "no":
        return decline(made, by=by, sentence=sentence)
    if row["answer"] == "double":
        return call_double(made, by=by)
    fields = row.get("fields") or [value.field for value in made.values.all()]
    organization = organization_of(town, row["organization"]) if "organization" in row else None
    return accept(made, fields, by=by, stand=stand_of(made), organization=organization, sentence=sentence)


def load_merge(row: Row, town: Town, network: Network) -> None:
    on, gone = days_ago(row["days_ago"]), service_of(town, row["gone"])
    made = merge(service_of(town, row["kept"]), gone, take=[], network=network, by=by_of(row))
    Merge.objects.filter(pk=made.pk).update(merged_at=on)
    Change.objects.filter(service=gone, field="status").update(changed_at=on)


def load_draft(row: Row, town: Town) -> None:
    by = By(person_of(row["by"]), Role.EDITOR, AssuredBy.PROVIDER)
    values = values_in(row["values"], town.country)
    draft = save_draft(service_of(town, row["service"]), values, by=by, mark="")
    if draft is not None:
        Draft.objects.filter(pk=draft.pk).update(saved_at=days_ago(row["days_ago"]))


def load_need(row: Row, town: Town, network: Network) -> None:
    """Asked, maybe taken on by someone of the network, and maybe closed."""
    need = ask_for(service_of(town, row["service"]), NeedKind(row["kind"]), row["line"], network=network)
    if "owner" in row:
        owner = person_of(row["owner"])
        held = owner.memberships.get(network=network)
        by = By(owner, held.role, AssuredBy.MEMBER)
        need = take_on_need(need, owner=owner, due_on=town.today + dt.timedelta(days=row["due_in"]), by=by)
        if "result" in row:
            close_need(need, result=row["result"], by=by)
            Need.objects.filter(pk=need.pk).update(closed_at=days_ago(row["closed_days_ago"]))
    Need.objects.filter(pk=need.pk).update(asked_at=days_ago(row["days_ago"]))
