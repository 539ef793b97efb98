"""For who asked: read the answer with a code or a link, and say something back."""

from typing import Any, Final
from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.directory.viewpoint import viewpoint_of
from buurtnet.kit.limits import address_of, limited
from buurtnet.people.doors import secret_address
from buurtnet.questions.choices import MessageKind, State
from buurtnet.questions.codes import LENGTH, hash_of_code, hash_of_link, may_try, plain
from buurtnet.questions.forms.replying import ReplyForm
from buurtnet.questions.models import Question
from buurtnet.questions.moving import NotNowError
from buurtnet.questions.replying import (
    is_readable,
    may_reopen,
    may_reply,
    reopen,
    reply,
    say_no_help,
    thank,
    withdraw,
)
from buurtnet.questions.turns import first_name, turns_of
from buurtnet.questions.views.asking import gone_page, question_room

SALT: Final = "questions.reading"
READS_FOR: Final = 2 * 3600  # seconds after the code was typed
TOO_MANY: Final = 429
YES, NO, REPLY, AGAIN = "ja", "nee", "reactie", "opnieuw"  # with words, or room for them
STOP, STOP_SURE = "intrekken", "intrekken-zeker"


@login_not_required
@limited("asked", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def asked_by_code(request: HttpRequest, network: str) -> HttpResponse:
    """Type the code. What it opens stands on this very page, so that no address in the browser leads back to it."""
    here = question_room(request, network)
    if key := request.POST.get("sleutel", ""):
        question = read_before(key, here)
        error = _("Deze pagina stond lang open. Typ je code nog een keer.")
        return conversation(request, here, question, key) if question else code_page(request, here, error)
    typed = request.POST.get("code", "")[:60]
    if request.method != "POST":
        return code_page(request, here)
    if len(plain(typed)) != LENGTH:
        return code_page(request, here, _("Een code heeft 8 letters en cijfers. Kijk nog eens goed."), typed)
    if not may_try(typed, address_of(request)):
        error = _("Er zijn te veel codes geprobeerd. Probeer het over een uur nog eens, of bel ons.")
        return code_page(request, here, error, typed, status=TOO_MANY)
    question = Question.objects.defer("contact").filter(network=here, code_hash=hash_of_code(typed)).first()
    if question is None:
        return code_page(request, here, _("Deze code kennen we niet. Kijk of er een letter anders is."), typed)
    return conversation(request, here, question, signing.dumps(str(question.pk), salt=SALT))


@login_not_required
@secret_address
@limited("asked", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def asked(request: HttpRequest, network: str, link: str) -> HttpResponse:
    """The same from the link of a mail or a scan. Looking changes nothing."""
    here = question_room(request, network)
    question = Question.objects.defer("contact").filter(network=here, link_hash=hash_of_link(link)).first()
    if question is None:
        raise Http404
    return conversation(request, here, question)


def read_before(key: str, here: Network) -> Question | None:
    """The question whose code was typed on this page not long ago."""
    try:
        pk = signing.loads(key, salt=SALT, max_age=READS_FOR)
    except signing.BadSignature:
        return None
    return Question.objects.defer("contact").filter(network=here, pk=pk).first()


def code_page(
    request: HttpRequest, here: Network, error: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    """The page to type a code on, with what is wrong with the one that was typed."""
    context = {"network": here, "error": error, "typed": typed, "sensitive": True}
    return render(request, "questions/asked_code.html", context, status=status)


def conversation(request: HttpRequest, here: Network, question: Question, key: str = "") -> HttpResponse:
    """The question with its answers, after what was done on the page, if anything was."""
    if not is_readable(question, today_in(here)):
        return gone_page(request, here, question)
    done = request.POST.get("doe", "")
    has_words = done in {YES, NO, REPLY, AGAIN}
    form = ReplyForm(request.POST if has_words else None, must_say=done == REPLY)
    context: dict[str, Any] = {"network": here, "key": key, "sensitive": True, "form": form}
    if done == STOP:
        return render(request, "questions/asked_withdraw.html", context | {"question": question})
    status = 200
    if (has_words and form.is_valid()) or done == STOP_SURE:
        try:
            question = act(question, done, form)
            context |= {"done": done, "form": ReplyForm()}
        except NotNowError as refused:
            question, status = refused.question, 409
            context |= {"is_refused": True, "form": ReplyForm()}
    if not is_readable(question, today_in(here)):
        return gone_page(request, here, question)
    return render(request, "questions/asked.html", context | shown(request, here, question), status=status)


def act(question: Question, done: str, form: ReplyForm) -> Question:
    """What someone does on the page. Raises ``NotNowError``. Gives the question as it is then."""
    if done == STOP_SURE:
        withdraw(question)
    else:
        verb = {YES: thank, NO: say_no_help, REPLY: reply, AGAIN: reopen}[done]
        verb(question, form.cleaned_data["text"], form_key=form.key)
    return Question.objects.get(pk=question.pk)


def shown(request: HttpRequest, here: Network, question: Question) -> dict[str, Any]:
    """What the page of a question shows, and what can be done there now."""
    now = timezone.now()
    is_waiting = question.is_open and question.state != State.ANSWERED
    turns = turns_of(question, viewpoint_of(request, here))
    return {
        "question": question,
        "turns": turns,
        "has_news": any(turn.kind == MessageKind.NEWS for turn in turns),
        "owner": first_name(question.owner.name) if question.owner else "",
        "is_answered": question.state == State.ANSWERED,
        "may_reply": may_reply(question),
        "may_reopen": may_reopen(question, now),
        "is_waiting": is_waiting,
        "is_late": is_waiting and question.answer_by < now,
        "new_key": uuid4(),
        "rights_url": reverse("questions:rights", args=[here.slug]),
    }
