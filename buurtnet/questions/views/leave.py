"""When I am away, and on which rosters I stand."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from buurtnet.kit.limits import limited
from buurtnet.people.doors import ring_one
from buurtnet.people.models import Person
from buurtnet.questions.forms.roster import LeaveForm
from buurtnet.questions.leaving import be_away, be_back, my_duties
from buurtnet.questions.models import Leave


@ring_one
@limited("leave", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """One's own days away: add some, take some back. A reason is not asked."""
    person, today = request.user, today_here()
    if not isinstance(person, Person):
        raise Http404
    form = LeaveForm(request.POST if request.method == "POST" and "weg" not in request.POST else None, today=today)
    if "weg" in request.POST:
        be_back(person, key_in(request.POST["weg"]))
        return redirect(f"{request.path}?klaar=weg")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        be_away(person, said["starts_on"], said["ends_on"], timezone.now())
        return redirect(f"{request.path}?klaar=bewaard")
    context = {
        "form": form, "leaves": Leave.objects.filter(person=person, ends_on__gte=today), "today": today,
        "duties": my_duties(person, today), "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "questions/leave.html", context)


def key_in(said: str) -> UUID:
    """The key of a row that was sent; 404 for nonsense."""
    try:
        return UUID(said)
    except ValueError:
        raise Http404 from None


def today_here() -> date:
    """Today where the server stands; leave is of a person and of no network."""
    return timezone.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
