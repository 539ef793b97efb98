"""A page about one thing, with a form for all that someone can say of it; the name of the button tells which."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.forms import Form
from django.http import Http404, HttpRequest

from buurtnet.kit.moving import NotNowError
from buurtnet.people.work import Work, refuse

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409

type Said = Mapping[str, Any]


class Desk:
    """``forms``: how each is made of what was sent (None when another was); ``deeds``: what each button does.

    A deed takes what its form read; one without a form takes nothing out of it.
    """

    def __init__(
        self, request: HttpRequest, forms: Mapping[str, Callable[[Said | None], Form]],
        deeds: Mapping[str, Callable[[Said], object]],
    ) -> None:  # fmt: skip
        self.asked = next((name for name in deeds if name in request.POST), "")
        self.forms = {name: make(request.POST if name == self.asked else None) for name, make in forms.items()}
        self.deeds = deeds

    def do(self) -> bool:
        """What was asked. False when its form says what is wrong. Raises ``NotNowError``."""
        form = self.forms.get(self.asked)
        if form is not None and not form.is_valid():
            return False
        self.deeds[self.asked](form.cleaned_data if form is not None else {})
        return True


def handle(request: HttpRequest, work: Work, desk: Desk, *, may: Callable[[str], bool]) -> tuple[bool, str]:
    """Whether what the button says was done, and the sentence when it could not be now.

    ``may``: whether someone may do what a button of this name does. Raises ``Http404``, and writes it down, when not.
    """
    if not desk.asked:
        raise Http404
    if not may(desk.asked):
        refuse(request, work, "meetings")
    try:
        return desk.do(), ""
    except NotNowError as error:
        return False, str(error)
