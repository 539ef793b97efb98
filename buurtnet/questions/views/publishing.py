"""What others asked: writing it, reading it as the second one, taking it off the site."""

from http import HTTPStatus
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.people.doors import ring_two
from buurtnet.questions.desk import Desk, at_others_asked
from buurtnet.questions.forms.answering import key_in
from buurtnet.questions.forms.publishing import OthersAskedForm
from buurtnet.questions.models import OthersAsked, Question
from buurtnet.questions.publishing import (
    ChangedMeanwhileError,
    CountsHomesError,
    OwnWriterError,
    approve,
    rewrite,
    withdraw,
    write,
)

PER_PAGE = 30


@ring_two
@require_safe
def publish_list(request: HttpRequest, network: str) -> HttpResponse:
    """What waits for a second reader first, then what is public, then what was taken away."""
    desk = at_others_asked(request, network)
    rows = OthersAsked.objects.filter(network=desk.network).select_related("written_by", "approved_by")
    ordered = rows.order_by("withdrawn_at", "approved_at", "-written_at")
    is_gone = request.GET.get("lijst") == "weg"
    shown = ordered.filter(withdrawn_at__isnull=not is_gone)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("pagina"))
    waiting = [one for one in page if one.approved_at is None and one.withdrawn_at is None]
    context = {
        "work": desk.work, "waiting": waiting, "others": [one for one in page if one not in waiting],
        "is_gone": is_gone, "pages": pages_of(page, request), "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "questions/publish_list.html", context)


@ring_two
@limited("others_asked", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def publish_new(request: HttpRequest, network: str) -> HttpResponse:
    """Write one; with ``van``, after a question that I may read. Sent twice from one page it is one."""
    desk = at_others_asked(request, network)
    origin = origin_of(request, desk)
    form = OthersAskedForm(request.POST or None, network=desk.network, origin=origin)
    if request.method == "POST" and form.is_valid():
        write(desk.network, form.written(), by=desk.by(request), key=form.key)
        return redirect(f"{reverse('questions:publish_list', args=[network])}?klaar=geschreven")
    context = {"work": desk.work, "form": form, "row": None, "origin": origin, "services": form.services()}
    return render(request, "questions/publish.html", context)


def origin_of(request: HttpRequest, desk: Desk) -> Question | None:
    """The question it is made after, if one was named that I may read."""
    key = key_in(request.POST.get("van") or request.GET.get("van", ""))
    return desk.visible().filter(pk=key).prefetch_related("themes").first() if key else None


@ring_two
@limited("others_asked", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Read it as the second one, change it, or take it away. What changed meanwhile is said, and nothing is lost."""
    desk = at_others_asked(request, network)
    rows = OthersAsked.objects.select_related("written_by", "approved_by").prefetch_related("themes", "services")
    row = get_object_or_404(rows, pk=pk, network=desk.network)
    is_changing = request.method == "POST" and request.POST.get("doe") == "bewaar"
    form = OthersAskedForm(request.POST if is_changing else None, network=desk.network, row=row)
    wrong, status = "", 200
    if request.method == "POST" and (not is_changing or form.is_valid()):
        wrong, status = done(request, desk, row, form)
        if not wrong:
            return redirect(f"{reverse('questions:publish_list', args=[network])}?klaar={request.POST['doe']}")
        row = get_object_or_404(rows, pk=pk, network=desk.network)
    context = {
        "work": desk.work, "form": form, "row": row, "wrong": wrong, "services": form.services(),
        "is_own": row.written_by_id == desk.work.person.pk,
    }  # fmt: skip
    return render(request, "questions/publish.html", context, status=status)


def done(request: HttpRequest, desk: Desk, row: OthersAsked, form: OthersAskedForm) -> tuple[str, int]:
    """Do what was posted. What went wrong in a sentence, and the status of the page that says so."""
    by, said = desk.by(request), request.POST.get("version", "")
    version = int(said) if said.isdecimal() and len(said) < 9 else 0
    try:
        match request.POST.get("doe"):
            case "bewaar":
                rewrite(row, form.written(), version=version, by=by)
            case "keur":
                approve(row, version=version, by=by)
            case "weg":
                withdraw(row, version=version, by=by)
            case _:
                return _("Kies wat je met deze tekst doet."), HTTPStatus.BAD_REQUEST
    except ChangedMeanwhileError:
        return _("Iemand anders heeft deze tekst net veranderd. Lees hem nog eens."), HTTPStatus.CONFLICT
    except OwnWriterError:
        return _("Jij schreef deze tekst. Iemand anders leest hem na."), HTTPStatus.CONFLICT
    except CountsHomesError as refused:
        return refused.sentence, HTTPStatus.CONFLICT
    return "", 200
