"""Which figures about people a text tells, and whether they were published (needs, section 7).

What leaves the working side tells no number of people but one that stands in a published release: signals to policy,
decisions, answers in plain words, promises, reasons, and what givers hear. Numbers of weeks, streets,
places or euros are about no one and may stand anywhere, and so may heads at an open activity and helpers on offer.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.needs.models import PolicySignal, Telling
from buurtnet.needs.policy_moving import NotReadyYetError
from buurtnet.privacy.models import Release
from buurtnet.questions.people_counted import counted_in, few_in


def unreleased(texts: Iterable[str], release: Release | None) -> list[str]:
    """Those of ``people_counted.figures_in`` whose number does not stand in ``release``."""
    published = numbers_of(release) if release else frozenset()
    return list(dict.fromkeys(piece for text in texts for piece, value in counted_in(text) if value not in published))


def require_told(signal: PolicySignal, *texts: str) -> None:
    """Nothing about a signal goes out with a number of people that the network did not publish, or the body not say.

    Raises ``NotReadyYetError``.
    """
    answered = {value for text in (signal.answer, signal.reason) for _piece, value in counted_in(text)}
    published = (numbers_of(signal.release) if signal.release else frozenset()) | answered
    _refuse([piece for text in texts for piece, value in counted_in(text) if value not in published])


def require_no_small(*texts: str) -> None:
    """A body tells its own figures, but none about so few that one knows them. Raises ``NotReadyYetError``."""
    _refuse(piece for text in texts for piece in few_in(text))


def _refuse(found: Iterable[str]) -> None:
    if pieces := list(dict.fromkeys(found)):
        sentence = _("Dit getal over mensen is niet gepubliceerd: {figures}. Schrijf het zonder dat getal.")
        raise NotReadyYetError(sentence.format(figures=" · ".join(pieces[:4])))


def releases_of(network: Network) -> "QuerySet[Release]":
    """Figures that were published of this network and were not replaced by better ones, newest first."""
    rows = Release.objects.filter(scope=f"network:{network.slug}", replaced_by=None)
    rows = rows.exclude(pk__in=Telling.objects.filter(published_at=None).values("release"))  # seen by nobody yet
    return rows.order_by("-made_on", "-number")


def texts_of(signal: PolicySignal) -> tuple[str, ...]:
    return (signal.title, signal.story, signal.asked, signal.proposal)


def numbers_of(release: Release) -> frozenset[str]:
    """Every number that stands in a cell or a total of its tables, as text; a name such as "0-3" is none."""
    cells = (cell for table in release.tables for row in table["cells"] for cell in row)
    totals = (table["total"] for table in release.tables)
    return frozenset(str(one) for one in (*cells, *totals) if type(one) is int)
