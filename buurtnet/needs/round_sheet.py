"""What a round takes along on paper: a flyer with a code that leads to the question door."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from buurtnet.areas.here import LANGUAGES_TO_CHOOSE, language_for
from buurtnet.kit.languages import html_lang
from buurtnet.kit.scancode import scancode
from buurtnet.needs.models import OutreachRound


@dataclass(frozen=True)
class Flyer:
    """The flyer in one language."""

    lang: str
    heading: str
    text: str
    how: str


@dataclass(frozen=True)
class Flyers:
    """The flyer in the languages we speak, its code, and whether languages were chosen that we do not speak."""

    each: list[Flyer]
    code: SafeString
    address: str
    has_others: bool


def flyers_for(made: OutreachRound) -> Flyers:
    """In the chosen languages, Dutch first; of a language that pages do not speak there are posters."""
    spoken = [code for code in LANGUAGES_TO_CHOOSE if code in {"nl", *made.languages}]
    address = settings.SITE_URL + reverse("questions:ask", args=[made.network.slug])
    return Flyers(
        each=[flyer_in(language_for(code, made.network), made) for code in spoken],
        code=scancode(address, border=2, is_on_white=True),
        address=address.partition("://")[2].rstrip("/"),
        has_others=bool(set(made.languages) - set(spoken)),
    )


def flyer_in(language: str, made: OutreachRound) -> Flyer:
    with translation.override(language):
        return Flyer(
            lang=html_lang(language),
            heading=_("Heb je een vraag? Stel hem hier."),
            text=_("Over opvoeden, geld, wonen, of iets anders. Je hoeft je naam niet te zeggen. Het is gratis."),
            how=_("Scan de QR-code met je telefoon, of ga naar"),
        )
