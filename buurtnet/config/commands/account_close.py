import argparse

from buurtnet.config.arguments import said_address
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.closing import close_and_tell
from buurtnet.people.inviting import account_at
from buurtnet.people.roles import LastDirectorError

NAME = "account close"
HELP = "Close an account: its roles end, it is signed out everywhere, and nobody comes in by it."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mail", metavar="MAIL", help="the mail address of the account")


def run(args: argparse.Namespace) -> int:
    person = account_at(said_address(args.mail))
    if person is None or not person.is_active:
        raise PlainError(f"There is no open account of {args.mail}.")
    try:
        close_and_tell(person)
    except LastDirectorError:
        raise PlainError(
            "This is the only director of a network. Invite another first: buurtnet invite-admin MAIL --network SLUG."
        ) from None
    print(f"The account of {args.mail} is closed. Open it again with: buurtnet account open {args.mail}")
    return 0
