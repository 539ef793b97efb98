"""Pages for when something goes wrong: one sentence and a way on, never a dead end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from buurtnet.kit.error_pages import error_page
from buurtnet.kit.problems import is_for_programs, problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the frame of a page: what is broken may be what that needs."""
    return problem(500) if is_for_programs(request) else error_page(None, 500)
