"""Sizes of paper."""

from dataclasses import dataclass

A3, A4, A5 = "a3", "a4", "a5"
SHEETS = (A4, A5)
BOOKLETS = (A5, A4)
POSTERS = (A4, A3)


@dataclass(frozen=True)
class Paper:
    """A size of paper upright, in millimetres."""

    name: str
    wide: int
    high: int

    @property
    def label(self) -> str:
        return self.name.upper()


PAPERS = {A3: Paper(A3, 297, 420), A4: Paper(A4, 210, 297), A5: Paper(A5, 148, 210)}


def paper_in(text: str, allowed: tuple[str, ...]) -> Paper:
    """The size asked for; the first of those allowed for anything else."""
    return PAPERS[text if text in allowed else allowed[0]]
