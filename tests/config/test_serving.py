"""Serving: pages and files with their headers, a worker that comes back, and a clean end."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pytest_django import Settings

from buurtnet.config.locks import running
from buurtnet.config.serving import collect_static, require_free_port, tell_of_others
from buurtnet.kit.headers import BARE_HEADERS
from buurtnet.kit.plain_error import PlainError

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds

pytestmark = pytest.mark.usefixtures("socket_enabled")


class Server:
    """``buurtnet serve`` in a process of its own, with an empty database."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.output = folder / "output"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = kept | {
            "PYTHONPATH": str(PROJECT),
            "BUURTNET_DATA_DIR": str(folder / "data"),
            "BUURTNET_DEMO": "1",
            "LOG_LEVEL": "INFO",
            "MEANING": "off",  # whoever makes vectors has processes of its own (tests/search)
        }
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.ready", "serve", "--port", str(self.port)],
                env=self.environment, cwd=folder, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, sentence: str, times: int = 1) -> None:
        until = time.monotonic() + PATIENCE
        while self.said().count(sentence) < times:
            assert time.monotonic() < until, f"{sentence!r} did not come {times} times:\n{self.said()}"
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)

    def get(self, path: str) -> tuple[int, dict[str, str], str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
                return answer.status, dict(answer.headers), answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read().decode("utf-8", "replace")

    def send(self, raw: bytes) -> str:
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as connection:
            connection.sendall(raw)
            return connection.makefile("rb").read().decode("utf-8", "replace")

    def children(self, of: int | None = None) -> list[int]:
        parent = of or self.process.pid
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
        return [int(pid) for pid in listed.split()]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("serving"))
    server.wait_for("Serving http")
    server.get("/")  # its workers are there
    yield server
    server.process.kill()
    server.process.wait()


def test_pages_files_and_refusals_all_carry_the_headers_of_safety(server: Server) -> None:
    page = server.get("/")[2]
    [style] = re.findall(r'href="(/static/[^"]+\.css)"', page)[:1]
    for path, status in [("/", 200), (style, 200), ("/nergens/", 404), ("/?q=%00", 400), ("/static/nergens.js", 404)]:
        got, headers, _ = server.get(path)
        assert got == status, path
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'"), path
        assert headers["Permissions-Policy"].startswith("geolocation=(self)"), path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
        assert headers["X-Frame-Options"] == "DENY", path


def test_a_file_with_a_hash_in_its_name_is_kept_for_ever(server: Server) -> None:
    [style] = re.findall(r'href="(/static/[^"]+\.css)"', server.get("/")[2])[:1]
    assert "immutable" in server.get(style)[1]["Cache-Control"]


@pytest.mark.parametrize(
    "request_line",
    [b"GET /?q=" + b"a" * 10_000 + b" HTTP/1.1", b"nonsense", b"GET / HTTP/9.9", b"G\xff / HTTP/1.1"],
)
def test_what_is_no_request_at_all_gets_a_page_with_words_too(server: Server, request_line: bytes) -> None:
    answer = server.send(request_line + b"\r\nHost: localhost\r\n\r\n")
    assert answer.startswith("HTTP/1.1 400 Bad Request")
    for name, value in BARE_HEADERS.items():
        assert f"\r\n{name}: {value}\r\n" in answer
    assert "<h1>Dit adres kunnen we niet lezen</h1>" in answer


def test_the_log_tells_neither_what_was_sought_nor_by_whom(server: Server) -> None:
    server.get("/?q=geheimwoord")
    server.get("/nergens/?q=geheimwoord")
    server.send(b"GET /?q=geheimwoord" + b"a" * 10_000 + b" HTTP/1.1\r\n\r\n")
    server.wait_for("GET /nergens/ 404")
    assert "GET / 200" in server.said()
    assert "geheimwoord" not in server.said()
    assert "127.0.0.1" not in server.said().replace("at http://127.0.0.1", "")


