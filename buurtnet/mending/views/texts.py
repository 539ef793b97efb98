"""Texts of an entry in other languages: for its editor, and for everyone who reads one of them."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.directory.access import services_in
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.crumbs import Crumb, crumbs_to
from buurtnet.directory.models import Service
from buurtnet.directory.pages import service_page
from buurtnet.directory.translations import OWN_NAMES
from buurtnet.directory.viewpoint import viewpoint_of
from buurtnet.kit.languages import NAMES, language_name
from buurtnet.kit.limits import limited
from buurtnet.mending.answering import By
from buurtnet.mending.desk import Desk, editing
from buurtnet.mending.forms.texts import ORIGINS, InLanguageForm
from buurtnet.mending.speaking import InLanguage, OtherTextError, mark_of, say_in, text_in_language, texts_of
from buurtnet.people.doors import ring_two
from buurtnet.themes.choices import SENSITIVE_THEMES


@ring_two
@require_safe
def text_list(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """In which languages an entry speaks, and how good that text is."""
    desk, service = editing(request, network, pk)
    texts = texts_of(service)
    there = {one.code for one in texts}
    if (asked := request.GET.get("taal", "")) in OWN_NAMES:
        return redirect("mending:text_edit", network, pk, asked)
    others = sorted((str(NAMES[code]), code) for code in OWN_NAMES if code in NAMES and code not in there)
    context = {
        "work": desk.work, "service": service, "texts": texts, "others": others, "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "mending/text_list.html", context)


@ring_two
@limited("entry", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def text_edit(request: HttpRequest, network: str, pk: UUID, code: str) -> HttpResponse:
    """The text in one language beside the Dutch one. ``doe=weg`` takes it off the page."""
    desk, service = editing(request, network, pk)
    one = text_in_language(service, code)
    if one is None and code not in OWN_NAMES:
        raise Http404
    form = InLanguageForm(request.POST if request.method == "POST" else None, initial=now_in(one))
    is_conflict = False
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if request.POST.get("doe") == "weg":
            said |= {"name": "", "text": ""}
        is_conflict = not is_said(service, code, said, desk, desk.by(request, service))
        if not is_conflict:
            return redirect(f"{reverse('mending:text_list', args=[network, pk])}?klaar={code}")
        service.refresh_from_db()
        one = text_in_language(service, code)
    context = {
        "work": desk.work, "service": service, "code": code, "language": language_name(code) or code,
        "own_name": OWN_NAMES.get(code, code), "one": one, "form": form, "mark": mark_of(service, code),
        "origins": ORIGINS, "is_conflict": is_conflict,
    }  # fmt: skip
    return render(request, "mending/text_edit.html", context, status=HTTPStatus.CONFLICT if is_conflict else 200)


def now_in(one: InLanguage | None) -> dict[str, Any]:
    """What stands in a language now, for the boxes."""
    if one is None:
        return {"name": "", "text": "", "origin": ""}
    return {
        "name": one.title.text if one.title else "",
        "text": one.text.text if one.text else "",
        "origin": "machine" if one.is_by_machine else "human",
    }


def is_said(service: Service, code: str, said: dict[str, Any], desk: Desk, by: By) -> bool:
    """Put it on the page; False when a colleague was at it meanwhile."""
    try:
        say_in(
            service, code, name=said["name"], text=said["text"], is_by_machine=said["origin"] == "machine",
            mark=said["mark"], network=desk.network, by=by,
        )  # fmt: skip
    except OtherTextError:
        return False
    return True


@login_not_required
@require_safe
def read_in(request: HttpRequest, network: str, pk: UUID, code: str) -> HttpResponse:
    """For everyone: the name and the text of an entry in a language that the site itself may not speak."""
    here = network_or_404(request, network)
    shown = get_object_or_404(services_in(here).prefetch_related("themes"), pk=pk)
    one = text_in_language(shown, code)
    if one is None:
        raise Http404
    [found] = services_for_cards([pk])
    page = service_page(found, viewpoint_of(request, here), [])
    url = reverse("directory:service", args=[here.slug, pk])
    *before, _here = crumbs_to(request, here, page.card.name, function=found.function)
    context = {
        "page": page, "one": one, "service_url": url,
        "paragraphs": [part for part in one.text.text.split("\n") if part.strip()] if one.text else [],
        "crumbs": [*before, Crumb(page.card.name, url), Crumb(one.own_name)],
        "sensitive": any(theme.pk in SENSITIVE_THEMES for theme in shown.themes.all()),
        "note": note_of(one),
    }  # fmt: skip
    return render(request, "mending/read_in.html", context)


def note_of(one: InLanguage) -> str:
    """Who translated it, and whether the Dutch text changed since."""
    by = _("Deze tekst is door mensen vertaald.")
    if one.is_by_machine:
        by = _("Deze tekst is door een computer vertaald.")
    old = _("De Nederlandse tekst is daarna veranderd. Deze vertaling kan dus oud zijn.") if one.is_old else ""
    return f"{by} {old}".strip()
