"""An edition of the newsletter, its items, and who gets it by mail."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.bulletin.choices import EditionState, ItemKind, Rhythm
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.privacy.encryption import EncryptedTextField


class BulletinPlan(models.Model):
    """How a network makes its newsletter: how often, on which weekday (0 is Monday) its draft is ready."""

    network = models.OneToOneField(Network, on_delete=models.CASCADE, related_name="bulletin_plan")
    name = models.CharField(_("hoe heet hij"), max_length=80, blank=True, default="")
    rhythm = models.CharField(_("hoe vaak"), max_length=11, choices=Rhythm, default=Rhythm.NONE)
    weekday = models.PositiveSmallIntegerField(_("op welke dag"), default=0)
    made_on = models.DateField(null=True, blank=True, help_text="when the last draft was made by itself")

    class Meta:
        constraints = [models.CheckConstraint(name="bulletin_on_a_weekday", condition=Q(weekday__lte=6))]
        verbose_name = _("plan van de nieuwsbrief")
        verbose_name_plural = _("plannen van de nieuwsbrief")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "network", "name", "rhythm", "weekday", "made_on"]

    def __str__(self) -> str:
        return str(self.network)


class EditionQuerySet(models.QuerySet["Edition"]):
    def sent(self) -> Self:
        return self.filter(state=EditionState.SENT)


class Edition(models.Model):
    """One newsletter. It goes out only once someone looked at it. ``sent_to``: how many mails were written down."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("kop"), max_length=120)
    introduction = models.TextField(_("woord vooraf"), max_length=600, blank=True, default="")
    starts_on = models.DateField(_("van"))
    ends_on = models.DateField(_("tot en met"))
    state = models.CharField(max_length=7, choices=EditionState, default=EditionState.DRAFT)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_to = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Edition"]] = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["network", "number"], name="edition_number_once"),
            models.CheckConstraint(
                name="edition_sent_was_checked",
                condition=~Q(state="sent") | Q(checked_at__isnull=False, sent_at__isnull=False),
            ),
        ]
        verbose_name = _("nieuwsbrief")
        verbose_name_plural = _("nieuwsbrieven")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "number", "title", "introduction", "starts_on", "ends_on", "state", "checked_at",
            "sent_at", "sent_to", "created_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {"checked_by": Keep(Erase.BLANK, why="who looked at it, as long as the row")}

    def __str__(self) -> str:
        return f"{self.network} {self.number}"


class EditionItem(models.Model):
    """One thing in an edition, as it stood when it was made. ``address``: its page on this site, without the host.

    ``said_by``, ``told_by``: of good news, who says it and who wrote that down; both go with that account.
    ``of``: what it was made of ("date:<id>"), so that a fresh look can tell whether it still is. ``is_left_out``:
    someone took it out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(
        Edition, verbose_name=_("nieuwsbrief"), on_delete=models.CASCADE, related_name="items"
    )
    kind = models.CharField(_("soort stukje"), max_length=10, choices=ItemKind)
    of = models.CharField(max_length=80, blank=True, default="")
    title = models.CharField(_("kop"), max_length=160)
    text = models.CharField(_("tekst"), max_length=400, blank=True, default="")
    when = models.CharField(_("wanneer"), max_length=120, blank=True, default="")
    where = models.CharField(_("waar"), max_length=160, blank=True, default="")
    said_by = models.CharField(_("wie zegt dit"), max_length=80, blank=True, default="")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie het opschreef"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    address = models.CharField(_("adres op de site"), max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    is_left_out = models.BooleanField(_("staat er niet in"), default=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("stukje in een nieuwsbrief")
        verbose_name_plural = _("stukjes in een nieuwsbrief")

    class Privacy:
        subject = Subject.PERSON
        of = "told_by"
        heading = _("goed nieuws van jou in een nieuwsbrief")
        withheld: ClassVar = dict.fromkeys(("of", "position"), "it counts, and tells nothing")
        public: ClassVar = [
            "id", "edition", "kind", "of", "title", "text", "when", "where", "address", "position",
            "is_left_out",
        ]  # fmt: skip
        personal: ClassVar = {
            "said_by": Keep(Erase.BLANK, why="as they want to be called, as long as the story itself"),
            "told_by": Keep(Erase.BLANK, why="so that who says it goes with their account"),
        }

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> tuple[int, int]:
        """Kind by kind, in the order of the kinds; within one as someone put them."""
        return ItemKind.values.index(self.kind), self.position


class Subscriber(models.Model):
    """Someone gets the newsletter by mail; without an account, and only after they said yes from that address.

    ``address_hash``: keyed hash of the address, so that it stands once. ``link_hash``: of the link in each mail that
    ends it. Who never says yes is gone in a week; who ends it is gone at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="subscribers")
    address = EncryptedTextField(may_stay_closed=True)
    address_hash = models.CharField(max_length=64)
    link_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=10, default="nl")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "address_hash"], name="subscribed_once")]
        verbose_name = _("lezer van de nieuwsbrief")
        verbose_name_plural = _("lezers van de nieuwsbrief")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "a reader has no account; their address stands encrypted and goes when they end it"
        public: ClassVar = ["id", "network", "language", "asked_at", "confirmed_at", "last_edition"]
        personal: ClassVar = {
            "address": Keep(Erase.DELETE_ROW, why="to send the newsletter, until they end it"),
            "address_hash": Keep(Erase.DELETE_ROW, why="so that an address stands once"),
            "link_hash": Keep(Erase.DELETE_ROW, why="to end it without an account"),
        }

    def __str__(self) -> str:
        return str(self.pk)
