"""Whether the web address of an entry still leads anywhere: looked at now and then, gently, and never more than that.

A page is asked for and let go at its first piece: that says as much as a HEAD, which many sites answer wrongly. One
site after the other, a pause between two pages of one site, and nothing that its ``robots.txt`` keeps machines from.
An answer that only refuses machines (401, 403, 429) is no dead link; nothing there, no such site, or an error is.
"""

import datetime as dt
import io
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from buurtnet.directory.models import Service
from buurtnet.directory.models.service import ServiceQuerySet
from buurtnet.directory.pages import web_address
from buurtnet.kit.fetch import AnswerError, FetchError, Limits, fetch
from buurtnet.upkeep.choices import DEAD_AFTER, DEAD_WITHIN, Doubted
from buurtnet.upkeep.doubting import doubt
from buurtnet.upkeep.models import WebLink

MOST_LINKS: Final = 300  # of a run
MOST_SECONDS: Final = 900.0  # of a run
MOST_OF_A_SITE: Final = 10  # of a run
PAUSE: Final = 2.0  # seconds between two pages of one site
AGAIN_AFTER: Final = dt.timedelta(days=14)  # what works is looked at twice a month at most
PAGE: Final = Limits(most_bytes=2**53, seconds=15, silent_seconds=10)  # its first piece is all that is taken
ROBOTS: Final = Limits(most_bytes=200_000, seconds=10, silent_seconds=5)
AGENT: Final = "Buurtnet"
NOTHING_THERE: Final = frozenset({404, 410})

logger = logging.getLogger(__name__)


class EnoughError(Exception):
    """There is a page, and no more of it is wanted."""


class FirstPiece(io.BytesIO):
    """A file that has enough at the first piece."""

    def write(self, piece: object, /) -> int:
        raise EnoughError


@dataclass
class Looking:
    """One run. ``wait`` and ``clock`` in seconds."""

    wait: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    asked: dict[str, int] = field(default_factory=dict)  # pages of a site
    robots: dict[str, RobotFileParser | None] = field(default_factory=dict)

    def had_enough(self, address: str) -> bool:
        """Whether its site was asked for as many pages as it should be in one run."""
        return self.asked.get(site_of(address), 0) >= MOST_OF_A_SITE

    def works(self, address: str) -> bool | None:
        """Whether something is there; None when that is not for us to know."""
        site = site_of(address)
        if not self._may_look(site, address):
            return None
        if self.asked.get(site):
            self.wait(PAUSE)
        self.asked[site] = self.asked.get(site, 0) + 1
        try:
            fetch(address, FirstPiece(), limits=PAGE)
        except EnoughError:
            return True
        except AnswerError as problem:
            return not (problem.status in NOTHING_THERE or problem.status >= 500)
        except FetchError as problem:
            return False if problem.may_pass else None
        return True

    def _may_look(self, site: str, address: str) -> bool:
        if site not in self.robots:
            self.robots[site] = robots_of(f"{urlsplit(address).scheme}://{site}/robots.txt")
        rules = self.robots[site]
        return rules is None or rules.can_fetch(AGENT, address)


def site_of(address: str) -> str:
    return urlsplit(address).netloc.lower()


def robots_of(address: str) -> RobotFileParser | None:
    """What a site keeps machines from; None when it does not say."""
    said = io.BytesIO()
    try:
        fetch(address, said, limits=ROBOTS)
    except FetchError:
        return None
    rules = RobotFileParser()
    rules.parse(said.getvalue().decode("utf-8", "replace").splitlines())
    return rules


def look_at_links(now: dt.datetime | None = None, looking: Looking | None = None) -> int:
    """The work of a day: look at links whose turn it is. Returns how many. The demo's sites do not exist."""
    if settings.DEMO:
        return 0
    now, looking = now or timezone.now(), looking or Looking()
    on = timezone.localdate(now)
    bring_up_to_date()
    ends_at, count = looking.clock() + MOST_SECONDS, 0
    for link in turns(on):
        if count >= MOST_LINKS or looking.clock() >= ends_at:
            break
        address = web_address(link.address)
        try:
            if looking.had_enough(address):
                continue  # it keeps its turn
            works = looking.works(address)
        except ValueError:  # no address at which anything can be asked, such as one with half a bracket
            works = None
        if note(link, works, on):
            doubt([link.service_id], Doubted.DEAD_LINK, now)
        count += 1
    return count


def ours() -> ServiceQuerySet:
    """Entries with a link that someone here keeps or made; what an import brought is its source's to keep."""
    return Service.objects.shown().filter(Q(is_kept_by_editor=True) | Q(source="")).exclude(url="")


def bring_up_to_date() -> None:
    """A row for each link, and none for what is no link any more; a changed address begins anew."""
    WebLink.objects.exclude(service__in=ours()).delete()
    moved = WebLink.objects.exclude(address=F("service__url")).select_related("service")
    for link in moved.iterator(500):
        WebLink.objects.filter(pk=link.pk).update(
            address=link.service.url, looked_on=None, failed_on=[], is_dead=False
        )
    new = ours().filter(web_link=None).values_list("pk", "url")
    rows = (WebLink(service_id=pk, address=url) for pk, url in new.iterator(500) if web_address(url))
    WebLink.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def turns(on: dt.date) -> Iterable[WebLink]:
    """Whose turn it is: what failed lately first, then what was never or longest ago looked at."""
    failing = WebLink.objects.exclude(failed_on=[]).filter(looked_on__lt=on).order_by("looked_on", "pk")
    yield from failing[:MOST_LINKS]
    waiting = WebLink.objects.filter(Q(looked_on=None) | Q(looked_on__lte=on - AGAIN_AFTER), failed_on=[])
    yield from waiting.order_by(F("looked_on").asc(nulls_first=True), "pk")[: 10 * MOST_LINKS]


def note(link: WebLink, works: bool | None, on: dt.date) -> bool:
    """Write down what was seen: a link is dead after three days without anything there within two weeks.

    Returns whether it died now. One whose address was changed meanwhile is left to the next day.
    """
    was_dead = link.is_dead
    link.looked_on = on
    if works is not None:
        lately = [day for day in link.failed_on if dt.date.fromisoformat(day) > on - DEAD_WITHIN]
        link.failed_on = [] if works else sorted({*lately, on.isoformat()})
        link.is_dead = not works and (was_dead or len(link.failed_on) >= DEAD_AFTER)
    same = WebLink.objects.filter(pk=link.pk, address=link.address, service__url=link.address)
    written = same.update(looked_on=on, failed_on=link.failed_on, is_dead=link.is_dead)
    return bool(written) and link.is_dead and not was_dead
