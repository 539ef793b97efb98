"""Questions as who answers sees them: rows of a list, and one question with its conversation."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.kit.languages import language_name
from buurtnet.kit.numbers import tel
from buurtnet.people.models import Membership
from buurtnet.questions.access import may_take_over
from buurtnet.questions.answering import may_hand_on
from buurtnet.questions.choices import WAITING, HandOverState, State
from buurtnet.questions.desk import Desk
from buurtnet.questions.models import HandOver, Message, Question

FIRST_WORDS: Final = 90  # signs of a question in a list


@dataclass(frozen=True)
class Row:
    """A question in a list. ``words``: how it begins; empty where the list shows no texts."""

    question: Question
    words: str
    themes: str
    due: dt.datetime | None
    is_late: bool
    is_mine: bool

    @property
    def title(self) -> str:
        return self.words or self.themes or _("Een vraag")


def overseen(network: Network) -> QuerySet[Question]:
    """All questions of a network without a text or a contact, the newest first; for its director."""
    return Question.objects.filter(network=network).defer("text", "contact").order_by("-asked_at", "pk")


def counts_in(network: Network) -> list[tuple[str, int]]:
    """How many questions are in which state, in the order of their life."""
    rows = Question.objects.filter(network=network).order_by().values_list("state").annotate(number=Count("pk"))
    found = dict(rows)
    return [(str(one.label), found[one.value]) for one in State if found.get(one.value)]


def rows_of(questions: "QuerySet[Question] | Iterable[Question]", desk: Desk, *, with_texts: bool) -> list[Row]:
    """Questions as rows of a list. ``with_texts``: whether their first words are shown."""
    assert isinstance(questions, QuerySet)
    found = questions.defer("contact").select_related("owner", "area").prefetch_related("themes")
    return [row_of(one, desk, with_texts=with_texts) for one in found]


def row_of(question: Question, desk: Desk, *, with_texts: bool) -> Row:
    """One question as a row of a list."""
    due = due_of(question)
    if question.is_child_alone and not desk.staff.roster.is_youth_worker(
        desk.work.person.pk, desk.staff.day(desk.now)
    ):
        with_texts = False
    return Row(
        question=question, words=first_words(question.text) if with_texts else "", themes=themes_of(question),
        due=due, is_late=due is not None and due < desk.now, is_mine=question.owner_id == desk.work.person.pk,
    )  # fmt: skip


def first_words(text: str) -> str:
    """How a text begins, in whole words."""
    line = " ".join(text.split())
    return line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS].rsplit(' ', 1)[0]}…"


def themes_of(question: Question) -> str:
    """The names of its themes, in the language of the page."""
    language = get_language() or ""
    return ", ".join(theme.name_in(language) for theme in question.themes.all())


def due_of(question: Question) -> dt.datetime | None:
    """Until when something was promised; None when nothing is any more."""
    if question.state in WAITING:
        return question.take_by
    return question.answer_by if question.state in {State.TAKEN, State.PASSED_ON} else None


def offer_of(question: Question) -> HandOver | None:
    """The hand-over that waits for a yes, if there is one."""
    rows = question.hand_overs.filter(state=HandOverState.OFFERED)
    return rows.select_related("to_person", "to_organization", "given_by").first()


def page_of(desk: Desk, question: Question) -> dict[str, Any]:
    """What the page of one question shows, and what can be done there now."""
    me, state = desk.work.person.pk, question.state
    is_mine = question.owner_id == me
    offer = offer_of(question)
    is_for_me = not question.is_child_alone or desk.staff.roster.is_youth_worker(me, desk.staff.day(desk.now))
    contact = question.contact if is_mine and is_for_me else ""
    return {
        "is_for_me": is_for_me, "may_hand_on": may_hand_on(question, desk.work.person, desk.now),
        "question": question, "themes": themes_of(question), "due": due_of(question),
        "is_late": (due := due_of(question)) is not None and due < desk.now,
        "is_mine": is_mine, "contact": contact, "contact_tel": tel(contact),
        "language": language_name(question.language), "messages_in": conversation_of(question),
        "hand_overs": hand_overs_of(question), "offer": offer,
        "is_offered_to_me": offer is not None and is_offered_to(offer, desk),
        "may_take": is_for_me and (state in WAITING or may_step_in(question, desk)),
        "may_answer": is_for_me and is_mine and state in {State.TAKEN, State.ANSWERED},
        "may_pass_on": is_mine and state in {State.TAKEN, State.ANSWERED},
        "may_let_go": is_mine and state == State.TAKEN,
        "may_close": is_for_me and (state in WAITING or (is_mine and state == State.TAKEN)),
        "may_publish": is_for_me and is_mine and question.answered_at is not None,
    }  # fmt: skip


def may_step_in(question: Question, desk: Desk) -> bool:
    """Whether another can take it from an owner who is away, gone or late."""
    if question.state not in {State.TAKEN, State.ANSWERED} or question.owner_id == desk.work.person.pk:
        return False
    return may_take_over(question, desk.staff, desk.now)


def conversation_of(question: Question) -> list[Message]:
    """What was said, in order, with the entries of the map that were picked."""
    services = Prefetch("services", Service.objects.select_related("organization"))
    return list(question.messages.select_related("author").prefetch_related(services))


def hand_overs_of(question: Question) -> list[HandOver]:
    """To whom it was offered, in order."""
    return list(question.hand_overs.select_related("to_person", "to_organization", "given_by", "settled_by"))


def is_offered_to(offer: HandOver, desk: Desk) -> bool:
    """Whether an offer is for whoever looks, or for an organization they work for here."""
    if offer.to_person_id == desk.work.person.pk:
        return True
    held: list[Membership] = desk.work.roles
    return offer.to_organization_id is not None and any(
        one.organization_id == offer.to_organization_id and one.network_id == desk.network.pk for one in held
    )
