""" "Wat de buurt vertelt": figures and themes of a quarter, for everyone; and making them, at work."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.directory.crumbs import crumbs_to
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.counting import count, levels_of
from buurtnet.needs.desk import Desk, deciding, network_with_needs
from buurtnet.needs.forms.telling import CountForm, PutRightForm, ThemeForm
from buurtnet.needs.models import Telling, TellingTheme
from buurtnet.needs.telling_shown import as_csv, as_json, groups_of, period_of
from buurtnet.needs.tellings import (
    first_day_for,
    make,
    make_public,
    published_in,
    put_right,
    quarters_to_tell,
    read_theme,
    scope_of,
    standing_for,
    take_theme_away,
    write_theme,
)
from buurtnet.people.doors import ring_one
from buurtnet.privacy.log import record_refusal
from buurtnet.privacy.models import Release
from buurtnet.privacy.releases import is_intact

MOST_NUMBERED = 10**6
MOST_LISTED = 40


@login_not_required
@require_safe
def tellings(request: HttpRequest, network: str) -> HttpResponse:
    """The newest."""
    here = network_with_needs(request, network)
    rows = published_in(here)
    if not rows:
        context = {"here": here, "crumbs": crumbs_to(request, here, _("Wat de buurt vertelt"))}
        return render(request, "needs/tells.html", context)
    return told(request, here, rows[0], rows)


@login_not_required
@require_safe
def telling(request: HttpRequest, network: str, number: int) -> HttpResponse:
    """One release by its number; one that was replaced leads to what replaced it."""
    here = network_with_needs(request, network)
    found = public_or_404(here, number)
    if found.release.number != number:
        return redirect("needs:telling", network, found.release.number)
    return told(request, here, found, published_in(here))


@login_not_required
@require_safe
def telling_csv(request: HttpRequest, network: str, number: int) -> HttpResponse:
    found = public_or_404(network_with_needs(request, network), number)
    return as_file(found, "csv", lambda name: HttpResponse(
        as_csv(found.release, get_language() or "nl"), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    ))  # fmt: skip


@login_not_required
@require_safe
def telling_json(request: HttpRequest, network: str, number: int) -> HttpResponse:
    found = public_or_404(network_with_needs(request, network), number)
    return as_file(found, "json", lambda _name: JsonResponse(
        as_json(found.release), json_dumps_params={"ensure_ascii": False}
    ))  # fmt: skip


def as_file(found: Telling, ending: str, made: Callable[[str], HttpResponse]) -> HttpResponse:
    """Figures that are no longer what was published are in no file either."""
    if not is_intact(found.release):
        raise Http404
    return made(f"{found.network.slug}-wat-de-buurt-vertelt-{found.release.number}.{ending}")


def public_or_404(here: Network, number: int) -> Telling:
    """The published page of a release, or of what replaced it."""
    rows = Release.objects.filter(scope=scope_of(here), number=min(number, MOST_NUMBERED))
    release = standing_for(get_object_or_404(rows, kind="telling"))
    shown = Telling.objects.filter(network=here, published_at__isnull=False).select_related("release", "network")
    return get_object_or_404(shown, release=release)


def told(request: HttpRequest, here: Network, found: Telling, every: list[Telling]) -> HttpResponse:
    """Themes that a second person read, and the figures; these only while they are what was published."""
    release = found.release
    context = figures_context(release) | {
        "here": here, "telling": found, "crumbs": crumbs_to(request, here, _("Wat de buurt vertelt")),
        "themes": found.themes.filter(read_at__isnull=False),
        "others": [(one, period_of(one.release)) for one in every if one.pk != found.pk][:MOST_LISTED],
    }  # fmt: skip
    return render(request, "needs/tells.html", context)


def figures_context(release: Release) -> dict[str, Any]:
    return {
        "release": release, "period": period_of(release), "is_intact": is_intact(release),
        "counted": groups_of(release, get_language() or "nl"), "replaced": release.replaces,
    }  # fmt: skip


@ring_one
@require_http_methods(["GET", "HEAD"])
def telling_list(request: HttpRequest, network: str) -> HttpResponse:
    """What was told, what waits, and what can be counted next."""
    desk = deciding(request, network)
    today = today_in(desk.network)
    rows = Telling.objects.filter(network=desk.network).select_related("release").order_by("-release__number")
    quarters = quarters_to_tell(desk.network, today)
    context = {
        "work": desk.work, "here": desk.network,
        "rows": [(one, period_of(one.release)) for one in rows[:MOST_LISTED]],
        "quarters": quarters, "levels": levels_of(desk.network), "done": request.GET.get("klaar", ""),
        "first_day": None if quarters else first_day_for(desk.network, today),
    }  # fmt: skip
    return render(request, "needs/telling_list.html", context)


@ring_one
@limited("tellings", setting="FORMS_PER_MINUTE")
@require_http_methods(["GET", "HEAD", "POST"])
def telling_new(request: HttpRequest, network: str) -> HttpResponse:
    """Look at what would be published, after the rule for small numbers; and fix it, once and for all."""
    desk = deciding(request, network)
    today = today_in(desk.network)
    form = CountForm(
        request.POST if request.method == "POST" else request.GET,
        quarters=quarters_to_tell(desk.network, today), levels=levels_of(desk.network),
    )  # fmt: skip
    if not form.is_valid():
        return redirect("needs:telling_list", network)
    wrong, quarter, level = "", form.quarter, form.level
    if request.method == "POST":
        wrong = tried(
            request, desk, None, lambda: make(desk.network, quarter, level, today=today, by=desk.by(request))
        )
        if not wrong:
            return redirect(f"{reverse('needs:telling_list', args=[network])}?klaar=vast")
    counted = count(desk.network, quarter, level)
    release = Release(query=counted.query, tables=counted.tables)
    context = {
        "work": desk.work, "here": desk.network, "form": form, "wrong": wrong, "period": period_of(release),
        "counted": groups_of(release, get_language() or "nl"), "level": level.label,
    }  # fmt: skip
    return render(request, "needs/telling_new.html", context, status=HTTPStatus.CONFLICT if wrong else 200)


@ring_one
@limited("tellings", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def telling_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The figures, the themes and who read them; POST puts it on the site."""
    desk = deciding(request, network)
    found = telling_of(desk, pk)
    wrong = ""
    if request.method == "POST":
        wrong = tried(request, desk, found, lambda: make_public(found, by=desk.by(request)))
        if not wrong:
            return redirect(f"{reverse('needs:telling_edit', args=[network, pk])}?klaar=site")
    return telling_page(request, desk, found, wrong)


