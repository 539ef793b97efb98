from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """Who stands behind help: residents, an association, a professional or a public body."""

    INFORMAL = "informal", _("bewoners of vrijwilligers")
    FORMAL = "formal", _("organisatie met beroepskrachten")
    PUBLIC = "public", _("overheid")


class Role(models.TextChoices):
    """What someone is in a network or an organization (design: privacy, rule 3). Later rooms add none here."""

    RESIDENT = "resident", _("bewoner")
    VOLUNTEER = "volunteer", _("vrijwilliger")
    MEMBER = "member", _("partner")
    CONNECTOR = "connector", _("verbinder")
    DIRECTOR = "network_director", _("netwerkregisseur")
    POLICY_READER = "policy_reader", _("beleidslezer")
    EDITOR = "organization_editor", _("beheerder van een organisatie")
    SAFETY_OFFICER = "safety_officer", _("aandachtsfunctionaris")
    ADMINISTRATOR = "administrator", _("systeembeheerder")


IN_A_NETWORK = (
    Role.RESIDENT, Role.VOLUNTEER, Role.MEMBER, Role.CONNECTOR, Role.DIRECTOR, Role.POLICY_READER,
)  # fmt: skip
OF_AN_ORGANIZATION = (Role.EDITOR, Role.SAFETY_OFFICER)  # of an organization, whatever network it is in
OF_THE_SYSTEM = (Role.ADMINISTRATOR,)
# Who stands in the who-is-who of a network, and may read it.
PARTNERS = (Role.VOLUNTEER, Role.MEMBER, Role.CONNECTOR, Role.DIRECTOR)
ASKERS = (Role.MEMBER, Role.CONNECTOR)  # who helps from an organization: its own task is the ground to ask consent on
# Roles that open what is sensitive: only behind a passkey or a second factor.
STRONG = (Role.CONNECTOR, Role.DIRECTOR, Role.EDITOR, Role.SAFETY_OFFICER, Role.ADMINISTRATOR)

# What a person reads about a role, theirs or one they give.
WHAT_IT_MEANS = {
    Role.RESIDENT: _("Je doet mee in je buurt. Je ziet alleen wat van jou is en wat iedereen ziet."),
    Role.VOLUNTEER: _("Je helpt mee bij een groep of organisatie. Je vindt de mensen van het netwerk in Wie is wie."),
    Role.MEMBER: _("Je werkt mee vanuit een organisatie. Je vindt de mensen van het netwerk in Wie is wie."),
    Role.CONNECTOR: _("Je verbindt mensen in de buurt. Bewoners kunnen je vinden en bellen als jij dat wilt."),
    Role.DIRECTOR: _("Je houdt het netwerk bij elkaar. Je nodigt mensen uit en stelt het netwerk in."),
    Role.POLICY_READER: _("Je leest wat de buurt vertelt. Je ziet nooit een naam."),
    Role.EDITOR: _("Je houdt bij wat jouw organisatie doet en wie er werkt."),
    Role.SAFETY_OFFICER: _("Je let in jouw organisatie op de veiligheid van kinderen. Collega's kunnen je vinden."),
    Role.ADMINISTRATOR: _("Je zorgt dat het systeem draait. Je leest niet wat mensen schrijven of vragen."),
}


class Audience(models.TextChoices):
    """Who sees a field of someone's card; the person chooses per field."""

    NOBODY = "nobody", _("niemand")
    NETWORK = "network", _("het netwerk")
    PUBLIC = "public", _("iedereen")


class MandateKind(models.TextChoices):
    """What someone may do in the name of an organization."""

    RAISE = "raise", _("mag inbrengen")
    PROMISE = "promise", _("mag toezeggen")


class PartyKind(models.TextChoices):
    """Who must say yes."""

    YOUNG_PERSON = "young_person", _("de persoon zelf")
    PARENT = "parent", _("een ouder met gezag")
    REPRESENTATIVE = "representative", _("een vertegenwoordiger")


class ConsentState(models.TextChoices):
    """Where a consent stands (design: sharing and law, section 5)."""

    DRAFT = "draft", _("nog niet gevraagd")
    ASKED = "asked", _("gevraagd")
    GIVEN_PARTIAL = "given_partial", _("nog niet iedereen zei ja")
    ACTIVE = "active", _("iedereen zei ja")
    REFUSED = "refused", _("iemand zei nee")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    EXPIRED = "expired", _("voorbij")
    SUPERSEDED = "superseded", _("vervangen door een nieuwe")
    RECONFIRM_DUE = "reconfirm_due", _("opnieuw vragen")


class ConsentWay(models.TextChoices):
    """How someone said yes or no."""

    SPOKEN = "spoken", _("gezegd")
    WRITTEN = "written", _("geschreven")
    INTERPRETER = "interpreter", _("gezegd, met een tolk")
