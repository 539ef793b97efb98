"""What is asked of an organization: a message a quarter, its services and links, answers, and the time it took."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.directory.choices import SHOWN_STATUSES
from buurtnet.directory.models import Service
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.upkeep.choices import PAGE_MOST_SECONDS, Asked, Said, Way


class Request(models.Model):
    """One bundled message to one organization, about all its services that come due; at most one a quarter.

    ``key`` begins every link of it, so that a link that was cut off still tells to whom a new one may go.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="upkeep_requests")
    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, related_name="+", help_text="whose name and language the mail has"
    )
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(help_text="1 to 4")
    key = models.CharField(max_length=10, unique=True)
    asked_on = models.DateField(_("gevraagd op"))
    closed_at = models.DateTimeField(_("klaar op"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "year", "quarter"], name="request_once_a_quarter"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="request_quarter_1_to_4"),
        ]
        indexes = [models.Index(fields=["asked_on"], condition=Q(closed_at=None), name="request_open")]
        verbose_name = _("verzoek om na te kijken")
        verbose_name_plural = _("verzoeken om na te kijken")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "organization", "network", "year", "quarter", "key", "asked_on", "closed_at"]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}-{self.quarter}"


class RequestItemQuerySet(models.QuerySet["RequestItem"]):
    def waiting(self) -> Self:
        """Those still to be answered: shown, and not confirmed in another way since they were asked."""
        return self.filter(
            Q(service__assured_date=None) | Q(service__assured_date__lt=F("request__asked_on")),
            answer=None, service__status__in=SHOWN_STATUSES, service__gone_at=None,
        )  # fmt: skip


class RequestItem(models.Model):
    """One service in a request, with the network by which its page is shown."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="items")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="upkeep_items")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager["RequestItem"]] = RequestItemQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "service"], name="item_once_in_request")]
        verbose_name = _("aanbod in een verzoek")
        verbose_name_plural = _("aanbod in verzoeken")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "request", "service", "network"]

    def __str__(self) -> str:
        return f"{self.service_id} in {self.request_id}"


class Link(models.Model):
    """A link in a mail of a request, for thirty days. Only hashes of its secrets are kept.

    ``number`` 0 is the message, 1 and 2 its reminders; a link that was asked for again has none. The reply address
    of the mail has a secret of its own, so that who knows one cannot use the other.
    """

    request = models.ForeignKey(
        Request, verbose_name=_("verzoek om na te kijken"), on_delete=models.CASCADE, related_name="links"
    )
    number = models.PositiveSmallIntegerField(_("de hoeveelste"), null=True, blank=True)
    person = models.ForeignKey(
        Person, verbose_name=_("aan wie"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="the editor to whom it was mailed; empty for a role mailbox",
    )  # fmt: skip
    mail = models.ForeignKey(
        Mail, verbose_name=_("verstuurde mail"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    reply_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(_("gestuurd op"))
    expires_at = models.DateTimeField(_("geldig tot"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="mail_of_a_request_once")]
        verbose_name = _("link om na te kijken")
        verbose_name_plural = _("links om na te kijken")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        withheld: ClassVar = {
            "token_hash": "it belongs to a door that may be open",
            "reply_hash": "it belongs to a door that may be open",
        }
        public: ClassVar = ["id", "request", "number", "token_hash", "reply_hash", "expires_at"]
        personal: ClassVar = {
            "person": Keep(Erase.DELETE_ROW, days=365, since="sent_at", why="an editor takes on what they confirm"),
            "mail": Keep(Erase.DELETE_ROW, why="to see that it came back"),
            "sent_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """What an organization said about one service, once."""

    item = models.OneToOneField(RequestItem, on_delete=models.CASCADE, related_name="answer")
    said = models.CharField(_("antwoord"), max_length=10, choices=Said)
    way = models.CharField(_("hoe"), max_length=10, choices=Way)
    at = models.DateTimeField(_("op"))

    class Meta:
        verbose_name = _("antwoord van een aanbieder")
        verbose_name_plural = _("antwoorden van aanbieders")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "item", "said", "way", "at"]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.said}"


class Burden(models.Model):
    """Time that we asked of an organization, in seconds: measured on the page, reckoned elsewhere (``choices``)."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="upkeep_burden")
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(_("waarvoor"), max_length=10, choices=Asked)
    seconds = models.PositiveSmallIntegerField(_("seconden"))
    at = models.DateTimeField(_("op"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seconds__lte=PAGE_MOST_SECONDS), name="burden_no_more_than_a_step")
        ]
        indexes = [models.Index(fields=["organization", "at"], name="burden_in_a_year")]
        verbose_name = _("gevraagde tijd")
        verbose_name_plural = _("gevraagde tijd")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "organization", "request", "kind", "seconds", "at"]

    def __str__(self) -> str:
        return f"{self.seconds} s"
