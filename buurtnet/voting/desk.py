"""A vote as who sets it up sees it: where it stands, what can be done next, how many letters are out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from buurtnet.people.models import Person
from buurtnet.privacy.small_numbers import LEAST, rounded
from buurtnet.voting.choices import BatchKind, CodeState, Phase
from buurtnet.voting.closing import close_and_count
from buurtnet.voting.models import Batch, VoteRound
from buurtnet.voting.publishing import publish
from buurtnet.voting.rounds import begin_check, carry_out, open_for_ideas, open_vote


@dataclass(frozen=True)
class Step:
    """A button that brings a round on. ``what``: what happens then, asked about on a page of its own."""

    key: str
    label: Promise
    what: Promise
    do: Callable[..., object]


STEPS: Final[Mapping[str, Step]] = {
    one.key: one
    for one in (
        Step(
            "ideeen", gettext_lazy("Open voor ideeën"),
            gettext_lazy("Bewoners zien de stemronde op de site en kunnen ideeën insturen."), open_for_ideas,
        ),
        Step(
            "nakijken", gettext_lazy("Begin met nakijken"),
            gettext_lazy("Er komen geen ideeën meer bij. Jullie kijken bij elk plan of het kan en wat het kost."),
            begin_check,
        ),
        Step(
            "stemmen", gettext_lazy("Zet de stemming klaar"),
            gettext_lazy("Aan de plannen en de regels verandert dan niets meer. Stemmen kan vanaf de eerste dag."),
            open_vote,
        ),
        Step(
            "tellen", gettext_lazy("Tel de stemmen"),
            gettext_lazy("De stemmen worden geteld en door elkaar opnieuw opgeschreven. Dat kan één keer."),
            close_and_count,
        ),
        Step(
            "uitslag", gettext_lazy("Maak de uitslag bekend"),
            gettext_lazy("Iedereen ziet de uitslag. Het geld voor de gekozen plannen wordt toegezegd."), publish,
        ),
        Step(
            "uitvoeren", gettext_lazy("Begin met uitvoeren"),
            gettext_lazy("Bij elk gekozen plan staat wie het doet en hoe het ervoor staat."), carry_out,
        ),
    )
}  # fmt: skip
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    Phase.SETUP: ("ideeen", "nakijken"), Phase.IDEAS: ("nakijken",), Phase.CHECK: ("stemmen", "ideeen"),
    Phase.VOTE: ("tellen",), Phase.COUNT: ("uitslag",), Phase.RESULT: ("uitvoeren",),
}  # fmt: skip


@dataclass(frozen=True)
class BatchShown:
    """A batch with how many of its codes are out; how many fell and voted only where that tells of nobody.

    ``void_in_all`` and ``used_in_all`` are exact, and shown nowhere as they are.
    """

    batch: Batch
    out: int
    void: int | None
    used: int | None
    void_in_all: int
    used_in_all: int


def steps_of(around: VoteRound) -> list[Step]:
    """What can be done next, the first as the usual one."""
    return [STEPS[key] for key in NEXT.get(around.phase, ())]


def take_step(around: VoteRound, step: Step, *, by: Person) -> None:
    """Raises ``NotNowError``."""
    step.do(around, by=by)


def batches_of(around: VoteRound) -> list[BatchShown]:
    """All batches of a round, the last first, in one query.

    How many of a batch voted is told from ten on and while at least ten did not, and rounded to five: in a small
    street it would tell who, and a number that goes up by one would tell when.
    """
    is_void, is_used = Q(codes__state=CodeState.VOID), Q(codes__state=CodeState.USED)
    rows = Batch.objects.filter(round=around).annotate(
        codes_out=Count("codes"), codes_void=Count("codes", filter=is_void), codes_used=Count("codes", filter=is_used)
    )
    return [_shown(one) for one in rows.order_by("-made_at")]


def _shown(batch: Batch) -> BatchShown:
    counted = batch  # annotated by ``batches_of``
    out, void, used = (int(getattr(counted, name)) for name in ("codes_out", "codes_void", "codes_used"))
    left = out - void - used
    tells = batch.kind == BatchKind.TEST or used < LEAST or left < LEAST
    # Of a stack that fell as a whole, what did not fall has voted.
    shown = None if left < LEAST and void else void
    return BatchShown(batch, out, shown, None if tells else rounded(used), void, used)
