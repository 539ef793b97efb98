"""What went wrong, in a sentence for people."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from buurtnet.kit.moving import NotNowError


def tried(deed: Callable[[], Any]) -> tuple[str, int]:
    """The sentence and the status of the page that says so; nothing and 200 when all went well."""
    try:
        deed()
    except NotNowError as error:
        return str(error), HTTPStatus.CONFLICT
    return "", HTTPStatus.OK
