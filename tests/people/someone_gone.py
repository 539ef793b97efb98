"""Run by a test in a process of its own: someone lives in Buurtnet, is backed up, and asks to be forgotten."""

import datetime
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from PIL import Image

from buurtnet.config.backup import back_up
from buurtnet.config.keys import export_keys
from buurtnet.config.prepare import prepare
from buurtnet.people.mailing import requeue_waiting, send
from buurtnet.people.models import AddressChange, Card, Mail, Person, ReachableHours, SigninLink
from buurtnet.people.my_data import erase_account, take_address
from buurtnet.people.photos import FACE, keep_photo
from buurtnet.people.signin import send_signin_link, use_link
from buurtnet.privacy.models import Erasure, LogRow
from buurtnet.privacy.sealing import seal
from buurtnet.privacy.verifying import verify
from tests.people.doors.clients import last_link

OLD, NEW, STAYS = "sporrewaan.oud@havendijk.example", "sporrewaan.nieuw@havendijk.example", "blijft@havendijk.example"
SIGNS = ("sporrewaan", "99887766")


def live(archive: str, keys: str) -> None:
    prepare()
    gone, stays = (
        Person.objects.create_user(OLD, name="Sporrewaan Zoek"),
        Person.objects.create_user(STAYS, name="Blijft"),
    )
    for person, phone in ((gone, "06 99887766"), (stays, "06 12345678")):
        card = Card.objects.create(person=person, phone=phone, ask_me="sporrewaanzoeken" if person == gone else "")
        keep_photo(card, picture())
    sign_in(OLD)
    change_address(gone)
    for address in (NEW, STAYS):
        send_signin_link(address)
    send(NEW, "Bericht", "https://buurt.example/sporrewaan", person=gone)
    only_in_the_backup = ReachableHours.objects.create(person=gone, weekday=1, opens_at="9:00", closes_at="10:00")
    back_up(Path(archive))
    export_keys(Path(settings.DATA_DIR), Path(keys))
    only_in_the_backup.delete()
    assert list(traces())
    erase_account(gone)
    assert not list(traces())


def picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(file, "JPEG")
    file.seek(0)
    return file


def sign_in(address: str) -> None:
    send_signin_link(address)
    assert use_link(last_link(address).rstrip("/").rpartition("/")[2])
    send_signin_link(address)


def change_address(person: Person) -> None:
    now = timezone.now()
    change = AddressChange.objects.create(
        person=person, new_email=NEW, old_token_hash="a" * 64, new_token_hash="b" * 64, expires_at=now,
        old_confirmed_at=now, new_confirmed_at=now,
    )  # fmt: skip
    assert take_address(HttpRequest(), change)
    person.refresh_from_db()


def traces() -> Iterator[str]:
    """Rows that tell of the one who is gone, whatever the model."""
    for model in apps.get_models():
        for row in model._base_manager.all():
            told = repr({field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}).lower()
            if any(sign in told for sign in SIGNS):
                yield model._meta.label


def tell() -> None:
    """Print what is there, after the worker looked for mails that wait and sealed the log."""
    Mail.objects.waiting().update(queued_at=timezone.now() - datetime.timedelta(hours=1))
    requeue_waiting()
    seal()
    gone = Erasure.objects.get(model_label="people.Person").object_id
    state: dict[str, Any] = {
        "traces": sorted(traces()),
        "waiting": sorted(Mail.objects.waiting().values_list("to", flat=True)),
        "links": list(SigninLink.objects.values_list("email", flat=True)),
        "hours": ReachableHours.objects.count(),
        "files": len(list((Path(settings.MEDIA_ROOT) / FACE.folder).glob("*"))),
        "cards": Card.objects.count(),
        "kinds": sorted(set(Erasure.objects.values_list("model_label", flat=True))),
        "erased": LogRow.objects.filter(action="erase", subject=gone, role_then="system").count(),
        "faults": verify().sentences,
    }
    print(json.dumps(state))  # noqa: T201 (another process reads it)
