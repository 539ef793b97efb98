"""A signal to policy: put to a body that agreed to answer, and followed until it did."""

import datetime as dt
import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.needs.choices import PolicyState, Verdict
from buurtnet.needs.models.shared_need import SharedNeed
from buurtnet.people.models import Organization
from buurtnet.privacy.encryption import EncryptedTextField
from buurtnet.privacy.models import Release

WAITING: Final = (PolicyState.SENT, PolicyState.RECEIVED, PolicyState.LATE, PolicyState.ESCALATED)
WITH_REPLY: Final = (PolicyState.ANSWERED, PolicyState.FOLLOWED, PolicyState.DONE)


class PolicyEvent(models.TextChoices):
    """What happened to a signal to policy, as its history tells it."""

    MADE = "made", _("gemaakt")
    CHANGED = "changed", _("aangepast")
    DECIDED = "decided", _("vastgesteld")
    UNDECIDED = "undecided", _("terug naar de voorbereiding")
    SENT = "sent", _("verzonden")
    RECEIVED = "received", _("ontvangen")
    LATE = "late", _("te laat")
    REMINDED = "reminded", _("herinnerd")
    ESCALATED = "escalated", _("opgeschaald")
    SHOWN_LATE = "shown_late", _("iedereen ziet dat het te laat is")
    ANSWERED = "answered", _("beantwoord")
    WORDED = "worded", _("in gewone taal gezet")
    PROMISED = "promised", _("belofte genoteerd")
    PROMISE_CLOSED = "promise_closed", _("belofte afgesloten")
    DONE = "done", _("afgerond")
    STOPPED = "stopped", _("gestopt")


