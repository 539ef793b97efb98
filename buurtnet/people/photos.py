"""Photos of people on their cards: square, and gone with the card."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from django.db import transaction

from buurtnet.kit.pictures import DAY, Shape, delete_files, made_picture, sweep
from buurtnet.people.models import Card, Person

# A face is mostly somewhat above the middle.
FACE: Final = Shape("people/photos", ((480, 480), (96, 96)), centering=(0.5, 0.4))


def keep_photo(card: Card, sent: IO[bytes]) -> None:
    """Make a photo of a file and put it on a card; the one before goes once that is certain.

    Raises ``NoPhotoError`` or ``NoRoomError``; the card then stays as it was.
    """
    with made_photo(sent) as name, transaction.atomic():
        put_on(card, name)


@contextmanager
def made_photo(sent: IO[bytes]) -> Iterator[str]:
    """The name of a new photo; see ``kit.pictures.made_picture``."""
    with made_picture(sent, FACE) as name:
        yield name


@transaction.atomic
def remove_photo(card: Card) -> None:
    """No face on the card any more; the files go once that is certain."""
    put_on(card, "")


def forget_photo(person: Person) -> None:
    """Before a card goes with its person: its files go too, once that is certain."""
    card = Card.objects.filter(person=person).exclude(photo="").first()
    if card is not None:
        remove_photo(card)


def put_on(card: Card, name: str) -> None:
    locked = Card.objects.select_for_update().get(pk=card.pk)
    old, locked.photo = locked.photo, name
    locked.save(update_fields=["photo", "updated_at"])
    card.photo = name
    if old:
        # What does not go now is swept within two days; nothing else that waits for the commit may suffer from it.
        transaction.on_commit(lambda: delete_files(old, FACE), robust=True)


def sweep_photos(older_than: int = DAY) -> int:
    """A daily job: photos that no card names, after a day (in seconds). Returns how many files went."""
    return sweep(FACE, set(Card.objects.exclude(photo="").values_list("photo", flat=True)), older_than)
