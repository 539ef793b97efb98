"""Consent: asked, given by all who must, partial, limited in time, withdrawn, asked again."""

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.kit.languages import language_name
from buurtnet.people.choices import ConsentState, ConsentWay, PartyKind
from buurtnet.people.consent_words import Category, Purpose
from buurtnet.people.models.organization import Organization

PROOF = Keep(Erase.DELETE_ROW, days=5 * 365, since="ended_at", why="proof, as long as what was shared on it")


def words_of(codes: Iterable[str]) -> str:
    """Purposes and kinds of data as people read them; of a receiver who was left out, that there is one."""
    labels = {one.value: str(one.label) for kind in (Purpose, Category) for one in kind}
    return ", ".join(dict.fromkeys(labels.get(code) or str(_("een organisatie")) for code in codes))


class Consent(models.Model):
    """What a family agreed to: purposes, kinds of data and named receivers, until a day.

    ``subject_id`` is the id another room gave the child or family; no name stands here. ``asked_for``: purposes and
    categories as words of the law data. ``reconfirm_on``: the birthday on which it must be said again.
    ``asked_by``: who asks now; ``asked_first_by``: who asked first and stands in the text that was explained, once it
    was handed over. ``network`` and ``organization``: where and for whom it was asked; the asker sees it there and
    nowhere else. Names of organizations are kept as they were read then: another name changes nothing of what was
    agreed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_id = models.UUIDField(db_index=True)
    jurisdiction = models.CharField(_("regels van"), max_length=2, choices=[("NL", "NL"), ("VL", "VL")])
    state = models.CharField(_("hoe het staat"), max_length=16, choices=ConsentState, default=ConsentState.DRAFT)
    asked_for = models.JSONField(_("gevraagd voor"), default=list)
    receivers = models.ManyToManyField(Organization, verbose_name=_("wie het krijgt"), related_name="+")
    text_hash = models.CharField(
        _("kenmerk van de uitleg"), max_length=64, blank=True, default="", help_text="of the text that was explained"
    )
    explained_in = models.CharField(
        _("uitgelegd in het"), max_length=10, blank=True, default="", help_text="language"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("gevraagd door"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("eerst gevraagd door"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    network = models.ForeignKey(
        Network, verbose_name=_("netwerk"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("gevraagd voor organisatie"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    organization_name = models.CharField(_("hoe die organisatie toen heette"), max_length=255, blank=True, default="")
    receiver_names = models.JSONField(
        _("hoe wie het krijgt toen heette"), default=dict, blank=True, help_text="names by id"
    )
    asked_at = models.DateTimeField(_("gevraagd op"), null=True, blank=True)
    until = models.DateField(_("geldig tot"))
    reconfirm_on = models.DateField(_("opnieuw vragen op"), null=True, blank=True)
    ended_at = models.DateTimeField(_("gestopt op"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        verbose_name=_("komt in de plaats van"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="asked_again",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_ended_has_a_moment",
                condition=Q(state__in=["refused", "withdrawn", "expired", "superseded"], ended_at__isnull=False)
                | Q(state__in=["draft", "asked", "given_partial", "active", "reconfirm_due"], ended_at=None),
            ),
            models.UniqueConstraint(
                name="consent_asked_again_once",
                fields=["replaces"],
                condition=~Q(state__in=["refused", "withdrawn", "expired"]),
            ),
        ]
        verbose_name = _("toestemming")
        verbose_name_plural = _("toestemmingen")

    class Privacy:
        subject = Subject.PERSON
        of = "subject_id"
        in_words: ClassVar = {
            "explained_in": lambda consent: language_name(consent.explained_in),
            "asked_for": lambda consent: words_of(consent.asked_for),
            "receiver_names": lambda consent: ", ".join(sorted(consent.receiver_names.values(), key=str.casefold)),
        }
        public: ClassVar = ["id", "jurisdiction", "text_hash"]
        personal: ClassVar = dict.fromkeys(
            (
                "subject_id",
                "state",
                "asked_for",
                "receivers",
                "explained_in",
                "asked_by",
                "asked_first_by",
                "network",
                "organization",
                "organization_name",
                "receiver_names",
                "asked_at",
                "until",
                "reconfirm_on",
                "ended_at",
                "replaces",
            ),
            PROOF,
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class ConsentParty(models.Model):
    """One of those who must say yes, and what they said. ``number`` tells two parents apart without a name."""

    consent = models.ForeignKey(
        Consent, verbose_name=_("toestemming"), on_delete=models.CASCADE, related_name="parties"
    )
    kind = models.CharField(_("wie"), max_length=16, choices=PartyKind)
    number = models.PositiveSmallIntegerField(_("de hoeveelste"), default=1)
    says_yes = models.BooleanField(_("zei ja"), null=True, blank=True)
    left_out = models.JSONField(
        _("maar niet voor"), default=list, blank=True, help_text="what this one said no to within a yes"
    )
    way = models.CharField(_("op welke manier"), max_length=12, choices=ConsentWay, blank=True, default="")
    answered_at = models.DateTimeField(_("antwoord gegeven op"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "kind", "number"], name="consent_party_once"),
            models.CheckConstraint(
                name="consent_answer_has_a_moment",
                condition=Q(says_yes=None, answered_at=None) | Q(says_yes__isnull=False, answered_at__isnull=False),
            ),
        ]
        ordering = ["consent", "kind", "number"]
        verbose_name = _("antwoord op een vraag om toestemming")
        verbose_name_plural = _("antwoorden op een vraag om toestemming")

    class Privacy:
        subject = Subject.PERSON
        of = "consent__subject_id"
        in_words: ClassVar = {
            "consent": lambda party: party.consent.get_state_display(),
            "left_out": lambda party: words_of(party.left_out),
        }
        public: ClassVar = ["id", "consent"]
        personal: ClassVar = {
            name: Keep(Erase.DELETE_ROW, why="goes with its consent")
            for name in ("kind", "number", "says_yes", "left_out", "way", "answered_at")
        }

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
