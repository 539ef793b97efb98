"""Which activities of a network a text asks for: by its words, and what the vocabulary says for them."""

from functools import partial
from uuid import UUID

from django.db.models import Q

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.models import Activity
from buurtnet.areas.models import Network
from buurtnet.directory.ranking import WEIGHTS
from buurtnet.directory.senses import groups_of, mentioned
from buurtnet.directory.terms import terms_for
from buurtnet.directory.understanding import understand
from buurtnet.search.index import NoIndexError, Reader, reader
from buurtnet.search.query import Hits, Marked, Query, frequency, search
from buurtnet.themes.vocabulary import vocabulary

KIND = "activity"  # of a document in the index
MOST_FOUND = 500  # activities of one question


def ids_of(text: str, network: Network) -> list[UUID]:
    """The activities of a network that answer a text, best first; a text without anything to look for finds none.

    Costs a query for the vocabulary and one of the index. Without a readable index their names are looked through.
    """
    try:
        here = reader()
    except NoIndexError:
        return plainly(text, network)
    found = asked_of(here, text, network)
    least = max(WEIGHTS.least_match, WEIGHTS.least_part * max(found.scores, default=0.0)) if found else 0.0
    return [UUID(found.key(place)) for place, score in enumerate(found.scores) if score >= least] if found else []


def asked_of(here: Reader, text: str, network: Network) -> Hits | None:
    """What the index answers to the words of a text and to what the vocabulary says for them."""
    understood = understand(text, skipped=frozenset({"buurt"}), knows=here.lexicon.knows)
    known = vocabulary(network.pk)
    groups = groups_of(known, mentioned(known, understood.said), WEIGHTS, partial(frequency, here))
    terms = terms_for(here, understood.words, lambda form: frequency(here, form) > 0, groups).terms
    if not terms:
        return None
    query = Query(
        terms=terms,
        names=understood.names,
        name_share=WEIGHTS.whole_name,
        conditions=(Marked((f"kind:{KIND}",)), Marked((mark_of(network.pk),))),
        fields=WEIGHTS.fields,
        tie=WEIGHTS.tie,
    )
    return search(here, query, MOST_FOUND)


def plainly(text: str, network: Network) -> list[UUID]:
    """Those with the whole text in their name or sentence."""
    named = Q(title__icontains=text) | Q(summary__icontains=text)
    rows = Activity.objects.filter(named, network=network, state=ActivityState.LIVE)
    return list(rows.order_by("title", "pk").values_list("pk", flat=True)[:MOST_FOUND])


def mark_of(network: int) -> str:
    return f"agenda:{network}"
