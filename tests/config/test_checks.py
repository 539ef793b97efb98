"""Outside the demo nothing is served with an unsafe setting; each gets one clear sentence."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils.crypto import get_random_string
from pytest_django import Settings

from buurtnet.config.checks import host_matches, refuse_unsafe, unsafe_settings
from buurtnet.config.health import Verdict, check_help_lines, findings
from buurtnet.config.keys import key_from
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
    key_from(settings.DATA_DIR, "secret_key")
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
    assert {"settings", "keys", "database", "index", "worker", "tasks", "disk"} == set(found)
    wrong = {what for what, finding in found.items() if finding.verdict == Verdict.WRONG}
    assert wrong <= {"index", "settings"}
    assert found["worker"].sentence == "is at work"


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
