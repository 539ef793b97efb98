"""How a contact of a playbook is reached: its address stands apart, so that someone's own goes with their account.

Only an address that is exactly the one someone signs in with makes it theirs. A name never does: two people have it.
"""

import re
from dataclasses import dataclass
from typing import Final

from buurtnet.people.models import Person

ADDRESS: Final = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+")
LOOSE: Final = " .,;:/·-–"  # what is left hanging where an address was


@dataclass(frozen=True)
class Reach:
    """``rest``: a telephone number and the words around it; ``address``: what was cut out of them."""

    rest: str
    address: str = ""

    @property
    def whose(self) -> Person | None:
        """Of whom it is the own address."""
        return Person.objects.filter(email__iexact=self.address).first() if self.address else None


def reach_of(text: str) -> Reach:
    """The first mail address apart from the rest, whosever it is: nobody sees by it who has an account."""
    found = next(iter(addresses_in(text)), "")
    return Reach(" ".join(text.replace(found, " ", 1).split()).strip(LOOSE), found) if found else Reach(text)


def addresses_in(text: str) -> list[str]:
    return [one.rstrip(".") for one in ADDRESS.findall(text)]
