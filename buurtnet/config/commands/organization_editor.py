import argparse
from uuid import UUID

from buurtnet.config.arguments import said_address
from buurtnet.config.plain_text import visible
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.access import has_editor
from buurtnet.people.choices import Role
from buurtnet.people.inviting import invite
from buurtnet.people.models import Organization

NAME = "organization editor"
HELP = "Invite an editor of an organization that has none, and that no director may give one."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("organization", metavar="ORGANIZATION-UUID", help="its number, as the mail to directors says")
    parser.add_argument("mail", metavar="MAIL", help="where the invitation goes")
    parser.add_argument("--name", default="", help="how the person is called")


def run(args: argparse.Namespace) -> int:
    mail = said_address(args.mail)
    organization = organization_of(args.organization)
    if has_editor(organization):
        raise PlainError(f"{visible(organization.name)} has an editor, who can invite another. Nobody was invited.")
    invited = invite(mail, Role.EDITOR, by=None, organization=organization, name=args.name)
    print(f"A mail is on its way to {mail}, for {visible(organization.name)}. The same link, for two weeks and once:")
    print(f"  {invited.url}")
    return 0


def organization_of(said: str) -> Organization:
    """Raises ``PlainError`` for what is no number, or of no organization."""
    try:
        found = Organization.objects.filter(pk=UUID(said)).first()
    except ValueError:
        raise PlainError(f"{said} is not the number of an organization, such as in its address.") from None
    if found is None:
        raise PlainError(f"There is no organization {said}.")
    return found
