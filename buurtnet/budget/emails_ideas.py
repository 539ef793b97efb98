"""The mails to who had an idea. Neutral: neither subject nor text tells which idea, or what was decided."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.budget.models import Idea
from buurtnet.budget.whose import confirm_token, token_of
from buurtnet.people.links import site_url
from buurtnet.people.mailing import send
from buurtnet.people.models import Person


def mail_to_confirm(idea: Idea) -> None:
    """Whether it was really they who wrote it down: behind the link is a button."""
    with translation.override(spoken_by(idea)):
        url = site_url("budget:confirm", idea.network.slug, confirm_token(idea))
        body = _(
            "Hallo,\n\nIemand schreef op onze site iets op en gaf dit mailadres. Was jij dat? "
            "Zeg dan ja op deze pagina:\n\n{url}\n\nWas jij het niet? Dan hoef je niets te doen. "
            "Over een week is je mailadres weer weg."
        )
        send(idea.contact, _subject(), body.format(url=in_language(url, spoken_by(idea))), idea.person)


def mail_own_link(idea: Idea) -> None:
    """There is something new: what, stands behind their own link. Who left no mail address looks there themselves."""
    to, person = address_of(idea)
    if not to:
        return
    with translation.override(spoken_by(idea)):
        url = in_language(site_url("budget:own", idea.network.slug, token_of(idea)), spoken_by(idea))
        body = [
            _("Hallo,"), _("Er is nieuws over wat je opschreef. Je leest het hier:"), url,
            _("Deze link is alleen voor jou. Stuur hem niet door."),
        ]  # fmt: skip
        send(to, _subject(), "\n\n".join(body), person)


def address_of(idea: Idea) -> tuple[str, Person | None]:
    """Where who had it reads a mail; empty for a telephone number, nothing, or an address nobody confirmed."""
    if idea.person is not None:
        return (idea.person.email, idea.person) if idea.person.is_active else ("", None)
    return (idea.contact, None) if idea.contact_hash and "@" in idea.contact else ("", None)


def spoken_by(idea: Idea) -> str:
    """The language in which they wrote; Dutch as the network speaks it."""
    said = (idea.person.language if idea.person else "") or idea.language
    said = said if said in dict(settings.LANGUAGES) else "nl"
    return idea.network.locale if said == "nl" else said


def in_language(url: str, spoken: str) -> str:
    return url if spoken.startswith("nl") else f"{url}?taal={spoken}"


def _subject() -> str:
    return _("Er staat iets voor je klaar in Buurtnet")
