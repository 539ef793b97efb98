"""The smoelenboek: a face, what to call for, when to reach, and with what mandate."""

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.kit.folded_field import FoldedField
from buurtnet.kit.languages import language_name
from buurtnet.people.choices import Audience, MandateKind
from buurtnet.people.models.membership import Membership
from buurtnet.people.models.person import Person
from buurtnet.privacy.encryption import EncryptedTextField
from buurtnet.themes.models import Theme


class CardField(models.TextChoices):
    """What stands on a card, each with its own audience."""

    PHOTO = "photo", _("foto")
    PHONE = "phone", _("telefoon")
    EMAIL = "email", _("mailadres")
    ASK_ME = "ask_me", _("vraag mij over")
    HOURS = "hours", _("wanneer je mij bereikt")
    LANGUAGES = "languages", _("talen")
    THEMES = "themes", _("thema's")
    AREAS = "areas", _("buurten")


class Card(models.Model):
    """How a person wants to be found by the network. Who is not on any card field is still a member.

    ``audiences``: audience by field; a field that is not named is for the network. ``is_public``: this person
    agreed to stand on the public page of the neighbourhood. ``photo``: a name under media, made anew by us.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="card", primary_key=True)
    photo = models.CharField(_("foto"), max_length=80, blank=True, default="")
    phone = EncryptedTextField(_("telefoon"), blank=True, default="", may_stay_closed=True)
    ask_me = models.CharField(_("vraag mij over"), max_length=280, blank=True, default="")
    ask_me_folded = FoldedField(of="ask_me", max_length=560, help_text="the same, to find it")
    languages = models.JSONField(_("talen"), default=list, blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("thema's"), blank=True, related_name="+")
    areas = models.ManyToManyField(Area, verbose_name=_("buurten"), blank=True, related_name="+")
    audiences = models.JSONField(_("wie ziet wat"), default=dict, blank=True)
    is_public = models.BooleanField(_("bewoners mogen mij vinden"), default=False)
    gets_things_going = models.BooleanField(_("gangmaker"), default=False, help_text="a gangmaker, by one's own wish")
    updated_at = models.DateTimeField(_("laatst gewijzigd op"), auto_now=True)

    class Meta:
        verbose_name = _("kaart")
        verbose_name_plural = _("kaarten")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("je kaart")
        in_words: ClassVar = {
            "photo": lambda card: _("ja") if card.photo else _("nee"),
            "languages": lambda card: ", ".join(filter(None, map(language_name, card.languages))),
            "audiences": lambda card: "; ".join(f"{one.label}: {card.audience_of(one).label}" for one in CardField),
        }
        withheld: ClassVar = {"ask_me_folded": "it is what you may be asked once more, without accents"}
        personal: ClassVar = {
            name: Keep(Erase.DELETE_ROW, why="to be found by the network, as far as the person wants")
            for name in (
                "person", "photo", "phone", "ask_me", "ask_me_folded", "languages", "themes", "areas", "audiences",
                "is_public", "gets_things_going", "updated_at",
            )
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.person_id)

    def audience_of(self, field: CardField) -> Audience:
        """Who may see a field."""
        chosen = self.audiences.get(field, Audience.NETWORK)
        return Audience(chosen) if chosen in Audience.values else Audience.NOBODY

    def shows(self, field: CardField, *, to_network: bool) -> bool:
        """Whether a field is shown to the network, or else to everyone."""
        audience = self.audience_of(field)
        return audience == Audience.PUBLIC or (to_network and audience == Audience.NETWORK)

    @property
    def asked_in_network(self) -> str:
        """What one may ask, as far as the network may read it."""
        return self.ask_me if self.shows(CardField.ASK_ME, to_network=True) else ""


class ReachableHours(models.Model):
    """On which day, from when until when, someone picks up the phone."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reachable_hours")
    weekday = models.PositiveSmallIntegerField(
        _("dag"), validators=[MaxValueValidator(6)], choices=list(WEEKDAYS.items())
    )
    opens_at = models.TimeField(_("van"))
    closes_at = models.TimeField(_("tot"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="reachable_for_a_while", condition=Q(closes_at__gt=F("opens_at"))),
            models.UniqueConstraint(fields=["person", "weekday", "opens_at"], name="reachable_once"),
        ]
        ordering = ["weekday", "opens_at"]
        verbose_name = _("bereikbaar")
        verbose_name_plural = _("bereikbaar")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("wanneer je bereikbaar bent")
        public: ClassVar = ["id"]
        personal: ClassVar = {name: Keep(Erase.DELETE_ROW) for name in ("person", "weekday", "opens_at", "closes_at")}

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class Mandate(models.Model):
    """What someone may raise or promise for an organization, about a theme, and who stands behind it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(
        Membership, verbose_name=_("bij welke rol"), on_delete=models.CASCADE, related_name="mandates"
    )
    kind = models.CharField(_("soort"), max_length=8, choices=MandateKind)
    text = models.CharField(_("mandaat"), max_length=200)
    theme = models.ForeignKey(
        Theme, verbose_name=_("thema"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    backed_by = models.CharField(
        _("gesteund door"), max_length=120, blank=True, default="", help_text="a role or body, not a person"
    )

    class Meta:
        verbose_name = _("mandaat")
        verbose_name_plural = _("mandaten")

    class Privacy:
        subject = Subject.PERSON
        of = "membership__person"
        public: ClassVar = ["id", "theme"]
        personal: ClassVar = {name: Keep(Erase.DELETE_ROW) for name in ("membership", "kind", "text", "backed_by")}

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"
