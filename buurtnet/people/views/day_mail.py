"""The mail of the day: whether, when and on which days."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from buurtnet.kit.limits import limited
from buurtnet.people.day_mailing import choose, day_mail_of
from buurtnet.people.doors import ring_one
from buurtnet.people.forms.day_mail import DayMailForm
from buurtnet.people.models import Person


@ring_one
@limited("day_mail", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def day_mail(request: HttpRequest) -> HttpResponse:
    person = request.user
    assert isinstance(person, Person)
    form = DayMailForm(request.POST or None, chosen=day_mail_of(person))
    if request.method == "POST" and form.is_valid():
        choose(person, **form.cleaned_data, now=timezone.now())
        return redirect(f"{reverse('people:day_mail')}?bewaard=1")
    context = {"form": form, "person": person, "is_saved": request.GET.get("bewaard") == "1"}
    return render(request, "people/doors/day_mail.html", context)
