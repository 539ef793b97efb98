"""Who had an idea hears how the plan was checked, and answers once to "niet haalbaar"; nothing typed is lost."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.budget.models import Idea
from buurtnet.budget.whose import hash_of_contact, hash_of_link, token_of
from buurtnet.people.models import Mail, Person
from buurtnet.voting.choices import Phase, PlanState
from buurtnet.voting.models import Plan, PlanText, VoteRound
from buurtnet.voting.planning import TO_ANSWER, add_plan, check_plan
from tests.people.cast import ring_two

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]
WHY = "De boom staat in de weg."


@pytest.fixture
def plan(around: VoteRound, ingrid: Person) -> Plan:
    """Not feasible, of someone with only a mail address."""
    VoteRound.objects.filter(pk=around.pk).update(phase=Phase.CHECK, fixed_at=None)
    around.refresh_from_db()
    address = "bewoner@voorbeeld.example"
    idea = Idea(
        network=around.network, title="Een hut", asked=30_000, let_in_at=timezone.now(), contact=address,
        contact_hash=hash_of_contact(address),
    )  # fmt: skip
    idea.link_hash = hash_of_link(idea.form_key)
    idea.save()
    made = add_plan(around, idea, by=ingrid)
    return check_plan(made, feasible=False, cost=0, reason=WHY, by=ingrid)


def own(plan: Plan) -> str:
    assert plan.idea
    return reverse("voting:own_plan", args=["havendijk", token_of(plan.idea)])


def test_who_had_it_hears_why_and_answers_once(plan: Plan) -> None:
    sent = Mail.objects.get()
    assert own(plan).rsplit("/", 2)[1] in sent.body
    assert "hut" not in sent.body + sent.subject, "a mail tells nothing of it"
    page = Client().get(own(plan))
    assert WHY in page.text
    assert page.headers["Referrer-Policy"] == "strict-origin"
    empty = Client().post(own(plan), {"plan": str(plan.pk), "reply": " "})
    assert "Schrijf eerst je antwoord op." in empty.text
    assert Client().post(own(plan), {"plan": str(plan.pk), "reply": "Hij kan ernaast."}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.reply) == (PlanState.PROPOSED, "Hij kan ernaast.")
    again = Client().post(own(plan), {"plan": str(plan.pk), "reply": "Nog iets."})
    assert again.status_code == 409
    assert "zeven dagen" in again.text


def test_after_seven_days_it_is_too_late(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(checked_at=timezone.now() - TO_ANSWER - dt.timedelta(minutes=1))
    assert "Antwoorden kan nu niet meer." in Client().get(own(plan)).text
    assert Client().post(own(plan), {"plan": str(plan.pk), "reply": "Toch."}).status_code == 409


def test_nobody_answers_about_a_plan_of_someone_else(plan: Plan, around: VoteRound) -> None:
    other = around.plans.exclude(pk=plan.pk)[0]
    assert Client().post(own(plan), {"plan": str(other.pk), "reply": "Ik."}).status_code == 404
    assert Client().post(own(plan), {"plan": "geen", "reply": "Ik."}).status_code == 404


def test_a_check_that_is_refused_keeps_what_was_typed_and_changes_nothing(plan: Plan, ingrid: Person) -> None:
    beside = plan.round.plans.exclude(pk=plan.pk)[0]
    url = reverse("voting:plan_check", args=["havendijk", plan.round_id, plan.pk])
    said = {
        "feasible": "nee", "reason": "", "cost": "", "symbol": "sun", "title_en": "A hut", "text_en": "Of wood.",
        "excludes": [str(beside.number)],
    }  # fmt: skip
    Idea.objects.filter(pk=plan.idea_id).update(person=ingrid)  # nobody checks their own
    refused = ring_two(ingrid).post(url, said | {"reason": "Kan niet."})
    assert refused.status_code == 409
    assert 'value="A hut"' in refused.text
    assert "Of wood." in refused.text
    assert not PlanText.objects.exists()
    assert not plan.excludes.exists()
