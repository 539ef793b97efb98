import argparse
import os
import sys

from django.db import DatabaseError

from buurtnet.meetings import replies as meetings
from buurtnet.upkeep.replies import LONGEST_MAIL, Outcome, take

NAME = "mail receive"
HELP = "Take an answer to a mail of ours from standard input; for an alias of the mail server that is piped to it."


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: the mail is read as it comes."""


def run(args: argparse.Namespace) -> int:
    """What is no answer is left alone without a complaint: a complaint would be mailed to its sender."""
    message = sys.stdin.buffer.read(LONGEST_MAIL)
    while sys.stdin.buffer.read(1_000_000):  # a mail server that cannot give the rest believes that we failed
        pass
    try:
        outcome: str = take(message)
        if outcome == Outcome.UNKNOWN:
            outcome = meetings.take(message)
        print(f"A mail was taken: {outcome}.")
    except DatabaseError:
        print("The database does not answer; the mail server may try again later.", file=sys.stderr)
        return os.EX_TEMPFAIL
    return 0
