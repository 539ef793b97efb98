"""What the newsletter does each day by itself."""

from buurtnet.bulletin.making import make_due_drafts
from buurtnet.bulletin.sending import requeue_unfinished
from buurtnet.bulletin.standing import forget_gone_stories
from buurtnet.bulletin.subscribing import forget_unconfirmed


def look_after_newsletters() -> int:
    """A daily job: drafts that are due, sendings that lost their task, addresses that nobody confirmed, old stories.

    Returns how many of these.
    """
    return make_due_drafts() + requeue_unfinished() + forget_unconfirmed() + forget_gone_stories()
