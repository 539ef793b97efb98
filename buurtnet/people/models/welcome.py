"""Residents whom someone of the network knows."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models.person import Person


class Welcome(models.Model):
    """A director or connector knows this resident: others of the network may find them, if the resident wants that.

    It holds for the name by which they were known: an account under another name is looked at again.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="welcomes")
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="welcomes")
    known_as = models.CharField(_("onder welke naam"), max_length=120)
    said_by = models.ForeignKey(
        Person, verbose_name=_("gezien door"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_at = models.DateTimeField(_("gezien op"), auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "network"], name="welcome_once_in_network")]
        verbose_name = _("kennismaking")
        verbose_name_plural = _("kennismakingen")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        public: ClassVar = ["id", "network"]
        personal: ClassVar = {
            "person": Keep(Erase.DELETE_ROW, why="so that nobody stands in the who-is-who whom nobody knows"),
            "known_as": Keep(Erase.DELETE_ROW),
            "said_by": Keep(Erase.DELETE_ROW),
            "said_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return str(self.pk)
