"""What the people of the demo asked families, through the same actions as real questions."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import email_of, organization_of, people_rows
from buurtnet.people.choices import ConsentWay
from buurtnet.people.consent import Jurisdiction, months_after, required
from buurtnet.people.consent_links import Question, parties_in_order, send_question
from buurtnet.people.consent_pages import asking_role
from buurtnet.people.consent_words import TO, receiver_word
from buurtnet.people.consenting import By, answer, withdraw
from buurtnet.people.models import Consent, ConsentParty, Membership, Person

DATA = Path(__file__).parent / "data" / "consents.toml"
OF_AGE = 18
type Row = dict[str, Any]


def load_consents(towns: list[Town]) -> None:
    """For who asked nothing yet, and still may."""
    by_slug = {town.slug: town for town in towns}
    people = {row["key"]: row for row in people_rows()}
    asked_already = set(Consent.objects.values_list("asked_by__email", flat=True))
    for row in consent_rows():
        asker = people[row["asker"]]
        role = role_of(asker)
        if role is not None and email_of(asker) not in asked_already:
            load_consent(row, role, by_slug[asker["network"]])


def consent_rows() -> list[Row]:
    rows: list[Row] = tomllib.loads(DATA.read_text("utf-8"))["consent"]
    return rows


def role_of(row: Row) -> Membership | None:
    person = Person.objects.filter(email=email_of(row)).first()
    return asking_role(person, Network.objects.get(slug=row["network"])) if person else None


@transaction.atomic
def load_consent(row: Row, role: Membership, town: Town) -> None:
    """Asked some days ago, answered the day after."""
    began = timezone.now() - dt.timedelta(days=row["days_ago"])
    by = By(role.person_id, role.role, role.network, role.organization)
    jurisdiction = Jurisdiction.VL if town.country == "BE" else Jurisdiction.NL
    needed = required(jurisdiction, row["age"], parents=row.get("parents"))
    addresses = [*row.get("mail", []), *("" for _ in needed.parties)][: len(needed.parties)]
    question = Question(
        jurisdiction=jurisdiction, required=needed, asked_for=[row["purpose"], *row["what"]],
        receivers=[organization_of(town, key) for key in row["receivers"]],
        until=months_after(began.date(), row["months"]), born=born(row, town.today), language=town.locale,
        addresses=addresses,
    )  # fmt: skip
    consent = send_question(question, asker=role.person, by=by)
    about = next((one for one in people_rows() if one["key"] == row.get("about")), None)
    person = Person.objects.filter(email=email_of(about)).first() if about else None
    Consent.objects.filter(pk=consent.pk).update(
        asked_at=began, subject_id=person.pk if person else consent.subject_id
    )
    consent.refresh_from_db()
    load_answers(row, parties_in_order(consent, needed), town, by=by)
    ConsentParty.objects.filter(consent=consent, answered_at__isnull=False).update(
        answered_at=began + dt.timedelta(days=1)
    )
    if row.get("end") == "stop":
        withdraw(consent, by=by)


def load_answers(row: Row, parties: list[ConsentParty], town: Town, *, by: By) -> None:
    for party, said in zip(parties, row.get("said", []), strict=False):
        left_out = [word_of(word, town) for word in said] if isinstance(said, list) else []
        answer(party, says_yes=said != "no", way=ConsentWay.SPOKEN, by=by, left_out=left_out)


def word_of(word: str, town: Town) -> str:
    """A word of the file as it is kept: an organization by its id."""
    return receiver_word(organization_of(town, word.removeprefix(TO)).pk) if word.startswith(TO) else word


def born(row: Row, today: dt.date) -> dt.date | None:
    """The day of birth of who is so old, with a birthday in so many days; of who is of age it is not asked."""
    if row["age"] >= OF_AGE:
        return None
    return months_after(today + dt.timedelta(days=row["birthday_in"]), -12 * (row["age"] + 1))
