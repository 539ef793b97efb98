"""Ideas for tests, each the least that makes sense."""

import io
import time
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from buurtnet.areas.models import Network
from buurtnet.budget.choices import IdeaState
from buurtnet.budget.forms.ideas import Draft, draft_in
from buurtnet.budget.ideas import From, What, confirm, have_idea, let_in
from buurtnet.budget.models import Idea
from buurtnet.budget.moving import locked, move
from buurtnet.budget.whose import hash_of_contact
from buurtnet.people.models import Person

MAIL = "z@voorbeeld.example"
TITLE = "Een spelletjeskast op het plein"


def an_idea(network: Network, *, mail: str = "", person: Person | None = None, **more: Any) -> Idea:
    """Just written down by a resident, and not looked at."""
    what = What(**{"title": TITLE, **more})
    return have_idea(network, what, From(contact=mail, person=person), form_key=uuid.uuid4())


def a_shown_idea(network: Network, by: Person, *, mail: str = MAIL, **more: Any) -> Idea:
    """On the site, of who confirmed their address; asked for at once when it costs something."""
    made = an_idea(network, mail=mail, **more)
    if mail:
        confirm(made, hash_of_contact(mail))
    return let_in(made, by=by)


def brought_to(idea: Idea, *states: IdeaState, **changes: Any) -> Idea:
    """The same idea some steps on."""
    with transaction.atomic():
        locked(idea)
        for state in states:
            move(idea, state, by=None, **changes)
    return idea


def photo(size: tuple[int, int] = (1600, 1200)) -> SimpleUploadedFile:
    raw = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(raw, "JPEG")
    return SimpleUploadedFile("foto.jpg", raw.getvalue(), "image/jpeg")


def url(name: str, *args: Any) -> str:
    return reverse(f"budget:{name}", args=["havendijk", *args])


def staat_of(network: Network, **said: Any) -> str:
    """What a page brings along that lay open for a while."""
    return Draft(begun=time.time() - 60, **said).signed(network)


def draft_of(page: Any, network: Network) -> Draft:
    """What was said so far, as the page shows it."""
    found = draft_in(page.context["staat"], network)
    assert found
    return found


def step(client: Client, name: str, staat: str, **said: Any) -> Any:
    return client.post(url("idea_step", name), {"staat": staat, **said})


def tell_form(**more: Any) -> Mapping[str, Any]:
    return {"sentence": "Elke dag staan er kinderen bij de kast."} | more
