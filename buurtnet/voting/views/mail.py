"""A code by mail, for who has no letter. The page never tells whether an address had one already."""

import time
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.voting.access import shown_round, voting_room
from buurtnet.voting.emails import mail_code, mail_had_code
from buurtnet.voting.forms.mail import MailForm
from buurtnet.voting.letters import code_for_address

PER_HOUR: Final = 10  # from one address of the net
HOUR: Final = 3600  # seconds


@login_not_required
@limited("vote_mail", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mail(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Ask for a code; it comes by mail, once for each address."""
    around = shown_round(voting_room(request, network), pk)
    if not around.by_mail:
        raise Http404
    if not around.takes_votes(timezone.now()):
        return redirect("voting:round", network, pk)
    form = MailForm(request.POST or None, about=f"vote {around.pk}")
    if request.method != "POST" or not form.is_valid():
        return render(request, "voting/mail.html", {"round": around, "form": form})
    if not allowed("vote_mail-hour", address_of(request), PER_HOUR, HOUR, time.time()):
        return error_page(request, 429)
    address = form.cleaned_data["address"]
    code = code_for_address(around, address)
    if code:
        mail_code(address, around, code)
    elif allowed("vote_mail-again", address, 1, HOUR, time.time()):
        mail_had_code(address, around)
    return render(request, "voting/mail_sent.html", {"round": around})
