"""Another machine to fetch from: a server on 127.0.0.1 that answers as a test says, also with nonsense."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

type Answers = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def served(answers: Answers, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server whose every GET is answered by a function. Gives its host and port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            with suppress(OSError):  # who asked may have had enough
                answers(self)

        def log_message(self, format: str, *args: object) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None: ...

    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def spoken(*parts: bytes, between: float = 0) -> Iterator[str]:
    """A server that says these bytes to the first who comes, ``between`` seconds apart, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = Event()

        def speak() -> None:
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65_536)
                    for part in parts:
                        connection.sendall(part)
                        if over.wait(between):
                            return

        thread = Thread(target=speak, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def say(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """An answer with its length; a header is named with ``_`` for ``-``."""
    handler.send_response(status)
    for name, value in {"Content_Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
