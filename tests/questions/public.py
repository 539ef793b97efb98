"""What a test of the public side needs: a network with an open door, and someone who walks through its pages."""

import datetime as dt
import re
import time
from collections.abc import Mapping
from html import unescape
from typing import Any, Final
from uuid import uuid4

from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.kit import limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Person
from buurtnet.questions.asking import Asked, ask
from buurtnet.questions.choices import AgeBand, AskedFor, Channel, MessageKind, State
from buurtnet.questions.forms.asking import Draft
from buurtnet.questions.models import Duty, Message, Question
from tests.directory.searchable import town
from tests.factories import NetworkFactory
from tests.people.cast import person

TEXT: Final = "Mijn zoon wil niet naar school. Wat kan ik doen?"
BASE: Final = "/havendijk/"


def fresh_limits(settings: Any) -> None:
    """Limits and what is kept for a while are of a whole process; each test begins with none."""
    limits._windows.clear()
    forget_network_areas()
    caches["limits"].clear()
    settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0


def open_network(**more: Any) -> Network:
    """A network with two neighbourhoods; Samira and Joris answer on every day of the week."""
    network: Network = NetworkFactory(
        slug="havendijk", name="Buurtnet Havendijk", rooms=[Room.MAP, Room.QUESTION],
        areas=town("Havendijk", "Westerkade", "Molenveld"), contact_phone="0999 12 34 56",
        contact_name="Buurthuis De Ankerplaats", **more,
    )  # fmt: skip
    forget_network_areas()
    for name in ("Samira Haddad", "Joris Bakker"):
        on_duty(person(name, Role.CONNECTOR, network), network)
    return network


def on_duty(who: Person, network: Network, **more: Any) -> Duty:
    starts_on = timezone.localdate() - dt.timedelta(days=30)
    return Duty.objects.create(
        person=who, network=network, weekdays=[0, 1, 2, 3, 4, 5, 6], starts_on=starts_on, **more
    )


def a_draft(**said: Any) -> Draft:
    """Someone who answered everything, a minute ago."""
    usual: dict[str, Any] = {
        "text": TEXT, "asked_for": "child", "age_band": "4-11", "area": "-", "contact_way": "site", "language": "nl",
        "begun": time.time() - 60,
    }  # fmt: skip
    return Draft(**usual | said)


def signed(draft: Draft, network: str = "havendijk") -> str:
    """As the page of a network brings it along."""
    return draft.signed(Network.objects.get(slug=network))


def send(client: Client, draft: Draft) -> Any:
    return client.post(f"{BASE}vraag/verstuurd/", {"staat": signed(draft)})


def step(client: Client, name: str, draft: Draft | str = "", **said: Any) -> Any:
    return client.post(f"{BASE}vraag/{name}/", {"staat": draft if isinstance(draft, str) else signed(draft), **said})


def asked_question(network: Network, **more: Any) -> tuple[Question, str]:
    """A question of someone, with its code; who is on duty has read their mail about it."""
    said: dict[str, Any] = {"text": TEXT, "age_band": AgeBand.CHILD, "asked_for": AskedFor.OWN_CHILD} | more
    asked = ask(Asked(**said), network=network, channel=Channel.WEB, form_key=uuid4())
    Mail.objects.all().delete()
    return asked


def answered(question: Question, by: Person, text: str = "Kom eens langs bij de inloop.") -> Message:
    """It was taken and answered."""
    Question.objects.filter(pk=question.pk).update(
        state=State.ANSWERED, owner=by, taken_at=timezone.now(), answered_at=timezone.now()
    )
    question.refresh_from_db()
    return Message.objects.create(
        question=question, kind=MessageKind.ANSWER, author=by, text=text, forget_on=question.forget_on
    )


def hidden(page: Any, name: str = "staat") -> str:
    """What a page brings along."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, f"no {name} on the page"
    return unescape(found[1])


def words(page: Any) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def counts_of_rows() -> Mapping[str, int]:
    """How many rows each table of ours holds: to see that nothing was kept."""
    from django.apps import apps  # noqa: PLC0415  # needs the registry, which is not there when tests are collected

    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}
