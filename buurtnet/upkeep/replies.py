"""Answers by mail: one word is enough. Only a clear yes counts as one; a machine's answer never does.

A mail that says anything else goes to someone who reads it: the director's call list. What a mail says is never put
in an entry by itself.
"""

import email
import email.policy
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from html.parser import HTMLParser
from itertools import islice
from typing import Final

from django.utils import timezone

from buurtnet.kit.folding import fold
from buurtnet.upkeep.answering import How, answer
from buurtnet.upkeep.asking import give_up, mail_again, put_on_list
from buurtnet.upkeep.choices import REPLY_SECONDS, Reason, Said, Way
from buurtnet.upkeep.models import Request
from buurtnet.upkeep.tokens import opened_by_mail, tokens_in

LONGEST_MAIL: Final = 2_000_000  # bytes; of a longer one only the beginning is read
LONGEST_TEXT: Final = 20_000  # signs of the text of a reply
MOST_PARTS: Final = 50
MOST_TOKENS: Final = 20

# A whole first line, folded and without marks, that says yes and nothing else.
YES: Final = (
    "klopt / klopt nog / klopt nog steeds / klopt allemaal / klopt allemaal nog / klopt helemaal / klopt hoor / "
    "alles klopt / alles klopt nog / het klopt / het klopt nog / dit klopt / dit klopt nog / "
    "ja / ja hoor / ja klopt / ja klopt nog / ja dit klopt / ja het klopt / ja alles klopt / jawel / jazeker / "
    "ok / oke / okay / in orde / alles in orde / akkoord / juist / alles juist / alles is juist / nog juist / "
    "correct / alles correct / yes / still right / right / all right / all correct / still correct / "
    "oui / juste / toujours juste / c est juste / tout est juste / c est bon / tout est bon / "
    "c est correct / toujours correct / tout est correct"
)
YESES: Final = frozenset(YES.split(" / "))
HELLO: Final = re.compile(
    r"(?:hallo|hoi|hey|dag|beste|geachte|goedemorgen|goedemiddag|goedenavond|goeiemorgen|hi|hello|dear|bonjour)"
    r"(?: [a-z]+){0,4}"
)
GOODBYE: Final = re.compile(
    r"(?:(?:met )?(?:vriendelijke|hartelijke|beste|warme)? ?groet(?:en|jes)?|mvg|vriendelijke groeten|groetjes|"
    r"bedankt|dank je(?: wel)?|dank u(?: wel)?|alvast bedankt|(?:kind|best|warm)? ?regards|thanks|thank you|"
    r"cordialement|bien a vous|merci|verstuurd vanaf .*|verzonden vanaf .*|sent from .*|envoye de .*)(?: [a-z]+){0,4}"
)
QUOTED: Final = re.compile(
    r"^(?:>|-{2,}\s*(?:oorspronkelijk|original|doorgestuurd|forwarded)|_{10,}|"
    r"(?:op|on|le)\b.{0,200}(?:schreef|wrote|ecrit)\b.*:?$|(?:van|from|de)\s*:\s.*@|\*(?:van|from|de)\s*:\*)",
    re.IGNORECASE,
)
AFTERTHOUGHT: Final = re.compile(r"p\.?\s?s\b", re.IGNORECASE)
# Below a yes and a greeting such a word still takes the yes back: "Klopt. Bedankt! Maar niet op dinsdag."
DOUBT: Final = (
    "maar niet geen nee alleen behalve anders gewijzigd veranderd verhuisd gestopt stopt nieuw nieuwe "
    "but not no except only changed moved stopped new mais pas sauf non"
)
DOUBTS: Final = frozenset(DOUBT.split())
LONG_LINES: Final = re.compile(rb"([^\n]{4000})[^\n]+")
LONG_FOLDS: Final = re.compile(rb"((?:\n[ \t][^\n]*){50})(?:\n[ \t][^\n]*)+")
FAILED: Final = re.compile(r"^Action:\s*failed", re.IGNORECASE | re.MULTILINE)
ADDRESSED: Final = {"to", "cc", "delivered-to", "x-original-to", "envelope-to", "reply-to", "subject"}

logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a mail."""

    YES = "yes"
    NOTE = "note"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    EXPIRED = "expired"
    ANSWERED = "answered already"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reply:
    """A mail, taken apart. ``text`` is what its sender wrote on top, without what was quoted."""

    is_automatic: bool
    is_bounce: bool
    tokens: list[str]
    text: str


def take(message: bytes) -> Outcome:
    """Do what a raw mail (RFC 5322) says. Taken twice it does nothing more. Nothing in a mail makes it raise."""
    reply = read(message[:LONGEST_MAIL])
    found = opened_by_mail(reply.tokens[:MOST_TOKENS])
    if found.request is None:
        return Outcome.UNKNOWN
    if reply.is_bounce:
        is_open = found.request.closed_at is None  # a report that comes twice puts nothing on the list twice
        done = is_open and give_up(found.request, Reason.BOUNCE, timezone.now())
        return Outcome.BOUNCE if done else Outcome.ANSWERED
    if reply.is_automatic:
        return Outcome.AUTOMATIC
    if found.link is None:
        mail_again(found.request)
        return Outcome.EXPIRED
    if says_yes(reply.text):
        how = How(found.link, Way.MAIL, REPLY_SECONDS)
        return Outcome.YES if answer(found.request, None, Said.RIGHT, how=how) else Outcome.ANSWERED
    put_aside(found.request, reply.text)
    return Outcome.NOTE


def put_aside(request: Request, text: str) -> None:
    """For someone to read. Also when all was answered already: what people write is not lost."""
    now = timezone.now()
    if not give_up(request, Reason.NOTE, now, text):
        first = request.items.order_by("pk").values_list("service", flat=True)[:1]
        put_on_list(first, Reason.NOTE, now, text=text)


def says_yes(text: str) -> bool:
    """Whether a reply says that all is right, and nothing more: greetings and a name below them do not count.

    >>> says_yes("Klopt nog!"), says_yes("Ja, maar de tijden niet"), says_yes("Klopt?")
    (True, False, False)
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = [plain(line) for line in lines]
    if said and HELLO.fullmatch(said[0]):
        lines, said = lines[1:], said[1:]
    if not said or said[0] not in YESES or "?" in lines[0]:
        return False
    rest = said[1:]
    goodbye = next((place for place, line in enumerate(rest) if GOODBYE.fullmatch(line)), len(rest))
    has_doubt = any(DOUBTS & set(line.split()) for line in rest)
    return goodbye == 0 and not has_doubt and not any(map(AFTERTHOUGHT.match, lines[1:]))


