"""An idea of residents, from "wouldn't it be nice" to a photo and a sentence."""

import datetime as dt
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.agenda.choices import Faces
from buurtnet.agenda.models import Activity
from buurtnet.areas.models import Area, Network
from buurtnet.budget.choices import IdeaState, Lane
from buurtnet.budget.models.pot import Pot
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.needs.models import SharedNeed
from buurtnet.privacy.encryption import EncryptedTextField
from buurtnet.themes.models import Theme

FORGOTTEN_AFTER = dt.timedelta(days=90)  # after the idea ended


def in_two_years() -> dt.date:
    """When who had the idea is forgotten at the latest; the code sets it to ninety days after its end."""
    return timezone.localdate() + dt.timedelta(days=730)


class IdeaQuerySet(models.QuerySet["Idea"]):
    def shown_in(self, network: Network) -> Self:
        """What visitors see: let in after a look, and not withdrawn."""
        return self.filter(network=network, let_in_at__isnull=False, hidden_at=None).exclude(
            state=IdeaState.WITHDRAWN
        )


class Idea(models.Model):
    """What someone wants to do in the neighbourhood, and perhaps money for it. Amounts in cents.

    ``asked``: roughly how much it costs; 0 for none. ``said_by``: how they want to be called ("Een vader uit
    Molenveld"). ``helps_with``: what they do themselves; text, never money. ``contact``: a mail address or
    number, for answers; ``contact_hash``: keyed hash, by which one person has so many open at a time.
    ``link_hash``: keyed hash of the link with which they come back. ``person``: who had it, if they have an
    account. ``written_by``: the connector who wrote down what was said or stood on paper. ``buddy``: who helps
    them with it. ``let_in_at``: since when it is on the site, after a look. ``attempt``: goes up when it is
    asked anew after a no. ``clear_at``: two said yes, and when nobody objects before this moment it is granted.
    ``told_shown_at``: since when what it became is on the site, of residents after a look. ``is_first``: the first
    time this person asked for money here, for the share of newcomers. ``is_checked``: drawn for the random look
    (1 in 20) at what it became; ``checked_at``: when someone looked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.PROTECT, related_name="ideas")
    area = models.ForeignKey(
        Area, verbose_name=_("buurt"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(_("wat wil je doen"), max_length=120)
    text = models.TextField(_("meer erover"), max_length=2_000, blank=True, default="")
    for_whom = models.CharField(_("voor wie"), max_length=200, blank=True, default="")
    place_text = models.CharField(_("waar"), max_length=200, blank=True, default="")
    latitude = models.FloatField(_("breedtegraad"), null=True, blank=True)
    longitude = models.FloatField(_("lengtegraad"), null=True, blank=True)
    theme = models.ForeignKey(
        Theme, verbose_name=_("thema"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    need = models.ForeignKey(
        SharedNeed, verbose_name=_("wat hier speelt"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="ideas",
    )  # fmt: skip
    activity = models.ForeignKey(
        Activity, verbose_name=_("activiteit"), null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas"
    )
    asked = models.PositiveBigIntegerField(_("hoeveel ongeveer"), default=0)
    helps_with = models.CharField(_("hier help ik zelf mee"), max_length=200, blank=True, default="")
    said_by = models.CharField(_("zo wil je genoemd worden"), max_length=80, blank=True, default="")
    contact = EncryptedTextField(_("mailadres of telefoon"), blank=True, default="", may_stay_closed=True)
    contact_hash = models.CharField(max_length=64, blank=True, default="")
    link_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("taal"), max_length=10, default="nl")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    wants_buddy = models.BooleanField(_("iemand die met je meedenkt"), default=False)
    buddy = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("maatje"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    pot = models.ForeignKey(
        Pot, verbose_name=_("uit welke pot"), null=True, blank=True, on_delete=models.PROTECT, related_name="ideas"
    )
    lane = models.CharField(_("wie beslist"), max_length=6, choices=Lane, blank=True, default="")
    state = models.CharField(_("stand"), max_length=14, choices=IdeaState, default=IdeaState.IDEA)
    attempt = models.PositiveSmallIntegerField(default=1)
    granted = models.PositiveBigIntegerField(_("toegezegd"), default=0)
    why_not = models.CharField(_("waarom niet"), max_length=300, blank=True, default="")
    likes = models.PositiveIntegerField(_("hoeveel mensen dit een goed idee vinden"), default=0)
    is_first = models.BooleanField(_("vraagt hier voor het eerst"), default=False)
    is_checked = models.BooleanField(_("geloot om even te kijken"), default=False)
    checked_at = models.DateTimeField(_("gekeken op"), null=True, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    told_at_first = models.DateTimeField(_("bedacht op"), default=timezone.now)
    let_in_at = models.DateTimeField(_("op de site sinds"), null=True, blank=True)
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_at = models.DateTimeField(_("van de site gehaald op"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("geld gevraagd op"), null=True, blank=True)
    clear_at = models.DateTimeField(_("zonder bezwaar toegezegd op"), null=True, blank=True)
    answered_at = models.DateTimeField(_("antwoord op"), null=True, blank=True)
    paid_at = models.DateTimeField(_("eerste geld op"), null=True, blank=True)
    ended_at = models.DateTimeField(_("klaar op"), null=True, blank=True)
    sentence = models.CharField(_("wat is het geworden"), max_length=240, blank=True, default="")
    story = models.TextField(_("wat er gebeurde"), max_length=3_000, blank=True, default="")
    photo = models.CharField(max_length=100, blank=True, default="")
    photo_alt = models.CharField(_("wat zie je op de foto"), max_length=200, blank=True, default="")
    faces = models.CharField(_("wie staat erop"), max_length=14, choices=Faces, blank=True, default="")
    told_shown_at = models.DateTimeField(_("verhaal op de site sinds"), null=True, blank=True)
    forget_on = models.DateField(_("vergeten op"), default=in_two_years)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Idea"]] = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at_first", "pk"]
        constraints = [
            models.CheckConstraint(
                name="granted_from_a_pot", condition=Q(granted=0) | Q(pot__isnull=False, answered_at__isnull=False)
            ),
            models.CheckConstraint(
                name="submitted_to_a_lane", condition=Q(submitted_at=None) | (Q(pot__isnull=False) & ~Q(lane=""))
            ),
            models.CheckConstraint(name="refused_says_why", condition=~Q(state="refused") | ~Q(why_not="")),
            models.CheckConstraint(name="idea_photo_says_who", condition=Q(photo="") | ~Q(faces="")),
        ]
        indexes = [
            models.Index(fields=["network", "state"], name="idea_in_network"),
            models.Index(fields=["contact_hash"], name="ideas_of_contact"),
            models.Index(fields=["state", "clear_at"], name="idea_clears"),
        ]
        verbose_name = _("idee")
        verbose_name_plural = _("ideeën")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("ideeën die jij had")
        withheld: ClassVar = {
            "written_by": "it is someone else", "looked_at_by": "it is someone else", "buddy": "it is someone else",
            **dict.fromkeys(("form_key", "version", "attempt"), "it counts, and tells nothing"),
            **dict.fromkeys(("contact_hash", "link_hash"), "a hash, of use to the site only"),
            "photo": "the name of a file; the photo stands on the site",
        }  # fmt: skip
        public: ClassVar = [
            "id", "network", "area", "title", "text", "for_whom", "place_text", "latitude", "longitude", "theme",
            "need", "activity", "asked", "helps_with", "language", "wants_buddy", "pot", "lane", "state", "attempt",
            "granted", "why_not", "likes", "is_first", "is_checked", "checked_at", "form_key", "told_at_first",
            "let_in_at", "hidden_at", "submitted_at", "clear_at", "answered_at", "paid_at", "ended_at",
            "told_shown_at", "forget_on", "version",
        ]  # fmt: skip
        personal: ClassVar = {
            "said_by": Keep(Erase.BLANK, days=0, since="forget_on", why="how they want to be called"),
            "contact": Keep(Erase.BLANK, days=0, since="forget_on", why="to answer them"),
            "contact_hash": Keep(Erase.BLANK, days=0, since="forget_on", why="so many open at a time"),
            "link_hash": Keep(Erase.REPLACE, why="to come back without an account"),
            "person": Keep(Erase.BLANK, why="whose idea it is"),
            "written_by": Keep(Erase.BLANK, why="who wrote it down for someone"),
            "buddy": Keep(Erase.BLANK, why="who helps with it"),
            "looked_at_by": Keep(Erase.BLANK, why="who let it in"),
            "sentence": Keep(Erase.BLANK, why="what it became, in the words of who did it"),
            "story": Keep(Erase.BLANK, why="the same, at length"),
            "photo": Keep(Erase.BLANK, why="what it became"),
            "photo_alt": Keep(Erase.BLANK),
            "faces": Keep(Erase.BLANK, why="that who can be recognised agreed"),
        }

    def __str__(self) -> str:
        return self.title


class IdeaLike(models.Model):
    """Someone without an account finds it a good idea. ``by_hash``: keyed hash of a random mark of their browser."""

    idea = models.ForeignKey(Idea, verbose_name=_("idee"), on_delete=models.CASCADE, related_name="liked")
    by_hash = models.CharField(max_length=64)
    liked_on = models.DateField(_("op"), default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "by_hash"], name="liked_once")]
        verbose_name = _("vindt dit een goed idee")
        verbose_name_plural = _("vinden dit een goed idee")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "a random mark of a browser; nobody can be found by it"
        public: ClassVar = ["id", "idea", "liked_on"]
        personal: ClassVar = {
            "by_hash": Keep(Erase.DELETE_ROW, days=400, since="liked_on", why="one like for each browser")
        }

    def __str__(self) -> str:
        return f"{self.idea_id}"


class IdeaStep(models.Model):
    """One step in the life of an idea, for everyone to see: since when it is in which state, and why."""

    idea = models.ForeignKey(Idea, verbose_name=_("idee"), on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(_("stand"), max_length=14, choices=IdeaState)
    why = models.CharField(_("waarom"), max_length=300, blank=True, default="")
    at = models.DateTimeField(_("op"), default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("stap van een idee")
        verbose_name_plural = _("stappen van een idee")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "idea", "state", "why", "at"]

    def __str__(self) -> str:
        return f"{self.idea_id} {self.state}"
