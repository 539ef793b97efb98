"""A card as a file for an address book, read back as RFC 6350 says."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from buurtnet.people.cards import RoleLine, Shown
from buurtnet.people.choices import Role
from buurtnet.people.vcards import LONGEST_LINE, vcard


def read(raw: bytes) -> dict[str, str]:
    """Properties by name, unfolded; values still escaped."""
    text = raw.decode().replace("\r\n ", "")
    pairs = [line.partition(":") for line in text.split("\r\n") if line]
    return {name.split(";")[0]: value for name, _, value in pairs}


def plain(value: str) -> str:
    out, signs = "", iter(value)
    for sign in signs:
        if sign == "\\":
            sign = {"n": "\n"}.get(after := next(signs), after)
        out += sign
    return out


def card(name: str, ask_me: str = "") -> Shown:
    line = RoleLine(Role.CONNECTOR, "", "Buurtteam, Havendijk; zuid")
    return Shown(uuid.uuid4(), name, [line], phone="0999 - 21 40 14", email="samira@buurtteam.example", ask_me=ask_me)


def test_it_holds_what_an_address_book_asks() -> None:
    found = read(vcard(card("Samira Haddad"), "http://localhost/x"))
    assert found["VERSION"] == "4.0"
    assert found["FN"] == "Samira Haddad"
    assert found["N"] == "Haddad;Samira;;;"
    assert plain(found["ORG"]) == "Buurtteam, Havendijk; zuid"
    assert found["TITLE"] == "verbinder"
    assert found["TEL"] == "tel:0999214014"
    assert found["EMAIL"] == "samira@buurtteam.example"


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_out_of_its_line(name: str, ask_me: str) -> None:
    raw = vcard(card(name, ask_me), "http://localhost/x")
    lines = raw.split(b"\r\n")
    assert all(len(line) <= LONGEST_LINE for line in lines)
    found = read(raw)
    assert set(found) <= {
        "BEGIN", "VERSION", "UID", "FN", "N", "ORG", "TITLE", "TEL", "EMAIL", "NOTE", "URL", "END",
    }  # fmt: skip
    # One empty line at the end is no line of the note.
    assert plain(found.get("NOTE", "")) == "\n".join(ask_me.splitlines())
