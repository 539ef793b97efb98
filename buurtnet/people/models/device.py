"""Where someone is signed in: one row for each browser, so that its owner can see it and end it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models.person import Person


class Device(models.Model):
    """A browser in which someone is signed in. Without this row its session opens nothing any more."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    session_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the session key")
    name = models.CharField(_("apparaat"), max_length=80)
    is_remembered = models.BooleanField(_("wordt onthouden"), default=True)
    created_at = models.DateTimeField(_("aangemeld op"), auto_now_add=True)
    last_seen_at = models.DateTimeField(_("laatst gebruikt op"), help_text="kept to the hour at most")

    class Meta:
        ordering = ["-last_seen_at", "-pk"]
        verbose_name = _("apparaat")
        verbose_name_plural = _("apparaten")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        withheld: ClassVar = {"session_hash": "it belongs to a door that may be open"}
        public: ClassVar = ["id", "session_hash"]
        personal: ClassVar = {
            "person": Keep(Erase.DELETE_ROW, why="to show where one is signed in, and to end it"),
            "name": Keep(Erase.DELETE_ROW),
            "is_remembered": Keep(Erase.DELETE_ROW),
            "created_at": Keep(Erase.DELETE_ROW),
            "last_seen_at": Keep(Erase.DELETE_ROW, days=90, why="a session never lasts longer"),
        }

    def __str__(self) -> str:
        return self.name
