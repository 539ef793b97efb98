"""Devices: where someone is signed in, told in plain words, and ended by their owner."""

import hashlib
import re

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.people.models import Device, Person

DEVICE, SEEN_AT, IS_REMEMBERED = "device", "seen_at", "is_remembered"  # keys in the session
OFTEN = 3600  # seconds between two notes of a visit
OFTEN_PASSING = 300  # on a device that is not remembered, whose idle limit is two hours

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("CrOS", "Chromebook"), ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip


def device_name(user_agent: str) -> str:
    """A browser and a machine in words people know: "Firefox op Windows". What is not known is not guessed."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if re.search(rf"\b{sign}\b", user_agent)), "")
    if browser and system:
        return _("{browser} op {system}").format(browser=browser, system=system)
    return browser or system or _("Onbekend apparaat")


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def register_device(request: HttpRequest, person: Person, *, is_remembered: bool) -> Device:
    """The row of a new sign-in. The session has its key by now."""
    assert request.session.session_key
    device = Device.objects.create(
        person=person,
        session_hash=hash_of(request.session.session_key),
        name=device_name(request.META.get("HTTP_USER_AGENT", ""))[:80],
        is_remembered=is_remembered,
        last_seen_at=timezone.now(),
    )
    request.session[DEVICE] = device.pk
    return device


def device_of(request: HttpRequest) -> Device | bool | None:
    """The device of a session; False when it was ended; None for a session that no door of ours opened."""
    key = request.session.get(DEVICE)
    if key is None:
        return None
    return Device.objects.filter(pk=key, person=request.user.pk).first() or False


def note_visit(request: HttpRequest, now: float) -> None:
    """When this device was last seen, once an hour at most. ``now`` in seconds since 1970."""
    key, seen = request.session.get(DEVICE), request.session.get(SEEN_AT, 0.0)
    often = OFTEN if request.session.get(IS_REMEMBERED) else OFTEN_PASSING
    if key is None or now - seen <= often:
        return
    request.session[SEEN_AT] = now
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    Device.objects.filter(pk=key, last_seen_at__lt=hour).update(last_seen_at=timezone.now())


def new_session_key(request: HttpRequest) -> None:
    """Another key for the same session, so that one that was seen before is of no use."""
    request.session.cycle_key()
    key = request.session.session_key
    if key and (device := request.session.get(DEVICE)):
        Device.objects.filter(pk=device).update(session_hash=hash_of(key))


@transaction.atomic
def end_devices(person: Person, *, but: int | None = None, only: int | None = None) -> int:
    """End sign-ins of a person: one (``only``), all, or all but this one. Returns how many."""
    devices = Device.objects.filter(person=person)
    if but is not None:
        devices = devices.exclude(pk=but)
    if only is not None:
        devices = devices.filter(pk=only)
    hashes = set(devices.values_list("session_hash", flat=True))
    keys = [key for key in Session.objects.values_list("session_key", flat=True) if hash_of(key) in hashes]
    Session.objects.filter(session_key__in=keys).delete()
    return devices.delete()[0]
