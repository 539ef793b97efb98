"""How many mails a day say that a task or a question waits for someone: few, whoever sends them."""

import time
from typing import Final

from buurtnet.kit.limits import DAY, allowed
from buurtnet.people.models import Person

MOST_A_DAY: Final = 3  # what more waits stands in their day on the site all the same


def may_nudge(person: Person) -> bool:
    """Whether one more question or task may come by mail today; counted by who they are, not by who asks."""
    return allowed("agenda-nudges", person.email.lower(), MOST_A_DAY, DAY, time.time())