def telling_page(request: HttpRequest, desk: Desk, found: Telling, wrong: str = "", **more: Any) -> HttpResponse:
    themes = list(found.themes.select_related("written_by", "read_by"))
    context = figures_context(found.release) | {
        "work": desk.work, "here": desk.network, "telling": found, "themes": themes, "wrong": wrong,
        "waiting": sum(one.read_at is None for one in themes), "me": desk.work.person,
        "done": request.GET.get("klaar", ""), "form": PutRightForm(None, network=desk.network),
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if wrong else 200
    return render(request, "needs/telling_edit.html", context | more, status=status)


@ring_one
@limited("tellings", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def telling_theme_new(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Write a theme."""
    desk = deciding(request, network)
    return theme_written(request, desk, telling_of(desk, pk), None)


@ring_one
@limited("tellings", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def telling_theme(request: HttpRequest, network: str, pk: UUID, theme: UUID) -> HttpResponse:
    """Change a theme, say that one read it (``doe=gelezen``), or take it away (``doe=weg``)."""
    desk = deciding(request, network)
    found = telling_of(desk, pk)
    row = get_object_or_404(TellingTheme, pk=theme, telling=found)
    does, version = request.POST.get("doe", ""), number_in(request.POST.get("version", ""))
    if request.method != "POST" or does not in {"gelezen", "weg"}:
        return theme_written(request, desk, found, row)
    by = desk.by(request)
    if does == "weg":
        wrong = tried(request, desk, found, lambda: take_theme_away(row, version, by=by))
    else:
        wrong = tried(request, desk, found, lambda: read_theme(row, version, by=by))
    if wrong:
        return telling_page(request, desk, found, wrong)
    return redirect(f"{reverse('needs:telling_edit', args=[network, pk])}?klaar={does}")


def theme_written(request: HttpRequest, desk: Desk, found: Telling, row: TellingTheme | None) -> HttpResponse:
    initial = {"title": row.title, "text": row.text} if row else None
    form = ThemeForm(request.POST or None, network=desk.network, release=found.release, initial=initial)
    wrong = ""
    if request.method == "POST" and form.is_valid():
        version, key = form.cleaned_data["version"] or 0, form.row_key
        wrong = tried(request, desk, found, lambda: write_theme(
            found, form.words, by=desk.by(request), theme=row, version=version, key=key
        ))  # fmt: skip
        if not wrong:
            return redirect(f"{reverse('needs:telling_edit', args=[desk.network.slug, found.pk])}?klaar=bewaard")
    context = {
        "work": desk.work, "here": desk.network, "telling": found, "row": row, "form": form, "wrong": wrong,
        "period": period_of(found.release),
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if wrong else 200
    return render(request, "needs/telling_theme.html", context, status=status)


@ring_one
@limited("tellings", setting="FORMS_PER_MINUTE")
@require_POST
def telling_correct(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Count again and replace the whole, with the reason that everyone reads."""
    desk = deciding(request, network)
    found = telling_of(desk, pk)
    form = PutRightForm(request.POST, network=desk.network)
    if not form.is_valid():
        return telling_page(request, desk, found, form=form)
    why = form.cleaned_data["why"]
    wrong = tried(
        request, desk, found, lambda: put_right(found, why, today=today_in(desk.network), by=desk.by(request))
    )
    if wrong:
        return telling_page(request, desk, found, wrong, form=form)
    return redirect(f"{reverse('needs:telling_edit', args=[network, pk])}?klaar=verbeterd")


def telling_of(desk: Desk, pk: UUID) -> Telling:
    rows = Telling.objects.filter(network=desk.network).select_related("release__replaces", "network")
    return get_object_or_404(rows, pk=pk)


def tried(request: HttpRequest, desk: Desk, found: Telling | None, deed: Callable[[], object]) -> str:
    """What to tell when it could not be done now, which is written down; else nothing."""
    try:
        deed()
    except NotNowError as refused:
        record_refusal(
            actor=desk.work.person, obj=found, network=desk.network, role_then=desk.work.role_then,
            fields_group="telling", rule="telling.not_now", request=request,
        )  # fmt: skip
        return str(refused)
    return ""


def number_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
