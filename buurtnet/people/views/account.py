"""One's own account: roles with what they mean, doors, and the devices where one is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.people.access import needs_strong_door, roles_of
from buurtnet.people.choices import PARTNERS
from buurtnet.people.devices import DEVICE, end_devices
from buurtnet.people.doors import is_strong, ring_one
from buurtnet.people.factors import has_factor, may_add_factor
from buurtnet.people.models import Device, Person
from buurtnet.people.together import may_help


@ring_one
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    person = request.user
    assert isinstance(person, Person)
    context = {
        "person": person,
        "may_add": may_add_factor(request, person),
        "roles": roles_of(person).order_by("starts_at"),
        "has_factor": has_factor(person),
        "needs_factor": needs_strong_door(person) and not has_factor(person),
        "is_strong": is_strong(request),
        "may_help": may_help(person),
        "partners": PARTNERS,
        "devices": Device.objects.filter(person=person).count(),
    }
    return render(request, "people/doors/account.html", context)


@ring_one
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; end one, or all others."""
    person = request.user
    assert isinstance(person, Person)
    here = request.session.get(DEVICE)
    if request.method == "POST":
        which = request.POST.get("apparaat", "")
        if which == "anderen":
            end_devices(person, but=here)
        elif which.isascii() and which.isdigit() and len(which) < 18:
            end_devices(person, only=int(which))
        return redirect("people:devices")
    found = Device.objects.filter(person=person)
    return render(request, "people/doors/devices.html", {"devices": found, "here": here})
