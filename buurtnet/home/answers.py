"""What is learned from a search without knowing who searches: that it was made, and whether it was answered."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from buurtnet.areas.here import neighbourhood_of
from buurtnet.areas.models import Network
from buurtnet.home.asked import Asked, asked_in
from buurtnet.home.results import Results
from buurtnet.kit.limits import address_of
from buurtnet.kit.visitors import is_looked_at
from buurtnet.wording.actions import found_it
from buurtnet.wording.choices import Answer, Why
from buurtnet.wording.counting import count

YES, NO, THANKS = "ja", "nee", "dank"  # as the address of the page says them
ANSWERS = {YES: Answer.YES.value, NO: Answer.NO.value}
LONGEST_QUESTION = 2_000  # signs of an address


@dataclass(frozen=True)
class Asking:
    """ "Heb je gevonden wat je zocht?": ``question`` is the address to come back to, ``said`` the answer so far."""

    question: str
    said: str
    reasons: list[tuple[str, str]]


def asking(request: HttpRequest, asked: Asked) -> Asking | None:
    """The question under the results; not asked of who did not search for anything."""
    if not asked.text:
        return None
    said = request.GET.get("antwoord", "")
    reasons = [(why.value, str(why.label)) for why in Why]
    return Asking(asked.address().removeprefix("?"), said if said in {*ANSWERS, THANKS} else "", reasons)


def take_answer(request: HttpRequest, network: Network) -> str:
    """Count what someone answered; the address of their results, with thanks."""
    posted = request.POST
    asked = asked_in(QueryDict(posted.get("vraag", "")[:LONGEST_QUESTION]), network)
    said, why = posted.get("antwoord", ""), posted.get("waarom", "")
    if asked.text and (said in ANSWERS or why in Why.values):
        area = asked.area or neighbourhood_of(request)
        found_it(network, asked.typed, answer=ANSWERS.get(said, ""), why=why, area=area, address=address_of(request))
        pairs = [*asked.pairs, ("antwoord", said if said in ANSWERS else THANKS)]
    else:
        pairs = [*asked.pairs]
    return f"{reverse('home:search', args=[network.slug])}?{urlencode(pairs)}#antwoord"


def count_search(request: HttpRequest, network: Network, asked: Asked, results: Results) -> None:
    """Count a search someone really made, once: not a next page, an answer, a program or a page fetched ahead.

    That filters leave nothing says nothing about the words, so it is not counted as a search without result.
    """
    if not is_settled(request, asked) or (asked.has_filters and not results.total):
        return
    area = asked.area or neighbourhood_of(request)
    count(network, asked.typed, found=results.total, area=area, address=address_of(request))


def is_settled(request: HttpRequest, asked: Asked) -> bool:
    """Whether a person asked this, and it is the first page they see of it."""
    is_first = bool(asked.text) and asked.page == 1 and "antwoord" not in request.GET
    return is_first and is_looked_at(request)
