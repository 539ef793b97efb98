"""Votes about money as files that anyone can recompute: the ``.pb`` format of Pabulib (META, PROJECTS, VOTES).

Semicolons between fields, UTF-8. Source: the description of the format at pabulib.org (Faliszewski et al. 2023).
Lines of META that begin with ``buurtnet_`` are our own, so that a round of ours is counted again as it was.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TextIO

from buurtnet.kit.plain_error import PlainError
from buurtnet.voting.elections import CENTS, Cap, Election, Project, Satisfaction

SECTIONS = ("META", "PROJECTS", "VOTES")
KINDS = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
WITH_POINTS = ("cumulative", "scoring")
LARGEST_FILE = 200 * 1024 * 1024
LONGEST_LINE = 1_000_000
MOST_PROJECTS = 5_000
MOST_LABELS = 1_000
MOST_MONEY = Decimal(10) ** 12
MOST_POINTS = 1_000_000
# What Pabulib's files say when money left over by a cap is spent after all, in the order of the score.
LEFTOVER = re.compile(r"fund additional projects that fit within (the )?leftover budget", re.IGNORECASE)
NUMBER = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)
OURS = "buurtnet_"
SEED, SATISFACTION, STEP, CONFLICTS, TOTALS = (
    f"{OURS}{word}" for word in ("lot", "satisfaction", "step_in_cents", "conflicts", "totals_only")
)
READ_OF_OURS = (SEED, SATISFACTION, STEP, CONFLICTS, TOTALS)

type Row = dict[str, str]


@dataclass
class Sections:
    """What is kept of a file. Of the votes only how often each was cast, and by whom: a file may hold millions."""

    meta: Row = field(default_factory=dict)
    projects: list[Row] = field(default_factory=list)
    votes: Counter[tuple[str, str]] = field(default_factory=Counter)
    voters: set[str] = field(default_factory=set)


def read(path: Path) -> Election:
    """The vote in this file. Raises ``PlainError`` with one sentence for whatever is not right in it."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise PlainError(f"{path.name} is larger than {LARGEST_FILE // 1024 // 1024} MB.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return election_from(file, path.name)
    except UnicodeDecodeError:
        raise PlainError(f"{path.name} is no text in UTF-8.") from None
    except OSError as error:
        raise PlainError(f"{path.name} cannot be read: {error.strerror or 'the machine does not let us'}.") from None


def election_in(text: str, name: str = "The file") -> Election:
    """As ``read``, of a text."""
    return election_from(io.StringIO(text, newline=""), name)


def election_from(file: TextIO, name: str) -> Election:
    try:
        return _election(sections_of(file))
    except BadFileError as error:
        raise PlainError(f"{name}: {error}") from None


class BadFileError(Exception):
    """What is wrong, and where, in one sentence."""


def sections_of(file: TextIO) -> Sections:
    """What stands in each section. Raises ``BadFileError``."""
    csv.field_size_limit(LONGEST_LINE)
    found, seen, section = Sections(), set[str](), ""
    names: list[str] = []
    reader = csv.reader(lines_of(file), delimiter=";")
    try:
        for fields in reader:
            word = fields[0].strip().upper() if fields else ""
            if len(fields) <= 1 and word in SECTIONS:
                if word in seen:
                    raise BadFileError(f"{word} stands in it twice.")
                seen.add(word)
                section, names = word, []
            elif not any(map(str.strip, fields)):
                continue
            elif not section:
                raise BadFileError("it does not begin with META, so it is no .pb file.")
            elif not names:
                names = names_of(section, fields)
            else:
                keep(found, section, dict(zip(names, map(str.strip, fields), strict=False)))
    except csv.Error as error:
        raise BadFileError(f"line {reader.line_num} cannot be read ({error}).") from None
    if missing := [section for section in SECTIONS if section not in seen]:
        raise BadFileError(f"{missing[0]} is missing; the file may have been cut off.")
    return found


def lines_of(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise BadFileError(f"line {number} is longer than {LONGEST_LINE} characters.")
        if "\0" in line:
            raise BadFileError(f"line {number} is no text: it holds NUL bytes.")
        yield line


NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}


def names_of(section: str, fields: list[str]) -> list[str]:
    names = [word.strip().lower() for word in fields]
    for name in NEEDED[section]:
        if names.count(name) != 1:
            raise BadFileError(f"the first line under {section} names '{name}' {names.count(name)} times, not once.")
    return names


def keep(found: Sections, section: str, row: Row) -> None:
    if section == "META":
        key = row.get("key", "").lower()
        if key in found.meta:
            raise BadFileError(f"'{key[:40]}' stands in META twice.")
        found.meta[key] = row.get("value", "")
        if len(found.meta) > MOST_LABELS:
            raise BadFileError(f"META has more than {MOST_LABELS} lines.")
    elif section == "PROJECTS":
        found.projects.append(row)
        if len(found.projects) > MOST_PROJECTS:
            raise BadFileError(f"it has more than {MOST_PROJECTS} projects.")
    else:
        voter = row["voter_id"]
        if not voter or voter in found.voters:
            raise BadFileError(f"voter '{voter[:40]}' has no number or stands in it twice.")
        found.voters.add(voter)
        found.votes[row.get("vote", ""), row.get("points", "")] += 1


def _election(sections: Sections) -> Election:
    meta = sections.meta
    projects = tuple(projects_in(sections.projects))
    kind = meta.get("vote_type", "").lower()
    if kind not in KINDS:
        raise BadFileError(f"it has votes of the kind '{kind[:40]}', and these can be read: {', '.join(KINDS)}.")
    if meta.get(TOTALS):
        raise BadFileError("it holds how many votes each project got, and no ballots, so it cannot be counted again.")
    places = {project.id: place for place, project in enumerate(projects)}
    ballots, scores = votes_in(sections.votes, places, kind)
    check_number(meta, "num_projects", len(projects), "projects")
    check_number(meta, "num_votes", sum(ballots.values()), "votes")
    return Election(
        budget=amount(meta.get("budget", ""), "the budget"),
        projects=projects,
        ballots=ballots,
        scores=scores,
        rule=meta.get("rule", "").lower(),
        title=meta.get("description", ""),
        currency=meta.get("currency", "")[:3].upper() or "EUR",
        threshold=whole(meta.get("min_project_score_threshold", "0") or "0", "min_project_score_threshold"),
        caps=(*caps_in(meta, projects, "category"), *caps_in(meta, projects, "neighborhood")),
        conflicts=frozenset(conflicts_in(meta.get(CONFLICTS, ""), places)),
        funds_leftover=bool(LEFTOVER.search(meta.get("leftover_budget", ""))),
        seed=meta.get(SEED, ""),
        satisfaction=satisfaction_of(meta.get(SATISFACTION, "")),
        step=whole(meta.get(STEP, "") or str(CENTS), STEP) or CENTS,
        kind=kind,
        unread=next((key for key, value in meta.items() if value and is_unread(key, value)), ""),
    )


def satisfaction_of(word: str) -> Satisfaction:
    try:
        return Satisfaction(word or Satisfaction.COST)
    except ValueError:
        raise BadFileError(f"{SATISFACTION} is '{word[:40]}', and not one of: {', '.join(Satisfaction)}.") from None


def conflicts_in(text: str, places: dict[str, int]) -> Iterator[tuple[int, int]]:
    """Pairs of projects that do not go together: ``1,2|3,4``."""
    for pair in filter(None, text.split("|")):
        known = [places[word] for part in pair.split(",") if (word := part.strip()) in places]
        if len(known) != 2 or known[0] == known[1]:
            raise BadFileError(f"{CONFLICTS} holds '{pair[:40]}', which is not two of its projects.")
        yield known[0], known[1]


def is_unread(key: str, value: str) -> bool:
    """Whether this tells of the rule something that is not known here."""
    if key == "leftover_budget":
        return not LEFTOVER.search(value)
    if key.startswith(OURS):
        return key not in READ_OF_OURS
    return key.startswith("budget_per_") and key not in ("budget_per_category", "budget_per_neighborhood")


def projects_in(rows: list[Row]) -> Iterator[Project]:
    seen: set[str] = set()
    for row in rows:
        known = row.get("project_id", "").strip()
        if not known or known in seen:
            raise BadFileError(f"project '{known[:40]}' has no number or stands in it twice.")
        if "," in known:
            raise BadFileError(f"project '{known[:40]}' has a comma in its number, so no ballot can name it.")
        seen.add(known)
        selected = row.get("selected", "").strip()
        yield Project(
            id=known,
            cost=amount(row.get("cost", ""), f"the cost of project {known[:40]}"),
            name=row.get("name", "").strip(),
            category=row.get("category", "").strip(),
            neighbourhood=row.get("neighborhood", "").strip(),
            is_selected=None if selected == "" else selected not in ("0", "-1"),
        )


def votes_in(
    told: Counter[tuple[str, str]], places: dict[str, int], kind: str
) -> tuple[dict[tuple[int, ...], int], tuple[int, ...]]:
    """How often each ballot was cast, and the score of each project."""
    ballots: Counter[tuple[int, ...]] = Counter()
    scores = [0] * len(places)
    for (vote, points), times in told.items():
        ballot = ballot_of(vote, places)
        if kind == "choose-1" and len(ballot) > 1:
            raise BadFileError("a ballot names more than one project, where one may be chosen.")
        given = weights(ballot, points, kind, len(places))
        for place, weight in zip(ballot, given, strict=True):
            scores[place] += weight * times
        ballots[tuple(sorted(place for place, weight in zip(ballot, given, strict=True) if weight > 0))] += times
    return dict(ballots), tuple(scores)


def ballot_of(vote: str, places: dict[str, int]) -> list[int]:
    try:
        ballot = [places[word] for part in vote.split(",") if (word := part.strip())]
    except KeyError as error:
        raise BadFileError(f"a ballot names project {str(error)[:40]}, which is not in it.") from None
    if len(set(ballot)) != len(ballot):
        raise BadFileError(f"a ballot names a project twice ({vote[:40]}).")
    return ballot


def weights(ballot: list[int], points: str, kind: str, projects: int) -> list[int]:
    """What each project of a ballot gets: a vote, its points, or by place in the order (Borda)."""
    if kind == "ordinal":
        return [projects - place for place in range(len(ballot))]
    if kind not in WITH_POINTS:
        return [1] * len(ballot)
    given = [whole(word, "the points of a ballot") for word in points.split(",") if word.strip()]
    if len(given) != len(ballot) or max(given, default=0) > MOST_POINTS:
        raise BadFileError("a ballot does not give points to each of its projects.")
    return given


def caps_in(meta: dict[str, str], projects: tuple[Project, ...], what: str) -> Iterator[Cap]:
    """Upper bounds per category or neighbourhood, told as two lists of the same length."""
    most = meta.get(f"budget_per_{what}", "")
    if not most:
        return
    several = {"category": "categories", "neighborhood": "neighborhoods"}[what]
    names = [name.strip() for name in meta.get(several, "").split(",")]
    amounts = [amount(word, f"budget_per_{what}") for word in most.split(",")]
    if len(names) != len(amounts):
        raise BadFileError(f"budget_per_{what} has {len(amounts)} amounts for {len(names)} {several}.")
    for name, sum_ in zip(names, amounts, strict=True):
        members = (place for place, one in enumerate(projects) if name in parts_of(one, what))
        yield Cap(name, frozenset(members), sum_, per=what)


def parts_of(project: Project, what: str) -> list[str]:
    """A project may stand under more than one; a name may hold a comma itself."""
    told = project.category if what == "category" else project.neighbourhood
    return [told, *(part.strip() for part in told.split(","))]


def amount(text: str, what: str) -> int:
    """Cents. Raises ``BadFileError`` for what is no amount, below nothing, absurd or finer than a cent."""
    word = text.strip()
    try:
        found = Decimal(word.replace(",", ".")) if NUMBER.fullmatch(word) else None
    except InvalidOperation:
        found = None
    if found is None:
        raise BadFileError(f"{what} is no amount of money ('{word[:40]}').")
    if not 0 <= found <= MOST_MONEY:
        raise BadFileError(f"{what} is below nothing or absurdly large ('{word[:40]}').")
    if found * CENTS != int(found * CENTS):
        raise BadFileError(f"{what} is finer than a cent ('{word[:40]}').")
    return int(found * CENTS)


def whole(text: str, what: str) -> int:
    word = text.strip()
    if not re.fullmatch(r"[0-9]{1,12}", word):
        raise BadFileError(f"{what} is no whole number from 0 ('{word[:40]}').")
    return int(word)


def check_number(meta: dict[str, str], key: str, found: int, what: str) -> None:
    if key in meta and whole(meta[key], key) != found:
        raise BadFileError(f"it says {meta[key][:20]} {what} and holds {found}; it may have been cut off.")
