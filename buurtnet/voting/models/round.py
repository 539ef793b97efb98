"""A round in which residents vote about money, and the plans they vote for."""

import datetime as dt
import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area, Network
from buurtnet.budget.models import Idea, Pot
from buurtnet.kit.declare import Subject
from buurtnet.voting.choices import HIDDEN_COUNTS, Per, Phase, PlanState
from buurtnet.voting.elections import Satisfaction
from buurtnet.voting.rules import Rule

RULES = [
    (Rule.EQUAL_SHARES.value, _("gelijke aandelen")),
    (Rule.EXHAUSTIVE.value, _("gelijke aandelen, tot er niets meer past")),
    (Rule.GREEDY.value, _("meeste stemmen")),
    (Rule.NO_SKIP.value, _("meeste stemmen, stopt bij het eerste dat niet past")),
    (Rule.THRESHOLD.value, _("meeste stemmen, met een minimum aan stemmen")),
]
SATISFACTIONS = [
    (Satisfaction.COST.value, _("het geld dat een plan kost")),
    (Satisfaction.CARDINALITY.value, _("elk plan telt even zwaar")),
]


class VoteRoundQuerySet(models.QuerySet["VoteRound"]):
    def shown_in(self, network: Network) -> Self:
        """What visitors see: from the first phase on."""
        return self.filter(network=network).exclude(phase=Phase.SETUP)


