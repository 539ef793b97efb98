"""News for who asked, long after the answer: what became of what many asked for."""

from uuid import UUID

from django.db import transaction

from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.questions.choices import GONE, MessageKind
from buurtnet.questions.models import Message, Question
from buurtnet.questions.telling import tell_asker


@transaction.atomic
def tell_news(question: Question, text: str, *, by: Person | None, form_key: UUID) -> Message | None:
    """Add news to a conversation and tell who asked. None when there is no one to tell any more.

    The same ``form_key`` again gives the message that it already made, and tells nobody twice. Keeping a question
    never becomes longer by it.
    """
    now = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if now.state in GONE or not now.text:
        return None
    message, is_new = Message.objects.get_or_create(
        form_key=form_key,
        defaults={
            "question": now, "kind": MessageKind.NEWS, "author": by, "text": text, "forget_on": now.forget_on,
        },
    )  # fmt: skip
    if message.question_id != now.pk:
        raise ValueError("This form key belongs to a message in another conversation.")
    if is_new:
        record(
            Action.CHANGE, actor=by, obj=now, network=now.network_id, role_then="" if by else "system",
            rule="question.news",
        )  # fmt: skip
        tell_asker(now, MessageKind.NEWS)
    return message
