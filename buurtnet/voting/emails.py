"""The mail with a code. It goes to an address that asked for it, and says nothing of who that is."""

from django.utils.translation import gettext as _

from buurtnet.people.links import site_url
from buurtnet.people.mailing import send
from buurtnet.voting.codes import in_groups
from buurtnet.voting.models import VoteRound


def mail_code(address: str, around: VoteRound, code: str) -> None:
    """The code, with the ballot it opens: behind the #, which no server sees."""
    url = f"{site_url('voting:ballot', around.network.slug, around.pk)}#{code}"
    body = _(
        "Hallo,\n\nDit is je code om te stemmen:\n\n{code}\n\nStemmen doe je hier:\n\n{url}\n\nDe code werkt "
        "één keer. Heb je niet om een code gevraagd? Dan hoef je niets te doen."
    )
    send(address, _("Je code om te stemmen"), body.format(code=in_groups(code), url=url))


def mail_had_code(address: str, around: VoteRound) -> None:
    """Who asked a second time learns it here, and not on the page."""
    url = site_url("voting:round", around.network.slug, around.pk)
    body = _(
        "Hallo,\n\nVoor dit mailadres is al een code gemaakt. Kijk in je mail of in de map met ongewenste mail.\n\n"
        "Vind je hem niet? Op deze pagina staat waar je hulp krijgt:\n\n{url}"
    )
    send(address, _("Je hebt al een code om te stemmen"), body.format(url=url))
