"""The web server: gunicorn with sync workers, and beside it one background worker.

Three kinds of processes: this one, which only watches; the web server with its workers; the background worker,
started again when it dies. A database connection never crosses a fork: all are closed before.
"""

import hashlib
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from django.urls import get_resolver
from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http.errors import ParseException
from gunicorn.workers.sync import SyncWorker

from buurtnet.config.checks import refuse_unsafe
from buurtnet.config.duties import work
from buurtnet.config.locks import users
from buurtnet.config.shown_paths import shown_path
from buurtnet.kit.collecting import collect, collected_between_answers
from buurtnet.kit.error_pages import bare_page
from buurtnet.kit.hands import end_with_parent
from buurtnet.kit.headers import BARE_HEADERS
from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy.scrubbing import ScrubbingFilter, scrubbed
from buurtnet.themes.vocabulary import vocabulary
from buurtnet.upkeep import visiting
from buurtnet.wording import counting

RESTART_PAUSE = 5  # seconds before a worker that died is started again
LONGEST_GOODBYE = 40  # seconds from the sign to stop until what still runs is killed


def serve(host: str, port: int, workers: int, announce: Callable[[], None]) -> int:
    """Serve until told to stop (SIGTERM, Ctrl-C); returns the exit code. ``announce`` is called when it is up."""
    refuse_unsafe()
    require_free_port(host, port)
    collect_static()
    tell_of_others()
    connections.close_all()
    web = WebServer(host, port, workers, announce)
    return Watch(web.run, work).run()


def require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, UnicodeError) as error:  # the latter: a host that can be no name
            why = getattr(error, "strerror", None) or error
            raise PlainError(f"Port {port} of {host} cannot be used ({why}); choose another with --port.") from None


def tell_of_others() -> None:
    """Two servers on one data folder do no harm, and are seldom meant."""
    for pid, command in users(Path(settings.DATA_DIR)):
        if command in {"serve", "demo"} and pid != os.getpid():
            print(
                f"buurtnet: another server (process {pid}) is running on {settings.DATA_DIR}: "
                "one with more --workers does the same.",
                file=sys.stderr,
            )


