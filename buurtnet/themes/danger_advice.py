"""What the page says above everything else when the typed words name a danger."""

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from buurtnet.themes.danger import DangerLine, danger_in


@dataclass(frozen=True)
class DangerContact:
    name: str
    phone: str
    tel: str
    url: str
    url_label: str
    note: str
    language: str
    direction: str
    checked: str


@dataclass(frozen=True)
class DangerAdvice:
    heading: str
    intro: str
    lines: list[DangerContact]


def advice_for(text: str, country: str, *, is_unsafe: bool = False) -> DangerAdvice | None:
    """The lines of a country for words of danger, right line first; None when there are none.

    ``is_unsafe``: someone said, with a tick, that it is not safe now; then there is always advice.
    """
    danger = danger_in(text, country, is_unsafe=is_unsafe) if text or is_unsafe else None
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
            direction=line.direction,
            checked=_checked(line),
        )
        for line in danger.lines
    ]
    heading, intro = _("Je hoeft dit niet alleen te doen"), _("Bel of chat nu. Je hoeft je naam niet te zeggen.")
    return DangerAdvice(heading, intro, lines)


def _checked(line: DangerLine) -> str:
    """When the number was looked up, and how old the source was: no more than was done."""
    date = formats.date_format(line.checked, "j F Y")
    if line.source_from is None:
        return _("Opgezocht op %(date)s, in een bron zonder datum") % {"date": date}
    return _("Opgezocht op %(date)s, in een bron uit %(year)s") % {"date": date, "year": line.source_from.year}
