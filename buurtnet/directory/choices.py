"""The words a service, a location and their details can take."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceStatus(models.TextChoices):
    """HSDS 3.1 ``service.status``."""

    ACTIVE = "active", _("loopt")
    INACTIVE = "inactive", _("loopt nu niet")
    DEFUNCT = "defunct", _("gestopt")
    TEMPORARILY_CLOSED = "temporarily closed", _("even gesloten")


SHOWN_STATUSES = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)


class HelpKind(models.TextChoices):
    """Who helps (``bn_help_kind``)."""

    FORMAL = "formeel", _("beroepskrachten")
    INFORMAL = "informeel", _("bewoners")
    PEERS = "lotgenoten", _("mensen die hetzelfde meemaken")
    VOLUNTEERS = "vrijwilliger", _("vrijwilligers")


class Referral(models.TextChoices):
    """How someone gets in (``bn_referral``)."""

    OPEN = "open", _("Je kunt zelf komen")
    RATHER_WARM = "liever warm", _("Liefst gaat iemand de eerste keer mee")
    REFERRED = "alleen na verwijzing", _("Je hebt een verwijzing nodig")


class AssuredBy(models.TextChoices):
    """What kind of person last confirmed an entry. A role, never a name."""

    PROVIDER = "provider", _("de aanbieder zelf")
    VOLUNTEER = "volunteer", _("een vrijwilliger van het netwerk")
    MEMBER = "member", _("een medewerker van het netwerk")
    SOURCE = "source", _("de bron")


class LocationType(models.TextChoices):
    """HSDS 3.1 ``location.location_type``."""

    PHYSICAL = "physical", _("op een plek")
    POSTAL = "postal", _("alleen post")
    VIRTUAL = "virtual", _("online of per telefoon")


class InHolidays(models.TextChoices):
    """Whether a schedule goes on in the school holidays of the region (``bn_in_holidays``)."""

    YES = "yes", _("ook in de schoolvakantie")
    NO = "no", _("niet in de schoolvakantie")
    ONLY = "only", _("alleen in de schoolvakantie")


class Feature(models.TextChoices):
    """What a place has for whoever needs it (``bn_features``)."""

    WHEELCHAIR = "wheelchair", _("Kan met rolstoel")
    TOILET = "toilet", _("Er is een rolstoeltoilet")
    LIFT = "lift", _("Er is een lift")
    QUIET = "quiet", _("Er is een rustige plek")
    LOW_STIMULUS = "low_stimulus", _("Weinig prikkels")


CALM = frozenset({Feature.QUIET, Feature.LOW_STIMULUS})

OLDEST_AGE = 120  # years that a person can have
LONGEST_CHECK_EVERY = 120  # months
CHECK_EVERY_MONTHS = (1, 3, 6, 12, 16)
