"""The guarded fetch: what it gives, where it will not go, and how it stops what does not end."""

import datetime as dt
import gzip
import io
import ipaddress
import socket
import ssl
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from buurtnet.kit.fetch import Answer, AnswerError, FetchError, Limits, fetch, is_public, target_of
from tests.kit.elsewhere import say, served, spoken

QUICK = Limits(most_bytes=100_000, seconds=3, silent_seconds=1)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@pytest.fixture
def excepted(settings: Settings) -> Callable[[str], str]:
    def allow(place: str) -> str:
        settings.FETCH_HOSTS = settings.FETCH_HOSTS | {place}
        return f"http://{place}/"

    return allow


def fetched(address: str, limits: Limits = QUICK, **headers: str) -> tuple[Answer, bytes]:
    into = io.BytesIO()
    return fetch(address, into, limits=limits, headers=headers), into.getvalue()


def refused(address: str, limits: Limits = QUICK) -> str:
    """The sentence that says why an address was not fetched."""
    with pytest.raises(FetchError) as told:
        fetch(address, io.BytesIO(), limits=limits)
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


# What it gives


def test_it_gives_the_body_with_its_type_and_its_tag(excepted: Callable[[str], str]) -> None:
    heard: dict[str, str] = {}

    def answers(handler: BaseHTTPRequestHandler) -> None:
        heard.update(handler.headers, path=handler.path)
        say(handler, b"hallo", Content_Type="Application/JSON; charset=utf-8", ETag='"a"')

    with served(answers) as place:
        answer, body = fetched(excepted(place) + "lijst?a=b%20c#onder", Accept="application/json")
    assert answer == Answer(f"http://{place}/lijst?a=b%20c", "application/json", 5, '"a"')
    assert body == b"hallo"
    assert heard["path"] == "/lijst?a=b%20c"
    assert heard["Host"] == place
    assert heard["User-Agent"] == "Buurtnet (+http://localhost:8000)"
    assert heard["Accept"] == "application/json"
    assert "Cookie" not in heard


def test_what_comes_packed_is_unpacked(excepted: Callable[[str], str]) -> None:
    body = b"buurt " * 10_000
    with served(lambda one: say(one, gzip.compress(body), Content_Encoding="gzip")) as place:
        answer, found = fetched(excepted(place))
    assert found == body
    assert answer.size == len(body)


def test_a_redirect_is_followed_to_where_it_leads(excepted: Callable[[str], str]) -> None:
    def answers(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/nieuw/lijst":
            say(handler, b"hier")
        else:
            say(handler, b"", 302, Location="../nieuw/lijst")

    with served(answers) as place:
        answer, body = fetched(excepted(place) + "oud/lijst")
    assert (answer.address, body) == (f"http://{place}/nieuw/lijst", b"hier")


@pytest.mark.parametrize(
    ("status", "headers", "wait", "may_pass"),
    [
        (404, {}, None, False),
        (429, {"Retry-After": "17"}, 17, True),
        (503, {"Retry-After": "Sun, 22 Nov 2026 09:00:00 GMT"}, None, True),
        (429, {"Retry-After": "9" * 9}, 86_400, True),
        (304, {}, None, False),
        (302, {}, None, False),
    ],
)
def test_an_answer_that_is_no_success_says_its_number_and_when_to_come_back(
    excepted: Callable[[str], str], status: int, headers: dict[str, str], wait: int | None, may_pass: bool
) -> None:
    named = {name.replace("-", "_"): value for name, value in headers.items()}
    with (
        served(lambda one: say(one, b"", status, **named)) as place,
        pytest.raises(AnswerError, match=str(status)) as told,
    ):
        fetch(excepted(place), io.BytesIO(), limits=QUICK)
    assert (told.value.status, told.value.wait, told.value.may_pass) == (status, wait, may_pass)


# Where it will not go


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "192.0.2.1", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "2002:7f00:1::", "2002:808:808::1", "2001:0:808:808::f5f5:f5f5",
        "100::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_of_the_public_internet_is_seen(ip: str) -> None:
    assert not is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("ip", ["8.8.8.8", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_public_internet_is_seen(ip: str) -> None:
    assert is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://a.example/", "is no address of the web"),
        ("file:///etc/passwd", "is no address of the web"),
        ("javascript:alert(1)", "is no address of the web"),
        ("//a.example/", "is no address of the web"),
        ("a.example", "is no address of the web"),
        ("", "is no address of the web"),
        ("https://", "is no address of the web"),
        ("https:///pad", "is no address of the web"),
        ("https://a b.example/", "is no address of the web"),
        ("https://a.example/\r\nHost: b.example", "is no address of the web"),
        ("https://a.example/\0", "is no address of the web"),
        ("https://a.example:poort/", "is no address of the web"),
        ("https://a.example:99999/", "is no address of the web"),
        ("https://a.example/" + "a" * 2_000, "is no address of the web"),
        ("https://[::1/", "is no address of the web"),
        ("https://jan:geheim@a.example/", "a name or password"),
        ("https://a.example:22/", "names port 22"),
        ("http://a.example:443/", "names port 443"),
        ("https://a.example:0/", "names port 0"),
    ],
)
def test_what_is_no_address_of_the_public_web_is_not_asked(
    address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: pytest.fail("it was looked up"))
    sentence = refused(address)
    assert said in sentence
    assert "geheim" not in sentence
    assert len(sentence) < 300


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]", "LOCALHOST."],
)
def test_this_machine_is_not_asked_however_it_is_written(host: str) -> None:
    assert "is not on the public internet" in refused(f"http://{host}/")


