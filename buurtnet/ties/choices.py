from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class OccasionKind(models.TextChoices):
    """Where organizations saw each other."""

    MEETING = "meeting", _("bijeenkomst")
    WORKING_GROUP = "working_group", _("werkgroep")
    ACTIVITY = "activity", _("activiteit samen")


class Sector(models.TextChoices):
    """Kinds of partners, in the order in which they stand around the picture."""

    WELFARE = "welfare", _("welzijn en buurt")
    EDUCATION = "education", _("onderwijs en opvang")
    HEALTH = "health", _("gezondheid")
    LEISURE = "leisure", _("vrije tijd")
    RESIDENTS = "residents", _("bewoners en vrijwilligers")
    LIVING = "living", _("wonen, ruimte, veiligheid en bedrijven")
    UNSAID = "unsaid", _("nog niet ingedeeld")


# How much an occasion of a kind says (networks, section 2), and which are doing something together.
WEIGHTS: Final[Mapping[str, float]] = {
    OccasionKind.MEETING: 1.0, OccasionKind.WORKING_GROUP: 1.5, OccasionKind.ACTIVITY: 1.5,
}  # fmt: skip
TOGETHER: Final = frozenset({OccasionKind.WORKING_GROUP, OccasionKind.ACTIVITY})
