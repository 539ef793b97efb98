"""Every setting of the table in the manual: what it may be is taken, and what is wrong is told in one sentence."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from buurtnet.config import cli, environment
from buurtnet.config.checks import require_mail_backend
from buurtnet.config.environment import WrongSettingError
from buurtnet.kit.plain_error import PlainError
from tests.surroundings import ASKED, SETTINGS

PROJECT = Path(__file__).resolve().parents[2]
MANUAL = (PROJECT / "docs" / "operating.md").read_text()
NAMES = sorted(re.findall(r"^\| `([A-Z_]+)` \|", MANUAL, re.MULTILINE))
KEY = "k3y-" * 10
TILES = "https://tegels.example/{z}/{x}/{y}.png"

WRONG = {
    "BUURTNET_DATA_DIR": [" ", "~niemand-hier/x", "/dev/null", "/dev/null/onder", "/tmp/" + "a" * 300],
    "BUURTNET_INDEX_DIR": ["", "/dev/null", "/etc/hostname/x"],
    "BUURTNET_DEMO": ["misschien", "2", "ja"],
    "HTTPS": ["uit", "https"],
    "TRUST_PROXY": ["127.0.0.1"],
    "HSTS_SUBDOMAINS": ["*"],
    "EMAIL_USE_TLS": ["starttls"],
    "DATABASE_URL": [
        "", "  ", "sqlite://:memory:", "sqlite://", "sqlite:///hier.sqlite3", "sqlite:////nergens-hier/a.sqlite3",
        "sqlite:////tmp", "mysql://a:b@c/d", "oracle://a/b", "buurtnet", "postgres://", "postgres:///buurtnet",
        "postgres://host", "postgres://host/", "postgres://u:geheim@host:poort/db", "postgres://u:geheim@host:99999/db",
        "postgres://[::1/db", "postgres://u:geheim/@host/db", "postgres://h/db?row_factory=1",
        "postgres://h/db?sslmode=a&sslmode=b", "postgres://u%00@h/db",
    ],
    "SECRET_KEY": ["", " "],
    "FIELD_KEYS": ["", "kort", f"{KEY},kort"],
    "SITE_URL": [
        "", "https://[::1", "https://buurt.example:poort", "https://buurt.example:99999", "https://buurt.example:",
        "https://buurt.example?a=b", "https://buurt.example/?", "https://buurt.example/pad", "https://buurt.example#a",
        "buurt.example", "//buurt.example", "ftp://buurt.example", "https://", "https://buurt example", "https://-a",
        "https://naam:geheim@buurt.example", "javascript:alert(1)", "https://buurt.example\\@ander.example",
    ],
    "ALLOWED_HOSTS": ["", ",", " , ", "https://buurt.example", "buurt.example:443", "buurt.example/pad", "::1"],
    "CSRF_TRUSTED_ORIGINS": ["buurt.example", "https://", "https://buurt.example/pad", "https://a.example,x"],
    "MAP_TILES_URL": [
        "tegels", "https://tegels.example/", "https://tegels.example/{z}/{x}", "https://{z}{x}{y}", f"{TILES}{{q}}",
        "https://tegels.example;script-src */{z}/{x}/{y}", "https://a.example, *.x/{z}/{x}/{y}", "ftp://a/{z}/{x}/{y}",
        "https://a{s}b.example/{z}/{x}/{y}",
    ],
    "FETCH_HOSTS": [
        "127.0.0.1", "10.0.0.7:0", "10.0.0.7:65536", "10.0.0.7:poort", "http://10.0.0.7:80", "::1:80", "a b:80",
        ":80", "a.example:080", "a.example:80/pad", "a.example:80;b.example:80",
    ],
    "OIDC_ISSUER": ["login", "https://", "https://login.example?x=1", "https://a b/", "https://login.example; x"],
    "EMAIL_BACKEND": [
        "smtp", "django.core.mail.backends.filebased.EmailBackend", "django.core.mail.backends.smtp", "a..b", "a.b!",
    ],
    "EMAIL_HOST": ["mail.example:587", "smtp://mail.example", "mail server", "-"],
    "EMAIL_PORT": ["0", "65536", "vijfentwintig", "2 5", "1e3"],
    "SEARCHES_PER_MINUTE": ["-1", "veel", "9" * 5_000],
    "FORMS_PER_MINUTE": ["1.5", "1000001"],
    "SIGN_INS_PER_HOUR": ["nan"],
    "DEFAULT_FROM_EMAIL": ["niemand", "a@b@c.example", "a@buurt.example, b@buurt.example", "Buurt <>"],
    "REPLY_ADDRESS": ["niemand", "Buurt <a@buurt.example>", "{token}"],
    "MEANING": ["aan"],
    "MEANING_PREFIXES": ["query"],
    "LOG_LEVEL": ["LUID"],
}  # fmt: skip
RIGHT = {
    "BUURTNET_DEMO": ["on", "FALSE", ""],
    "DATABASE_URL": [
        "postgres://u:w%40rd@db.example:5432/buurtnet", "postgresql://u@%2Frun%2Fpostgresql/buurtnet",
        "postgres://u@/buurtnet?host=/run/postgresql", "postgres://u@[::1]/buurtnet?sslmode=require", "sqlite:////tmp/a",
    ],
    "SITE_URL": ["https://buurt.example", "https://buurt.example/", "http://localhost:8000", "https://[2001:db8::1]:8443"],
    "ALLOWED_HOSTS": ["buurt.example, .wijk.example", "[::1]", "*", "192.0.2.7"],
    "CSRF_TRUSTED_ORIGINS": ["https://a.example, https://*.b.example:8443", "", "https://*"],
    "MAP_TILES_URL": [TILES, "https://{s}.tegels.example/{z}/{x}/{y}{r}.png", "https://a.example/?m={z}&r={y}&c={x}"],
    "FETCH_HOSTS": ["127.0.0.1:8123, Binnen.example:443", "[::1]:8000", ""],
    "OIDC_NAME": ["Gemeente Havendijk"],
    "EMAIL_BACKEND": ["django.core.mail.backends.dummy.EmailBackend", "anymail.backends.test.EmailBackend"],
    "EMAIL_HOST": ["mail.buurt.example", "192.0.2.7", "::1"],
    "DEFAULT_FROM_EMAIL": ["Buurtnet <buurtnet@buurt.example>", "buurtnet@localhost"],
    "REPLY_ADDRESS": ["antwoord@buurt.example", "antwoord-{token}@buurt.example", ""],
    "EMAIL_PORT": [" 587 ", ""],
    "MEANING": ["off", "Auto"],
    "MEANING_PREFIXES": ["none"],
    "MEANING_MODEL_DIR": ["/srv/model"],
    "LOG_LEVEL": ["debug"],
    "FIELD_KEYS": [f"{KEY},{KEY}2"],
}  # fmt: skip


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment in which every setting is left out but the data folder and a key."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BUURTNET_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SECRET_KEY", KEY)
    return monkeypatch


def read() -> dict[str, Any]:
    return runpy.run_path(str(SETTINGS))


def pairs(cases: dict[str, list[str]]) -> list[Any]:
    return [pytest.param(name, value, id=f"{name}={value[:40]}") for name in cases for value in cases[name]]


def test_the_cases_speak_of_settings_of_the_table() -> None:
    assert set(NAMES) == set(ASKED.findall(SETTINGS.read_text()))
    assert set(NAMES) >= set(WRONG) | set(RIGHT)
    free = {name for name in NAMES if name not in WRONG}
    assert free == {
        "MAP_TILES_ATTRIBUTION", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_STRONG_ACR",
        "OIDC_STRONG_AMR", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "MEANING_MODEL_DIR",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "value"), pairs(WRONG))
def test_what_is_wrong_gets_one_sentence_that_names_the_setting(
    surroundings: pytest.MonkeyPatch, name: str, value: str
) -> None:
    surroundings.setenv(name, value)
    with pytest.raises(WrongSettingError) as told:
        read()
    sentence = str(told.value)
    assert sentence.startswith(name + " ")
    assert sentence.endswith(".")
    assert len(sentence) < 420
    assert "\n" not in sentence
    assert "geheim" not in sentence


@pytest.mark.parametrize(("name", "value"), pairs(RIGHT))
def test_what_is_right_is_taken(surroundings: pytest.MonkeyPatch, name: str, value: str) -> None:
    surroundings.setenv(name, value)
    assert read()["SITE_URL"]


LINE = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
NONSENSE = (
    LINE
    | st.sampled_from(
        ["\udcff", "a\nb", "\x1b[2J", "/" * 40, "9" * 5_000, "%00", "٣", "{", "https://[", "*", "@", ":"]
    )
    | st.sampled_from([value for values in [*WRONG.values(), *RIGHT.values()] for value in values])
)


@pytest.mark.parametrize("name", NAMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(value=NONSENSE)
@example(value="\udcff")
@example(value="https://[::1")
def test_whatever_stands_in_a_setting_is_taken_or_told(
    surroundings: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    """No crash, and no folder made outside the one that was named."""
    with surroundings.context() as patch:
        patch.setenv(name, value)
        patch.chdir(tmp_path)
        if name == "OIDC_ISSUER":
            patch.setenv("OIDC_CLIENT_ID", "buurtnet")
        try:
            found = read()
        except ImproperlyConfigured as problem:
            told = str(problem)
        else:
            policy = found["SECURE_CSP"]
            told = f"{name} is taken"
            assert not [
                word for word in [*policy["img-src"], *policy["form-action"]] if re.search(r"[;,\s]", str(word))
            ]
        assert told.startswith(name + " ")
        assert told.isprintable()


def test_a_provider_needs_the_name_it_knows_us_by(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("OIDC_ISSUER", "https://login.example/realms/wijk/")
    with pytest.raises(WrongSettingError, match=r"^OIDC_CLIENT_ID must be given too when OIDC_ISSUER is\.$"):
        read()
    surroundings.setenv("OIDC_CLIENT_ID", "buurtnet")
    assert read()["OIDC_ISSUER"] == "https://login.example/realms/wijk"


def test_blanks_belong_to_a_password(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("EMAIL_HOST_PASSWORD", " a b ")
    assert read()["MAILERS"]["default"]["OPTIONS"]["password"] == " a b "


def test_a_data_folder_of_any_name_holds_its_own_database(surroundings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    odd = tmp_path / "a#b?c%41"
    surroundings.setenv("BUURTNET_DATA_DIR", str(odd))
    assert read()["DATABASES"]["default"]["NAME"] == str(odd / "buurtnet.sqlite3")


@pytest.mark.parametrize("part", ["media", "static", "index"])
def test_a_file_where_a_folder_of_ours_belongs_is_told(
    surroundings: pytest.MonkeyPatch, tmp_path: Path, part: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / part).write_text("")
    setting = "BUURTNET_INDEX_DIR" if part == "index" else "BUURTNET_DATA_DIR"
    with pytest.raises(WrongSettingError, match=rf"^{setting} must be a folder, and '.*/data/{part}' is a file\.$"):
        read()


@pytest.mark.parametrize("part", ["", "media", "index"])
def test_a_folder_that_nobody_lets_us_write_to_is_told(
    surroundings: pytest.MonkeyPatch, tmp_path: Path, part: str
) -> None:
    locked = tmp_path / "data" / part
    locked.mkdir(parents=True)
    surroundings.setattr(environment.os, "access", lambda path, mode: Path(path) != locked)  # root may do anything
    with pytest.raises(WrongSettingError, match="must be a folder that can be written to, and"):
        read()


@pytest.mark.parametrize("name", ["nergens.Backend", "os.path", "os.getcwd", "tests.config.whole_site.tell"])
def test_a_mail_backend_that_is_none_is_told(settings: Any, name: str) -> None:
    settings.MAILERS = {"default": {"BACKEND": name, "OPTIONS": {}}}
    with pytest.raises(
        WrongSettingError, match=f"EMAIL_BACKEND must be a mail backend that is installed, and {name} is"
    ):
        require_mail_backend()


def test_every_mail_backend_of_django_that_may_be_chosen_is_there(settings: Any) -> None:
    for name in environment.DJANGO_BACKENDS:
        options = {"host": "localhost"} if ".smtp." in name else {}
        settings.MAILERS = {"default": {"BACKEND": name, "OPTIONS": options}}
        require_mail_backend()


def test_a_wrong_setting_is_a_plain_error_and_ends_with_2() -> None:
    assert issubclass(WrongSettingError, PlainError)
    assert cli.WRONG_SETTINGS == 2


@pytest.mark.parametrize(
    "setting",
    [
        "SITE_URL=https://[::1",
        "DATABASE_URL=",
        "SECRET_KEY=",
        "EMAIL_BACKEND=nergens.Backend",
        "BUURTNET_DATA_DIR=~nie/x",
    ],
)
def test_no_command_starts_with_a_wrong_setting(tmp_path: Path, setting: str) -> None:
    name, _, value = setting.partition("=")
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "buurtnet.config", "daily"],
        env=kept | {"BUURTNET_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(PROJECT)} | {name: value},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done
    assert done.stderr.startswith(f"buurtnet: {name} ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
