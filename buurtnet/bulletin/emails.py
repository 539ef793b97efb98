"""Mails to readers about their subscription, in the language they asked in. Not the newsletter itself."""

from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.bulletin.models import Subscriber
from buurtnet.bulletin.reader_links import link_for
from buurtnet.people.links import site_url
from buurtnet.people.mailing import send


def mail_to_confirm(reader: Subscriber) -> None:
    """Whether it was really they who asked."""
    url = site_url("bulletin:reader", reader.network.slug, link_for(reader))
    with translation.override(reader.language):
        body = _(
            "Hallo,\n\nIemand vroeg de nieuwsbrief van {network} aan op dit mailadres. Was jij dat? "
            "Zeg dan ja op deze pagina:\n\n{url}\n\nWas jij het niet? Dan hoef je niets te doen. "
            "Over een week is je mailadres weer weg."
        )
        send(reader.address, _("Wil je onze nieuwsbrief?"), body.format(network=reader.network.name, url=url))


def mail_that_it_comes(reader: Subscriber) -> None:
    """Who asked for what they get already learns it here, and not on the page."""
    url = site_url("bulletin:reader", reader.network.slug, link_for(reader))
    with translation.override(reader.language):
        body = _(
            "Hallo,\n\nJe krijgt de nieuwsbrief van {network} al op dit mailadres. Je hoeft niets te doen.\n\n"
            "Wil je hem niet meer? Dan stop je hier:\n\n{url}"
        )
        send(reader.address, _("Je krijgt onze nieuwsbrief al"), body.format(network=reader.network.name, url=url))
