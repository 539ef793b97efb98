"""A pot with money, what a network agreed about it, and who looks after it."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area, Network
from buurtnet.budget.choices import Account, Lane, PotState, PotTask
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.privacy.encryption import EncryptedTextField


class Lanes(models.Model):
    """What a network agreed about money: up to how much each lane goes, and what it promises.

    Amounts in cents. The defaults are those of the design (participation and budget, section 1).
    """

    network = models.OneToOneField(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="lanes")
    has_direct = models.BooleanField(_("meteen-geld"), default=True)
    has_panel = models.BooleanField(_("buurtpanel"), default=False)
    direct_most = models.PositiveBigIntegerField(_("meteen-geld tot en met"), default=25_000)
    panel_most = models.PositiveBigIntegerField(_("buurtpanel tot en met"), default=250_000)
    direct_answer_days = models.PositiveSmallIntegerField(_("antwoord binnen, dagen"), default=3)
    direct_money_days = models.PositiveSmallIntegerField(_("geld binnen, dagen"), default=7)
    objection_hours = models.PositiveSmallIntegerField(_("uren om bezwaar te maken"), default=48)
    panel_answer_days = models.PositiveSmallIntegerField(_("antwoord van het panel binnen, dagen"), default=14)
    panel_seats = models.PositiveSmallIntegerField(_("plaatsen in het panel"), default=7)
    panel_quorum = models.PositiveSmallIntegerField(_("zoveel beslissen er ten minste"), default=5)
    most_open = models.PositiveSmallIntegerField(_("zoveel kan iemand tegelijk open hebben"), default=2)

    class Meta:
        constraints = [
            models.CheckConstraint(name="panel_above_direct", condition=Q(panel_most__gte=F("direct_most"))),
            models.CheckConstraint(
                name="panel_can_decide", condition=Q(panel_quorum__gte=1, panel_quorum__lte=F("panel_seats"))
            ),
        ]
        verbose_name = _("afspraken over geld")
        verbose_name_plural = _("afspraken over geld")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "has_direct", "has_panel", "direct_most", "panel_most", "direct_answer_days",
            "direct_money_days", "objection_hours", "panel_answer_days", "panel_seats", "panel_quorum", "most_open",
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.network)

    def lane_of(self, cents: int) -> Lane:
        """Who decides about this amount."""
        if self.has_direct and cents <= self.direct_most:
            return Lane.DIRECT
        return Lane.PANEL if self.has_panel and cents <= self.panel_most else Lane.VOTE


class PotQuerySet(models.QuerySet["Pot"]):
    def shown_in(self, network: Network) -> Self:
        """What visitors see: open pots and those that were."""
        return self.filter(network=network).exclude(state=PotState.SETUP)


class Pot(models.Model):
    """Money for ideas, held by a purse keeper (*kassier*). Amounts in cents.

    What is free, promised, under way and paid is kept beside the ledger, so that the database itself refuses to
    promise more than there is; ``ledger.differs`` compares the two. ``purse``: how the kassier can be reached.
    ``iban`` and ``holder``: the account that payments leave from. ``version`` guards edits.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.PROTECT, related_name="pots")
    area = models.ForeignKey(
        Area, verbose_name=_("buurt"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("naam"), max_length=120)
    text = models.TextField(_("waar dit geld voor is"), max_length=1_000, blank=True, default="")
    kassier = models.ForeignKey(
        Organization, verbose_name=_("kassier"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    purse = models.CharField(_("zo bereik je de kassier"), max_length=200, blank=True, default="")
    holder = models.CharField(_("rekening op naam van"), max_length=70, blank=True, default="")
    iban = EncryptedTextField(_("rekeningnummer (IBAN)"), blank=True, default="", may_stay_closed=True)
    state = models.CharField(_("stand"), max_length=6, choices=PotState, default=PotState.SETUP)
    put_in = models.BigIntegerField(_("ingelegd"), default=0)
    free = models.BigIntegerField(_("vrij te besteden"), default=0)
    promised = models.BigIntegerField(_("toegezegd"), default=0)
    under_way = models.BigIntegerField(_("klaar om te betalen"), default=0)
    paid = models.BigIntegerField(_("betaald"), default=0)
    bookings_made = models.PositiveIntegerField(default=0)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Pot"]] = PotQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="pot_is_not_overspent",
                condition=Q(free__gte=0, promised__gte=0, under_way__gte=0, paid__gte=0, put_in__gte=0),
            ),
            models.CheckConstraint(
                name="pot_balances", condition=Q(put_in=F("free") + F("promised") + F("under_way") + F("paid"))
            ),
        ]
        verbose_name = _("pot")
        verbose_name_plural = _("potten")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "network", "area", "name", "text", "kassier", "purse", "holder", "state", "put_in", "free",
            "promised", "under_way", "paid", "bookings_made", "form_key", "made_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {"iban": Keep(Erase.BLANK, why="the account that payments leave from")}

    def __str__(self) -> str:
        return self.name

    def on(self, account: Account) -> int:
        """Cents on an account of this pot, as they stand beside the ledger."""
        found: int = getattr(self, account.value)
        return found


class PotPerson(models.Model):
    """Someone looks after a pot: may object, or releases payments together with a second."""

    pot = models.ForeignKey(Pot, verbose_name=_("welke pot"), on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    task = models.CharField(_("taak"), max_length=8, choices=PotTask)
    since = models.DateTimeField(_("sinds"), default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pot", "person", "task"], name="pot_task_once")]
        indexes = [models.Index(fields=["person", "task"], name="pots_of_person")]
        verbose_name = _("wie voor een pot zorgt")
        verbose_name_plural = _("wie voor een pot zorgen")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("potten waar je voor zorgt")
        public: ClassVar = ["id", "pot", "task", "since"]
        personal: ClassVar = {"person": Keep(Erase.DELETE_ROW, why="who may object, and who releases money")}

    def __str__(self) -> str:
        return f"{self.get_task_display()}: {self.pot}"
