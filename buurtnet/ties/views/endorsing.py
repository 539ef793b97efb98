"""Endorsing the principles for one's organization; and for everyone, which organizations did."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.directory.crumbs import Crumb
from buurtnet.kit.form_keys import uuid_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.people.doors import ring_one
from buurtnet.people.models import Organization
from buurtnet.ties.access import speaking, spoken_for, ties_room
from buurtnet.ties.endorsing import endorse as stand_behind
from buurtnet.ties.endorsing import withdraw
from buurtnet.ties.forms import EndorseForm
from buurtnet.ties.models import Endorsement
from buurtnet.ties.principles import principles_for, words_of

FORM, CONFLICT = ["GET", "HEAD", "POST"], 409


def chosen(request: HttpRequest, organizations: list[Organization]) -> Organization:
    """The one asked for, of those one speaks for; 404 for another."""
    asked = request.POST.get("voor") or request.GET.get("voor")
    if not asked:
        return organizations[0]
    found = next((one for one in organizations if one.pk == uuid_in(asked)), None)
    if found is None:
        raise Http404
    return found


@ring_one
@limited("ties_endorse", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def endorse(request: HttpRequest, network: str) -> HttpResponse:
    work = speaking(request, network)
    assert work.network
    organizations, principles = spoken_for(work), principles_for(work.network)
    organization = chosen(request, organizations)
    rows = Endorsement.objects.current().select_related("principles")
    row = rows.filter(network=work.network, organization=organization).first()
    form, wrong = EndorseForm(request.POST or None, initial=row.__dict__ if row else None), ""
    if "stop" in request.POST:
        withdraw(work.network, organization, by=work.person)
        return redirect("ties:endorsed", network)
    read = request.POST.get("principles", str(principles.version))
    if read != str(principles.version):
        wrong = _("De tekst is net vernieuwd. Lees hem eerst.")
    elif request.method == "POST" and form.is_valid():
        asked = request.POST.get("version", "")
        version = int(asked) if asked.isdecimal() and len(asked) < 10 else -1
        try:
            stand_behind(work.network, organization, principles, form.cleaned_data, version=version, by=work.person)
            return redirect("ties:endorsed", network)
        except ChangedMeanwhileError as error:
            wrong = str(error)
    context = {
        "work": work, "form": form, "wrong": wrong, "row": row, "organization": organization,
        "organizations": organizations, "words": words_of(principles), "principles": principles,
        "is_older": row is not None and row.principles.version != principles.version,
    }  # fmt: skip
    return render(request, "ties/endorse.html", context, status=CONFLICT if wrong else 200)


@login_not_required
@require_safe
def endorsed(request: HttpRequest, network: str) -> HttpResponse:
    """What the network is for, and who stands behind it: organizations by name, and no one of them first."""
    here = ties_room(request, network)
    rows = Endorsement.objects.current().filter(network=here).select_related("organization", "principles")
    principles = principles_for(here)
    context = {
        "words": words_of(principles), "principles": principles, "rows": rows.order_by("organization__name", "pk"),
        "crumbs": [Crumb(_("Wie doet mee"))],
    }  # fmt: skip
    return render(request, "ties/endorsed.html", context)
