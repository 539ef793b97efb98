"""Mails to who is asked to a meeting, each with the meeting for their calendar. They name nobody else."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from buurtnet.meetings.calendars import Attendee, Method, invitation, where_of
from buurtnet.meetings.choices import Coming
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.meetings.moving import link_of
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.upkeep.emails import reply_address


def mail_invitation(meeting: Meeting, row: Invitee, mailbox: str) -> None:
    with language_of(meeting, row):
        subject = _("Kom je ook? Bijeenkomst op {day}").format(day=day_of(meeting))
        first = _("{network} nodigt je uit voor ‘{title}’.").format(network=meeting.network.name, title=meeting.title)
        mail(meeting, row, mailbox, subject, [first, *said_of(meeting), *how_to_answer(row, meeting)])


def mail_changed(meeting: Meeting, row: Invitee, mailbox: str, *, is_moved: bool) -> None:
    with language_of(meeting, row):
        subject = _("Er verandert iets: bijeenkomst op {day}").format(day=day_of(meeting))
        first = (
            _("‘{title}’ is verzet. Dit is de nieuwe tijd.")
            if is_moved
            else _("Er verandert iets aan ‘{title}’. Dit is hoe het nu wordt.")
        ).format(title=meeting.title)
        answers = how_to_answer(row, meeting) if is_moved else still_coming(row, meeting)
        mail(meeting, row, mailbox, subject, [first, *said_of(meeting), *answers])


def mail_cancelled(meeting: Meeting, row: Invitee, mailbox: str, *, only_you: bool = False) -> None:
    """``only_you``: the meeting takes place, and this one need not come."""
    with language_of(meeting, row):
        subject = _("Gaat niet door: bijeenkomst op {day}").format(day=day_of(meeting))
        body = [_("‘{title}’ op {day} gaat niet door.").format(title=meeting.title, day=day_of(meeting))]
        if only_you:
            subject = _("Je hoeft niet te komen: bijeenkomst op {day}").format(day=day_of(meeting))
            body = [_("Je was uitgenodigd voor ‘{title}’. Dat is niet meer nodig.").format(title=meeting.title)]
        elif meeting.why_cancelled:
            body.append(meeting.why_cancelled)
        # A calendar takes away what it is told a next time; only the meeting itself counts for everybody.
        sequence = meeting.sequence + 1 if only_you else meeting.sequence
        mail(meeting, row, mailbox, subject, body, method=Method.CANCEL, sequence=sequence)


def mail(
    meeting: Meeting, row: Invitee, mailbox: str, subject: str, body: list[str], *, method: Method = Method.REQUEST,
    sequence: int | None = None,
) -> None:  # fmt: skip
    name = name_of(row)
    hello = _("Hallo {name},").format(name=name) if name else _("Hallo,")
    text = "\n\n".join([hello, *body])
    to = Attendee(mailbox, name, Coming(row.coming), answer_url(meeting, row))
    calendar = invitation(meeting, to, method, text="\n\n".join(body), sequence=sequence)
    answers = reply_address(link_of("invitee", row.pk)) if settings.REPLY_ADDRESS else ""
    send(mailbox, subject, text, row.person, reply_to=answers, calendar=calendar, calendar_method=method.value)


def name_of(row: Invitee) -> str:
    return row.person.name if row.person else row.name


def language_of(meeting: Meeting, row: Invitee) -> override:
    """Theirs, else that of the network; not that of who presses the button."""
    return in_their_language(row.person) if row.person and row.person.language else override(meeting.network.locale)


def answer_url(meeting: Meeting, row: Invitee) -> str:
    url = site_url("meetings:answer", meeting.network.slug, link_of("invitee", row.pk))
    language = get_language() or ""
    return url if language.startswith("nl") else f"{url}?taal={language}"


def said_of(meeting: Meeting) -> Iterator[str]:
    """When, where and what about, as the invitation says it."""
    yield "\n".join(filter(None, (when_of(meeting), where_of(meeting))))
    if meeting.statement:
        yield _("De stelling: {statement}").format(statement=meeting.statement)
    if meeting.text:
        yield meeting.text


def how_to_answer(row: Invitee, meeting: Meeting) -> Iterator[str]:
    yield "\n".join((_("Kom je? Zeg het hier, zonder account:"), answer_url(meeting, row)))
    if settings.REPLY_ADDRESS:
        yield _("Of antwoord in je agenda, of beantwoord deze mail met ja, nee of misschien.")


def still_coming(row: Invitee, meeting: Meeting) -> Iterator[str]:
    again = _("Wat je antwoordde, blijft staan. Wordt het toch anders? Zeg het hier:")
    yield "\n".join((again, answer_url(meeting, row)))


def day_of(meeting: Meeting) -> str:
    """By the clock of the network, with the weekday."""
    return date_format(meeting.starts_at.astimezone(meeting.zone()), "l j F")


def when_of(meeting: Meeting) -> str:
    zone = meeting.zone()
    starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    return _("{day}, van {starts} tot {ends} ({zone})").format(
        day=date_format(starts, "l j F Y"), starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}",
        zone=meeting.network.time_zone.rpartition("/")[2].replace("_", " "),
    )  # fmt: skip