def test_no_log_tells_a_link_that_opens_something(server: Server) -> None:
    token = "Z3BsYW50LXRva2VuLXZhbi1kZS10ZXN0cw"
    asked = [f"/account/link/{token}/", f"/account/uitnodiging/{token}", f"/agenda/{token}.ics", f"/over/?t={token}"]
    for path in asked:
        server.get(path)
    server.send(f"POST /account/mailadres/{token}/ HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    server.wait_for("POST /account/mailadres/***/ 403")
    assert "GET /account/link/***/ " in server.said()
    assert "GET /account/uitnodiging/***" in server.said()
    assert "GET /agenda/*** 404" in server.said()
    assert token not in server.said()


def test_nobody_writes_a_line_of_their_own_in_the_log(server: Server) -> None:
    server.get("/nergens%0A[22/Nov/2026]%20GET%20/vervalst/%20200%1B[2J%E2%80%AE/")
    server.wait_for("GET /nergens%0A%5B22/Nov/2026%5D%20GET%20/vervalst/%20200%1B%5B2J%E2%80%AE/ 400")
    assert "\x1b" not in server.said()
    assert not any(line.startswith("[22/Nov/2026] GET") for line in server.said().splitlines())


@pytest.mark.parametrize("path", ["/", "/?q=%00", "/nergens/", "/static/nergens.js"])
def test_the_answer_to_a_head_has_no_body(server: Server, path: str) -> None:
    answer = server.send(f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert answer.endswith("\r\n\r\n")
    assert "Content-Length: " in answer


def databases_open(pid: int) -> set[str]:
    found: set[str] = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed: a worker goes on with its work
            found.add(str(link.readlink()))
    return {path for path in found if "sqlite" in path}


def test_a_process_that_forks_has_no_threads_and_no_connection_to_the_database(server: Server) -> None:
    """A lock that a thread holds would be held for ever in the child; SQLite's locks do not survive a fork."""
    web = next(pid for pid in server.children() if server.children(pid))
    for pid in (server.process.pid, web):
        assert "Threads:\t1\n" in Path(f"/proc/{pid}/status").read_text()
        assert databases_open(pid) == set()
    server.get("/")
    assert set().union(*(databases_open(worker) for worker in server.children(web)))


def test_a_background_worker_that_dies_is_started_again(server: Server) -> None:
    background = max(server.children(), key=lambda pid: not server.children(pid))
    assert server.children(background) == []
    os.kill(background, signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while background in server.children() or len(server.children()) < 2:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert server.get("/")[0] == 200


def test_a_second_server_on_the_port_says_so(server: Server) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "buurtnet.config", "serve", "--port", str(server.port)],
        env=server.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"Port {server.port} of 127.0.0.1 cannot be used" in done.stderr


def test_a_second_server_on_the_data_folder_is_told_of_the_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    with running(tmp_path, "serve"):
        tell_of_others()
        assert capsys.readouterr().err == "", "it does not speak of itself"
        monkeypatch.setattr("os.getpid", lambda: 1)
        tell_of_others()
    assert "another server (process " in capsys.readouterr().err


def test_static_files_that_were_removed_are_gathered_again(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    collect_static()
    [style] = tmp_path.glob("static/**/buurtnet.css")
    shutil.rmtree(tmp_path / "static")
    collect_static()
    assert style.exists()
    style.unlink()
    collect_static()
    assert not style.exists(), "nothing is done when none changed"


@pytest.mark.parametrize("host", ["a" * 70, "nowhere..example"])
def test_a_host_that_can_be_no_name_is_told(host: str) -> None:
    with pytest.raises(PlainError, match="cannot be used"):
        require_free_port(host, 8000)


def test_the_check_finds_the_worker_at_work_and_nothing_failed(server: Server) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "buurtnet.config", "check"],
        env=server.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert re.search(r"^ok +worker +is at work$", done.stdout, re.MULTILINE), done.stdout
    assert re.search(r"^ok +tasks +none failed$", done.stdout, re.MULTILINE), done.stdout


def test_told_to_stop_it_ends_all_it_started(server: Server) -> None:
    """The last one here: the server is gone after it."""
    everyone = [pid for child in server.children() for pid in (child, *server.children(child))]
    assert len(everyone) == 4
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(PATIENCE) == 0
    assert [pid for pid in everyone if Path(f"/proc/{pid}").exists()] == []
    assert "Traceback" not in server.said()
