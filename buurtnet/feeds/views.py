"""Addresses for other programs: calendars, what is new, the sitemap, and our search in the bar of a browser."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import translation

from buurtnet.agenda.uitdatabank_out import uitdatabank_events
from buurtnet.areas.here import language_for
from buurtnet.areas.models import Network
from buurtnet.feeds import activities, calendars, news, opensearch, sitemap, vocabulary
from buurtnet.feeds.access import ground_or_404, place_or_gone, service_or_gone
from buurtnet.feeds.answers import File, sent_to_anyone
from buurtnet.feeds.events import Agenda

LONGEST_QUESTION = 80


@sent_to_anyone
def service_calendar(request: HttpRequest, pk: UUID) -> File:
    """When a service is there."""
    service, network = service_or_gone(pk)
    speak(request, network)
    return calendar_file(calendars.of_service(service, network), f"aanbod-{pk}")


@sent_to_anyone
def place_calendar(request: HttpRequest, pk: UUID) -> File:
    """When a place is open, and what goes on there."""
    place, network = place_or_gone(pk)
    speak(request, network)
    return calendar_file(calendars.of_place(place, network), f"plek-{pk}")


@sent_to_anyone
def neighbourhood_calendar(request: HttpRequest, network: str, slug: str) -> File:
    """What goes on in a neighbourhood."""
    ground = ground_or_404(network, slug)
    speak(request, ground.network)
    return calendar_file(calendars.of_neighbourhood(ground), f"agenda-{slug}")


@sent_to_anyone
def activities_calendar(request: HttpRequest, network: str) -> File:
    """The activities of a network; ``buurt``, ``thema`` and ``leeftijd`` choose among them."""
    chosen = activities.chosen_or_404(network, request.GET)
    speak(request, chosen.network)
    return calendar_file(activities.of_network(chosen), f"activiteiten-{network}")


@sent_to_anyone
def activity_calendar(request: HttpRequest, pk: UUID) -> File:
    """When one activity is."""
    activity = activities.activity_or_gone(pk)
    speak(request, activity.network)
    return calendar_file(activities.of_activity(activity), f"activiteit-{pk}")


@sent_to_anyone
def activities_uitdatabank(request: HttpRequest, network: str) -> File:
    """The same activities as UiTdatabank writes events (JSON)."""
    chosen = activities.chosen_or_404(network, request.GET)
    speak(request, chosen.network)
    rows = activities.with_times(chosen.rows()).order_by("pk")[: activities.MOST_ACTIVITIES]
    body = uitdatabank_events(list(rows), chosen.network)
    return File(body, "application/json; charset=utf-8", f"activiteiten-{network}.json")


@sent_to_anyone
def network_news(request: HttpRequest, network: str) -> File:
    """What is new or changed in a network."""
    ground = ground_or_404(network)
    speak(request, ground.network)
    return news.newest_in(ground)


@sent_to_anyone
def neighbourhood_news(request: HttpRequest, network: str, slug: str) -> File:
    """What is new or changed in a neighbourhood."""
    ground = ground_or_404(network, slug)
    speak(request, ground.network)
    return news.newest_in(ground)


@sent_to_anyone
def sitemap_index(request: HttpRequest) -> File:
    """Where the pages of the sitemap are."""
    return sitemap.index()


@sent_to_anyone
def sitemap_site(request: HttpRequest) -> File:
    """The pages of the site itself."""
    return sitemap.site_pages()


@sent_to_anyone
def sitemap_network(request: HttpRequest, network: str) -> File:
    """The pages of a network itself, and of its neighbourhoods."""
    return sitemap.network_pages(ground_or_404(network).network)


@sent_to_anyone
def sitemap_page(request: HttpRequest, kind: str, start: UUID) -> File:
    """Pages of services, organizations or places, from one id on."""
    return sitemap.page(kind, start)


@sent_to_anyone
def search_description(request: HttpRequest, network: str) -> File:
    """How a browser can search here."""
    ground = ground_or_404(network)
    speak(request, ground.network)
    return opensearch.description(ground.network)


@sent_to_anyone
def search_suggestions(request: HttpRequest, network: str) -> File:
    """What someone may be typing in the bar of a browser."""
    ground = ground_or_404(network)
    speak(request, ground.network)
    return opensearch.suggestions(request.GET.get("q", "")[:LONGEST_QUESTION], ground.network)


def speak(request: HttpRequest, network: Network) -> None:
    """The language of the address and not of a cookie: a file is kept for others, and has no reader we know.

    ``HereMiddleware`` puts back what was spoken before.
    """
    translation.activate(language_for(request.GET.get("taal", "nl"), network))


@sent_to_anyone
def vocabulary_turtle(request: HttpRequest) -> File:
    """The words people find things by, as SKOS in Turtle."""
    return vocabulary.vocabulary(".ttl")


@sent_to_anyone
def vocabulary_json(request: HttpRequest) -> File:
    """The same in JSON-LD."""
    return vocabulary.vocabulary(".jsonld")


def calendar_file(made: Agenda, name: str) -> File:
    return File(made.body, "text/calendar; charset=utf-8", f"{name}.ics", made.changed)
