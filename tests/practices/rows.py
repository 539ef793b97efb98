"""An example and a playbook, each the least that makes sense; what a test is about, the test says itself."""

from typing import Any
from uuid import uuid4

from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.practices import playbooks, writing
from buurtnet.practices.choices import PracticeState
from buurtnet.practices.models import GoodPractice, Playbook
from buurtnet.practices.moving import move
from buurtnet.practices.playbooks import Step


def a_practice(network: Network, by: Person, **more: Any) -> GoodPractice:
    """A draft."""
    said = {"title": "Soep op donderdag", "what": "Buren koken voor elkaar.", "source": "De Ankerplaats"}
    return writing.write_down(network, said | more, key=uuid4(), by=By(by))


def a_shared(network: Network, by: Person, reader: Person, **more: Any) -> GoodPractice:
    """Read by another, and shared."""
    made = a_practice(network, by, **more)
    move(made, PracticeState.READ, version=made.version, by=By(reader))
    return move(made, PracticeState.SHARED, version=made.version, by=By(reader))


STEPS = (
    Step(-42, "Vraag of de straat dicht mag", "wie de vergunning doet"),
    Step(-7, "Leen tafels", "wie spullen regelt", 14_500),
    Step(0, "Feest", "iedereen"),
    Step(7, "Bedank de helpers", "trekker", 2_500),
)


def a_playbook(network: Network, owner: Person, steps: tuple[Step, ...] = STEPS, **more: Any) -> Playbook:
    """A street party, with four steps."""
    said = {"title": "Straatfeest", "summary": "Eén middag is de straat van ons."}
    return playbooks.make(network, said | more, key=uuid4(), by=By(owner), steps=steps)