class VoteRound(models.Model):
    """A vote about ``budget`` cents of a pot. Its rule is fixed before the first vote, and cannot change after.

    ``seed``: the text of which lots follow when plans are equal, made public beforehand. ``step``: cents by which
    everyone's share rises. ``least_votes``: what a plan needs at all (0: nothing). ``least_asked``: how many
    plans the ballot asks for at least; fewer may. ``age_least``, ``age_most``: by self-declaration, 0 for no
    limit. ``votes_until``: votes count until this moment. ``fixed_at``: since when the rule stands. ``version``
    guards edits.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        Network, verbose_name=_("netwerk"), on_delete=models.PROTECT, related_name="vote_rounds"
    )
    pot = models.ForeignKey(
        Pot, verbose_name=_("uit welke pot"), on_delete=models.PROTECT, related_name="vote_rounds"
    )
    area = models.ForeignKey(
        Area, verbose_name=_("buurt"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("naam"), max_length=120)
    text = models.TextField(_("waar het over gaat"), max_length=2_000, blank=True, default="")
    budget = models.PositiveBigIntegerField(_("te verdelen"))
    rule = models.CharField(_("manier van tellen"), max_length=30, choices=RULES, default=Rule.EQUAL_SHARES.value)
    satisfaction = models.CharField(
        _("wat telt als winst voor wie stemt"), max_length=11, choices=SATISFACTIONS,
        default=Satisfaction.COST.value,
    )  # fmt: skip
    step = models.PositiveIntegerField(_("stap waarmee het aandeel stijgt"), default=100)
    least_votes = models.PositiveIntegerField(_("zoveel stemmen heeft een plan ten minste nodig"), default=0)
    least_asked = models.PositiveSmallIntegerField(_("zoveel plannen vragen we te kiezen"), default=3)
    seed = models.CharField(_("tekst waaruit geloot wordt"), max_length=200, blank=True, default="")
    per = models.CharField(_("voor wie is een brief"), max_length=9, choices=Per, default=Per.PERSON)
    age_least = models.PositiveSmallIntegerField(_("vanaf leeftijd"), default=0)
    age_most = models.PositiveSmallIntegerField(_("tot en met leeftijd"), default=0)
    by_mail = models.BooleanField(_("ook met een mailadres"), default=False)
    help_text = models.TextField(
        _("waar je hulp krijgt met stemmen, en wanneer"), max_length=500, blank=True, default=""
    )
    phase = models.CharField(_("fase"), max_length=9, choices=Phase, default=Phase.SETUP)
    ideas_until = models.DateField(_("ideeën tot en met"), null=True, blank=True)
    votes_from = models.DateTimeField(_("stemmen vanaf"), null=True, blank=True)
    votes_until = models.DateTimeField(_("stemmen tot"), null=True, blank=True)
    result_on = models.DateField(_("uitslag op"), null=True, blank=True)
    why_stopped = models.CharField(_("waarom gestopt"), max_length=300, blank=True, default="")
    look_back = models.TextField(_("terugblik"), max_length=3_000, blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    fixed_at = models.DateTimeField(_("regel staat vast sinds"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["VoteRound"]] = VoteRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.CheckConstraint(name="votes_end_after_they_start", condition=Q(votes_until__gt=F("votes_from"))),
            models.CheckConstraint(name="budget_of_something", condition=Q(budget__gt=0, step__gt=0)),
            models.CheckConstraint(
                name="vote_has_a_rule",
                condition=~Q(phase="vote")
                | Q(fixed_at__isnull=False, votes_from__isnull=False, votes_until__isnull=False),
            ),
            models.CheckConstraint(name="ages_from_to", condition=Q(age_most=0) | Q(age_most__gte=F("age_least"))),
            models.CheckConstraint(name="stopped_round_says_why", condition=~Q(phase="stopped") | ~Q(why_stopped="")),
        ]
        indexes = [models.Index(fields=["network", "phase"], name="vote_round_in_network")]
        verbose_name = _("stemronde")
        verbose_name_plural = _("stemrondes")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "pot", "area", "name", "text", "budget", "rule", "satisfaction", "step", "least_votes",
            "least_asked", "seed", "per", "age_least", "age_most", "by_mail", "help_text", "phase", "ideas_until",
            "votes_from", "votes_until", "result_on", "why_stopped", "look_back", "form_key", "made_at", "fixed_at",
            "version",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def takes_votes(self, now: dt.datetime) -> bool:
        """Whether a vote that comes in at this moment counts."""
        if self.phase != Phase.VOTE or self.votes_from is None or self.votes_until is None:
            return False
        return self.votes_from <= now < self.votes_until

    def hides_counts(self) -> bool:
        """Whether nothing of how many voted for what may leave, on whatever page or file."""
        return self.phase in HIDDEN_COUNTS


class Plan(models.Model):
    """Something to vote for. Amounts in cents.

    ``number``: on the ballot, from 1. ``asked``: what who had the idea thought; ``cost``: what a human who checked it
    came to, in whole euros. ``reply``: what who had it answered to "niet haalbaar", within seven days of
    ``checked_at``. ``symbol``: an icon, for who reads little. ``votes``, ``won``: after the count.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(VoteRound, verbose_name=_("stemronde"), on_delete=models.CASCADE, related_name="plans")
    idea = models.ForeignKey(
        Idea, verbose_name=_("idee"), null=True, blank=True, on_delete=models.PROTECT, related_name="plans"
    )
    number = models.PositiveSmallIntegerField(_("nummer"))
    title = models.CharField(_("plan"), max_length=120)
    text = models.TextField(_("in een paar zinnen"), max_length=600, blank=True, default="")
    symbol = models.CharField(_("teken"), max_length=40, blank=True, default="")
    area = models.ForeignKey(
        Area, verbose_name=_("buurt"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    category = models.CharField(_("soort"), max_length=60, blank=True, default="")
    asked = models.PositiveBigIntegerField(_("gevraagd"), default=0)
    cost = models.PositiveBigIntegerField(_("kosten"), default=0)
    check_reason = models.CharField(_("uitleg bij het nakijken"), max_length=300, blank=True, default="")
    checked_at = models.DateTimeField(_("nagekeken op"), null=True, blank=True)
    reply = models.CharField(_("antwoord van wie het bedacht"), max_length=300, blank=True, default="")
    state = models.CharField(_("stand"), max_length=12, choices=PlanState, default=PlanState.PROPOSED)
    excludes = models.ManyToManyField("self", verbose_name=_("kan niet samen met"), blank=True)
    owner_text = models.CharField(_("wie voert het uit"), max_length=120, blank=True, default="")
    ready_on = models.DateField(_("klaar op"), null=True, blank=True)
    progress = models.CharField(_("hoe staat het ervoor"), max_length=300, blank=True, default="")
    votes = models.PositiveIntegerField(_("stemmen"), null=True, blank=True)
    won = models.BooleanField(_("gekozen"), null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="plan_number_once"),
            models.UniqueConstraint(fields=["round", "idea"], name="idea_in_round_once", condition=~Q(idea=None)),
            models.CheckConstraint(
                name="checked_plan_has_cost", condition=~Q(state="feasible") | Q(cost__gt=0, checked_at__isnull=False)
            ),
            models.CheckConstraint(
                name="not_feasible_says_why", condition=~Q(state="not_feasible") | ~Q(check_reason="")
            ),
        ]
        verbose_name = _("plan")
        verbose_name_plural = _("plannen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "round", "idea", "number", "title", "text", "symbol", "area", "category", "asked", "cost",
            "check_reason", "checked_at", "reply", "state", "excludes", "owner_text", "ready_on", "progress", "votes",
            "won",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class PlanText(models.Model):
    """A plan in another language, for the ballot."""

    plan = models.ForeignKey(Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("taal"), max_length=10)
    title = models.CharField(_("plan"), max_length=120)
    text = models.TextField(_("in een paar zinnen"), max_length=600, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "language"], name="plan_text_once")]
        verbose_name = _("plan in een andere taal")
        verbose_name_plural = _("plannen in een andere taal")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "plan", "language", "title", "text"]

    def __str__(self) -> str:
        return self.title
