"""Booklets as PDF, made by the background worker: a thick one takes many seconds, and no page waits for that.

What was made is a file named after what was asked, on that day; who asks the same that day gets the same. Nothing is
kept longer than a day, and there is no table: what is not there is made again.
"""

import datetime as dt
import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.http import Http404
from django.tasks import task
from django.template.loader import render_to_string
from django.utils import timezone, translation

from buurtnet.areas.models import Network
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.viewpoint import centre_of
from buurtnet.kit.languages import html_lang
from buurtnet.paper.booklet import booklet_of
from buurtnet.paper.choice import Choice, choice_in
from buurtnet.paper.formats import PAPERS, Paper
from buurtnet.paper.pdf import pdf_of

KEPT = 24 * 3600  # seconds
GIVEN_UP = 300  # seconds; a wish that was not met by then may be asked again


@dataclass(frozen=True)
class Wish:
    """A booklet someone wants: the address of its network, its choice, its paper, its language, and the day."""

    network: str
    pairs: tuple[tuple[str, str], ...]
    paper: str
    language: str
    day: str

    @property
    def key(self) -> str:
        return hashlib.blake2b(json.dumps(asdict(self)).encode(), digest_size=16).hexdigest()

    @property
    def file(self) -> Path:
        return folder() / f"{self.key}.pdf"

    @property
    def name(self) -> str:
        """What the file is called where it is saved."""
        return (
            "-".join([self.network, *(value for name, value in self.pairs if name != "lijst"), self.paper]) + ".pdf"
        )


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "paper"


def wish_for(choice: Choice, paper: Paper, language: str, day: dt.date) -> Wish:
    return Wish(choice.network.slug, tuple(choice.pairs), paper.name, language, day.isoformat())


def made(wish: Wish) -> bytes | None:
    """The booklet, when it is ready."""
    try:
        return wish.file.read_bytes()
    except FileNotFoundError:
        return None


def is_being_made(wish: Wish) -> bool:
    return caches["shared"].get(f"paper:{wish.key}") is not None


def ask_for(wish: Wish) -> None:
    """Put a booklet on the worker's list, once."""
    if not wish.file.exists() and caches["shared"].add(f"paper:{wish.key}", 1, GIVEN_UP):
        make.enqueue(wish.network, [list(pair) for pair in wish.pairs], wish.paper, wish.language, wish.day)


@task()
def make(network: str, pairs: list[list[str]], paper: str, language: str, day: str) -> None:
    """Make a booklet that was asked for; nothing when what it was about is gone by now. May be done twice."""
    wish = Wish(network, tuple((name, value) for name, value in pairs), paper, language, day)
    here = Network.objects.filter(slug=network).first()
    if here is None or wish.file.exists():
        return
    folder().mkdir(parents=True, exist_ok=True)
    with translation.override(language):
        try:
            choice = choice_in(dict(wish.pairs), here)
        except Http404:
            return
        context = {
            "booklet": booklet_of(choice, viewpoint_of(choice, language), PAPERS[paper]),
            "paper": PAPERS[paper],
            "network": here,
            "html_lang": html_lang(language),
        }
        written = pdf_of(render_to_string("paper/booklet_document.html", context))
    unfinished = wish.file.with_suffix(".part")
    unfinished.write_bytes(written)
    unfinished.replace(wish.file)


def viewpoint_of(choice: Choice, language: str) -> Viewpoint:
    """Paper is the same for everyone: no list, no place of a visitor, only the middle of the chosen neighbourhood."""
    return Viewpoint(network=choice.network, now=timezone.now(), near=centre_of(choice.area), language=language)


def tidy() -> None:
    """Each day: take away booklets that are older than a day, and what was left unfinished."""
    for path in folder().glob("*"):
        if path.is_file() and path.stat().st_mtime < time.time() - KEPT:
            path.unlink(missing_ok=True)
