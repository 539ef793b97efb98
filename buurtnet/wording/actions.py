"""What is done with what people search for."""

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.wording.choices import Answer, Why
from buurtnet.wording.counting import count_answer
from buurtnet.wording.models import LeftAlone


def found_it(
    network: Network, text: str, *, answer: str, why: str = "", area: Area | None = None, address: str = ""
) -> None:
    """Count the answer to "Heb je gevonden wat je zocht?": ``yes`` or ``no`` (``choices.Answer``).

    ``why`` (``choices.Why``: anders, ver, vol, onduidelijk) goes with a no, or comes after it with an empty
    ``answer``. Anything else is no answer, and counts as none. Written to the database later, as searches are.
    """
    if answer in {*Answer.values, ""}:
        count_answer(network, text, answer=answer, why=why if why in Why.values else "", area=area, address=address)


@transaction.atomic
def leave_alone(network: Network, text: str) -> None:
    """A searched text stands no more on the list of the director."""
    LeftAlone.objects.update_or_create(network=network, text=text, defaults={"left_at": timezone.now()})


def show_again(network: Network, text: str) -> None:
    """A searched text that was left alone stands on the list again."""
    LeftAlone.objects.filter(network=network, text=text).delete()
