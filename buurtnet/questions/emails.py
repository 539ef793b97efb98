"""The mails to who asked. Neutral: a mailbox is read by many, so neither subject nor text tells what it is about."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.people.links import site_url
from buurtnet.people.mailing import send
from buurtnet.questions.codes import link_of
from buurtnet.questions.models import Question


def mail_asker(question: Question) -> None:
    """Queue the mail that something is ready to read."""
    languages = languages_of(question)
    with translation.override(languages[0]):
        subject = _("Er staat iets voor je klaar in Buurtnet")
    send(question.contact, subject, "\n\n— — —\n\n".join(text_in(question, one) for one in languages))


def text_in(question: Question, language: str) -> str:
    """The text of the mail in one language."""
    url = site_url("questions:asked", question.network.slug, link_of(question.form_key))
    with translation.override(language):
        parts = [
            _("Hallo,"),
            _("Er staat iets voor je klaar. Je leest het hier:"),
            url + ("" if language.startswith("nl") else f"?taal={language}"),
            _("Deze link is alleen voor jou. Stuur hem niet door."),
        ]
        return "\n\n".join(parts)


def languages_of(question: Question) -> list[str]:
    """In which languages of ours to write: that of who asked; where we do not speak it, Dutch and English."""
    ours = {code for code, _name in settings.LANGUAGES}
    if question.language == "nl":
        return [question.network.locale]
    return [question.language] if question.language in ours else [question.network.locale, "en"]
