"""The history of an entry: for everyone when and by what kind of person; for who keeps it what, and taking back."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.directory.access import services_in
from buurtnet.directory.actions import ChangedMeanwhileError, NotMendableError
from buurtnet.directory.crumbs import Crumb, crumbs_to
from buurtnet.directory.models import Change
from buurtnet.kit.limits import limited
from buurtnet.mending.access import may_edit
from buurtnet.mending.desk import editing
from buurtnet.mending.histories import editions_of
from buurtnet.mending.placing import NowhereError
from buurtnet.mending.publishing import take_back
from buurtnet.people.doors import ring_two
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.themes.choices import SENSITIVE_THEMES


@login_not_required
@require_safe
def history(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The editions of an entry, the newest first."""
    here = network_or_404(request, network)
    service = get_object_or_404(services_in(here).select_related("organization"), pk=pk)
    url = reverse("directory:service", args=[here.slug, pk])
    shows_all = request.user.is_authenticated and may_edit(request.user, service, here)
    *before, _here = crumbs_to(request, here, service.name, function=service.function)
    context = {
        "service": service,
        "editions": editions_of(service, here.country, with_lines=shows_all),
        "shows_all": shows_all,
        "crumbs": [*before, Crumb(service.name, url), Crumb(_("Wat er veranderde"))],
        "is_refused": request.GET.get("geweigerd") == "1",
        "is_done": request.GET.get("klaar") == "1",
        "sensitive": service.themes.filter(pk__in=SENSITIVE_THEMES).exists(),
    }
    return render(request, "mending/history.html", context)


@ring_two
@limited("answer", setting="FORMS_PER_MINUTE")
@require_POST
def history_undo(request: HttpRequest, network: str, pk: UUID, edition: UUID) -> HttpResponse:
    """Take an edition back, as a new one; refused when a later one changed the same."""
    desk, service = editing(request, network, pk)
    by = desk.by(request, service)
    back = reverse("mending:history", args=[network, pk])
    try:
        take_back(service, edition, network=desk.network, by=by.kind)
    except Change.DoesNotExist:
        raise Http404 from None
    except (ChangedMeanwhileError, NotMendableError, NowhereError):
        return redirect(f"{back}?geweigerd=1")
    record(
        Action.CHANGE, actor=by.person, obj=service, network=desk.network, role_then=by.role, rule="entry.undone",
        request=request,
    )  # fmt: skip
    return redirect(f"{back}?klaar=1")
