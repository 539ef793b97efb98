"""The working side: letters with codes, shown once in the answer to the button and kept nowhere."""

import csv
import io
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.kit.amounts import euros
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.scancode import scancode
from buurtnet.people.doors import ring_two
from buurtnet.people.links import site_url
from buurtnet.voting.access import directing_votes, own_round
from buurtnet.voting.choices import BatchKind
from buurtnet.voting.codes import in_groups
from buurtnet.voting.forms.rounds import LettersForm
from buurtnet.voting.letters import Letter, let_fall, make_letters, replace_letter
from buurtnet.voting.models import Batch, VoteRound
from buurtnet.voting.shown import plans_of, until_of
from buurtnet.voting.views.rounds import desk_page

FORM: Final = ["GET", "HEAD", "POST"]
ON_PAPER: Final = 500  # letters with a scan code on one page; more come as a list for who prints


@ring_two
@limited("vote_letters", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def letters(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Make letters; the answer is the letters themselves, once."""
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    areas = {str(one.pk): one for one in neighbourhoods_of(work.network)}
    form = LettersForm(request.POST or None, areas=[(key, one.name) for key, one in areas.items()])
    if request.method != "POST" or not form.is_valid():
        context = {"work": work, "round": around, "form": form, "new_key": key_in(request.POST), "most": ON_PAPER}
        return render(request, "voting/letters_new.html", context)
    said = form.cleaned_data
    kind = BatchKind(said["kind"])
    try:
        made = make_letters(
            around, kind, said["count"], name=said["name"], area=areas.get(said["area"]),
            form_key=key_in(request.POST), by=work.person,
        )  # fmt: skip
    except NotNowError as error:
        return desk_page(request, work, around, wrong=str(error))
    if "lijst" in request.POST or len(made) > ON_PAPER:
        return as_list(around, made)
    return on_paper(request, around, kind, made)


def on_paper(request: HttpRequest, around: VoteRound, kind: BatchKind, made: list[Letter]) -> HttpResponse:
    """A page to print for each letter; or for each a ballot to tick."""
    context = {
        "round": around, "letters": [(one.number, in_groups(one.code), scan_of(around, one)) for one in made],
        "url": site_url("voting:home", around.network.slug).partition("//")[2], "is_ballot": kind == BatchKind.PAPER,
        "plans": plans_of(around, "nl"), "budget": euros(around.budget), "is_test": kind == BatchKind.TEST,
        "until": until_of(around),
    }  # fmt: skip
    return render(request, "voting/letters_print.html", context)


def scan_of(around: VoteRound, letter: Letter) -> SafeString:
    return scancode(address_of(around, letter))


def as_list(around: VoteRound, made: list[Letter]) -> HttpResponse:
    """For who prints letters with a program of their own: number, code and address, in a spreadsheet."""
    held = io.StringIO()
    rows = csv.writer(held, delimiter=";")
    rows.writerow([_("nummer"), _("code"), _("adres")])
    rows.writerows([one.number, in_groups(one.code), address_of(around, one)] for one in made)
    answer = HttpResponse("\ufeff" + held.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="brieven.csv"'
    return answer


def address_of(around: VoteRound, letter: Letter) -> str:
    """Of the ballot, with the code behind the #: that part never reaches a server."""
    return f"{site_url('voting:ballot', around.network.slug, around.pk)}#{letter.code}"


def own_batch(request: HttpRequest, network: str, pk: UUID, batch: UUID) -> tuple[Any, Batch]:
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    found = get_object_or_404(Batch, round=around, pk=batch)
    found.round = around
    return work, found


@ring_two
@limited("vote_letters", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
@never_cache
def letter_replace(request: HttpRequest, network: str, pk: UUID, batch: UUID) -> HttpResponse:
    """A lost or stolen letter falls; the new one is the answer."""
    work, found = own_batch(request, network, pk, batch)
    said = request.POST.get("letter", "")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 11 else 0
    try:
        made = replace_letter(found, number, by=work.person)
    except NotNowError as error:
        return desk_page(request, work, found.round, wrong=str(error))
    return on_paper(request, found.round, BatchKind(found.kind), [made])


@ring_two
@require_http_methods(FORM)
def letters_fall(request: HttpRequest, network: str, pk: UUID, batch: UUID) -> HttpResponse:
    """Asked once more, then every letter of the batch that nobody used falls."""
    work, found = own_batch(request, network, pk, batch)
    if request.method != "POST":
        return render(request, "voting/letters_fall.html", {"work": work, "round": found.round, "batch": found})
    let_fall(found, by=work.person)
    return redirect(f"{reverse('voting:round_desk', args=[network, pk])}#brieven")
