"""Persons, organizations, roles, invitations, cards, and the mails that are still to go."""

from buurtnet.people.models.card import Card, CardField, Mandate, ReachableHours
from buurtnet.people.models.consent import Consent, ConsentParty
from buurtnet.people.models.day_mail import DayMail
from buurtnet.people.models.device import Device
from buurtnet.people.models.door import AddressChange, Invitation, SetupCode, SigninLink
from buurtnet.people.models.mail import Mail
from buurtnet.people.models.membership import Membership, NetworkHost
from buurtnet.people.models.organization import Organization
from buurtnet.people.models.person import Person
from buurtnet.people.models.welcome import Welcome

__all__ = [
    "AddressChange",
    "Card",
    "CardField",
    "Consent",
    "ConsentParty",
    "DayMail",
    "Device",
    "Invitation",
    "Mail",
    "Mandate",
    "Membership",
    "NetworkHost",
    "Organization",
    "Person",
    "ReachableHours",
    "SetupCode",
    "SigninLink",
    "Welcome",
]
