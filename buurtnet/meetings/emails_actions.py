"""The mails about one action, to its owner: when it is theirs, and two days before. A reply by mail counts."""

from collections.abc import Container, Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from buurtnet.areas.models import Network
from buurtnet.meetings.access import KNOWN
from buurtnet.meetings.calendars import Method, action_day
from buurtnet.meetings.models import Action
from buurtnet.meetings.moving import link_of
from buurtnet.people.access import roles_of
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.upkeep.emails import reply_address


def mail_action(action: Action) -> None:
    """It is theirs now: with the day for their calendar."""
    _mail(action, gettext_lazy("Dit heb jij op je genomen:"), with_day=True)


def mail_reminder(action: Action) -> None:
    _mail(action, gettext_lazy("Dit zou bijna klaar zijn:"), with_day=False)


def _mail(action: Action, first: object, *, with_day: bool) -> None:
    owner = action.owner
    assert owner is not None
    with in_their_language(owner) if owner.language else override(action.network.locale):
        day = date_format(action.due, "l j F")
        url = url_for_owner(action)
        body = "\n\n".join([_("Hallo {name},").format(name=owner.name), *_told(action, str(first), day, url)])
        answers = reply_address(link_of("action", action.pk)) if settings.REPLY_ADDRESS else ""
        calendar = action_day(action, url) if with_day else ""
        method = Method.PUBLISH.value if calendar else ""
        subject = _("Jouw actie voor {day}").format(day=day)
        send(owner.email, subject, body, owner, answers, calendar=calendar, calendar_method=method)
    Action.objects.filter(pk=action.pk).update(mailed_at=timezone.now())


def _told(action: Action, first: str, day: str, url: str) -> Iterator[str]:
    yield "\n".join((first, action.text, _("Klaar op {day}.").format(day=day)))
    if action.meeting:
        yield _("Afgesproken in ‘{title}’.").format(title=action.meeting.title)
    if settings.REPLY_ADDRESS:
        yield _("Is het klaar? Beantwoord deze mail met: klaar. Lukt het niet? Schrijf: niet gelukt, want …")
    yield "\n".join((_("Of zeg het hier:"), url))


def url_for_owner(action: Action) -> str:
    roles = roles_of(action.owner) if action.owner else []
    network = seen_in(action, {one.network_id for one in roles if one.role in KNOWN})
    return site_url("meetings:action", network.slug, action.pk)


def seen_in(action: Action, networks: Container[object]) -> Network:
    """Of the networks of its meeting one of ``networks`` (their ids), in which its owner sees it."""
    around = [action.network, *(action.meeting.also.all() if action.meeting else [])]
    return next((one for one in around if one.pk in networks), action.network)
