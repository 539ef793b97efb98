"""What the room of questions does each day; done more often it does nothing twice."""

import datetime as dt

from django.utils import timezone

from buurtnet.questions.overdue import clear_forgotten, end_silent, free_from_who_left, tell_of_late


def look_after_questions(now: dt.datetime | None = None) -> None:
    """Give back what someone who left had, tell directors of what is late, end what is silent, clear what is over."""
    now = now or timezone.now()
    free_from_who_left(now)
    end_silent(now)
    tell_of_late(now)
    clear_forgotten(now)
