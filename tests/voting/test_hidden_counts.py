"""While people vote nothing tells how: no page, file, list, title or length, of visitors or of who works there."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.voting.choices import Channel, Phase
from buurtnet.voting.models import Ballot, Batch, Turnout, VoteRound
from buurtnet.voting.urls import urlpatterns
from tests.people.cast import person, ring_two
from tests.voting.conftest import MakeLetters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

# Odd numbers, so that one that stands somewhere comes from here.
ALL, PLAYGROUND, PARTY = 1_873, 1_297, 1_091
TELLING = re.compile(r"(?<![\d.a-f-])1[.,]?(873|297|091)(?![\da-f-])")
HIDDEN = [Phase.VOTE, Phase.COUNT, Phase.STOPPED]
FILES = ("result", "protocol", "votes", "plans")


@pytest.fixture
def voted(around: VoteRound, letters: MakeLetters) -> VoteRound:
    """More than eighteen hundred voted; the count, as if it were made already, is beside the plans."""
    letters(2)
    Ballot.objects.bulk_create(
        Ballot(
            round=around, plans=[*([1] if number < PLAYGROUND else []), *([3] if number >= ALL - PARTY else [])],
            receipt_hash=f"{number:064d}",
        )
        for number in range(ALL)
    )  # fmt: skip
    Turnout.objects.create(round=around, on=around.votes_from, channel=Channel.ONLINE, step="voted", count=ALL)
    around.plans.filter(number=1).update(votes=PLAYGROUND, won=True)
    around.plans.filter(number=3).update(votes=PARTY, won=False)
    return around


def addresses(around: VoteRound) -> Iterator[str]:
    """Every address of this room, public and working."""
    plan, batch = around.plans.get(number=1), Batch.objects.get()
    tries = ([], [around.pk], [around.pk, plan.pk], [around.pk, batch.pk], [around.pk, "tellen"])
    for pattern in urlpatterns:
        for more in tries:
            try:
                yield reverse(f"voting:{pattern.name}", args=[around.network.slug, *more])
            except NoReverseMatch:
                continue


def elsewhere(network: Network) -> Iterator[str]:
    """Every address of another room that a network has without more: lists, maps, feeds, sitemaps, figures."""
    for room in get_resolver().namespace_dict:
        if room == "voting":
            continue
        for name in set(get_resolver().namespace_dict[room][1].reverse_dict):
            if isinstance(name, str):
                try:
                    yield reverse(f"{room}:{name}", args=[network.slug])
                except NoReverseMatch:
                    continue


def told(text: str) -> str:
    """A page without what differs from one visit to the next."""
    return re.sub(r"csrfmiddlewaretoken[^>]+|nonce-\S+", "", unescape(text))


@pytest.mark.parametrize("phase", HIDDEN)
def test_no_page_of_the_vote_tells_a_number(voted: VoteRound, ingrid: Person, phase: Phase) -> None:
    VoteRound.objects.filter(pk=voted.pk).update(phase=phase, why_stopped="te weinig plannen")
    looked = 0
    for browser in (Client(), ring_two(ingrid)):
        for url in addresses(voted):
            answer = browser.get(url)
            looked += answer.status_code == 200
            found = TELLING.search(told(answer.text))
            assert not found, f"{url}: {answer.text[max(0, found.start() - 80) : found.end() + 40]}"
    assert looked > 15


def test_no_page_of_another_room_tells_a_number(voted: VoteRound, ingrid: Person) -> None:
    looked = 0
    for browser in (Client(), ring_two(ingrid)):
        for url in elsewhere(voted.network):
            answer = browser.get(url)
            looked += answer.status_code == 200
            text = told(b"".join(answer).decode("utf-8", "replace"))
            assert not TELLING.search(text), url
    assert looked > 40


def test_searching_and_the_feeds_find_no_number(client: Client, voted: VoteRound) -> None:
    for asked in (str(PLAYGROUND), voted.name, "stemmen"):
        answer = client.get(reverse("home:search", args=[voted.network.slug]), {"q": asked})
        assert not TELLING.search(told(answer.text.replace(f'value="{asked}"', "").replace(asked, "")))


@pytest.mark.parametrize("phase", [*HIDDEN, Phase.IDEAS, Phase.CHECK])
@pytest.mark.parametrize("name", FILES)
def test_there_is_no_result_before_it_is_public(
    client: Client, voted: VoteRound, ingrid: Person, phase: Phase, name: str
) -> None:
    VoteRound.objects.filter(pk=voted.pk).update(phase=phase, why_stopped="te weinig plannen")
    url = reverse(f"voting:{name}", args=[voted.network.slug, voted.pk])
    assert {browser.get(url).status_code for browser in (client, ring_two(ingrid))} == {404}
    assert client.head(url).status_code == 404


def test_a_page_is_the_same_with_and_without_votes(client: Client, around: VoteRound) -> None:
    """Also its length, its order and when it says it changed."""
    names = ("home", "round", "sitemap")
    args = {"round": [around.network.slug, around.pk]}

    def seen() -> list[tuple[str, dict[str, str]]]:
        answers = [
            client.get(reverse(f"voting:{name}", args=args.get(name, [around.network.slug]))) for name in names
        ]
        told_by = ("Last-Modified", "ETag", "Content-Length")
        return [(told(one.text), {key: one.headers.get(key, "") for key in told_by}) for one in answers]

    before = seen()
    Ballot.objects.bulk_create(Ballot(round=around, plans=[3], receipt_hash=f"{number:064d}") for number in range(37))
    Turnout.objects.create(round=around, on=around.votes_from, channel=Channel.ONLINE, step="voted", count=37)
    assert seen() == before


def test_the_desk_shows_how_many_letters_came_back_in_fives_only(
    around: VoteRound, ingrid: Person, letters: MakeLetters
) -> None:
    letters(60)
    batch = Batch.objects.get()
    for used, shown in ((9, None), (37, "35 gebruikt"), (38, "40 gebruikt"), (53, None)):
        keys = list(batch.codes.order_by("letter").values_list("pk", flat=True))
        batch.codes.update(state="unused")
        batch.codes.filter(pk__in=keys[:used]).update(state="used")
        text = ring_two(ingrid).get(reverse("voting:round_desk", args=[around.network.slug, around.pk])).text
        assert re.findall(r"\d+ gebruikt", text) == ([shown] if shown else [])


def test_who_enters_paper_sees_no_more(voted: VoteRound) -> None:
    browser = ring_two(person("Wim", Role.VOLUNTEER, voted.network))
    text = browser.get(reverse("voting:papers", args=[voted.network.slug, voted.pk])).text
    assert not TELLING.search(told(text))