def collect_static() -> None:
    """Gather styles, scripts, fonts and pictures in the data folder, compressed; nothing when none changed."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"  # within, so that it goes with what it speaks of
    now = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(path)).stat()
            now.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    if stamp.exists() and stamp.read_text() == now.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now.hexdigest())


def apart(job: Callable[[], None]) -> int:
    """Do a job in a process of its own and wait for it; returns its exit code.

    The index starts threads, and a process with threads should not fork: so ours never opens it.
    """
    connections.close_all()
    pid = os.fork()
    if not pid:
        be(job)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def be(job: Callable[[], None]) -> NoReturn:
    """What a forked process does: the job, and its end."""
    code = 0
    try:
        job()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except PlainError as error:
        print(f"buurtnet: {error}", file=sys.stderr)
        code = 1
    except BaseException:
        print(scrubbed(traceback.format_exc()), file=sys.stderr)
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


class Watch:
    """Starts the web server and the background worker, and sees both to their end."""

    def __init__(self, web: Callable[[], None], background: Callable[[], None]) -> None:
        self.web, self.background = web, background
        self.pids: dict[int, Callable[[], None]] = {}
        self.is_stopping = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        signal.signal(signal.SIGALRM, self.kill)
        self.start(self.web)
        self.start(self.background)
        code = 0
        while self.pids:
            pid, status = os.wait()
            ended = self.pids.pop(pid, None)
            if ended == self.web:
                code = os.waitstatus_to_exitcode(status)
                self.stop()
            elif ended == self.background and not self.is_stopping:
                time.sleep(RESTART_PAUSE)
                self.start(self.background)
        signal.alarm(0)
        return abs(code)

    def start(self, job: Callable[[], None]) -> None:
        """Fork. A child is in a process group of its own: Ctrl-C reaches us, and we tell it."""
        if self.is_stopping:
            return
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self.pids[pid] = job
            return
        os.setpgid(0, 0)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        end_with_parent(signal.SIGTERM)
        if os.getppid() != parent:  # it died in between
            os._exit(1)
        be(job)

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        self.is_stopping = True
        signal.alarm(LONGEST_GOODBYE)
        self.tell(signal.SIGTERM)

    def kill(self, number: int, frame: FrameType | None) -> None:
        self.tell(signal.SIGKILL)

    def tell(self, sign: signal.Signals) -> None:
        for pid in list(self.pids):
            with suppress(ProcessLookupError):
                os.kill(pid, sign)


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with our settings and nothing from its own files."""

    def __init__(self, host: str, port: int, workers: int, announce: Callable[[], None]) -> None:
        shown = f"[{host}]" if ":" in host else host
        self.wanted = {
            "bind": f"{shown}:{port}",
            "workers": workers,
            "worker_class": "buurtnet.config.serving.PlainWorker",
            "preload_app": True,
            "timeout": 30,
            "graceful_timeout": 20,
            "max_requests": 10_000,  # a worker that leaked a little is renewed
            "max_requests_jitter": 1_000,
            "limit_request_line": 8_190,
            "forwarded_allow_ips": "",  # TRUST_PROXY decides, in Django
            "control_socket_disable": True,
            "loglevel": "warning",
            "accesslog": "-",
            "logger_class": "buurtnet.config.serving.PlainLog",
            "access_log_format": "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms",  # no address, no query, no browser
            "umask": 0o077,
            "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108 (a heartbeat)
            "when_ready": lambda _: announce(),
            "pre_fork": lambda _server, _worker: connections.close_all(),
            "worker_exit": lambda _server, _worker: write_counts(),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.wanted.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, with all addresses imported and the vocabulary read, so that the workers share both."""
        application = util.import_app("buurtnet.config.wsgi:application")
        _ = get_resolver().url_patterns
        read_ahead()
        return application


class PlainLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's log, with the path as it was sent, but for what a link keeps secret.

    Quoted, so that nobody writes a line of their own in it.
    """

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(ScrubbingFilter())

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return atoms | {
            "U": one_word(shown_path(environ.get("RAW_URI", "").partition("?")[0])),
            "m": one_word(environ.get("REQUEST_METHOD", "")),
        }


def one_word(text: str) -> str:
    """Printable ASCII without blanks; a WSGI text stands for bytes (latin-1)."""
    return quote(text.encode("latin-1", "replace"), safe="%/:@!$&'()*+,;=~")


def write_counts() -> None:
    """What this process counted and did not write yet."""
    counting.behind.write()
    visiting.behind.write()


def read_ahead() -> None:
    """All of the vocabulary that a first question would wait for."""
    known, said = vocabulary(), ["buurt"]
    known.mentions(said)
    known.guesses(said)
    known.beginning_with(said[0])


class PlainWorker(SyncWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers what is no request at all with a page of ours, and logs neither who sent it nor what it asked."""

    def init_process(self) -> None:
        collected_between_answers()
        counting.behind.want()
        visiting.behind.want()
        super().init_process()

    def handle(self, listener: Any, client: socket.socket, addr: Any) -> None:
        super().handle(listener, client, addr)
        collect(self.nr)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        if isinstance(exc, ParseException):
            status, reason = 400, "Bad Request"
            self.log.info("No request of a browser: %s", type(exc).__name__)
        else:
            status, reason = 500, "Internal Server Error"
            self.log.exception("Error handling %s", one_word(shown_path(getattr(req, "path", None) or "a request")))
        page = bare_page(status).encode()
        head = (
            f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
            + "".join(f"{name}: {value}\r\n" for name, value in BARE_HEADERS.items())
            + f"Content-Length: {len(page)}\r\n\r\n"
        )
        if getattr(req, "method", "") == "HEAD":
            page = b""
        try:
            util.write_nonblock(client, head.encode() + page)
        except OSError:
            self.log.debug("The sender did not wait for the answer.")
