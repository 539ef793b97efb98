"""The core principles of a network, as data: a framework for each country, in versions, in several languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from buurtnet.areas.models import Network
from buurtnet.ties.models import Principles

FILE = Path(__file__).parent / "data" / "principles.toml"


@cache
def frameworks() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(FILE.read_text("utf-8"))["principles"])


def principles_for(network: Network) -> Principles:
    """The newest version of the framework of its country; not saved until someone endorses it."""
    newest = max((one for one in frameworks() if one["country"] == network.country), key=lambda one: one["version"])
    return Principles(framework=newest["framework"], version=newest["version"], texts=newest["texts"])


def kept(principles: Principles) -> Principles:
    """The row of these, made when it is the first time."""
    found, _made = Principles.objects.get_or_create(
        framework=principles.framework, version=principles.version, defaults={"texts": principles.texts}
    )
    return found


def words_of(principles: Principles) -> Mapping[str, Any]:
    """Title and sentences in the language of the page; Dutch where there is none."""
    texts: Mapping[str, Any] = principles.texts
    found: Mapping[str, Any] = texts.get((get_language() or "nl").split("-")[0], texts["nl"])
    return found
