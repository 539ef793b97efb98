"""One form that is sent twice at the same moment."""

from uuid import uuid4

import pytest
from pytest_django import Settings

from buurtnet.questions.asking import Asked, ask
from buurtnet.questions.choices import AgeBand, AskedFor, Channel
from buurtnet.questions.models import Question
from tests.at_once import at_once
from tests.questions.public import TEXT, fresh_limits, open_network


@pytest.mark.django_db(transaction=True)
def test_it_is_one_question_with_one_code(settings: Settings) -> None:
    fresh_limits(settings)
    network, key = open_network(), uuid4()
    asked = Asked(text=TEXT, age_band=AgeBand.CHILD, asked_for=AskedFor.OWN_CHILD)

    def send() -> tuple[Question, str]:
        return ask(asked, network=network, channel=Channel.WEB, form_key=key)

    gave = at_once(*[send] * 4)
    assert Question.objects.count() == 1
    assert len({code for _question, code in gave}) == 1
