"""Who comes to what is on in the demo's towns, who waits, and how many came: by the same actions as real ones."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, Counted, DateState, Joining
from buurtnet.agenda.counting import count, tell
from buurtnet.agenda.join_questions import Asked, ask
from buurtnet.agenda.joining import Coming, join
from buurtnet.agenda.models import Activity, ActivityDate, Signup
from buurtnet.agenda.waiting import most_of
from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.rows import mailed_on
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By

ALIASES: Final = (
    "Amira", "Bea", "Cem", "Daan", "Elif", "Fatima", "Gerda", "Hassan", "Imane", "Jayden", "Karin", "Lamyae", "Mo",
    "Naima", "Omar", "Piet", "Quinty", "Rosa", "Selma", "Thijs", "Ümit", "Vera", "Wim", "Yara", "Zeynep",
    "de familie Jansen", "oma Ria", "Noor en Sem",
)  # fmt: skip
LESSONS: Final = (
    "Meer stoelen klaarzetten. Er kwamen meer mensen dan we dachten.",
    "De limonade was snel op. Neem de volgende keer twee keer zo veel mee.",
    "Iets eerder beginnen met opruimen. Om vijf uur moet de zaal leeg zijn.",
    "Vraag iemand die Turks spreekt bij de deur. Dat hielp vandaag heel erg.",
)
QUESTIONS: Final = (Asked("Is er iets wat je niet eet?"), Asked("Hoe oud zijn de kinderen?"))
ANSWERS: Final = (("Geen varkensvlees", "7 en 9"), ("Geen noten voor Noor", "4"), ("", "10"), ("Vegetarisch", ""))
BEHIND, AHEAD = dt.timedelta(days=13), dt.timedelta(days=45)  # older ones are forgotten already
EACH: Final = 4  # dates of one activity
WAITING: Final = 3  # groups in line for the first date of the first activities
FULL: Final = 3  # so many activities


def load_joining(towns: list[Town]) -> None:
    """For a town in which nobody joined anything yet."""
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        if not Signup.objects.filter(date__network=network).exists():
            with mailed_on(timezone.now()):
                load_town(town, network)


@transaction.atomic
def load_town(town: Town, network: Network) -> None:
    now = timezone.now()
    asked = Activity.objects.filter(network=network, state=ActivityState.LIVE).exclude(registration=Joining.NONE)
    for number, activity in enumerate(asked.order_by("title", "pk")):
        if number == 0 and activity.owner is not None:
            ask(activity, QUESTIONS, by=By(activity.owner))
        for place, date in enumerate(dates_of(activity, now)):
            fill(date, town, key=f"{activity.title}-{place}", is_full=number < FULL and date.starts_at > now)
    past = ActivityDate.objects.filter(
        network=network, ends_at__lt=now, ends_at__gt=now - 4 * BEHIND, state=DateState.PLANNED,
        activity__state=ActivityState.LIVE,
    )  # fmt: skip
    for place, date in enumerate(past.select_related("activity__network").order_by("starts_at", "activity__title")):
        look_back(date, place, town)


def dates_of(activity: Activity, now: dt.datetime) -> Iterator[ActivityDate]:
    """The last one, and the first that come."""
    rows = activity.dates.filter(state=DateState.PLANNED, starts_at__gt=now - BEHIND, starts_at__lt=now + AHEAD)
    yield from rows.select_related("activity__network").order_by("starts_at")[:EACH]


def fill(date: ActivityDate, town: Town, *, key: str, is_full: bool) -> None:
    """Some who come; with ``is_full`` until it is, and a few in line."""
    dice = random.Random(f"{town.slug}{key}")  # noqa: S311  # who comes, and no secret
    most, waiting = most_of(date) or 16, 0
    wanted = most if is_full else max(1, round(most * dice.uniform(0.2, 0.7)))
    questions = list(date.activity.join_questions.all())
    for number, alias in enumerate(dice.sample(ALIASES, len(ALIASES))):
        date.refresh_from_db(fields=["taken"])
        if date.taken >= wanted and (not is_full or waiting >= WAITING):
            break
        answers = zip(questions, dice.choice(ANSWERS), strict=False)
        room = most - date.taken
        coming = Coming(
            people=min(dice.choice((1, 1, 2, 2, 3, 4)), room or 2),
            alias=alias if date.activity.registration == Joining.NAMES else "",
            contact=f"buur{number}@{town.slug}.example" if number % 3 == 0 else "",
            answers={str(one.pk): text for one, text in answers if text},
        )  # fmt: skip
        form = uuid.UUID(town.id("signup", f"{key}-{number}"))
        try:
            join(date, coming, key=form, now=date.starts_at - dt.timedelta(days=1))
        except NotNowError:
            break  # full, without a line
        waiting += date.taken >= most


def look_back(date: ActivityDate, place: int, town: Town) -> None:
    """Numbers of who came; of most also who was there, and of some what is done otherwise next time."""
    owner = date.activity.owner
    if owner is None or place % 4 == 3:  # of some nobody wrote anything down yet
        return
    dice = random.Random(f"{town.slug}{date.activity.title}{place}")  # noqa: S311  # how many came, and no secret
    kinds = (Counted.CHILDREN, Counted.ADULTS, dice.choice((Counted.BABIES, Counted.TEENAGERS, Counted.ELDERLY)))
    count(date, {kind: dice.randint(2, 14) for kind in kinds}, by=By(owner))
    partners = [one.organization_id for one in date.activity.partners.all()]
    if date.activity.owner_organization_id:
        partners.append(date.activity.owner_organization_id)
    lesson = LESSONS[place // 4 % len(LESSONS)] if place % 4 == 0 else ""
    tell(date, organizations=partners, next_time=lesson, by=By(owner))
