"""Behind the proxy of the manual: nginx before ``buurtnet serve``, as on the internet but with names of its own."""

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PROXY = PROJECT / "docs" / "nginx" / "buurtnet.conf"
HOST = "buurt.example"
PATIENCE = 60  # seconds
PARTS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
TOKEN = "Z3BsYW50LXRva2VuLXZhbi1kZS10ZXN0cw"

pytestmark = pytest.mark.usefixtures("socket_enabled")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Site:
    """Where the proxy and Buurtnet itself listen, and what they wrote."""

    folder: Path
    proxy: int
    own: int

    def ask(self, path: str, *, visitor: str = "127.0.0.1", **headers: str) -> http.client.HTTPResponse:
        """A visitor at an address of this machine, who may claim anything in headers."""
        context = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        context.check_hostname = False
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.proxy, timeout=PATIENCE, source_address=(visitor, 0), context=context
        )
        return answer_to(connection, path, headers)

    def ask_past_the_proxy(self, path: str, **headers: str) -> http.client.HTTPResponse:
        return answer_to(http.client.HTTPConnection("127.0.0.1", self.own, timeout=PATIENCE), path, headers)

    def said(self) -> str:
        return "".join((self.folder / name).read_text() for name in ("output", "buurtnet.log"))


def answer_to(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> http.client.HTTPResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers={"Host": HOST} | named)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not shutil.which("nginx") or not shutil.which("openssl"):
        pytest.skip("nginx is not here: Buurtnet is not tried behind a proxy")
    site = Site(tmp_path_factory.mktemp("proxy"), free_port(), free_port())
    write_proxy_file(site)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    surroundings = kept | {
        "PYTHONPATH": str(PROJECT),
        "BUURTNET_DATA_DIR": str(site.folder / "data"),
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "TRUST_PROXY": "1",
        "SEARCHES_PER_MINUTE": "3",
    }
    (site.folder / "areas.csv").write_text("kind,code,name\nmunicipality,HD,Havendijk\n")
    for words in (
        ["import", "areas", "areas.csv", "--source", "proef"],
        ["network", "create", "havendijk", "--name", "Buurtnet Havendijk", "--town", "Havendijk", "--country", "NL",
         "--holidays", "nl-zuid", "--area", "HD"],
    ):  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "tests.ready", *words],
            env=surroundings, cwd=site.folder, check=True, capture_output=True,
        )  # fmt: skip
    with (site.folder / "output").open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "buurtnet.config", "serve", "--port", str(site.own), "--workers", "1"],
            env=surroundings, cwd=site.folder, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    proxy = subprocess.Popen(["nginx", "-c", site.folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while f"Serving https://{HOST}" not in (site.folder / "output").read_text() or not answers(site.proxy):
            assert time.monotonic() < until, (site.folder / "output").read_text()
            time.sleep(0.1)
        yield site
    finally:
        for process in (proxy, server):
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def write_proxy_file(site: Site) -> None:
    """The file of the manual, with ports and folders that this machine lets us use."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
         "-keyout", site.folder / "privkey.pem", "-out", site.folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = PROXY.read_text()
    for before, after in {
        "/etc/ssl/buurtnet/": f"{site.folder}/", "/var/log/nginx/": f"{site.folder}/",
        "127.0.0.1:8000": f"127.0.0.1:{site.own}", "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ": f"listen 127.0.0.1:{site.proxy} ", "listen [::]:80;": "", "listen [::]:443 ssl http2;": "",
    }.items():  # fmt: skip
        assert before in text
        text = text.replace(before, after)
    folders = "".join(f"{part}_temp_path {site.folder}/{part};" for part in PARTS)
    head = f"daemon off; pid {site.folder}/pid; error_log {site.folder}/error.log; worker_processes 1; events {{}}"
    (site.folder / "nginx.conf").write_text(f"{head} http {{ {folders} {text} }}")


def test_a_page_comes_through_the_proxy_without_a_redirect_and_for_https(site: Site) -> None:
    answer = site.ask("/")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_every_cookie_is_for_https_only(site: Site) -> None:
    cookies = site.ask("/account/aanmelden/").headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("; secure" in cookie.lower() for cookie in cookies)


def test_the_limit_counts_a_visitor_and_not_what_the_visitor_claims(site: Site) -> None:
    """Each claims to be someone else every time; only the address that the proxy saw counts."""
    asked = [site.ask("/havendijk/zoeken/?q=a", visitor="127.0.0.5", X_Forwarded_For=f"203.0.113.{number}").status
             for number in range(8)]  # fmt: skip
    assert 429 in asked
    assert site.ask("/havendijk/zoeken/?q=a", visitor="127.0.0.6").status != 429, "another visitor is not stopped"
    assert site.ask("/havendijk/zoeken/?q=a", visitor="127.0.0.6", X_Forwarded_For="127.0.0.5").status != 429


def test_a_claim_of_https_or_of_another_host_changes_nothing(site: Site) -> None:
    answer = site.ask("/", X_Forwarded_Proto="http", X_Forwarded_Host="kwaad.example")
    assert (answer.status, answer.headers.get("Location")) == (200, None)


def test_whoever_comes_past_the_proxy_is_sent_to_https_of_the_site(site: Site) -> None:
    answer = site.ask_past_the_proxy("/over/", X_Forwarded_Host="kwaad.example")
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/over/")


def test_neither_log_tells_a_secret_link_or_a_visitor(site: Site) -> None:
    for path in (f"/account/link/{TOKEN}/", f"/account/uitnodiging/{TOKEN}", f"/agenda/{TOKEN}.ics?t={TOKEN}"):
        site.ask(path, visitor="127.0.0.7")
    until = time.monotonic() + PATIENCE
    while site.said().count("*** 404") < 2:
        assert time.monotonic() < until, site.said()
        time.sleep(0.05)
    assert "/account/***" in (site.folder / "buurtnet.log").read_text()
    assert TOKEN not in site.said()
    assert "127.0.0.7" not in site.said()
