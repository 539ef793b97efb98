"""Our search in the bar of a browser (OpenSearch 1.1), and what it suggests while someone is typing."""

import json
from io import StringIO
from typing import Final
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Network
from buurtnet.directory.suggestions import Suggestion, suggest
from buurtnet.feeds.answers import File
from buurtnet.feeds.words import one_line

SPACE: Final = "http://a9.com/-/spec/opensearch/1.1/"
DESCRIPTION_TYPE: Final = "application/opensearchdescription+xml"
SUGGESTIONS_TYPE: Final = "application/x-suggestions+json"
LONGEST_SHORT_NAME, LONGEST_LONG_NAME, LONGEST_DESCRIPTION = 16, 48, 1024  # signs, as the standard has it
MOST: Final = 8
A_DAY: Final = 24 * 3600  # seconds
PAGES: Final = {"service": "directory:service", "organization": "directory:organization", "place": "directory:place"}


def description(network: Network) -> File:
    """How a browser searches in a network."""
    search = settings.SITE_URL + reverse("home:search", args=[network.slug])
    suggest_url = settings.SITE_URL + reverse("feeds:search_suggestions", args=[network.slug])
    own = settings.SITE_URL + reverse("feeds:search_description", args=[network.slug])
    name = one_line(network.name)
    says = one_line(_("Vind hulp, een plek of iemand om mee te praten in %(place)s.") % {"place": network.town})
    text = StringIO()
    xml = SimplerXMLGenerator(text, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("OpenSearchDescription", AttributesImpl({"xmlns": SPACE}))
    xml.addQuickElement("ShortName", _short(name, one_line(network.town)))
    xml.addQuickElement("LongName", name[:LONGEST_LONG_NAME])
    xml.addQuickElement("Description", says[:LONGEST_DESCRIPTION])
    xml.addQuickElement("Image", settings.SITE_URL + static("kit/img/merk.svg"), {"type": "image/svg+xml"})
    xml.addQuickElement("Url", attrs={"type": "text/html", "template": f"{search}?q={{searchTerms}}"})
    xml.addQuickElement("Url", attrs={"type": SUGGESTIONS_TYPE, "template": f"{suggest_url}?q={{searchTerms}}"})
    xml.addQuickElement("Url", attrs={"type": DESCRIPTION_TYPE, "rel": "self", "template": own})
    xml.addQuickElement("Language", get_language() or "nl")
    xml.addQuickElement("InputEncoding", "UTF-8")
    xml.addQuickElement("OutputEncoding", "UTF-8")
    xml.endElement("OpenSearchDescription")
    xml.endDocument()
    return File(text.getvalue().encode(), f"{DESCRIPTION_TYPE}; charset=utf-8", seconds=A_DAY)


def suggestions(text: str, network: Network) -> File:
    """Names that begin so, each with its page: ``[text, [names], [], [addresses]]``; none for one letter."""
    said = " ".join(text.split())
    areas = network_areas(network)
    found = suggest(said, inside=areas.inside, over=areas.over, limit=MOST) if len(said) > 1 else []
    answer = [text, [one.label for one in found], [], [_address_of(one, network) for one in found]]
    return File(json.dumps(answer, ensure_ascii=False).encode(), f"{SUGGESTIONS_TYPE}; charset=utf-8", seconds=60)


def _address_of(one: Suggestion, network: Network) -> str:
    if one.kind in PAGES:
        return settings.SITE_URL + reverse(PAGES[one.kind], args=[network.slug, one.key])
    return f"{settings.SITE_URL}{reverse('home:search', args=[network.slug])}?thema={one.key}"


def _short(name: str, town: str) -> str:
    """The name, or that of the town where it does not fit: the first words of many names are the same."""
    return name if len(name) <= LONGEST_SHORT_NAME else town[:LONGEST_SHORT_NAME]