def plain(line: str) -> str:
    """Small letters and single blanks, without accents and marks."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(line)).split())


def read(message: bytes) -> Reply:
    """Take a mail apart. One that cannot be read has no text, and its tokens are looked for as it stands."""
    try:
        parsed = email.message_from_bytes(within_reason(message), policy=email.policy.compat32)
        texts = [text_of(part) for part in some_parts(parsed)]
        headers = [str(value) for name, value in parsed.items() if name.lower() in ADDRESSED]
        written = own_text(parsed)
        return Reply(
            is_automatic=is_automatic(parsed),
            is_bounce=is_bounce(parsed),
            tokens=list(dict.fromkeys(token for text in (*headers, *texts) for token in tokens_in(text))),
            text=without_quotes(written[:LONGEST_TEXT]).replace("\0", ""),
        )
    except Exception:  # mails are made by anyone: whatever breaks the reading of one is its own fault
        logger.info("A mail could not be taken apart.")
        return Reply(False, False, tokens_in(message[:LONGEST_TEXT].decode("latin-1")), "")


def within_reason(message: bytes) -> bytes:
    """Without lines and headers longer than any mail program writes: taking those apart takes the square of it."""
    return LONG_FOLDS.sub(rb"\1", LONG_LINES.sub(rb"\1", message.replace(b"\r\n", b"\n")))


def is_automatic(mail: Message) -> bool:
    """Whether a machine wrote it: an answering machine, a list, a report, or a mail that wants no answer itself."""
    submitted = str(mail.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(mail.get("Precedence", "")).strip().lower()
    return (
        submitted != "no"
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or any(mail.get(name) is not None for name in ("X-Autoreply", "X-Autorespond"))
        or has_no_sender(mail)
        or mail.get_content_type() == "multipart/report"
    )


def is_bounce(mail: Message) -> bool:
    """Whether it says that a mail of ours did not arrive, and will not; one that is only late does not."""
    if mail.get_content_type() == "multipart/report":
        reports = [part for part in some_parts(mail) if part.get_content_type() == "message/delivery-status"]
        return any(FAILED.search(text_of(part)) for part in reports)
    sender = str(mail.get("From", "")).lower()
    return has_no_sender(mail) and ("mailer-daemon" in sender or "postmaster" in sender)


def has_no_sender(mail: Message) -> bool:
    returned = mail.get("Return-Path")
    return returned is not None and str(returned).strip() in {"<>", ""}


def some_parts(mail: Message) -> Iterator[Message]:
    """The parts of a mail, those of a mail in it too, as many as anyone needs."""
    return islice(mail.walk(), MOST_PARTS)


def text_of(part: Message) -> str:
    """The text of one part; of one with parts of its own, what it says of itself."""
    inner: object = part.get_payload()
    if isinstance(inner, list):
        is_status = part.get_content_type() == "message/delivery-status"
        return "\n".join(map(str, inner[:MOST_PARTS])) if is_status else headers_of(part)
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def headers_of(part: Message) -> str:
    return "\n".join(str(value) for name, value in part.items() if name.lower() in ADDRESSED)


def own_text(mail: Message) -> str:
    """What the sender wrote: the first plain text, else the first page, made plain. A mail in it is not theirs."""
    if mail.get_content_maintype() == "message":
        return ""
    if mail.is_multipart():
        inner = mail.get_payload()
        parts = [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []
        parts.sort(key=lambda part: part.get_content_type() == "text/html")  # plain text first, else in their order
        return next((text for text in map(own_text, parts[:MOST_PARTS]) if text.strip()), "")
    if "attachment" in str(mail.get("Content-Disposition", "")).lower():
        return ""
    kind = mail.get_content_type()
    if kind == "text/html":
        return plain_of_page(text_of(mail))
    return text_of(mail) if kind == "text/plain" else ""


def plain_of_page(page: str) -> str:
    reader = PageReader()
    reader.feed(page[: 10 * LONGEST_TEXT])
    return "".join(reader.said)


class PageReader(HTMLParser):
    """The words of a page of a mail, without what is quoted in it."""

    BREAKS: Final = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "hr"}
    NOT_SAID: Final = {"blockquote", "style", "script", "head", "title"}

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.unsaid = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unsaid += tag in self.NOT_SAID
        if tag in self.BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unsaid = max(0, self.unsaid - (tag in self.NOT_SAID))
        if tag in self.BREAKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unsaid:
            self.said.append(" ".join(data.split()) if data.strip() else " ")


def without_quotes(text: str) -> str:
    """What stands above the quoted mail and the signature; below it for who writes there."""
    kept: list[str] = []
    for line in text.replace("\r", "").split("\n"):
        if line.rstrip() == "--" or (QUOTED.match(line.strip()) and any(map(str.strip, kept))):
            break
        if not QUOTED.match(line.strip()):
            kept.append(line)
    return "\n".join(kept).strip()
