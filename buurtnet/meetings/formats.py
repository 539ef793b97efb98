"""Ways to meet that are known to work, as the agenda they begin with (design: community, section 6)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from buurtnet.meetings.choices import Format, ItemKind


@dataclass(frozen=True)
class Line:
    """A line of the agenda, so many minutes. ``after_own``: it comes after what the agenda proposes by itself."""

    title: str
    kind: ItemKind
    minutes: int
    after_own: bool = False


def lines_of(form: Format, statement: str = "") -> list[Line]:
    """The agenda of a format, in the language of now. ``statement``: what a residents' table talks about."""
    return {
        Format.START: start, Format.REGULAR: regular, Format.THEME: theme, Format.EVALUATION: evaluation,
    }.get(form, lambda: table(statement))()  # fmt: skip


def start() -> list[Line]:
    """Partners of a municipality or neighbourhood for the first time together."""
    return [
        Line(_("Welkom, en waarom we hier zijn"), ItemKind.INFORM, 10),
        Line(_("Een verhaal uit de buurt"), ItemKind.INFORM, 10),
        Line(_("Wat een netwerk kan doen"), ItemKind.INFORM, 10),
        Line(_("In groepjes: wat speelt hier rond opgroeien?"), ItemKind.TALK, 30),
        Line(_("Elke groep noemt haar punten"), ItemKind.TALK, 15),
        Line(_("Stippen: wat vinden we het belangrijkst?"), ItemKind.DECIDE, 10),
        Line(_("Per punt: wie trekt het, met wie en wanneer?"), ItemKind.DECIDE, 25, after_own=True),
        Line(_("Wie bereidt de volgende keer voor?"), ItemKind.DECIDE, 5, after_own=True),
        Line(_("Wanneer zien we elkaar weer?"), ItemKind.DECIDE, 5, after_own=True),
    ]


def regular() -> list[Line]:
    return [
        Line(_("Welkom, en wie is er nieuw?"), ItemKind.INFORM, 10),
        Line(_("Nieuwe punten"), ItemKind.TALK, 15, after_own=True),
        Line(_("Wie doet wat voor de volgende keer?"), ItemKind.DECIDE, 10, after_own=True),
        Line(_("Wanneer zien we elkaar weer?"), ItemKind.DECIDE, 5, after_own=True),
    ]


def theme() -> list[Line]:
    return [
        Line(_("Welkom bij onze gastheer"), ItemKind.INFORM, 10),
        Line(_("Een rondje door het huis: wat gebeurt hier?"), ItemKind.INFORM, 20),
        Line(_("Het thema: wat zien we in de buurt?"), ItemKind.TALK, 30),
        Line(_("Wat gaan we samen doen?"), ItemKind.DECIDE, 20, after_own=True),
        Line(_("Bij wie komen we de volgende keer?"), ItemKind.DECIDE, 5, after_own=True),
    ]


def table(statement: str) -> list[Line]:
    """Residents first, a statement in the middle of the table, and their points."""
    said = _("De stelling: {statement}").format(statement=statement) if statement else _("De stelling van vandaag")
    return [
        Line(_("Welkom: eten, drinken en namen"), ItemKind.INFORM, 15),
        Line(said[:200], ItemKind.TALK, 30),
        Line(_("Wat is er nodig? Bewoners eerst"), ItemKind.TALK, 20),
        Line(_("Stippen: wat komt eerst?"), ItemKind.DECIDE, 10),
        Line(_("Wie neemt wat mee, en hoe hoor je wat ermee gebeurt?"), ItemKind.DECIDE, 15, after_own=True),
    ]


def evaluation() -> list[Line]:
    return [
        Line(_("Welkom"), ItemKind.INFORM, 5),
        Line(_("Wat hebben we gedaan, en wat merkten gezinnen ervan?"), ItemKind.TALK, 30),
        Line(_("Wat ging goed, en wat kan beter?"), ItemKind.TALK, 25),
        Line(_("Wat houden we, wat stoppen we, wat begint er?"), ItemKind.DECIDE, 20, after_own=True),
    ]
