"""What the operating manual ships: a unit and a proxy file that fit the command and the settings."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from buurtnet.config import cli
from buurtnet.config.environment import number
from tests.surroundings import ASKED

PROJECT = Path(__file__).resolve().parents[2]
MANUAL = (PROJECT / "docs" / "operating.md").read_text()
UNIT = PROJECT / "docs" / "systemd" / "buurtnet.service"
PROXY = PROJECT / "docs" / "nginx" / "buurtnet.conf"
TABLE = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", MANUAL, re.MULTILINE))


def values_of(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(), re.MULTILINE)


def test_the_unit_starts_the_command_with_words_it_knows() -> None:
    [line] = values_of("ExecStart")
    program, *words = shlex.split(line)
    args = cli.parser_for(words).parse_args(words)
    assert program.endswith("/buurtnet")
    assert args.module.NAME == "serve"
    assert args.data_dir == "/var/lib/" + values_of("StateDirectory")[0]


def test_the_unit_gives_more_time_to_stop_than_it_takes() -> None:
    source = (PROJECT / "buurtnet" / "config" / "serving.py").read_text()
    longest = re.search(r"^LONGEST_GOODBYE = (\d+)", source, re.MULTILINE)
    assert longest
    assert int(values_of("TimeoutStopSec")[0]) > int(longest[1])


def test_systemd_takes_the_unit() -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not here: nothing can look at the unit")
    done = subprocess.run(["systemd-analyze", "verify", UNIT], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert complaints == []


def test_the_proxy_passes_to_the_port_of_the_unit_what_buurtnet_believes() -> None:
    text = PROXY.read_text()
    port = re.search(r"--port (\d+)", values_of("ExecStart")[0])
    assert port
    assert f"server 127.0.0.1:{port[1]};" in text
    for header in ("Host $host", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in text


def test_nginx_takes_the_proxy_file(tmp_path: Path) -> None:
    if not shutil.which("nginx") or not shutil.which("openssl"):
        pytest.skip("nginx is not here: nothing can look at the proxy file")
    names = {"/etc/ssl/buurtnet/": f"{tmp_path}/", "/var/log/nginx/": f"{tmp_path}/"}
    text = PROXY.read_text()
    for before, after in names.items():
        text = text.replace(before, after)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=buurt.example",
         "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    parts = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{part}_temp_path {tmp_path}/{part};" for part in parts)
    head = f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}"
    (tmp_path / "nginx.conf").write_text(f"{head} http {{ {folders} {text} }}")
    done = subprocess.run(["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_log_of_the_proxy_tells_neither_who_nor_what_was_sought() -> None:
    [form] = re.findall(r"log_format buurtnet '([^']*)'", PROXY.read_text())
    assert not {"$remote_addr", "$request", "$request_uri", "$args", "$http_user_agent"} & set(form.split())


def test_the_manual_tells_the_defaults_that_the_settings_have() -> None:
    assert TABLE["SEARCHES_PER_MINUTE"] == "120"
    assert TABLE["FORMS_PER_MINUTE"] == "30"
    assert TABLE["EMAIL_PORT"] == "25"
    source = (PROJECT / "buurtnet" / "config" / "settings.py").read_text()
    for name, default in re.findall(r'number\("([A-Z_]+)", ([\d_]+)', source):
        assert TABLE[name] == default.replace("_", "")
    assert set(TABLE) == set(ASKED.findall(source))


def test_every_command_stands_in_the_manual() -> None:
    listed = "\n" + MANUAL.partition("```\nbuurtnet demo")[2].partition("```")[0]
    for module in cli.modules_for([]):
        first, _, second = module.NAME.partition(" ")
        line = rf"\bbuurtnet {first} .*\b{second}\b" if second else rf"(buurtnet|,) {first}\b"
        assert module.NAME in {"demo", "keys export"} or re.search(line, listed), module.NAME
    assert "keys export FILE" in listed


def test_a_number_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_PORT", "mail")
    with pytest.raises(ImproperlyConfigured, match="EMAIL_PORT must be a whole number, not 'mail'"):
        number("EMAIL_PORT", 25)
    monkeypatch.setenv("EMAIL_PORT", " 587 ")
    assert number("EMAIL_PORT", 25) == 587
