"""Asking a question: it is written down once, with what was promised, and who asked gets a code."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.questions.choices import AgeBand, AskedFor, Channel, ContactWay
from buurtnet.questions.codes import code_of, hash_of_code, hash_of_link, key_of, link_of
from buurtnet.questions.concepts import concepts_in, themes_in
from buurtnet.questions.models import Question
from buurtnet.questions.noticing import tell_who_is_on_duty
from buurtnet.questions.roster import promised


@dataclass(frozen=True)
class Asked:
    """What someone says who asks. ``contact``: a mail address or a number, when ``contact_way`` needs one."""

    text: str
    age_band: AgeBand
    asked_for: AskedFor
    area: Area | None = None
    contact_way: ContactWay = ContactWay.SITE
    contact: str = ""
    language: str = "nl"


def ask(
    asked: Asked, *, network: Network, channel: Channel, form_key: UUID, now: dt.datetime | None = None
) -> tuple[Question, str]:
    """Write a question down; gives it with its code. Sent twice with one form, it is one, with the same code."""
    form_key = key_for(asked, network, form_key)
    if earlier := Question.objects.filter(form_key=form_key).first():
        return earlier, code_for(earlier)
    try:
        with transaction.atomic():
            return write_down(asked, network, channel, form_key, now or timezone.now())
    except IntegrityError:  # the same form, at the same moment
        earlier = Question.objects.get(form_key=form_key)
        return earlier, code_for(earlier)


def key_for(asked: Asked, network: Network, form_key: UUID) -> UUID:
    """The key of the form; another when it was sent before with other words, or in another network."""
    there = Question.objects.filter(form_key=form_key).defer("contact").first()
    if there is None or (there.network_id == network.pk and there.text in {"", asked.text}):
        return form_key
    return key_of(form_key, network.pk, asked.text)


def was_sent(asked: Asked, network: Network, form_key: UUID) -> bool:
    return Question.objects.filter(form_key=key_for(asked, network, form_key)).exists()


def write_down(
    asked: Asked, network: Network, channel: Channel, form_key: UUID, now: dt.datetime
) -> tuple[Question, str]:
    """A new question with its promise and its code; whoever can take it hears of it."""
    promise = promised(network, now)
    concepts = concepts_in(asked.text, network)
    code = next(code for code in codes_for(form_key) if not is_in_use(code))
    question = Question.objects.create(
        network=network, area=asked.area, text=asked.text, language=asked.language, age_band=asked.age_band,
        asked_for=asked.asked_for, contact_way=asked.contact_way,
        contact="" if asked.contact_way == ContactWay.SITE else asked.contact,
        channel=channel, concepts=concepts, code_hash=hash_of_code(code), link_hash=hash_of_link(link_of(form_key)),
        form_key=form_key, asked_at=now, take_by=promise.take_by, answer_by=promise.answer_by,
    )  # fmt: skip
    question.themes.set(themes_in(concepts, network))
    record(
        Action.CREATE, actor=None, obj=question, network=network, role_then="asker", fields_group="question",
        rule=f"question.asked.{channel}",
    )  # fmt: skip
    tell_who_is_on_duty(question, now)
    return question, code


def codes_for(form_key: UUID) -> Iterator[str]:
    """The codes that a form can have, the usual one first."""
    return (code_of(form_key, number) for number in itertools.count())


def is_in_use(code: str) -> bool:
    """Whether another question has this code."""
    return Question.objects.filter(code_hash=hash_of_code(code)).exists()


def code_for(question: Question) -> str:
    """The code of a question, for the page of the form it was sent with; empty when it is no longer readable."""
    few = itertools.islice(codes_for(question.form_key), 5)
    return next((code for code in few if hash_of_code(code) == question.code_hash), "")
