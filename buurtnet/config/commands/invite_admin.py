import argparse

from buurtnet.areas.models import Network
from buurtnet.config.arguments import said_address
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.choices import Role
from buurtnet.people.inviting import invite

NAME = "invite-admin"
HELP = "Invite the administrator of the site, or the first director of a network."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mail", metavar="MAIL", help="where the invitation goes")
    parser.add_argument("--network", metavar="SLUG", help="invite a director of this network instead")
    parser.add_argument("--name", default="", help="how the person is called")


def run(args: argparse.Namespace) -> int:
    mail = said_address(args.mail)
    network = None
    if args.network:
        network = Network.objects.filter(slug=args.network).first()
        if network is None:
            raise PlainError(f"There is no network {args.network}.")
    role = Role.DIRECTOR if network else Role.ADMINISTRATOR
    invited = invite(mail, role, by=None, network=network, name=args.name)
    print(f"A mail is on its way to {mail}. The same link, for two weeks and once:")
    print(f"  {invited.url}")
    return 0