class ReplyAgreement(models.Model):
    """A body signed that it answers signals of this network within so many days (*antwoordafspraak*).

    ``next_level``: the agreement of who is asked when it stays silent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="reply_agreements")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="reply_agreements")
    body = models.CharField(_("welk onderdeel"), max_length=120, help_text="a department, council or board")
    signed_by_role = models.CharField(_("ondertekend door"), max_length=120, help_text="a function, no name")
    signed_on = models.DateField(_("ondertekend op"))
    days = models.PositiveSmallIntegerField(_("antwoord binnen (dagen)"), default=42)
    mail_to = EncryptedTextField(_("mailadres voor signalen"), blank=True, default="", may_stay_closed=True)
    next_level = models.ForeignKey(
        "self", verbose_name=_("bij stilte"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ends_on = models.DateField(_("geldt tot"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reply_within_a_year", condition=Q(days__gte=1, days__lte=365)),
            models.CheckConstraint(
                name="reply_next_level_is_another", condition=Q(next_level=None) | ~Q(next_level=F("id"))
            ),
        ]
        verbose_name = _("antwoordafspraak")
        verbose_name_plural = _("antwoordafspraken")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "network", "organization", "body", "signed_by_role", "signed_on", "days", "next_level", "ends_on",
        ]  # fmt: skip
        personal: ClassVar = {"mail_to": Keep(Erase.BLANK, why="where signals go, as long as the agreement")}

    def __str__(self) -> str:
        return f"{self.organization.name}, {self.body}"

    def holds_on(self, day: dt.date) -> bool:
        return self.signed_on <= day and (self.ends_on is None or self.ends_on >= day)


class DecisionNote(models.Model):
    """A decision of the network: where, when and by which role, in a sentence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(_("besluit"), max_length=300)
    where = models.CharField(_("waar"), max_length=120, help_text="a meeting, a table")
    by_role = models.CharField(_("door wie"), max_length=120, help_text="a function or group, no name")
    decided_on = models.DateField(_("wanneer"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("besluit")
        verbose_name_plural = _("besluiten")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "network", "text", "where", "by_role", "decided_on", "noted_at"]
        personal: ClassVar = {"noted_by": Keep(Erase.BLANK, why="who noted it, as long as the row")}

    def __str__(self) -> str:
        return self.text


class PolicySignal(models.Model):
    """What a network asks of a body with power, and what that answered. Without an answer it ends with a reason only.

    ``release``: the published figures that go with it. ``is_about_a_place``: about places or traffic, which needs no
    numbers. ``late_shown_by``: the decision by which the public sees that it is late. ``agreement`` is the level that
    must answer now.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="policy_signals")
    needs = models.ManyToManyField(SharedNeed, related_name="policy_signals")
    agreement = models.ForeignKey(ReplyAgreement, on_delete=models.PROTECT, related_name="signals")
    title = models.CharField(_("onderwerp"), max_length=120)
    story = models.TextField(_("wat er speelt"), max_length=4_000)
    asked = models.TextField(_("wat we vragen"), max_length=2_000)
    proposal = models.TextField(_("ons voorstel"), max_length=2_000, blank=True, default="")
    is_about_a_place = models.BooleanField(_("het gaat over een plek of het verkeer"), default=False)
    release = models.ForeignKey(
        Release, verbose_name=_("cijfers"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.ForeignKey(
        DecisionNote, null=True, blank=True, on_delete=models.PROTECT, related_name="sent_signals"
    )
    state = models.CharField(max_length=9, choices=PolicyState, default=PolicyState.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    sent_on = models.DateField(null=True, blank=True)
    answer_due = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True, blank=True)
    answer = models.TextField(_("antwoord"), max_length=8_000, blank=True, default="")
    verdict = models.CharField(_("besluit"), max_length=10, choices=Verdict, blank=True, default="")
    reason = models.TextField(_("waarom"), max_length=4_000, blank=True, default="")
    answered_by_role = models.CharField(_("beantwoord door"), max_length=120, blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(_("we kijken terug op"), null=True, blank=True)
    in_plain_words = models.TextField(_("het antwoord in gewone taal"), max_length=2_000, blank=True, default="")
    late_shown_by = models.ForeignKey(
        DecisionNote, null=True, blank=True, on_delete=models.SET_NULL, related_name="shown_late_signals"
    )
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.CharField(_("waarom het stopt"), max_length=600, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="policy_answer_is_whole",
                condition=~Q(state__in=[PolicyState.ANSWERED, PolicyState.FOLLOWED, PolicyState.DONE])
                | (~Q(answer="") & ~Q(verdict="") & ~Q(reason="") & Q(answered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="policy_sent_has_a_day",
                condition=Q(state__in=[PolicyState.DRAFT, PolicyState.DECIDED, PolicyState.STOPPED])
                | Q(sent_on__isnull=False, answer_due__isnull=False, decision__isnull=False),
            ),
            models.CheckConstraint(
                name="policy_stopped_has_a_reason", condition=~Q(state=PolicyState.STOPPED) | ~Q(closed_reason="")
            ),
        ]
        indexes = [models.Index(fields=["network", "state"], name="policy_in_network")]
        verbose_name = _("signaal naar beleid")
        verbose_name_plural = _("signalen naar beleid")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "needs", "agreement", "title", "story", "asked", "proposal", "is_about_a_place",
            "release", "decision", "state", "created_at", "sent_on", "answer_due", "received_on", "reminders",
            "reminded_on", "answer", "verdict", "reason", "answered_by_role", "answered_on", "review_on",
            "in_plain_words", "late_shown_by", "closed_on", "closed_reason", "version",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def has_reply(self) -> bool:
        return self.state in WITH_REPLY

    @property
    def days_to_reply(self) -> int | None:
        """Days from sending to the answer; None while there is none."""
        if self.sent_on is None or self.answered_on is None:
            return None
        return (self.answered_on - self.sent_on).days


class PolicyStep(models.Model):
    """A step in the life of a signal to policy, with the level that had to answer then."""

    signal = models.ForeignKey(PolicySignal, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=14, choices=PolicyEvent)
    agreement = models.ForeignKey(ReplyAgreement, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=600, blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("stap van een signaal naar beleid")
        verbose_name_plural = _("stappen van een signaal naar beleid")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "signal", "what", "agreement", "note", "at"]
        personal: ClassVar = {"by": Keep(Erase.BLANK, why="who did it, as long as the row")}

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


class ReplyLink(models.Model):
    """The link in a mail or letter with which a body answers without an account; of the link only a hash is kept.

    Each level has its own. It works as long as no answer came.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signal = models.ForeignKey(PolicySignal, on_delete=models.CASCADE, related_name="reply_links")
    agreement = models.ForeignKey(ReplyAgreement, on_delete=models.CASCADE, related_name="reply_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("link om te antwoorden")
        verbose_name_plural = _("links om te antwoorden")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "signal", "agreement", "made_at"]
        personal: ClassVar = {"token_hash": Keep(Erase.BLANK, why="to answer without an account")}

    def __str__(self) -> str:
        return f"{self.signal_id} {self.made_at:%Y-%m-%d}"


class CoSignature(models.Model):
    """A parents' or residents' platform that signs along, and may get the reply itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signal = models.ForeignKey(PolicySignal, on_delete=models.CASCADE, related_name="co_signatures")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="co_signatures")
    wants_reply = models.BooleanField(_("wil het antwoord zelf ook"), default=True)
    asked_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signal", "organization"], name="co_signature_once"),
            models.CheckConstraint(name="co_signature_yes_or_no", condition=Q(signed_at=None) | Q(declined_at=None)),
        ]
        verbose_name = _("medeondertekening")
        verbose_name_plural = _("medeondertekeningen")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "signal", "organization", "wants_reply", "asked_at", "signed_at", "declined_at"]
        personal: ClassVar = {"answered_by": Keep(Erase.BLANK, why="who said so for the platform")}

    def __str__(self) -> str:
        return f"{self.organization}"


class PolicyPromise(models.Model):
    """Something a body promised in its answer, followed until it is done or not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signal = models.ForeignKey(PolicySignal, on_delete=models.CASCADE, related_name="promises")
    text = models.CharField(_("belofte"), max_length=300)
    by_role = models.CharField(_("door wie"), max_length=120, help_text="a function, no name")
    follower = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie volgt het"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    due_on = models.DateField(_("wanneer klaar"))
    closed_on = models.DateField(null=True, blank=True)
    is_kept = models.BooleanField(null=True, blank=True)
    result = models.CharField(_("wat ervan kwam"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                name="promise_closed_says_whether_it_was_kept",
                condition=Q(closed_on=None, is_kept=None) | Q(closed_on__isnull=False, is_kept__isnull=False),
            )
        ]
        verbose_name = _("belofte")
        verbose_name_plural = _("beloften")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "signal", "text", "by_role", "due_on", "closed_on", "is_kept", "result"]
        personal: ClassVar = {"follower": Keep(Erase.BLANK, why="who follows it, as long as the row")}

    def __str__(self) -> str:
        return self.text
