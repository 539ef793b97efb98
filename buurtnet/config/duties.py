"""What the background worker does: tasks, the index kept up to date, and the jobs of each day."""

import datetime
import logging
import time
from collections.abc import Callable

from django.core.cache import caches
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from buurtnet.agenda.dates import extend_all
from buurtnet.agenda.following import read_all
from buurtnet.agenda.picturing import sweep_pictures
from buurtnet.agenda.reminding import look_after_signups
from buurtnet.api.bulk import write_bulk_files
from buurtnet.budget.jobs import look_after_budget, settle_what_is_due
from buurtnet.bulletin.jobs import look_after_newsletters
from buurtnet.exchange.keeping_up import follow_sources
from buurtnet.home.my_day import mail_my_days
from buurtnet.kit.plain_error import PlainError
from buurtnet.kit.work import Duty, Rounds, forget_finished
from buurtnet.meetings.jobs import look_after_meetings
from buurtnet.needs.counting import note_sources
from buurtnet.needs.jobs import settle_needs
from buurtnet.paper.making import tidy
from buurtnet.people.consenting import let_time_pass
from buurtnet.people.mailing import requeue_waiting
from buurtnet.people.photos import sweep_photos
from buurtnet.people.roles import tell_of_last_days
from buurtnet.places.clinic_jobs import remind_of_clinics
from buurtnet.places.jobs import look_after_places
from buurtnet.privacy.heads import note_now
from buurtnet.privacy.ledger import complete_ledger
from buurtnet.privacy.retention import expire
from buurtnet.privacy.sealing import sealer
from buurtnet.questions.jobs import look_after_questions
from buurtnet.search.index import BusyError
from buurtnet.search.meaning_making import follow
from buurtnet.search.outbox import keep_up, rebuild_all
from buurtnet.ties.jobs import look_at_nets
from buurtnet.upkeep.jobs import keep_fresh
from buurtnet.upkeep.web_links import look_at_links
from buurtnet.wording.searched import forget_rare

DONE = "daily:last"  # the key under which the moment is kept at which all jobs of a day were last done
INDEX_WAITS = 60  # times that the making of the whole index waits for whoever writes it
INDEX_PAUSE = 10  # seconds of each wait
NIGHT = datetime.timedelta(hours=3)  # the day of the daily jobs begins at three

logger = logging.getLogger(__name__)


def make_index_anew() -> None:
    """The whole index, once nobody else writes it: beside a running server its worker does now and then.

    When another process is at it for ten minutes it makes the index itself, and that is left to it.
    """
    for _time in range(INDEX_WAITS):
        try:
            rebuild_all()
            return
        except BusyError:
            time.sleep(INDEX_PAUSE)
    logger.warning("Another process writes the search index for ten minutes: left to that.")


# Every room with work to do each day stands here, in this order.
DAILY: tuple[Callable[[], object], ...] = (
    complete_ledger,
    forget_finished,
    let_time_pass,  # consents
    tell_of_last_days,  # of roles that came to their last day: what they asked families waits for a colleague
    note_sources,  # who took a question or signal up, before that is forgotten
    look_after_questions,  # who is late is told, who is silent is done, what is over is cleared
    expire,
    forget_rare,  # searched texts that too few people share to show them
    follow_sources,  # other sites whose entries are shown here
    read_all,  # calendars that organizations keep elsewhere
    remind_of_clinics,  # who has a turn at one tomorrow
    look_after_places,  # reminds who has a place tomorrow, and ends what nobody answered
    settle_needs,  # what came due at a body, and which questions and signals look alike
    extend_all,  # series of activities whose dates run out are made on
    look_after_newsletters,  # drafts that are due, and addresses that nobody confirmed
    look_after_meetings,  # minutes that are fixed, what is due, who hears of it
    look_at_nets,  # who was seen with whom, in a new picture where something changed
    look_after_budget,  # ideas whose address nobody confirmed, and photos that nothing names
    keep_fresh,  # asks organizations about what comes due, and counts how the map stands
    note_now,
    sweep_photos,
    sweep_pictures,
    look_at_links,  # whether the web addresses of entries still lead anywhere
    write_bulk_files,  # the whole map as files on the web
    tidy,  # booklets that were made
    make_index_anew,  # on which of the coming days something opens moves on with the day
)


def work() -> None:
    """Be the background worker until told to stop."""
    duties = [
        Duty("index", 2, keep_up),
        Duty("meaning", 10, follow),
        Duty("mails", 60, requeue_waiting),
        Duty("mails of the day", 300, mail_my_days),
        Duty("who joined", 900, look_after_signups),
        Duty("money of the neighbourhood", 600, settle_what_is_due),
        Duty("daily", 60, once_a_day),
    ]
    with sealer():
        Rounds(duties).run()


def once_a_day() -> bool:
    """Put the daily jobs on the list when the day has none yet, whichever worker comes first. Returns whether."""
    with transaction.atomic():
        is_first = claim_today()
        if is_first:
            do_daily.enqueue()
    return is_first


def claim_today() -> bool:
    """Whether nobody did the daily jobs of this day, or is about to; from now on somebody is."""
    day = (timezone.localtime() - NIGHT).date()
    return bool(caches["shared"].add(f"daily:{day}", 1, 3 * 86_400))


@task()
def do_daily() -> None:
    """Every daily job, each on its own: one that fails stops no other, and the whole is tried again later."""
    failed = []
    for job in DAILY:
        try:
            job()
        except Exception:
            name = f"{job.__module__}.{job.__qualname__}"
            logger.exception("The daily job %s failed.", name)
            failed.append(name)
    if failed:
        raise PlainError(f"These daily jobs failed: {', '.join(failed)}.")
    caches["shared"].set(DONE, timezone.now(), None)
