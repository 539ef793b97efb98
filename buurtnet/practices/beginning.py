"""Starting an example here: a first playbook, taken from what the example says of itself."""

from typing import Any, Final

from django.utils.translation import gettext as _

from buurtnet.kit.amounts import euros
from buurtnet.practices.choices import Element
from buurtnet.practices.models import GoodPractice
from buurtnet.practices.playbooks import Step

LONGEST: Final = 300  # signs of a step
LONGEST_SUMMARY: Final = 1_000


def first_playbook(practice: GoodPractice, *, led_by_residents: bool) -> dict[str, Any]:
    """Its texts. What the example costs in a year is no cost of one evening, and what to look out for is no task."""
    return {
        "title": practice.title, "summary": practice.what[:LONGEST_SUMMARY], "pitfalls": practice.pitfalls,
        "money_cents": practice.money_cents, "led_by_residents": led_by_residents,
    }  # fmt: skip


def first_steps(practice: GoodPractice) -> list[Step]:
    """A sensible set, in order of days: nothing is in it that the example does not ask for.

    Who and what it needs become steps before the day; to look back and thank belongs to every one. Who starts it,
    changes them at once.
    """
    steps = [Step(-56, _("Lees dit voorbeeld samen, en spreek af wie trekt."), _("trekker"))]
    if practice.contact_role:
        steps.append(Step(-49, fitted(_("Bel wie er meer van weet: {who}."), practice.contact_role), _("trekker")))
    steps += of_elements(practice.elements)
    if practice.asks_people:
        steps.append(Step(-42, fitted(_("Zoek mensen: {who}."), practice.asks_people), _("trekker")))
    if practice.money_cents:
        about = _("Regel het geld. In een jaar kost dit ongeveer {amount}.")
        steps.append(Step(-42, about.format(amount=euros(practice.money_cents)), _("trekker")))
    if practice.asks_things:
        steps.append(
            Step(-21, fitted(_("Zorg dat dit er is: {who}."), practice.asks_things), _("wie spullen regelt"))
        )
    steps.append(Step(0, fitted(_("Doen: {who}."), practice.title), _("iedereen")))
    steps.append(Step(7, _("Bedank wie hielp, en schrijf op wat jullie volgende keer anders doen."), _("trekker")))
    return sorted(steps, key=lambda one: one.days)


def of_elements(codes: list[str]) -> list[Step]:
    """What an effective element asks before the day."""
    asked = {
        Element.RESIDENTS_LEAD: Step(-49, _("Vraag bewoners wat zij willen, en wie van hen meedoet."), _("trekker")),
        Element.PARTNERS: Step(-42, _("Vraag school, zorg en sport wie er meedoet."), _("trekker")),
        Element.GOES_TO_PEOPLE: Step(-14, _("Ga langs bij mensen die niet vanzelf komen."), _("wie mensen kent")),
        Element.LANGUAGE: Step(-21, _("Zoek iemand die de taal van de bezoekers spreekt."), _("trekker")),
        Element.EQUALS: Step(-28, _("Vraag iemand die hetzelfde meemaakte om gastvrouw of gastheer te zijn."), ""),
    }
    return [step for element, step in asked.items() if element.value in codes]


def fitted(sentence: str, said: str) -> str:
    """The sentence with what was said in it, within the length of a step."""
    room = LONGEST - len(sentence) + len("{who}")
    said = " ".join(said.split()).rstrip(".") if sentence.endswith(".") else " ".join(said.split())
    return sentence.format(who=said if len(said) <= room else f"{said[: room - 1]}…")
