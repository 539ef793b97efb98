"""The seven essential functions, the five support levels (design: vision, "The words"), and the kinds of labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EssentialFunction(models.IntegerChoices):
    """The seven functions a neighbourhood has for children and families, with the words on the tiles."""

    MEETING = 1, _("Mensen leren kennen")
    SCHOOL = 2, _("Opvang en school")
    PLAY = 3, _("Spelen, sport en cultuur")
    FAMILY = 4, _("Opvoeden en gezond zijn")
    OUTSIDE = 5, _("Buiten in de buurt")
    RIGHTS = 6, _("Geld, wonen en rechten")
    VOICE = 7, _("Meepraten en opkomen voor elkaar")


# About these someone may have to leave the page at once.
SENSITIVE_THEMES = frozenset({"veilig-thuis"})


class SupportLevel(models.IntegerChoices):
    """How heavy help is, lightest first."""

    NEIGHBOURS = 0, _("buren en eigen initiatief")
    BASIC = 1, _("basisvoorziening")
    LIGHT = 2, _("lichte hulp")
    TARGETED = 3, _("gerichte hulp")
    SPECIALIST = 4, _("gespecialiseerde hulp")


class Gable(models.IntegerChoices):
    """The three steps shown on screen: levels 0–1, 2 and 3–4."""

    NEAR = 1, _("Dichtbij en licht")
    GUIDED = 2, _("Met begeleiding")
    SPECIALIST = 3, _("Gespecialiseerd")


def gable_of(level: int | None) -> Gable:
    """The step gable of a support level 0–4; an unknown level stands in the middle, never first."""
    if level is None:
        return Gable.GUIDED
    return Gable.NEAR if level <= 1 else Gable.GUIDED if level == 2 else Gable.SPECIALIST


DUTCH, FLEMISH = "nl", "nl-BE"


class LabelKind(models.TextChoices):
    """What a label of a concept is for."""

    PREFERRED = "preferred", _("de naam")
    TERM = "term", _("woord van aanbieders: hiermee zoeken we")
    SAYING = "saying", _("zo zeggen mensen het")
    ABBREVIATION = "short", _("afkorting")
    MISSPELT = "misspelt", _("zo wordt het ook wel geschreven")
