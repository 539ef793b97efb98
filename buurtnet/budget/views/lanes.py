"""What a network agrees about money, on one page."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from buurtnet.budget.access import directing_budget, lanes_of
from buurtnet.budget.forms.lanes import DIRECT, PANEL, LanesForm
from buurtnet.budget.pots import agree
from buurtnet.kit.limits import limited
from buurtnet.people.doors import ring_two

FORM: Final = ["GET", "HEAD", "POST"]


@ring_two
@limited("budget_pot", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def lanes(request: HttpRequest, network: str) -> HttpResponse:
    """Who decides about how much, and how fast; for the director."""
    work = directing_budget(request, network)
    assert work.network
    form = LanesForm(request.POST or None, lanes=lanes_of(work.network))
    if request.method == "POST" and form.is_valid():
        agree(work.network, form.cleaned_data, by=work.person)
        return redirect("budget:pot_list", network)
    context = {"work": work, "form": form, "direct": form.part(DIRECT), "panel": form.part(PANEL)}
    return render(request, "budget/lanes.html", context)
