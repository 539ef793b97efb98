"""What the page says above everything else when the typed words name a danger."""

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from buurtnet.themes.danger import danger_in


@dataclass(frozen=True)
class DangerContact:
    name: str
    phone: str
    tel: str
    url: str
    url_label: str
    note: str
    language: str
    checked: str


@dataclass(frozen=True)
class DangerAdvice:
    heading: str
    intro: str
    lines: list[DangerContact]


def advice_for(text: str, country: str) -> DangerAdvice | None:
    """The lines of a country for words of danger, right line first; None when there are none."""
    danger = danger_in(text, country) if text else None
    if danger is None:
        return None
    lines = [
        DangerContact(
            name=line.name,
            phone=line.phone,
            tel=f"tel:{line.tel}" if line.phone else "",
            url=line.url,
            url_label=line.url.removeprefix("https://").rstrip("/"),
            note=line.text,
            language=line.language,
            checked=_("Nummer gecontroleerd op %(date)s") % {"date": formats.date_format(line.checked, "j F Y")},
        )
        for line in danger.lines
    ]
    heading, intro = _("Je hoeft dit niet alleen te doen"), _("Bel of chat nu. Je hoeft je naam niet te zeggen.")
    return DangerAdvice(heading, intro, lines)
