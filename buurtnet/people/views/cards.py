"""Who is who: the list, a person's page, a file for an address book, a sheet to print, and faces."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from buurtnet.areas.here import neighbourhoods_of, network_or_404
from buurtnet.areas.models import Network
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.kit.pictures import read_picture
from buurtnet.people.access import WELCOMERS, connectors_of, people_of
from buurtnet.people.cards import (
    Shown,
    card_of,
    here_and_now,
    listed_to_network,
    shown_to_everyone,
    shown_to_network,
    with_cards,
    with_lines,
)
from buurtnet.people.counting import areas_to_choose, functions_to_choose, how_many, themes_to_choose
from buurtnet.people.doors import ring_one
from buurtnet.people.faces import face
from buurtnet.people.finding import Asked, asked_in, found, looked_up
from buurtnet.people.links import site_url
from buurtnet.people.logged import record_face, record_seen
from buurtnet.people.models import CardField, Person
from buurtnet.people.photos import FACE
from buurtnet.people.vcards import CONTENT_TYPE as VCARD_TYPE
from buurtnet.people.vcards import vcard as vcard_of
from buurtnet.people.work import Work, at_work
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

PER_PAGE = 18
MOST_PRINTED = 300


@ring_one
@limited("people", setting="SEARCHES_PER_MINUTE")
@require_safe
def card_list(request: HttpRequest, network: str) -> HttpResponse:
    """The people of a network; reading them is written down in the same transaction."""
    work = at_work(request, network)
    here = of_the_page(work)
    asked = looked_up(here, asked_in(request.GET))
    page = pages_in(here, asked).get_page(request.GET.get("pagina"))
    with transaction.atomic():
        people = on_page(page, here)
        log_list(request, work, asked, people)
    context = {
        "work": work,
        "cards": listed_to_network(people, here),
        "asked": asked,
        "count": page.paginator.count,
        "pages": pages_of(page, request),
        "themes": themes_to_choose(here, asked),
        "areas": areas_to_choose(here, asked),
        "functions": functions_to_choose(here, asked),
        "may_welcome": work.has(WELCOMERS),
    }
    return render(request, "people/cards/card_list.html", context)


def pages_in(network: Network, asked: Asked) -> "Paginator[UUID]":
    """The ids of all who are asked for, in order: what goes with them is read of one page only.

    Everyone is counted as it was kept; who is asked for, is read and counted in one question.
    """
    if asked.is_empty:
        paginator = Paginator(found(network, asked).values_list("pk", flat=True), PER_PAGE)
        paginator.count = how_many(network)
        return paginator
    if asked.named is not None and not asked.is_narrowed:
        return Paginator(asked.named, PER_PAGE)
    return Paginator(tuple(found(network, asked).values_list("pk", flat=True)), PER_PAGE)


def on_page(page: "Page[UUID]", network: Network) -> list[Person]:
    """The people of a page, in its order."""
    people = Person.objects.filter(pk__in=list(page.object_list), is_active=True)
    return list(with_lines(people.order_by("name_folded", "pk"), network))


def log_list(request: HttpRequest, work: Work, asked: Asked, people: list[Person]) -> None:
    """Who saw whom; and that someone looked, also when they found nobody."""
    action = Action.LIST if asked.is_empty else Action.SEARCH
    record(
        action, actor=work.person, obj=work.network, network=work.network, role_then=work.role_then,
        fields_group="cards", result=str(len(people)), request=request,
    )  # fmt: skip
    record_seen(action, people, network=of_the_page(work), role_then=work.role_then, request=request)


def of_the_page(work: Work) -> Network:
    assert work.network
    return work.network


@ring_one
@require_safe
def card(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    work = at_work(request, network)
    return render(
        request,
        "people/cards/card.html",
        {"work": work, "card": seen_card(request, work, pk, Action.VIEW), "is_own": work.person.pk == pk},
    )


@ring_one
@require_safe
def vcard(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The card as a file for an address book."""
    work = at_work(request, network)
    card = seen_card(request, work, pk, Action.EXPORT)
    answer = HttpResponse(vcard_of(card, site_url("people:card", network, pk)), content_type=VCARD_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{pk}.vcf"'
    return answer


def seen_card(request: HttpRequest, work: Work, pk: UUID, action: Action) -> Shown:
    """A card of this network, read and written down."""
    here = of_the_page(work)
    with transaction.atomic():
        person = get_object_or_404(with_cards(people_of(here), here), pk=pk)
        record_seen(action, [person], network=here, role_then=work.role_then, request=request)
    [card] = shown_to_network([person], here)
    return card


@ring_one
@limited("people", setting="SEARCHES_PER_MINUTE")
@require_safe
def card_print(request: HttpRequest, network: str) -> HttpResponse:
    """A sheet with faces, of those who are asked for; as much as fits on a few pages of paper."""
    work = at_work(request, network)
    here = of_the_page(work)
    asked = asked_in(request.GET)
    with transaction.atomic():
        people = list(with_lines(found(here, asked)[:MOST_PRINTED], here))
        record(
            Action.PRINT, actor=work.person, obj=here, network=here, role_then=work.role_then, fields_group="cards",
            result=str(len(people)), request=request,
        )  # fmt: skip
        record_seen(Action.PRINT, people, network=here, role_then=work.role_then, request=request)
    return render(
        request,
        "people/cards/card_print.html",
        {"work": work, "cards": listed_to_network(people, here), "asked": asked, "today": here_and_now(here)},
    )


@login_not_required
@require_safe
def connectors(request: HttpRequest, network: str) -> HttpResponse:
    """For everyone: who wants to be found, with the fields they show to everyone."""
    here = network_or_404(request, network)
    people = connectors_of(here)
    area = request.GET.get("buurt", "")[:120]
    if area:
        people = people.filter(card__areas__slug=area)
    cards = shown_to_everyone(with_cards(people.order_by("name_folded", "pk")[:MOST_PRINTED], here), here)
    context = {"cards": cards, "neighbourhoods": neighbourhoods_of(here), "chosen": area, "network": here}
    return render(request, "people/cards/connectors.html", context)


@login_not_required
@require_safe
def photo(request: HttpRequest, network: str, pk: UUID, size: int) -> HttpResponse:
    """A face, for who may see it: everyone, the network, or only the person. Never a file as it was sent."""
    here = network_or_404(request, network)
    person = get_object_or_404(Person.objects.select_related("card"), pk=pk, is_active=True)
    card = card_of(person)
    raw = read_picture(card.photo, size) if card.photo and size in FACE.widths else None
    if raw is None:
        raise Http404
    is_public = card.shows(CardField.PHOTO, to_network=False) and connectors_of(here).filter(pk=pk).exists()
    if not is_public:
        see_face(request, here, person)
    return face(raw, is_public=is_public)


def see_face(request: HttpRequest, network: Network, person: Person) -> None:
    """As someone of the network, and written down; one's own needs neither. Raises Http404 for whoever may not."""
    if not isinstance(request.user, Person) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        raise Http404
    if request.user.pk == person.pk:
        return
    work = at_work(request, network.slug)
    is_shown = card_of(person).shows(CardField.PHOTO, to_network=True)
    if not (is_shown and people_of(network).filter(pk=person.pk).exists()):
        raise Http404
    record_face(person, network=network, role_then=work.role_then, request=request)
