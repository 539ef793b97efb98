"""What the demo towns searched, missed and agreed on, through the same actions as real networks."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from buurtnet.areas.here import neighbourhood_in
from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.rows import Row, days_ago, here, person_of, rows_of
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.themes.choices import LabelKind
from buurtnet.wording.actions import leave_alone
from buurtnet.wording.agreeing import Meaning, agree, save_draft
from buurtnet.wording.changing import Edit, SoAlreadyError, change, version_of
from buurtnet.wording.choices import Outcome, Turn
from buurtnet.wording.counting import Counted, Tally, add_up, open_shared
from buurtnet.wording.missing import ask_for, close, take_on
from buurtnet.wording.models import AgreedWord, MissingOffer, SearchCount, WordChange
from buurtnet.wording.models.searches import monday_of

WEEKS = 13  # a quarter


def load_wording(towns: list[Town]) -> None:
    """For a town in which nothing was searched yet."""
    tables = rows_of("wording")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        if not SearchCount.objects.filter(network=network).exists():
            load_town(town, network, {name: here(rows, town) for name, rows in tables.items()})


@transaction.atomic
def load_town(town: Town, network: Network, tables: Mapping[str, list[Row]]) -> None:
    for row in tables["search"]:
        load_search(row, town, network)
    for row in tables["missing"]:
        load_missing(row, network)
    for row in tables["word"]:
        load_word(row, network)
    for row in tables["agreed"]:
        load_agreed(row, town, network)


def load_search(row: Row, town: Town, network: Network) -> None:
    """Spread evenly over the weeks of a quarter, the newest week last."""
    area = neighbourhood_in(network, row["area"]) if "area" in row else None
    counted = []
    for number in range(WEEKS):
        part = {name: share(row.get(name, 0), number) for name in ("times", "empty", "yes", "no", *REASONS)}
        if not any(part.values()):
            continue
        about = Counted(
            network=network.pk, area=area.pk if area else None,
            week=monday_of(town.today - dt.timedelta(weeks=WEEKS - 1 - number)), text=row.get("text", ""),
            danger=row.get("danger", ""), language=row.get("language", town.locale),
        )  # fmt: skip
        reasons = {f"no_{name}": part[name] for name in REASONS}
        tally = Tally(part["times"], part["empty"], part["yes"], part["no"], **reasons)
        counted.append((about, tally))
    add_up(counted)
    open_shared([about for about, _tally in counted])
    if row.get("left"):
        leave_alone(network, row["text"])


REASONS = ("other", "far", "full", "unclear")


def share(whole: int, number: int) -> int:
    """How much of a whole falls in one of the weeks."""
    return whole * (number + 1) // WEEKS - whole * number // WEEKS


def by_of(row: Row) -> By:
    return By(person_of(row["by"]), Role.DIRECTOR)


def load_missing(row: Row, network: Network) -> None:
    """Asked for, maybe taken on, and maybe closed."""
    area = neighbourhood_in(network, row["area"]) if "area" in row else None
    made, _is_new = ask_for(network, row["text"], area=area, note=row.get("note", ""), by=by_of(row))
    if "owner" in row:
        take_on(made, owner=person_of(row["owner"]), by=by_of(row))
    if "outcome" in row:
        close(made, outcome=Outcome(row["outcome"]), result=row["result"], by=by_of(row))
        MissingOffer.objects.filter(pk=made.pk).update(closed_at=days_ago(row["closed_days_ago"]))
    MissingOffer.objects.filter(pk=made.pk).update(asked_at=days_ago(row["days_ago"]))


def load_word(row: Row, network: Network) -> None:
    edit = Edit(Turn.ADDED, row["concept"], row["text"], row.get("language", "nl"), LabelKind.SAYING)
    try:
        made = change(network, edit, seen=version_of(network), by=by_of(row))
    except SoAlreadyError:  # the vocabulary of everyone has it by now
        return
    WordChange.objects.filter(pk=made.pk).update(changed_at=days_ago(row["days_ago"]))


def load_agreed(row: Row, town: Town, network: Network) -> None:
    """A draft, or a meaning that was agreed; with ``was`` one that it replaced."""
    if "was" in row:
        before = Meaning(
            row["word"], tuple(row["forms"]), row["was"], agreed_by=row["was_agreed_by"],
            agreed_on=town.today - dt.timedelta(days=row["was_agreed_days_ago"]),
        )  # fmt: skip
        agree(save_draft(network, before, by=by_of(row)), by=by_of(row))
    is_draft = row.get("draft", False)
    said = Meaning(
        row["word"], tuple(row["forms"]), row["meaning"], agreed_by=row["agreed_by"],
        agreed_on=None if is_draft else town.today - dt.timedelta(days=row["agreed_days_ago"]),
        review_on=None if is_draft else town.today + dt.timedelta(days=row["review_in"]),
        explains_alone=row.get("alone", True),
    )  # fmt: skip
    made = save_draft(network, said, by=by_of(row))
    if not is_draft:
        made = agree(made, by=by_of(row))
        if made.replaces_id:
            AgreedWord.objects.filter(pk=made.replaces_id).update(replaced_at=days_ago(row["agreed_days_ago"]))