def knows(monkeypatch: pytest.MonkeyPatch, **names: list[str]) -> list[str]:
    """Names that resolve, each time to the next of their addresses, then to the last. Gives what was asked."""
    real, asked = socket.getaddrinfo, []

    def look_up(host: str, port: Any, *args: Any, **more: Any) -> Any:
        key = str(host).partition(".")[0]
        if key not in names:
            return real(host, port, *args, **more)
        asked.append(str(host))
        found = names[key][0].split()
        if len(names[key]) > 1:
            names[key].pop(0)
        return [one for ip in found for one in real(ip, port, *args, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_of_which_one_address_is_private_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    knows(monkeypatch, binnen=["8.8.8.8 192.168.0.7"])
    assert "binnen.example is not fetched from" in refused("https://binnen.example/")


def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_looked_at(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    with served(lambda one: say(one, b"de eerste")) as place:
        port = place.rpartition(":")[2]
        settings.FETCH_HOSTS = frozenset({f"draai.example:{port}"})
        asked = knows(monkeypatch, draai=["127.0.0.1", "127.0.0.2"])
        _answer, body = fetched(f"http://Draai.Example:{port}/")
    assert body == b"de eerste"
    assert asked == ["draai.example"]


def test_a_name_that_nobody_knows_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_more: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert refused("https://nergens.example/") == "There is no machine with the name nergens.example."


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/", "http://localhost/", "file:///etc/passwd", "gopher://a.example/",
        "http://jan:geheim@a.example/", "http://a.example:22/", "http://[::1]/", "//10.0.0.1/", "http://[", "\x7f",
    ],
)  # fmt: skip
def test_every_redirect_is_looked_at(excepted: Callable[[str], str], location: str) -> None:
    def answers(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/":
            say(handler, b"", 302, Location=location)
        else:
            say(handler, b"binnen")

    with served(answers) as place:
        sentence = refused(excepted(place))
    assert "geheim" not in sentence


def test_an_exception_holds_for_who_asks_for_it_and_not_for_a_stranger_who_sends_us_there(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """The stranger stands on the public internet, as far as the guard can tell."""
    with served(lambda one: say(one, b"binnen")) as inside:
        settings.FETCH_HOSTS = frozenset({inside})
        with served(lambda one: say(one, b"", 302, Location=f"http://{inside}/")) as outside:
            port = int(outside.rpartition(":")[2])
            real = socket.create_connection

            def connect(place: tuple[str, int], **more: Any) -> socket.socket:
                return real(("127.0.0.1", port) if place[0] == "8.8.8.8" else place, **more)

            monkeypatch.setattr(socket, "create_connection", connect)
            knows(monkeypatch, vreemd=["8.8.8.8"])
            assert "127.0.0.1 is not fetched from" in refused("http://vreemd.example/")


def test_it_does_not_go_round_for_ever(excepted: Callable[[str], str]) -> None:
    asked = []

    def answers(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        say(handler, b"", 307, Location=f"/{len(asked)}")

    with served(answers) as place:
        assert "sends us on more than 5 times" in refused(excepted(place))
    assert len(asked) == 6


# What does not end


def test_what_says_that_it_is_too_large_is_not_taken(excepted: Callable[[str], str]) -> None:
    with spoken(OK + b"Content-Length: 1000000000\r\n\r\n", b"x" * 10) as place:
        assert refused(excepted(place)) == f"http://{place}/ is larger than 0.1 MB."


def test_what_does_not_say_how_large_it_is_is_cut_off(excepted: Callable[[str], str]) -> None:
    with spoken(OK + b"\r\n", *[b"x" * 50_000] * 4) as place:
        into = io.BytesIO()
        with pytest.raises(FetchError, match=r"larger than 0\.1 MB"):
            fetch(excepted(place), into, limits=QUICK)
    assert into.tell() <= 100_000


def test_what_grows_when_it_is_unpacked_is_cut_off(excepted: Callable[[str], str]) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 100_000
    with served(lambda one: say(one, bomb, Content_Encoding="gzip")) as place:
        assert "is larger than 0.1 MB" in refused(excepted(place))


@pytest.mark.parametrize(
    ("parts", "between", "said"),
    [
        ([b""], 9, "was silent for 0.4 seconds"),
        ([OK, b""], 9, "was silent for 0.4 seconds"),
        ([OK + b"Content-Length: 9\r\n\r\n", b"x"], 9, "was silent for 0.4 seconds"),
        ([bytes([sign]) for sign in OK], 0.2, "took longer than 1 seconds"),
        ([OK + b"\r\n", *[b"x"] * 50], 0.2, "took longer than 1 seconds"),
        ([b"HTTP/1.1 100 Continue\r\n\r\n"] * 50, 0.2, "took longer than 1 seconds"),
    ],
)
def test_what_is_silent_or_goes_on_drop_by_drop_is_cut_off(
    excepted: Callable[[str], str], parts: list[bytes], between: float, said: str
) -> None:
    with spoken(*parts, between=between) as place:
        assert said in refused(excepted(place), Limits(seconds=1, silent_seconds=0.4))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([OK + b"Content-Length: 9\r\n\r\nabc"], "broke off in the middle"),
        ([OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc"], "broke off in the middle"),
        ([OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc"], "broke off"),
        ([OK + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"], "compressed that is damaged"),
        ([b"SSH-2.0-OpenSSH_9.2\r\n"], "gives no answer as web servers do"),
        ([b""], "gives no answer as web servers do"),
        ([OK + b"a: b\r\n" * 200 + b"\r\n"], "gives no answer as web servers do"),
        ([b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n"], "gives no answer as web servers do"),
    ],
)
def test_nonsense_gets_a_sentence(excepted: Callable[[str], str], said: list[bytes], why: str) -> None:
    with spoken(*said) as place:
        assert why in refused(excepted(place))


def test_where_nobody_listens_is_told(excepted: Callable[[str], str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        place = f"127.0.0.1:{one.getsockname()[1]}"
    with pytest.raises(FetchError, match="nothing listens there") as told:
        fetch(excepted(place), io.BytesIO(), limits=QUICK)
    assert told.value.may_pass


def test_a_disk_that_is_full_is_no_fault_of_the_other_side(excepted: Callable[[str], str]) -> None:
    with (
        served(lambda one: say(one, b"x" * 70_000)) as place,
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OSError, match="No space left"),
    ):
        fetch(excepted(place), full, limits=QUICK)


# Who it is


def certificate(folder: Path, name: str) -> Path:
    """A certificate for a host, and its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(made.public_bytes(pem) + private)
    return path


@pytest.mark.parametrize(
    ("trusted", "asked", "said"),
    [
        (True, "buurt.example", ""),
        (False, "buurt.example", "cannot prove who it is"),
        (True, "ander.example", "cannot prove who it is"),
    ],
)
def test_a_site_proves_who_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, trusted: bool, asked: str, said: str
) -> None:
    proof = certificate(tmp_path, "buurt.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(proof)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(proof))
    knows(monkeypatch, buurt=["127.0.0.1"], ander=["127.0.0.1"])
    with served(lambda one: say(one, b"het is zo"), context) as place:
        place = f"{asked}:{place.rpartition(':')[2]}"
        settings.FETCH_HOSTS = frozenset({place})
        if said:
            assert said in refused(f"https://{place}/")
        else:
            assert fetched(f"https://{place}/")[1] == b"het is zo"


def test_a_redirect_that_leaves_https_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    proof = certificate(tmp_path, "buurt.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(proof)
    monkeypatch.setenv("SSL_CERT_FILE", str(proof))
    knows(monkeypatch, buurt=["127.0.0.1"])
    with served(lambda one: say(one, b"", 301, Location="http://buurt.example/"), context) as place:
        place = f"buurt.example:{place.rpartition(':')[2]}"
        settings.FETCH_HOSTS = frozenset({place})
        assert "an address without https" in refused(f"https://{place}/")


def test_a_name_in_another_alphabet_is_asked_by_its_plain_form() -> None:
    assert target_of("https://bücher.example/ü").address == "https://xn--bcher-kva.example/%C3%BC"
