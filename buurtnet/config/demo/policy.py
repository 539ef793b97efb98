"""What the demo's networks put to bodies with power, what these answered, and what they promised."""

import datetime as dt
from typing import Final

from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.questions import by_of, happened, someone
from buurtnet.config.demo.rows import Row, days_ago
from buurtnet.needs import agreements, co_signing, policy
from buurtnet.needs.choices import Verdict
from buurtnet.needs.models import (
    CoSignature,
    DecisionNote,
    Feedback,
    NeedStep,
    PolicyPromise,
    PolicySignal,
    PolicyStep,
    ReplyAgreement,
    ReplyLink,
    SharedNeed,
    Signal,
    Telling,
)  # fmt: skip
from buurtnet.needs.policy_late import settle
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership
from buurtnet.questions.models import Message, Question

OF_POLICY: Final = {
    Message: ("sent_at",),
    Question: ("call_since",),
    PolicySignal: ("created_at",),
    PolicyStep: ("at",),
    CoSignature: ("asked_at", "signed_at"),
    DecisionNote: ("noted_at",),
    ReplyLink: ("made_at",),
    NeedStep: ("at",),
    Signal: ("told_at",),
    Feedback: ("told_at",),
}


def load_agreements(rows: list[Row], town: Town, network: Network) -> None:
    for row in rows:
        signed = agreements.Signed(
            organization=organization_of(town, row["organization"]), body=row["body"], signed_by_role=row["role"],
            signed_on=town.today - dt.timedelta(days=row["days_ago"]), days=row["days"],
        )  # fmt: skip
        agreements.sign_agreement(network, signed, agreements.Kept(mail_to=row["mail"]), by=by_of(row, network))


def load_policy(row: Row, town: Town, network: Network) -> None:
    """From a draft to where it stands now, each step on its own day."""
    by = by_of(row, network)
    with happened(days_ago(row["days_ago"]), OF_POLICY):
        signal = policy.draft(network, draft_of(row, network), by=by)
        for platform in row.get("platforms", []):
            sign_along(platform, signal, town, by)
    if "decided" in row:
        with happened(days_ago(row["decided"]["days_ago"]), OF_POLICY):
            policy.decide(signal, decision_of(row["decided"], town), version=fresh(signal).version, by=by)
    if "sent_days_ago" in row:
        send(row, signal, town, by)
    for days in row.get("late_days_ago", []):
        with happened(days_ago(days), OF_POLICY):
            settle(fresh(signal), days_ago(days))
    if "answer" in row:
        load_answer(row, signal, town, network)


def draft_of(row: Row, network: Network) -> policy.Draft:
    told = Telling.objects.filter(network=network).order_by("-release__number")
    return policy.Draft(
        needs=list(SharedNeed.objects.filter(network=network, title__in=row["needs"])),
        agreement=ReplyAgreement.objects.get(network=network, body=row["agreement"]), title=row["title"],
        story=row["story"], asked=row["asked"], proposal=row.get("proposal", ""),
        is_about_a_place=row.get("is_about_a_place", False),
        release=told[1].release if row.get("has_figures") else None,
    )  # fmt: skip


def sign_along(row: Row, signal: PolicySignal, town: Town, by: By) -> None:
    """A platform of parents or residents is asked, and its editor says yes."""
    platform, editor = organization_of(town, row["organization"]), someone(row["editor"])
    Membership.objects.get_or_create(
        person=editor, role=Role.EDITOR, organization=platform, defaults={"starts_at": days_ago(190)}
    )
    co_signing.ask_platforms(signal, [platform], by=by)
    asked = CoSignature.objects.get(signal=signal, organization=platform)
    co_signing.sign(asked, wants_reply=True, by=By(editor, Role.EDITOR))


def decision_of(row: Row, town: Town) -> policy.Decided:
    on = town.today - dt.timedelta(days=row["days_ago"])
    return policy.Decided(row["text"], row["where"], row["by_role"], on)


def send(row: Row, signal: PolicySignal, town: Town, by: By) -> None:
    days = row["sent_days_ago"]
    with happened(days_ago(days), OF_POLICY):
        sent = policy.send_signal(signal, version=fresh(signal).version, by=by)
    on = town.today - dt.timedelta(days=days)
    due = on + dt.timedelta(days=sent.agreement.days)
    PolicySignal.objects.filter(pk=signal.pk).update(sent_on=on, answer_due=due)
    if "received_days_ago" in row:
        received = town.today - dt.timedelta(days=row["received_days_ago"])
        with happened(days_ago(row["received_days_ago"]), OF_POLICY):
            policy.receive(fresh(signal), by=None)
        PolicySignal.objects.filter(pk=signal.pk).update(received_on=received)


def load_answer(row: Row, signal: PolicySignal, town: Town, network: Network) -> None:
    """The answer, in plain words, with what was promised; some of it is done."""
    said, by = row["answer"], by_of(row, network)
    reply = policy.Reply(
        Verdict(said["verdict"]), said["text"], said["reason"], said["by_role"], said["in_plain_words"]
    )
    with happened(days_ago(said["days_ago"]), OF_POLICY):
        on = town.today - dt.timedelta(days=said["days_ago"])
        policy.answer(fresh(signal), reply, by=None, answered_on=on)
        review = town.today + dt.timedelta(days=said["review_in"])
        policy.put_in_plain_words(signal, said["in_plain_words"], review, version=fresh(signal).version, by=by)
        made = [policy.note_promise(signal, promise_of(one, town), by=by) for one in row["promises"]]
    for one, promise in zip(row["promises"], made, strict=True):
        if "closed_days_ago" in one:
            with happened(days_ago(one["closed_days_ago"]), OF_POLICY):
                policy.close_promise(promise, is_kept=one["is_kept"], result=one["result"], by=by)
            closed = town.today - dt.timedelta(days=one["closed_days_ago"])
            PolicyPromise.objects.filter(pk=promise.pk).update(closed_on=closed)


def promise_of(row: Row, town: Town) -> policy.Promised:
    due = town.today + dt.timedelta(days=row["due_in"])
    return policy.Promised(row["text"], row["by_role"], someone(row["follower"]), due)


def fresh(signal: PolicySignal) -> PolicySignal:
    return PolicySignal.objects.get(pk=signal.pk)
