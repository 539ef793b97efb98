"""The vocabulary in the hands of the director: find, choose, look before it changes, change, put back, take along."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.kit.texts import one_line
from buurtnet.people.acting import By
from buurtnet.people.doors import ring_two
from buurtnet.people.logged_roles import record_read
from buurtnet.privacy.choices import Action
from buurtnet.themes.models import Concept
from buurtnet.wording.changing import (
    ChangedMeanwhileError,
    SoAlreadyError,
    UndoneAlreadyError,
    change,
    undo,
    version_of,
)
from buurtnet.wording.desk import Desk, at_words
from buurtnet.wording.exporting import table, turtle
from buurtnet.wording.forms.words import KINDS, LANGUAGES, WordForm
from buurtnet.wording.models import WordChange
from buurtnet.wording.models.searches import LONGEST
from buurtnet.wording.preview import Preview, preview
from buurtnet.wording.vocabulary_pages import concepts_with, counted, found_for, groups_of, proposed

PER_PAGE = 40
LONGEST_TEXT = 120


@ring_two
@require_safe
def word_choose(request: HttpRequest, network: str) -> HttpResponse:
    """To which concept a word belongs: what is likely, and a box to look for another."""
    desk = at_words(request, network)
    text = one_line(request.GET.get("woord", ""))[:LONGEST_TEXT]
    looked = one_line(request.GET.get("zoek", ""))[:LONGEST_TEXT]
    language = get_language() or "nl"
    context = {
        "work": desk.work, "here": desk.network, "here_is": "woorden", "text": text, "looked": looked,
        "proposed": proposed(desk.network, text, language) if text and not looked else [],
        "found": found_for(desk.network, looked, language) if looked else [],
    }  # fmt: skip
    return render(request, "wording/word_choose.html", context)


@ring_two
@limited("words", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def word_edit(request: HttpRequest, network: str) -> HttpResponse:
    """A word that is to change: the results before and after, and only then the change."""
    desk = at_words(request, network)
    sent = request.POST or request.GET
    form, wrong, status = WordForm(sent), "", 200
    if request.method == "POST" and form.is_valid():
        wrong, status = done(desk.by(request), desk, form, sent.get("versie", ""))
        if not wrong:
            return redirect(f"{reverse('wording:concept', args=[network, form.edit.concept])}?klaar={form.edit.turn}")
    context = edit_page(desk, form, one_line(sent.get("proef", ""))[:LONGEST])
    context["wrong"] = wrong or context["wrong"]
    return render(request, "wording/word_edit.html", context, status=status)


def edit_page(desk: Desk, form: WordForm, tried: str) -> dict[str, Any]:
    """What the page of a change shows: the form, and the results of ``tried`` (else of the word) before and after."""
    is_valid = form.is_valid()
    said = {"woord": one_line(str(form.data.get("woord", ""))), **form.cleaned_data}
    tried = tried or said["woord"][:LONGEST]
    shown, why_not = looked_at(desk, form, tried) if is_valid else (None, "")
    return {
        "work": desk.work, "here": desk.network, "here_is": "woorden", "form": form, "tried": tried, "said": said,
        "shown": shown, "wrong": why_not, "may": is_valid and not why_not, "version": version_of(desk.network),
        "kinds": KINDS.items(), "languages": LANGUAGES.items(),
        "concept": Concept.objects.filter(pk=said.get("begrip", "")).first(),
    }  # fmt: skip


def looked_at(desk: Desk, form: WordForm, tried: str) -> tuple[Preview | None, str]:
    """What would change in the results, or a sentence why nothing would."""
    try:
        found = preview(desk.network, form.edit, tried)
    except SoAlreadyError:
        return None, _("Dit is al zo. Er is niets te veranderen.")
    return found, ""


def done(by: By, desk: Desk, form: WordForm, seen: str) -> tuple[str, int]:
    """Do what was posted. What went wrong in a sentence, and the status of the page that says so."""
    version = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
    try:
        change(desk.network, form.edit, seen=version, by=by)
    except ChangedMeanwhileError:
        return _(
            "Intussen veranderde iemand anders de woorden. Kijk nog eens naar het voorbeeld."
        ), HTTPStatus.CONFLICT
    except SoAlreadyError:
        return _("Iemand anders was je net voor: dit is al zo."), HTTPStatus.CONFLICT
    return "", 200


@ring_two
@require_safe
def concept_list(request: HttpRequest, network: str) -> HttpResponse:
    """All concepts, or those with a piece of a word; with how many words of the network's own."""
    desk = at_words(request, network)
    looked, only = one_line(request.GET.get("zoek", ""))[:LONGEST_TEXT], request.GET.get("alleen", "")
    rows = counted(concepts_with(desk.network, looked), desk.network).order_by(Lower("name"), "pk")
    rows = rows.filter(own__gt=0) if only == "eigen" else rows.filter(off__gt=0) if only == "uit" else rows
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "work": desk.work, "here": desk.network, "here_is": "woorden", "rows": list(page), "looked": looked,
        "only": only, "count": page.paginator.count, "pages": pages_of(page, request),
        "version": version_of(desk.network), "language": get_language() or "nl",
    }  # fmt: skip
    return render(request, "wording/concept_list.html", context)


