"""All lines to call, per country, with the day each number was compared with its source."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from buurtnet.themes.danger import DangerLine, all_lines


@dataclass(frozen=True)
class HelpLines:
    """The lines of one country, with its name."""

    country: str
    lines: list[DangerLine]


def help_lines(*countries: str) -> list[HelpLines]:
    """For each country its lines, in the order of the data: what is urgent first."""
    names = {"NL": _("Nederland"), "BE": _("België")}
    return [HelpLines(names[one], all_lines(one)) for one in countries]
