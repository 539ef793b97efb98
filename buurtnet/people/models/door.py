"""Ways in: invitations, links by mail, and codes to set up a passkey together. Only hashes of secrets are kept."""

import datetime as dt
import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.choices import IN_A_NETWORK, OF_AN_ORGANIZATION, OF_THE_SYSTEM, Role
from buurtnet.people.models.organization import Organization
from buurtnet.people.models.person import Person
from buurtnet.privacy.encryption import EncryptedTextField

INVITED_FOR = dt.timedelta(days=14)
LINK_LASTS = dt.timedelta(minutes=30)
SETUP_LASTS = dt.timedelta(minutes=10)
CHANGE_LASTS = dt.timedelta(days=1)


class DoorQuerySet[Door: models.Model](models.QuerySet[Door]):
    def unused(self) -> Self:
        return self.filter(used_at=None)

    def open(self) -> Self:
        """What can still be used: nobody did, nobody took it back, and it is in time."""
        return self.unused().filter(expires_at__gt=timezone.now())


class InvitationQuerySet(DoorQuerySet["Invitation"]):
    def unused(self) -> Self:
        """Neither accepted nor withdrawn."""
        return self.filter(used_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """Someone is asked in, with one role. The mail holds a secret; the row holds its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("mailadres"))
    name = models.CharField(_("naam"), max_length=120, blank=True, default="")
    role = models.CharField(_("rol"), max_length=24, choices=Role)
    network = models.ForeignKey(
        Network,
        verbose_name=_("netwerk"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organisatie"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("gestuurd op"), auto_now_add=True)
    expires_at = models.DateTimeField(_("geldig tot"))
    invited_by = models.ForeignKey(
        Person, verbose_name=_("uitgenodigd door"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    used_at = models.DateTimeField(_("gebruikt op"), null=True, blank=True)
    used_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)

    objects: ClassVar[models.Manager["Invitation"]] = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_bound_as_its_role",
                condition=Q(role__in=IN_A_NETWORK, network__isnull=False)
                | Q(role__in=OF_AN_ORGANIZATION, organization__isnull=False)
                | Q(role__in=OF_THE_SYSTEM, organization__isnull=True, network__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_used_by_someone",
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
            ),
        ]
        verbose_name = _("uitnodiging")
        verbose_name_plural = _("uitnodigingen")

    class Privacy:
        subject = Subject.PERSON
        of = "used_by"
        withheld: ClassVar = {"token_hash": "it belongs to a door that may be open"}
        public: ClassVar = ["id", "network", "organization", "role", "token_hash", "created_at", "expires_at"]
        personal: ClassVar = {
            "email": Keep(Erase.DELETE_ROW, days=90, since="created_at", why="to ask someone in"),
            "name": Keep(Erase.DELETE_ROW, days=90, since="created_at"),
            "invited_by": Keep(Erase.DELETE_ROW),
            "used_at": Keep(Erase.DELETE_ROW),
            "used_by": Keep(Erase.DELETE_ROW),
            "withdrawn_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.network or self.organization or 'Buurtnet'})"


class SigninLink(models.Model):
    """A way in by mail, once, for half an hour. Opening it does nothing: the button on its page does.

    It is sent to an address, whether or not someone has an account there: whose it is, is known when it is used.
    """

    email = models.EmailField(_("mailadres"), blank=True, default="")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="signin_links")
    token_hash = models.CharField(max_length=64, unique=True)
    next_path = EncryptedTextField(blank=True, default="", help_text="can be the address of a code to set up")
    created_at = models.DateTimeField(_("gevraagd op"), auto_now_add=True)
    expires_at = models.DateTimeField(_("geldig tot"))
    used_at = models.DateTimeField(_("gebruikt op"), null=True, blank=True)

    objects: ClassVar[models.Manager["SigninLink"]] = DoorQuerySet.as_manager()

    class Meta:
        verbose_name = _("inloglink")
        verbose_name_plural = _("inloglinks")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        withheld: ClassVar = {
            "token_hash": "it belongs to a door that may be open",
            "next_path": "it can lead to a door that may be open",
        }
        public: ClassVar = ["id", "token_hash", "expires_at"]
        personal: ClassVar = {
            "email": Keep(Erase.DELETE_ROW, days=7, since="created_at", why="to know whom the link lets in"),
            "person": Keep(Erase.DELETE_ROW),
            "next_path": Keep(Erase.DELETE_ROW, why="to go on where one was"),
            "created_at": Keep(Erase.DELETE_ROW, days=7, why="to see what went wrong when someone cannot get in"),
            "used_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return str(self.pk)


class AddressChange(models.Model):
    """Someone takes another mail address: it holds once both the old and the new one said yes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="address_changes")
    new_email = EncryptedTextField(_("nieuw mailadres"))
    old_token_hash = models.CharField(max_length=64, unique=True)
    new_token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("gevraagd op"), auto_now_add=True)
    expires_at = models.DateTimeField(_("geldig tot"))
    old_confirmed_at = models.DateTimeField(_("bevestigd vanaf het oude adres op"), null=True, blank=True)
    new_confirmed_at = models.DateTimeField(_("bevestigd vanaf het nieuwe adres op"), null=True, blank=True)
    used_at = models.DateTimeField(_("klaar op"), null=True, blank=True)

    objects: ClassVar[models.Manager["AddressChange"]] = DoorQuerySet.as_manager()

    class Meta:
        verbose_name = _("nieuw mailadres")
        verbose_name_plural = _("nieuwe mailadressen")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        withheld: ClassVar = {
            "old_token_hash": "it belongs to a door that may be open",
            "new_token_hash": "it belongs to a door that may be open",
        }
        public: ClassVar = ["id", "old_token_hash", "new_token_hash", "expires_at"]
        personal: ClassVar = {
            "person": Keep(Erase.DELETE_ROW),
            "new_email": Keep(Erase.DELETE_ROW, days=7, since="created_at", why="to ask the new address"),
            "created_at": Keep(Erase.DELETE_ROW),
            "old_confirmed_at": Keep(Erase.DELETE_ROW),
            "new_confirmed_at": Keep(Erase.DELETE_ROW),
            "used_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return str(self.pk)


class SetupCode(models.Model):
    """A director or connector sits beside someone and shows a code: with it that person may add a first passkey.

    For who lost every key, and for who never had one: a mail alone never opens the second ring.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="setup_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        Person, verbose_name=_("gemaakt door"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("gemaakt op"), auto_now_add=True)
    expires_at = models.DateTimeField(_("geldig tot"))
    used_at = models.DateTimeField(_("gebruikt op"), null=True, blank=True)

    objects: ClassVar[models.Manager["SetupCode"]] = DoorQuerySet.as_manager()

    class Meta:
        verbose_name = _("code om samen in te stellen")
        verbose_name_plural = _("codes om samen in te stellen")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        withheld: ClassVar = {"code_hash": "it belongs to a door that may be open"}
        public: ClassVar = ["id", "code_hash", "expires_at"]
        personal: ClassVar = {
            "person": Keep(Erase.DELETE_ROW),
            "made_by": Keep(Erase.DELETE_ROW),
            "created_at": Keep(Erase.DELETE_ROW, days=90, why="who helped whom in"),
            "used_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return str(self.pk)
