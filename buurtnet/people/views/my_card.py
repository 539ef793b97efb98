"""My card: what I say about myself, and who sees each of it."""

import time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.limits import allowed, limited
from buurtnet.kit.pictures import NoPhotoError, NoRoomError, read_picture
from buurtnet.people.access import roles_of
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.doors import ring_one
from buurtnet.people.faces import face
from buurtnet.people.forms.cards import CardForm
from buurtnet.people.models import Card, Membership, Person
from buurtnet.people.my_card import Filled, NoAccountError, card_for, keep_card
from buurtnet.people.photos import FACE
from buurtnet.privacy.encryption import Closed

PHOTOS_PER_HOUR = 10  # of one person


@ring_one
@limited("card", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def my_card(request: HttpRequest) -> HttpResponse:
    """One page; what cannot be kept is said beside it, and nothing that was typed is lost."""
    person = me(request)
    roles = list(roles_of(person).order_by("starts_at"))
    card = card_for(person)
    number = card.phone
    form = CardForm(request.POST or None, request.FILES or None, instance=card, person=person, roles=roles)
    try:
        if request.method == "POST" and form.is_valid() and is_kept(form, number, roles, request):
            return redirect(f"{reverse('people:my_card')}?bewaard=1")
    except NoAccountError:
        return redirect("people:signin")
    context = {
        "form": form,
        "person": person,
        "photo": card_for(person).photo,
        "is_saved": request.GET.get("bewaard") == "1",
        "networks": networks_of(roles),
        "can_be_public": any(one.role == Role.CONNECTOR for one in roles),
    }
    return render(request, "people/cards/my_card.html", context)


def is_kept(form: CardForm, number: str, roles: list[Membership], request: HttpRequest) -> bool:
    """Keep a valid form; when its photo cannot be kept, that is said beside it and nothing is."""
    card: Card = form.save(commit=False)
    if isinstance(number, Closed) and not card.phone:
        card.phone = number  # its box was empty since it does not open: as it is stored it may open later
    if form.cleaned_data["new_photo"] and not may_send_photo(card.person):
        form.add_error("new_photo", _("Je stuurde net veel foto's. Probeer het over een uur nog eens."))
        return False
    try:
        keep_card(card, filled(form), roles, request)
    except (NoPhotoError, NoRoomError) as error:
        form.add_error("new_photo", str(error))
        return False
    return True


def may_send_photo(person: Person) -> bool:
    """Each is decoded, which takes a second or more of the machine."""
    return allowed("photo", str(person.pk), PHOTOS_PER_HOUR, 3600, time.time())


def me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def filled(form: CardForm) -> Filled:
    said = form.cleaned_data
    return Filled(
        audiences=form.audiences, languages=said["languages"], themes=said["themes"], areas=said["areas"],
        hours=form.hours, mandates=form.mandates, new_photo=said["new_photo"] or None,
        without_photo=said["without_photo"],
    )  # fmt: skip


def networks_of(roles: list[Membership]) -> list[tuple[str, str]]:
    """Where others find this card: the address of the page, and the name of the network."""
    return [
        (reverse("people:card_list", args=[one.network.slug]), one.network.name)
        for one in roles
        if one.network and one.role in PARTNERS
    ]


@ring_one
@require_safe
def my_photo(request: HttpRequest, size: int) -> HttpResponse:
    """One's own face, also when nobody else may see it."""
    name = card_for(me(request)).photo
    raw = read_picture(name, size) if name and size in FACE.widths else None
    if raw is None:
        raise Http404
    return face(raw, is_public=False)
