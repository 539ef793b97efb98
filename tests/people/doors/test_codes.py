"""Codes of an app and recovery codes: each works once, and ten tries a quarter of an hour."""

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.db import connection
from django.test import Client

from buurtnet.people.factors import STEP, TRIES, takes_code
from buurtnet.people.models import Person
from buurtnet.people.views.factors import SECRET
from tests.people.doors.clients import signed_in
from tests.people.doors.conftest import Clock

pytestmark = pytest.mark.django_db
APP, STRONG = "/account/sleutels/app/", "/account/sterk/"


def code_of(secret: str, steps_ahead: int = 0, now: float | None = None) -> str:
    step = int((time.time() if now is None else now) // STEP) + steps_ahead
    return str(format_hotp_value(hotp_value(secret, step)))


def set_up(client: Client, now: float) -> str:
    """Set up the app; the secret."""
    client.get(APP)
    secret: str = decrypt(client.session[SECRET])
    assert client.post(APP, {"code": code_of(secret, now=now)}).status_code == 302
    return secret


def try_code(client: Client, code: str) -> int:
    return client.post(STRONG, {"code": code, "volgende": "/account/sleutels/codes/"}).status_code


def test_a_code_of_the_app_opens_the_second_ring_once(samira: Person, clock: Clock) -> None:
    secret = set_up(signed_in(samira), clock.time())
    clock.forward(STEP)
    code = code_of(secret, now=clock.time())
    client = signed_in(samira)
    assert try_code(client, code) == 302
    assert client.get("/account/sleutels/codes/").status_code == 200
    cache.clear()  # another process of the server has another memory
    assert try_code(signed_in(samira), code) == 403


def test_the_code_that_set_the_app_up_does_not_open_the_door_again(samira: Person, clock: Clock) -> None:
    secret = set_up(signed_in(samira), clock.time())
    assert try_code(signed_in(samira), code_of(secret, now=clock.time())) == 403


@pytest.mark.parametrize(("steps", "expected"), [(0, 302), (1, 302), (2, 403), (5, 403), (-40, 403)])
def test_a_clock_may_be_off_by_half_a_minute_and_not_more(
    samira: Person, clock: Clock, steps: int, expected: int
) -> None:
    secret = set_up(signed_in(samira), clock.time())
    clock.forward(10 * STEP)
    assert try_code(signed_in(samira), code_of(secret, steps, now=clock.time())) == expected


def test_an_older_code_than_the_last_is_refused(samira: Person, clock: Clock) -> None:
    secret = set_up(signed_in(samira), clock.time())
    clock.forward(10 * STEP)
    now = clock.time()
    assert takes_code(samira, code_of(secret, 1, now=now))
    assert not takes_code(samira, code_of(secret, 0, now=now))


def test_a_code_may_have_blanks(samira: Person, clock: Clock) -> None:
    secret = set_up(signed_in(samira), clock.time())
    clock.forward(STEP)
    code = code_of(secret, now=clock.time())
    assert try_code(signed_in(samira), f" {code[:3]} {code[3:]} ") == 302


def test_guessing_ends_after_ten_tries_for_the_right_code_too(samira: Person, clock: Clock) -> None:
    secret = set_up(signed_in(samira), clock.time())
    clock.forward(STEP)
    client = signed_in(samira)
    for _ in range(TRIES):
        assert try_code(client, "000") == 403
    assert try_code(client, code_of(secret, now=clock.time())) == 403
    clock.forward(900)
    assert try_code(client, code_of(secret, now=clock.time())) == 302


def test_the_secret_is_not_in_the_database_as_it_is(samira: Person, clock: Clock) -> None:
    secret = set_up(signed_in(samira), clock.time())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mfa_authenticator")
        told = str(cursor.fetchall())
    assert secret not in told
    assert "1:k" in json.dumps(Authenticator.objects.get().data)


def recovery_codes(client: Client) -> list[str]:
    page = client.post("/account/sleutels/codes/").content.decode()
    return re.findall(r"<li>(\d{8})</li>", page)


def test_recovery_codes_are_shown_once_and_can_be_taken_along(samira: Person, clock: Clock) -> None:
    client = signed_in(samira)
    set_up(client, clock.time())
    page = client.post("/account/sleutels/codes/").content.decode()
    codes = re.findall(r"<li>(\d{8})</li>", page)
    assert len(set(codes)) == 10
    assert 'download="herstelcodes' in page
    assert "%0A".join(codes) in page
    assert not set(codes) & set(re.findall(r"\d{8}", client.get("/account/sleutels/codes/").content.decode()))


def test_a_recovery_code_opens_once_and_new_ones_end_the_old(samira: Person, clock: Clock) -> None:
    client = signed_in(samira)
    set_up(client, clock.time())
    first, second, *_ = recovery_codes(client)
    assert try_code(signed_in(samira), first) == 302
    assert try_code(signed_in(samira), first) == 403
    recovery_codes(client)
    assert try_code(signed_in(samira), second) == 403


def test_who_has_no_key_gets_no_recovery_codes(samira: Person) -> None:
    assert signed_in(samira).post("/account/sleutels/codes/").status_code == 403
    assert not Authenticator.objects.exists()


def test_without_the_last_key_recovery_codes_are_gone_too(samira: Person, clock: Clock) -> None:
    client = signed_in(samira)
    set_up(client, clock.time())
    recovery_codes(client)
    key = Authenticator.objects.get(type="totp")
    assert client.get(f"/account/sleutels/{key.pk}/weg/").status_code == 200
    assert Authenticator.objects.count() == 2, "looking takes nothing away"
    client.post(f"/account/sleutels/{key.pk}/weg/")
    assert not Authenticator.objects.exists()


def test_a_secret_that_opens_no_more_while_it_waits_is_made_anew_and_said(samira: Person, clock: Clock) -> None:
    client = signed_in(samira)
    client.get(APP)
    session = client.session
    session[SECRET] = session[SECRET][:-8] + "AAAAAAA="
    session.save()
    answer = client.post(APP, {"code": "123456"})
    assert answer.status_code == 200
    assert "Scan deze nieuwe code" in answer.content.decode()
    assert client.post(APP, {"code": code_of(decrypt(client.session[SECRET]), now=clock.time())}).status_code == 302


def test_a_secret_that_was_tampered_with_opens_nothing_and_leaves_the_recovery_codes(
    samira: Person, clock: Clock
) -> None:
    client = signed_in(samira)
    set_up(client, clock.time())
    recovery = recovery_codes(client)[0]
    [app] = Authenticator.objects.filter(user=samira, type=Authenticator.Type.TOTP)
    app.data["secret"] = app.data["secret"][:-8] + "AAAAAAA="
    app.save()
    clock.forward(STEP)
    assert try_code(signed_in(samira), "123456") == 403
    assert try_code(signed_in(samira), recovery) == 302
