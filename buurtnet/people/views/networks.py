"""The settings of a network, for its director."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.doors import ring_two
from buurtnet.people.forms.networks import NetworkForm
from buurtnet.people.models import Person
from buurtnet.people.work import directing
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


@ring_two
@require_http_methods(["GET", "HEAD", "POST"])
def network_settings(request: HttpRequest, network: str) -> HttpResponse:
    """Name, place, contact, areas, colours, holidays, rooms and frequent searches."""
    work = directing(request, network)
    here = Network.objects.get(slug=network)
    form = NetworkForm(request.POST or None, instance=here)
    if request.method == "POST" and form.is_valid():
        keep(form, by=work.person, request=request)
        return redirect(f"{reverse('people:network_settings', args=[network])}?bewaard=1")
    context = {"work": work, "form": form, "is_saved": request.GET.get("bewaard") == "1"}
    return render(request, "people/roles/network_settings.html", context)


@transaction.atomic
def keep(form: NetworkForm, *, by: Person, request: HttpRequest) -> None:
    network = form.save(commit=False)
    network.rooms, network.theme = form.cleaned_data["rooms"], form.theme
    network.frequent_searches = form.cleaned_data["searches"]
    network.save()
    network.areas.set(form.cleaned_data["area_codes"])
    record(
        Action.CHANGE, actor=by, obj=network, network=network, role_then=Role.DIRECTOR, fields_group="settings",
        request=request,
    )  # fmt: skip
    transaction.on_commit(forget_network_areas)
