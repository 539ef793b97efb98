"""When a need moves, everyone who pointed to it hears so, once.

Some hear it at once; of very many the worker tells some at a time. It is given ids only, and may begin again.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet
from django.tasks import task

from buurtnet.needs.choices import SignalState
from buurtnet.needs.feedback import GONE, tell_giver
from buurtnet.needs.models import Evidence, NeedStep, SharedNeed, Signal, SignalGiver
from buurtnet.needs.moving import held, step
from buurtnet.people.acting import By
from buurtnet.questions.choices import State
from buurtnet.questions.models import Message, Question
from buurtnet.questions.news import tell_news

AT_ONCE: Final = 50  # more than these wait for the worker, not the page
AT_A_TIME: Final = 200  # by the worker, which does other things in between
ASKED: Final = UUID("5a1f2f4e-6f0e-4d7b-9a53-3f1c9b1d2c77")  # names the news of a question, so that twice is once
NO_GIVER: Final = Q(signal=None) | Q(signal__state__in=[SignalState.WITHDRAWN, SignalState.CLEARED])
NO_ASKER: Final = Q(question=None) | Q(question__state__in=[State.WITHDRAWN, State.CLEARED])


@transaction.atomic
def tell_all(need: SharedNeed, text: str, *, by: By | None) -> int:
    """Tell every giver of a signal and every asker of a question that points to ``need``. Returns how many.

    Said again with the same words before the need changed anew, nobody hears it twice. ``by`` None: by the system.
    """
    if need.steps.filter(what="told", note=text, at__gte=need.changed_at).exists():
        return 0
    pks = list(with_someone(need).order_by("counted_on", "pk").values_list("pk", flat=True))
    if not pks:
        return 0
    told = step(need, "told", by, note=text)
    if len(pks) <= AT_ONCE:
        return tell(told, pks)
    transaction.on_commit(lambda: tell_later.enqueue(told.pk, pks))
    return len(pks)


def with_someone(need: SharedNeed) -> QuerySet[Evidence]:
    """What points to a need and came from someone who did not take it back."""
    return need.evidence.exclude(NO_GIVER, NO_ASKER)


@task()
def tell_later(told: int, pks: list[int]) -> None:
    """Tell the first of these, and leave the others to a next task. May be done twice, or begin again half way."""
    found = NeedStep.objects.select_related("by", "need").filter(pk=told).first()
    if found is None:
        return
    tell(found, pks[:AT_A_TIME])
    if left := pks[AT_A_TIME:]:
        tell_later.enqueue(told, left)


def tell(told: NeedStep, pks: Collection[int]) -> int:
    """Tell whoever is behind this evidence what the step says. Returns how many had not heard it yet."""
    rows = Evidence.objects.filter(pk__in=pks).select_related("signal__network", "signal__giver", "question")
    rows = rows.defer("signal__text", "question__text", "question__contact").order_by("counted_on", "pk")
    mailed, count = mailed_about(told), 0
    for one in rows:
        if one.question is not None:
            count += tell_asker_of(one.question, told)
        elif one.signal is not None:
            giver = getattr(one.signal, "giver", None)  # asked for in the same query; there may be none
            whose = giver.person_id if giver else None
            if tell_giver_of(one.signal, told, mails=whose not in mailed):
                count += 1
                mailed.add(whose)
    return count


def mailed_about(told: NeedStep) -> set[UUID | None]:
    """Who gave a signal of which they heard this already: they have their one mail."""
    heard = SignalGiver.objects.filter(
        person__isnull=False, signal__network=told.need.network_id, signal__feedback__text=told.note,
        signal__feedback__told_at__gte=told.at,
    )  # fmt: skip
    return set(heard.values_list("person", flat=True))


@transaction.atomic
def tell_giver_of(signal: Signal, told: NeedStep, *, mails: bool) -> bool:
    held(signal)
    if signal.state in GONE or signal.feedback.filter(text=told.note, told_at__gte=told.at).exists():
        return False
    tell_giver(signal, told.note, by=told.by, mails=mails)
    return True


def tell_asker_of(question: Question, told: NeedStep) -> bool:
    key = uuid5(ASKED, f"{told.pk} {question.pk}")
    if Message.objects.filter(form_key=key).exists():
        return False
    return tell_news(question, told.note, by=told.by, form_key=key) is not None
