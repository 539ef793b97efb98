"""The mail with a code. It goes to an address that asked for it, and says nothing of who that is."""

from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.budget.emails_ideas import address_of, in_language, spoken_by
from buurtnet.budget.models import Idea
from buurtnet.budget.whose import token_of
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


def mail_checked(idea: Idea) -> None:
    """Their plan was checked: what was found stands behind their own link. Who left no mail address looks there."""
    to, person = address_of(idea)
    if not to:
        return
    with translation.override(spoken_by(idea)):
        url = in_language(site_url("voting:own_plan", idea.network.slug, token_of(idea)), spoken_by(idea))
        body = [
            _("Hallo,"), _("Er is nieuws over wat je opschreef. Je leest het hier:"), url,
            _("Deze link is alleen voor jou. Stuur hem niet door."),
        ]  # fmt: skip
        send(to, _("Bericht van Buurtnet"), "\n\n".join(body), person)
