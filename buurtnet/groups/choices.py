from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupKind(models.TextChoices):
    OPEN = "open", _("open: kom gewoon langs")
    ON_REQUEST = "on_request", _("je vraagt of je erbij mag")
    CLOSED = "closed", _("gesloten: alleen wie gevraagd is")


class GroupState(models.TextChoices):
    WAITING = "waiting", _("moet nog nagekeken worden")
    LIVE = "live", _("draait")
    STOPPED = "stopped", _("gestopt")


GROUP_ALLOWED: Final[Mapping[GroupState, frozenset[GroupState]]] = {
    GroupState.WAITING: frozenset({GroupState.LIVE, GroupState.STOPPED}),
    GroupState.LIVE: frozenset({GroupState.STOPPED}),
    GroupState.STOPPED: frozenset({GroupState.LIVE, GroupState.WAITING}),
}


class GroupRole(models.TextChoices):
    OWNER = "owner", _("trekker")
    MEMBER = "member", _("doet mee")


class RequestState(models.TextChoices):
    ASKED = "asked", _("gevraagd")
    ACCEPTED = "accepted", _("welkom")
    DECLINED = "declined", _("nu niet")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    ENDED = "ended", _("niet meer in de groep")


REQUEST_ALLOWED: Final[Mapping[RequestState, frozenset[RequestState]]] = {
    RequestState.ASKED: frozenset({RequestState.ACCEPTED, RequestState.DECLINED, RequestState.WITHDRAWN}),
    RequestState.ACCEPTED: frozenset({RequestState.ENDED}),
    RequestState.DECLINED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
    RequestState.ENDED: frozenset(),
}


class NoticeState(models.TextChoices):
    WAITING = "waiting", _("moet nog nagekeken worden")
    SHOWN = "shown", _("hangt op het bord")
    REMOVED = "removed", _("weggehaald")


NOTICE_ALLOWED: Final[Mapping[NoticeState, frozenset[NoticeState]]] = {
    NoticeState.WAITING: frozenset({NoticeState.SHOWN, NoticeState.REMOVED}),
    NoticeState.SHOWN: frozenset({NoticeState.REMOVED}),
    NoticeState.REMOVED: frozenset(),
}
