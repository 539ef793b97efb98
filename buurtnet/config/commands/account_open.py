import argparse

from buurtnet.config.arguments import said_address
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.closing import open_again
from buurtnet.people.inviting import account_at

NAME = "account open"
HELP = "Open an account that was closed. Roles are given anew by invitation."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mail", metavar="MAIL", help="the mail address of the account")


def run(args: argparse.Namespace) -> int:
    person = account_at(said_address(args.mail))
    if person is None or person.is_active:
        raise PlainError(f"There is no closed account of {args.mail}.")
    open_again(person)
    print(f"The account of {args.mail} is open. Its owner signs in with a link by mail.")
    return 0
