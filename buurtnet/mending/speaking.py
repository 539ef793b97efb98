"""Texts of an entry in other languages: put in by its editor, with who translated it and of which text."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.directory.actions import apply
from buurtnet.directory.models import Service
from buurtnet.directory.translations import (
    DESCRIPTION,
    HUMAN,
    MACHINE,
    NAME,
    OWN_NAMES,
    Translation,
    fingerprint,
    languages_of_texts,
    outdated_in,
    translation_in,
)
from buurtnet.kit.languages import language_name
from buurtnet.mending.answering import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

FIELDS: Final = (NAME, DESCRIPTION)


class OtherTextError(Exception):
    """A colleague put in another text meanwhile."""


@dataclass(frozen=True)
class InLanguage:
    """What there is in one language. ``is_old``: the Dutch text changed since."""

    code: str
    name: str
    own_name: str
    title: Translation | None
    text: Translation | None
    is_old: bool

    @property
    def is_by_machine(self) -> bool:
        return any(one is not None and one.is_by_machine for one in (self.title, self.text))

    @property
    def checked_on(self) -> Any:
        days = [one.checked_on for one in (self.title, self.text) if one is not None and one.checked_on]
        return min(days, default=None)


def texts_of(service: Service) -> list[InLanguage]:
    """All languages in which there is a text, by name."""
    codes = languages_of_texts(service)
    old = {code for _field, code in outdated_in(service, codes)}
    found = [
        InLanguage(
            code, language_name(code) or code, OWN_NAMES.get(code, code), translation_in(service.name_i18n, code),
            translation_in(service.description_i18n, code), code in old,
        )
        for code in codes
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.name)


def text_in_language(service: Service, code: str) -> InLanguage | None:
    return next((one for one in texts_of(service) if one.code == code), None)


def mark_of(service: Service, code: str) -> str:
    """Which texts someone looks at: other ones give another mark."""
    said = [getattr(service, field).get(code) for field in FIELDS]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def say_in(
    service: Service, code: str, *, name: str, text: str, is_by_machine: bool, mark: str, network: Network, by: By
) -> None:
    """Put texts in a language on the page, as looked at today; empty ones are none. Raises ``OtherTextError``."""
    found = Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
    if mark_of(found, code) != mark:
        raise OtherTextError
    origin = MACHINE if is_by_machine else HUMAN
    values: dict[str, Any] = {}
    for field, said in ((NAME, name), (DESCRIPTION, text)):
        there = dict(getattr(found, field))
        there.pop(code, None)
        if said:
            there[code] = {
                "text": said, "origin": origin, "checked_on": today_in(network).isoformat(),
                "of": fingerprint(found, field),
            }  # fmt: skip
        values[field] = there
    apply(found, values, by=by.kind)
    record(
        Action.CHANGE, actor=by.person, obj=found, network=network, organization=found.organization_id,
        role_then=by.role, rule="entry.translated", request=by.request,
    )  # fmt: skip
