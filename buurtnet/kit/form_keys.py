"""The key of a page: what is sent twice from it is one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4


def uuid_in(text: object) -> UUID | None:
    """A key as someone sent it; nonsense is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def key_in(data: Mapping[str, Any], name: str = "form_key") -> UUID:
    """The key of the page that was sent; of a page without one, a new one."""
    return uuid_in(data.get(name, "")) or uuid4()
