"""Run by the tests of mailing in a process of its own: a mail server that keeps each mail in a file.

python mail_server.py PORT FOLDER [--refuse ADDRESS | --full ADDRESS]
"""

import sys
import threading
import uuid
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Keeper:
    def __init__(self, folder: Path, how: str, refused: str) -> None:
        self.folder, self.how, self.refused = folder, how, refused

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address == self.refused:
            return "452 4.2.2 Mailbox full" if self.how == "--full" else "550 5.1.1 No such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (self.folder / str(uuid.uuid4())).write_bytes(envelope.content)
        return "250 Taken"


def main(port: str, folder: str, *words: str) -> None:
    how, refused = words or ("", "")
    Controller(Keeper(Path(folder), how, refused), hostname="127.0.0.1", port=int(port)).start()
    print("ready", flush=True)  # noqa: T201  # another process waits for it
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
