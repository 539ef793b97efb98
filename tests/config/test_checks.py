"""Outside the demo nothing is served with an unsafe setting; each gets one clear sentence."""

import datetime
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone
from django.utils.crypto import get_random_string
from pytest_django import Settings

from buurtnet.config.checks import host_matches, refuse_unsafe, unsafe_settings
from buurtnet.config.duties import DONE, do_daily
from buurtnet.config.health import Verdict, check_daily, check_help_lines, check_media, check_work, findings
from buurtnet.config.keys import KEY_NAMES, key_from
from buurtnet.kit.plain_error import PlainError
from buurtnet.kit.work import beat
from tests.factories import NetworkFactory

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site(settings: Settings, tmp_path: Path) -> Settings:
    """Settings as they should be on the open internet."""
    settings.DEMO = settings.DEBUG = False
    settings.DATA_DIR = tmp_path / "data"
    settings.SECRET_KEY = get_random_string(60)
    settings.SITE_URL = "https://buurt.example"
    settings.ALLOWED_HOSTS = ["buurt.example"]
    settings.CSRF_TRUSTED_ORIGINS = []
    settings.SECURE_SSL_REDIRECT = settings.TRUST_PROXY = True
    for name in KEY_NAMES:
        key_from(settings.DATA_DIR, name)
    return settings


def test_a_site_as_it_should_be_has_nothing_against_it(site: Settings) -> None:
    assert list(unsafe_settings()) == []
    refuse_unsafe()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEBUG", True, "DEBUG is on"),
        ("SECRET_KEY", "short", "SECRET_KEY can be guessed"),
        ("SECRET_KEY", "abc" * 40, "SECRET_KEY can be guessed"),
        ("SITE_URL", "http://buurt.example", "SITE_URL is http://buurt.example"),
        ("SECURE_SSL_REDIRECT", False, "HTTPS is off"),
        ("TRUST_PROXY", False, "TRUST_PROXY is off"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS is *"),
        ("ALLOWED_HOSTS", ["other.example"], "ALLOWED_HOSTS does not name buurt.example"),
        ("CSRF_TRUSTED_ORIGINS", ["http://a.example"], "CSRF_TRUSTED_ORIGINS holds http://a.example"),
        ("CSRF_TRUSTED_ORIGINS", ["https://*"], "CSRF_TRUSTED_ORIGINS holds https://*"),
        ("MAP_TILES_URL", "http://tiles.example/{z}/{x}/{y}", "MAP_TILES_URL is not https"),
    ],
)
def test_an_unsafe_setting_gets_one_sentence_and_no_start(site: Settings, name: str, value: Any, said: str) -> None:
    setattr(site, name, value)
    [complaint] = unsafe_settings()
    assert complaint.startswith(said)
    assert complaint.endswith(".")
    with pytest.raises(PlainError, match="Not safe to start"):
        refuse_unsafe()


@pytest.mark.parametrize("path", [".", "keys", "keys/secret_key"])
def test_data_that_other_users_of_the_machine_can_read_is_not_served(site: Settings, path: str) -> None:
    (site.DATA_DIR / path).chmod(0o755)
    [complaint] = unsafe_settings()
    assert "can be read by other users" in complaint
    assert "chmod" in complaint


def test_the_demo_starts_without_any_of_this(site: Settings) -> None:
    site.DEMO, site.ALLOWED_HOSTS = True, ["*"]
    refuse_unsafe()


@pytest.mark.parametrize(
    ("host", "allowed", "matches"),
    [
        ("a.example", "a.example", True),
        ("www.a.example", ".a.example", True),
        ("a.example", ".a.example", True),
        ("evila.example", ".a.example", False),
        ("a.example", "b.example", False),
    ],
)
def test_a_host_is_named_itself_or_by_its_domain(host: str, allowed: str, matches: bool) -> None:
    assert host_matches(host, allowed) is matches


@pytest.mark.django_db
def test_the_check_says_what_is_wrong_part_by_part(site: Settings) -> None:
    beat("worker-1")
    found = {finding.what: finding for finding in findings()}
    assert {"settings", "keys", "database", "index", "worker", "tasks", "daily", "log", "money", "disk"} == set(found)
    wrong = {what for what, finding in found.items() if finding.verdict == Verdict.WRONG}
    assert wrong <= {"index", "settings"}
    assert found["worker"].sentence == "is at work"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "verdict"), [(0, Verdict.OK), (1, Verdict.LOOK), (23, Verdict.LOOK), (25, Verdict.WRONG)]
)
def test_a_worker_that_was_silent_for_a_day_is_wrong(hours: int, verdict: Verdict) -> None:
    caches["shared"].set("worker:last", timezone.now() - datetime.timedelta(hours=hours), None)
    assert next(check_work()).verdict == verdict


@pytest.mark.django_db
def test_a_day_whose_jobs_were_not_done_is_looked_at() -> None:
    [finding] = check_daily()
    assert (finding.verdict, "never done" in finding.sentence) == (Verdict.LOOK, True)
    do_daily.call()
    [finding] = check_daily()
    assert finding.verdict == Verdict.OK
    caches["shared"].set(DONE, timezone.now() - datetime.timedelta(days=3), None)
    [finding] = check_daily()
    assert (finding.verdict, "were last done" in finding.sentence) == (Verdict.LOOK, True)


def test_media_that_a_killed_restore_set_aside_are_named(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / ".before-restore-empty").mkdir()
    assert list(check_media()) == []
    (tmp_path / ".before-restore-x" / "before").mkdir(parents=True)
    (tmp_path / ".before-restore-x" / "before" / "photo.jpg").write_text("old")
    [finding] = check_media()
    assert ".before-restore-x" in finding.sentence


@pytest.mark.django_db
def test_the_check_names_the_help_lines_of_our_countries_that_someone_has_to_call(site: Settings) -> None:
    assert not list(check_help_lines())
    NetworkFactory(country="BE")
    [finding] = check_help_lines()
    assert finding.verdict == Verdict.LOOK
    assert "Awel" in finding.sentence
    assert "Kindertelefoon" not in finding.sentence


def test_django_s_own_check_for_deployment_finds_nothing(tmp_path: Path) -> None:
    """Except for HSTS of all subdomains, which is a setting of ours."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PROJECT),
            "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
            "BUURTNET_DATA_DIR": str(tmp_path / "data"),
            "SITE_URL": "https://buurt.example",
            "ALLOWED_HOSTS": "buurt.example",
            "TRUST_PROXY": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stdout + done.stderr
