"""Who read what of a question, in the log: one row each, in the transaction that shows it."""

from collections.abc import Iterable

from django.http import HttpRequest

from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_each
from buurtnet.questions.desk import Desk
from buurtnet.questions.models import Question
from buurtnet.questions.shown import Row


def note_list(request: HttpRequest, desk: Desk, rows: Iterable[Row]) -> None:
    """The first words of these questions were read."""
    said = {
        "action": Action.LIST, "actor": desk.work.person, "network": desk.network, "role_then": desk.work.role_then,
        "object_kind": Question._meta.label, "fields_group": "question", "request": request,
    }  # fmt: skip
    record_each(said, [{"object_id": str(row.question.pk)} for row in rows])


def note_view(request: HttpRequest, desk: Desk, question: Question, what: str = "text") -> None:
    """A question was read; the owner also sees how to reach who asked."""
    sees_contact = question.owner_id == desk.work.person.pk and bool(question.contact)
    record(
        Action.VIEW, actor=desk.work.person, obj=question, network=desk.network, role_then=desk.work.role_then,
        fields_group="question.contact" if sees_contact else f"question.{what}", request=request,
    )  # fmt: skip
