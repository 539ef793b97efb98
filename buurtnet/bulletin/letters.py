"""An edition as a mail, plain and with a quiet look: nothing in it is fetched, nothing looks back at who reads."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _

from buurtnet.bulletin.choices import ItemKind
from buurtnet.bulletin.models import Edition, EditionItem
from buurtnet.bulletin.shown import days_of, on_a_page, parts_of
from buurtnet.bulletin.weeks import place_of
from buurtnet.people.links import site_url

STOP = "\0"  # where the link of each reader goes: a sign that no text can hold
LONGEST_SUBJECT = 200  # signs, as a mail takes them


@dataclass(frozen=True)
class Letter:
    """What all readers get; ``text`` and ``html`` hold one place for what only this reader gets."""

    subject: str
    text: str
    html: str

    def body(self, stop: str) -> str:
        """With the address at which this reader ends it."""
        return self.text.replace(STOP, stop)

    def page(self, stop: str) -> str:
        """The same as HTML."""
        return self.html.replace(STOP, escape(stop))


def letter_of(edition: Edition) -> Letter:
    """In the language of the network."""
    with override(edition.network.locale):
        blocks = [edition.title, *([edition.introduction] if edition.introduction else [])]
        items, site = list(edition.items.filter(is_left_out=False)), address_of(edition)
        for part in parts_of(edition, items):
            blocks.append(f"== {part.heading} ==")
            blocks += [lines_of(one) for one in part.items]
        said = _("Op de site: {site}\nDeze nieuwsbrief niet meer? Stop hier: {stop}")
        blocks.append(said.format(site=site, stop=STOP))
        return Letter(subject_of(edition), "\n\n".join(blocks).replace("\r", ""), html_of(edition, items, site))


def address_of(edition: Edition) -> str:
    return site_url("bulletin:edition", edition.network.slug, edition.number)


def subject_of(edition: Edition) -> str:
    """Of whom it is, unless the heading says so."""
    from_whom = "" if place_of(edition.network) in edition.title else f"{edition.network.name}: "
    return f"{from_whom}{edition.title}"[:LONGEST_SUBJECT]


def html_of(edition: Edition, items: list[EditionItem], site: str) -> str:
    """With styles in its tags and no picture, as mail programs show it without asking."""
    language = get_language() or "nl"
    context = {
        "edition": edition, "network": edition.network, "parts": on_a_page(edition, items), "site": site,
        "stop": STOP, "host": settings.SITE_URL, "language": language, "days": days_of(edition),
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
    }  # fmt: skip
    return render_to_string("bulletin/mail.html", context)


def lines_of(item: EditionItem) -> str:
    """A heading with its facts under each other; of a story what was said, and by whom."""
    address = f"{settings.SITE_URL}{item.address}" if item.address.startswith("/") else item.address
    if item.kind == ItemKind.SUCCESS:
        said = f"“{item.text}”" + (f" ({item.said_by})" if item.said_by else "")
        return "\n".join(part for part in (item.title, said, address) if part)
    facts = " · ".join(part for part in (item.when, item.where) if part)
    return "\n".join(part for part in (item.title, facts, item.text, address) if part)
