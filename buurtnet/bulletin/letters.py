"""An edition as a plain mail: every program reads it, and nothing in it looks back at who reads."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from buurtnet.bulletin.choices import ItemKind
from buurtnet.bulletin.models import Edition, EditionItem
from buurtnet.bulletin.shown import parts_of
from buurtnet.people.links import site_url

STOP = "\0"  # where the link of each reader goes: a sign that no text can hold
LONGEST_SUBJECT = 200  # signs, as a mail takes them


@dataclass(frozen=True)
class Letter:
    """What all readers get; ``text`` holds one place for what only this reader gets."""

    subject: str
    text: str

    def body(self, stop: str) -> str:
        """With the address at which this reader ends it."""
        return self.text.replace(STOP, stop)


def letter_of(edition: Edition) -> Letter:
    """In the language of the network."""
    with override(edition.network.locale):
        blocks = [edition.title, *([edition.introduction] if edition.introduction else [])]
        for part in parts_of(edition, edition.items.filter(is_left_out=False)):
            blocks.append(f"== {part.heading} ==")
            blocks += [lines_of(one) for one in part.items]
        blocks.append(
            _("Op de site: {site}\nDeze nieuwsbrief niet meer? Stop hier: {stop}").format(
                site=site_url("bulletin:edition", edition.network.slug, edition.number), stop=STOP
            )
        )
        subject = f"{edition.network.name}: {edition.title}"[:LONGEST_SUBJECT]
        return Letter(subject, "\n\n".join(blocks).replace("\r", ""))


def lines_of(item: EditionItem) -> str:
    """A heading with its facts under each other; of a story what was said, and by whom."""
    address = f"{settings.SITE_URL}{item.address}" if item.address.startswith("/") else item.address
    if item.kind == ItemKind.SUCCESS:
        said = f"“{item.text}”" + (f" ({item.when})" if item.when else "")
        return "\n".join(part for part in (item.title, said, address) if part)
    facts = " · ".join(part for part in (item.when, item.where) if part)
    return "\n".join(part for part in (item.title, facts, item.text, address) if part)
