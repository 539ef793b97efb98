"""A conversation as who asked sees it: who said what and when, with the offers that were picked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from buurtnet.directory.access import services_in
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import ServiceCard, Viewpoint, cards_of
from buurtnet.questions.choices import MessageKind
from buurtnet.questions.models import Message, Question


@dataclass(frozen=True)
class Turn:
    """``name``: the first name of who says it; empty for who asked. ``cards``: lightest first."""

    kind: str
    name: str
    text: str
    sent_at: dt.datetime
    cards: list[ServiceCard] = field(default_factory=list)
    offers_rights: bool = False

    @property
    def is_own(self) -> bool:
        return self.kind == MessageKind.REPLY


def turns_of(question: Question, view: Viewpoint) -> list[Turn]:
    """Question first, in order, in a number of queries that does not grow with the conversation."""
    messages = list(question.messages.select_related("author").prefetch_related("services"))
    cards = cards_by_id(messages, view)
    return [
        Turn(MessageKind.REPLY, "", question.text, question.asked_at),
        *(turn_of(message, cards) for message in messages),
    ]


def turn_of(message: Message, cards: dict[str, ServiceCard]) -> Turn:
    """One message as a turn."""
    picked = [cards[str(one.pk)] for one in message.services.all() if str(one.pk) in cards]
    return Turn(
        kind=message.kind,
        name=first_name(message.author.name) if message.author else "",
        text=message.text,
        sent_at=message.sent_at,
        cards=sorted(picked, key=lambda card: (card.gable, card.name)),
        offers_rights=message.offers_rights,
    )


def cards_by_id(messages: Sequence[Message], view: Viewpoint) -> dict[str, ServiceCard]:
    """The entries that were picked and are public still, by their key."""
    ids: set[UUID] = {one.pk for message in messages for one in message.services.all()}
    shown = list(services_in(view.network).filter(pk__in=ids).values_list("pk", flat=True)) if ids else []
    return {card.id: card for card in cards_of(services_for_cards(shown), view)}


def first_name(name: str) -> str:
    """How someone is called in a conversation."""
    return name.split(" ")[0]
