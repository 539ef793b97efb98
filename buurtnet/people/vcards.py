"""A card for someone's address book: vCard 4.0 (RFC 6350)."""

from buurtnet.kit.numbers import tel
from buurtnet.people.cards import Shown

CONTENT_TYPE = "text/vcard; charset=utf-8"
LONGEST_LINE = 75  # bytes, without the line's end


def vcard(card: Shown, url: str) -> bytes:
    """What a reader sees of a card, as a file; ``url`` is the page of the card."""
    line = card.role
    first, _, last = card.name.partition(" ")
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"UID:urn:uuid:{card.pk}",
        f"FN:{escaped(card.name)}",
        f"N:{escaped(last)};{escaped(first)};;;",
    ]
    if line and line.organization:
        lines.append(f"ORG:{escaped(line.organization)}")
    if line:
        lines.append(f"TITLE:{escaped(line.text)}")
    if card.phone:
        lines.append(f"TEL;VALUE=uri;TYPE=work:tel:{tel(card.phone)}")
    if card.email:
        lines.append(f"EMAIL;TYPE=work:{escaped(card.email)}")
    if card.ask_me:
        lines.append(f"NOTE:{escaped(card.ask_me)}")
    lines += [f"URL:{url}", "END:VCARD"]
    return b"".join(part for line in lines for part in (folded(line), b"\r\n"))


def escaped(text: str) -> str:
    """A value, with what has a meaning in a vCard marked (RFC 6350, 3.4)."""
    for sign in ("\\", ",", ";"):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def folded(line: str) -> bytes:
    """Cut where a line is too long, and never inside a letter (RFC 6350, 3.2)."""
    pieces, piece = [], b""
    for sign in line:
        encoded = sign.encode()
        if len(piece) + len(encoded) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece])
