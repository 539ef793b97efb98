"""At work: after a date, how many came, who was there of the network, and what is done otherwise next time."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurtnet.agenda.choices import Counted
from buurtnet.agenda.counting import count, tell
from buurtnet.agenda.desk import Desk, at_agenda, own_date
from buurtnet.agenda.forms.after import AfterForm, TallyForm
from buurtnet.agenda.models import ActivityDate
from buurtnet.agenda.views.door import shown
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_one

FORM: Final = ["GET", "HEAD", "POST"]
STEP: Final = "stap"


@ring_one
@limited("tally", setting="FORMS_PER_MINUTE", only="POST", seconds=10)
@require_http_methods(FORM)
def afterwards(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Count with the buttons beside each number, kept at once; then the rest, and it is told."""
    desk = at_agenda(request, network)
    date = own_date(request, desk, pk)
    counted = {Counted(one.counted): one.count for one in date.tallies.all()}
    data = request.POST if request.method == "POST" else None
    tally, after = TallyForm(data, counted=counted), AfterForm(data, date=date)
    step = request.POST.get(STEP, "")
    if data is None or not tally.is_valid() or not (step or after.is_valid()):
        return after_page(request, desk, date, tally, after)
    try:
        count(date, tally.numbers(step), by=desk.by(request))
        if step:  # what was typed below stays on the page
            return after_page(request, desk, date, TallyForm(None, counted=tally.numbers(step)), after)
        said = after.cleaned_data
        organizations = [UUID(one) for one in said["organizations"]]
        tell(date, organizations=organizations, next_time=said["next_time"], by=desk.by(request))
    except NotNowError as error:
        return after_page(request, desk, date, tally, after, wrong=str(error))
    return redirect(f"{request.path}?klaar=1")


def after_page(
    request: HttpRequest, desk: Desk, date: ActivityDate, tally: TallyForm, after: AfterForm, *, wrong: str = ""
) -> HttpResponse:
    """The page as it stands now."""
    context = desk.frame | shown(date) | {
        "tally": tally, "form": after, "wrong": wrong, "done": request.GET.get("klaar", ""),
        "lesson_note": _("Dit komt ook in het draaiboek.") if date.activity.playbook_id else "",
    }  # fmt: skip
    return render(request, "agenda/afterwards.html", context, status=HTTPStatus.CONFLICT if wrong else 200)
