"""The thank-you for a suggestion. It tells nothing of what it was about: others may read along."""

from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.mending.choices import State
from buurtnet.mending.models import Suggestion
from buurtnet.people.mailing import send


def thank(suggestion: Suggestion) -> bool:
    """Queue the mail of an answered suggestion, in the language it was written in. False when nobody asked for it."""
    if not suggestion.contact:
        return False
    with translation.override(suggestion.language):
        parts = [_("Hallo,"), outcome(suggestion), suggestion.answer, _("We wissen je mailadres over 30 dagen.")]
        send(suggestion.contact, _("Bericht van Buurtnet"), "\n\n".join(part for part in parts if part))
    return True


def outcome(suggestion: Suggestion) -> str:
    """What became of it, in a sentence or two."""
    match suggestion.state:
        case State.ACCEPTED | State.PARTLY if suggestion.is_new:
            return _("Bedankt voor je bericht. Het staat nu op de kaart.")
        case State.ACCEPTED:
            return _("Bedankt voor je tip. We hebben het aangepast.")
        case State.PARTLY:
            return _("Bedankt voor je tip. Een deel hebben we aangepast.")
        case State.DOUBLE:
            return _("Bedankt voor je tip. Iemand was je net voor: dit was er al.")
        case _:
            return _("Bedankt voor je tip. We hebben het niet overgenomen.")