@ring_two
@require_safe
def concept(request: HttpRequest, network: str, slug: str) -> HttpResponse:
    """The words of one concept: which are used here, which are the network's own."""
    desk = at_words(request, network)
    found = get_object_or_404(Concept.objects.select_related("broader"), pk=slug, is_gone=False)
    context = {
        "work": desk.work, "here": desk.network, "here_is": "woorden", "concept": found,
        "groups": groups_of(found, desk.network), "themes": list(found.themes.all()), "kinds": KINDS.items(),
        "languages": LANGUAGES.items(), "done": request.GET.get("klaar", ""), "version": version_of(desk.network),
    }  # fmt: skip
    return render(request, "wording/concept.html", context)


@ring_two
@require_safe
def version_list(request: HttpRequest, network: str) -> HttpResponse:
    """What was changed, by whom and when; the newest first, each to be put back."""
    desk = at_words(request, network)
    return version_page(request, desk, "", 200)


def version_page(request: HttpRequest, desk: Desk, wrong: str, status: int) -> HttpResponse:
    rows = WordChange.objects.filter(network=desk.network).select_related("changed_by", "undoes", "undone_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    with transaction.atomic():
        seen = [(one.pk, one.changed_by_id) for one in page if one.changed_by_id]
        record_read(
            Action.LIST, seen, kind=WordChange, request=request, role_then=desk.work.role_then,
            network=desk.network, fields_group="words",
        )  # fmt: skip
    names = dict(Concept.objects.filter(pk__in={one.word.get("concept") for one in page}).values_list("pk", "name"))
    context = {
        "work": desk.work, "here": desk.network, "here_is": "versies",
        "rows": [(one, names.get(one.word.get("concept", ""), ""), LANGUAGES.get(one.word.get("language", ""), ""))
                 for one in page],
        "pages": pages_of(page, request), "version": version_of(desk.network), "wrong": wrong,
        "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "wording/version_list.html", context, status=status)


@ring_two
@limited("words", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def version_undo(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Put one change back."""
    desk = at_words(request, network)
    row = get_object_or_404(WordChange.objects.select_related("network"), pk=pk, network=desk.network)
    seen = request.POST.get("versie", "")
    version = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
    try:
        undo(row, seen=version, by=desk.by(request))
    except ChangedMeanwhileError:
        wrong = _("Intussen veranderde iemand anders de woorden. Kijk of je dit nog wilt.")
    except UndoneAlreadyError:
        wrong = _("Dit is al teruggezet.")
    except SoAlreadyError:
        wrong = _("Dit kan niet meer terug: het is daarna nog eens veranderd.")
    else:
        return redirect(f"{reverse('wording:version_list', args=[network])}?klaar=terug")
    return version_page(request, desk, wrong, HTTPStatus.CONFLICT)


@ring_two
@limited("words-file", setting="FORMS_PER_MINUTE")
@require_safe
def word_table(request: HttpRequest, network: str) -> HttpResponse:
    """All words this network searches with, for a spreadsheet."""
    desk = at_words(request, network)
    return as_file(table(desk.network), "text/csv; charset=utf-8", f"woorden-{desk.network.slug}.csv")


@ring_two
@limited("words-file", setting="FORMS_PER_MINUTE")
@require_safe
def word_skos(request: HttpRequest, network: str) -> HttpResponse:
    """What this network changed itself, as SKOS."""
    desk = at_words(request, network)
    lines = turtle(desk.network, settings.SITE_URL.rstrip("/"))
    return as_file(lines, "text/turtle; charset=utf-8", f"woorden-{desk.network.slug}.ttl")


def as_file(lines: Iterable[str], content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(lines, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
