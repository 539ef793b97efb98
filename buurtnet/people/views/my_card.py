"""My card: what I say about myself, and who sees each of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.people.access import roles_of
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.doors import ring_one
from buurtnet.people.faces import face
from buurtnet.people.forms.cards import CardForm
from buurtnet.people.models import Membership, Person
from buurtnet.people.my_card import Filled, card_for, keep_card
from buurtnet.people.photos import SIZES, NoPhotoError, NoRoomError, read_photo


@ring_one
@require_http_methods(["GET", "HEAD", "POST"])
def my_card(request: HttpRequest) -> HttpResponse:
    """One page; what cannot be kept is said beside it, and nothing that was typed is lost."""
    person = me(request)
    roles = list(roles_of(person).order_by("starts_at"))
    card = card_for(person)
    form = CardForm(request.POST or None, request.FILES or None, instance=card, person=person, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            keep_card(form.save(commit=False), filled(form), roles, request)
            return redirect(f"{reverse('people:my_card')}?bewaard=1")
        except (NoPhotoError, NoRoomError) as error:
            form.add_error("new_photo", str(error))
    context = {
        "form": form,
        "person": person,
        "photo": card_for(person).photo,
        "is_saved": request.GET.get("bewaard") == "1",
        "networks": networks_of(roles),
        "can_be_public": any(one.role == Role.CONNECTOR for one in roles),
    }
    return render(request, "people/cards/my_card.html", context)


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
    raw = read_photo(name, size) if name and size in SIZES else None
    if raw is None:
        raise Http404
    return face(raw, is_public=False)
