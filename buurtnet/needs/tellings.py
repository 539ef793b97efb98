"""From figures of a quarter to a public page: made once, told in words by one person, read by a second, published."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.counting import Quarter, count, quarter_of
from buurtnet.needs.form_keys import key_for, made_with
from buurtnet.needs.models import Telling, TellingTheme
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.privacy.models import Release
from buurtnet.privacy.releases import AlreadyReleasedError, NotYetError, check_may_release, correct, publish, shown_in

KIND: Final = "telling"
MOST_QUARTERS: Final = 8  # how far back one can still be released
MOST_THEMES: Final = 12


@dataclass(frozen=True)
class Words:
    """A theme as someone wrote it down."""

    title: str
    text: str


def scope_of(network: Network) -> str:
    return f"network:{network.slug}"


def quarters_to_tell(network: Network, today: dt.date) -> list[Quarter]:
    """The quarters that are over and can be released now, newest first."""
    found, one = [], quarter_of(today).before
    for _turn in range(MOST_QUARTERS):
        try:
            check_may_release(scope_of(network), KIND, one.first, one.last, today)
        except (AlreadyReleasedError, NotYetError):
            pass
        else:
            found.append(one)
        one = one.before
    return found


def first_day_for(network: Network, today: dt.date) -> dt.date | None:
    """From which day a next release can be made; None when that is today already."""
    one = quarter_of(today).before
    for quarter in (one, one.next):
        try:
            check_may_release(scope_of(network), KIND, quarter.first, quarter.last, today)
        except AlreadyReleasedError:
            continue
        except NotYetError as too_soon:
            return too_soon.on
        return None
    return one.next.next.first


@transaction.atomic
def make(network: Network, quarter: Quarter, level: AreaKind, *, today: dt.date, by: By) -> Telling:
    """Count a quarter and fix the figures; nobody but the network sees them yet. Raises ``NotNowError``."""
    Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    try:
        counted = count(network, quarter, level)
        release = publish(scope_of(network), KIND, counted.query, counted.tables, today, by.person)
    except (AlreadyReleasedError, NotYetError) as refused:
        raise NotNowError(_("Van deze maanden kunnen nu geen cijfers worden vastgelegd.")) from refused
    telling = Telling.objects.create(network=network, release=release, title=title_of(quarter))
    note(telling, by, Action.CREATE)
    return telling


def title_of(quarter: Quarter) -> str:
    """In Dutch, as everything that is published: the page names it in its own language."""
    return f"Wat de buurt vertelt, {quarter.year}, kwartaal {quarter.number}"


@transaction.atomic
def put_right(telling: Telling, why: str, *, today: dt.date, by: By) -> Telling:
    """Count the same quarter again; the new release replaces the whole and says why. Raises ``NotNowError``."""
    telling = locked(telling)
    query = telling.release.query
    quarter = quarter_of(dt.date.fromisoformat(query["from"]))
    before = frozenset(shown_in(telling.release.tables))
    try:
        counted = count(telling.network, quarter, AreaKind(query["level"]), before)
        telling.release = correct(telling.release, counted.query, counted.tables, today, by.person, why)
    except (AlreadyReleasedError, NotYetError) as refused:
        raise NotNowError(_("Deze cijfers zijn kort geleden al verbeterd.")) from refused
    telling.save(update_fields=["release"])
    # A text may name a number that is no more: someone reads it again.
    telling.themes.update(read_by=None, read_at=None)
    note(telling, by, Action.CHANGE)
    return telling


@transaction.atomic
def write_theme(
    telling: Telling, words: Words, *, by: By, theme: TellingTheme | None = None, version: int = 0,
    key: UUID | None = None,
) -> TellingTheme:  # fmt: skip
    """Write a theme, or change one; either way a second person has to read it. Raises ``NotNowError``.

    ``key``: of the form for a new one; sent twice with it, it is one.
    """
    telling = locked(telling)
    if theme is None:
        if earlier := made_with(telling.themes.all(), key):
            return earlier
        place = telling.themes.count()
        if place >= MOST_THEMES:
            raise NotNowError(_("Er staan al genoeg thema's. Haal er eerst een weg."))
        theme = TellingTheme(pk=key_for(TellingTheme, key), telling=telling, position=place)
    else:
        theme = theme_locked(theme, version)
        theme.version += 1
    theme.title, theme.text, theme.written_by = words.title, words.text, by.person
    theme.read_by = theme.read_at = None
    theme.save()
    note(telling, by, Action.CHANGE)
    return theme


@transaction.atomic
def read_theme(theme: TellingTheme, version: int, *, by: By) -> TellingTheme:
    """A second person read this very text and stands for it. Raises ``NotNowError``, also for who wrote it."""
    theme = theme_locked(theme, version)
    if theme.written_by_id == by.person.pk:
        raise NotNowError(_("Jij schreef dit. Vraag iemand anders om het te lezen."))
    theme.read_by, theme.read_at = by.person, timezone.now()
    theme.save(update_fields=["read_by", "read_at"])
    note(theme.telling, by, Action.CHANGE)
    return theme


@transaction.atomic
def take_theme_away(theme: TellingTheme, version: int, *, by: By) -> None:
    """Raises ``NotNowError`` when someone changed it meanwhile."""
    theme = theme_locked(theme, version)
    theme.delete()
    note(theme.telling, by, Action.CHANGE)


@transaction.atomic
def make_public(telling: Telling, *, by: By) -> Telling:
    """For everyone from now on. Raises ``NotNowError`` while a text waits for its second reader."""
    telling = locked(telling)
    if telling.published_at:
        raise NotNowError(_("Dit staat al op de site."))
    if telling.themes.filter(read_at=None).exists():
        raise NotNowError(_("Een tekst wacht nog op een tweede lezer."))
    telling.published_at = timezone.now()
    telling.save(update_fields=["published_at"])
    note(telling, by, Action.SHARE)
    return telling


def published_in(network: Network) -> "list[Telling]":
    """The public pages of a network, the newest period first."""
    rows = Telling.objects.filter(network=network, published_at__isnull=False).select_related("release")
    return sorted(rows, key=lambda one: str(one.release.query["from"]), reverse=True)


def standing_for(release: Release) -> Release:
    """The release that stands in its place: itself, or the last correction."""
    while True:
        newer = Release.objects.filter(replaces=release).first()
        if newer is None:
            return release
        release = newer


def locked(telling: Telling) -> Telling:
    rows = Telling.objects.select_for_update(of=("self",)).select_related("release", "network")
    return rows.get(pk=telling.pk)


def theme_locked(theme: TellingTheme, version: int) -> TellingTheme:
    """Read again behind its lock. Raises ``NotNowError`` when someone else changed or removed it meanwhile."""
    rows = TellingTheme.objects.select_for_update(of=("self",)).select_related("telling__network")
    found = rows.filter(pk=theme.pk, version=version).first()
    if found is None:
        raise NotNowError(_("Iemand anders paste dit net aan. Kijk hoe het er nu staat."))
    return found


def note(telling: Telling, by: By, action: Action) -> None:
    record(
        action, actor=by.person, obj=telling, network=telling.network, role_then=by.role, fields_group="telling",
        request=by.request,
    )  # fmt: skip
