"""After a date: how many came, which organizations were there, and one photo with one sentence."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.agenda.choices import Counted, Faces, StoryState
from buurtnet.agenda.models.activity import Activity, ActivityDate
from buurtnet.areas.models import Area, Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization


class Tally(models.Model):
    """How many of a kind came; numbers, tied to no one who joined."""

    date = models.ForeignKey(ActivityDate, on_delete=models.CASCADE, related_name="tallies")
    counted = models.CharField(max_length=9, choices=Counted)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["date", "counted"], name="counted_once")]
        verbose_name = _("telling bij een activiteit")
        verbose_name_plural = _("tellingen bij een activiteit")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "date", "counted", "count"]

    def __str__(self) -> str:
        return f"{self.get_counted_display()}: {self.count}"


class Attending(models.Model):
    """An organization was there; who met whom makes the picture of the network."""

    date = models.ForeignKey(ActivityDate, on_delete=models.CASCADE, related_name="attending")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["date", "organization"], name="attending_once")]
        verbose_name = _("organisatie die erbij was")
        verbose_name_plural = _("organisaties die erbij waren")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "date", "organization"]

    def __str__(self) -> str:
        return str(self.organization)


class StoryQuerySet(models.QuerySet["Story"]):
    def shown_in(self, network: Network) -> Self:
        return self.filter(network=network, state=StoryState.SHOWN)


class Story(models.Model):
    """A small success: one sentence and perhaps one photo, on the home of the neighbourhood.

    ``said_by``: as they want to be called ("Een moeder uit Molenveld"). ``photo``: the name of its files; with a
    photo ``faces`` says who can be recognised and that they agreed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="stories")
    area = models.ForeignKey(
        Area, verbose_name=_("buurt"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    activity = models.ForeignKey(
        Activity, verbose_name=_("activiteit"), on_delete=models.CASCADE, related_name="stories"
    )
    date = models.ForeignKey(
        ActivityDate, verbose_name=_("dag"), null=True, blank=True, on_delete=models.SET_NULL, related_name="stories"
    )
    sentence = models.CharField(_("wat was er mooi"), max_length=240)
    said_by = models.CharField(_("wie zegt dit"), max_length=80, blank=True, default="")
    photo = models.CharField(max_length=100, blank=True, default="")
    photo_alt = models.CharField(_("wat zie je op de foto"), max_length=200, blank=True, default="")
    faces = models.CharField(_("wie staat erop"), max_length=14, choices=Faces, blank=True, default="")
    state = models.CharField(_("stand"), max_length=7, choices=StoryState, default=StoryState.WAITING)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    told_at = models.DateTimeField(_("verteld op"), default=timezone.now)
    shown_at = models.DateTimeField(_("op de site sinds"), null=True, blank=True)

    objects: ClassVar[models.Manager["Story"]] = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at"]
        constraints = [
            models.CheckConstraint(name="story_photo_says_who", condition=Q(photo="") | ~Q(faces="")),
            models.CheckConstraint(
                name="story_shown_has_a_moment", condition=~Q(state="shown") | Q(shown_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "shown_at"], name="story_in_network")]
        verbose_name = _("klein succes")
        verbose_name_plural = _("kleine successen")

    class Privacy:
        subject = Subject.PERSON
        of = "told_by"
        heading = _("kleine successen die jij vertelde")
        withheld: ClassVar = {
            "looked_at_by": "it is someone else", "form_key": "it counts, and tells nothing",
            "photo": "the name of a file; the photo stands on the site",
        }  # fmt: skip
        public: ClassVar = [
            "id", "network", "area", "activity", "date", "faces", "state", "form_key", "told_at", "shown_at",
        ]  # fmt: skip
        personal: ClassVar = {
            **dict.fromkeys(
                ("sentence", "said_by", "photo", "photo_alt"),
                Keep(Erase.DELETE_ROW, days=730, since="told_at", why="what people said, and how they look"),
            ),
            "told_by": Keep(Erase.BLANK, why="who told it, as long as the row"),
            "looked_at_by": Keep(Erase.BLANK, why="who looked at it, as long as the row"),
        }

    def __str__(self) -> str:
        return self.sentence
