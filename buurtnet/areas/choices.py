from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaKind(models.TextChoices):
    """Levels of a nested area, from wide to near. PC4 is a level beside the neighbourhood (NL only)."""

    COUNTRY = "country", _("land")
    PROVINCE = "province", _("provincie")
    MUNICIPALITY = "municipality", _("gemeente")
    DISTRICT = "district", _("wijk")
    POSTCODE = "postcode", _("postcodegebied")
    NEIGHBOURHOOD = "neighbourhood", _("buurt")


class CodeSystem(models.TextChoices):
    """Who gave an area its code."""

    ISO = "iso", "ISO 3166"
    CBS = "cbs", "CBS"
    NIS = "nis", "NIS (Statbel)"
    PC4 = "pc4", "PC4"
    OWN = "own", _("eigen code")


class PlaceKind(models.TextChoices):
    STREET = "street", _("straat")
    NEIGHBOURHOOD = "neighbourhood", _("buurt")
    TOWN = "town", _("plaats")


class Breadth(models.TextChoices):
    """For whom a network is: families, or all residents young and old (*zorgzame buurt*)."""

    FAMILIES = "families", _("gezinnen")
    EVERYONE = "everyone", _("alle bewoners, jong en oud")


class Room(models.TextChoices):
    """What a network can switch on. A room that is off shows no entry anywhere."""

    MAP = "map", _("sociale kaart")
    MY_LIST = "my_list", _("mijn lijst")
    NEARBY = "nearby", _("nu dichtbij")
    QUESTION = "question", _("vragen stellen")
    NEEDS = "needs", _("wat hier speelt")
    AGENDA = "agenda", _("activiteiten")
    PLACES = "places", _("plekken en spreekuren")
    GROUPS = "groups", _("groepen")
    PRACTICES = "practices", _("goede voorbeelden en draaiboeken")
    BULLETIN = "bulletin", _("nieuwsbrief")
    BUDGET = "budget", _("buurtbudget")
    VOTING = "voting", _("stemmen over geld")
    MEETINGS = "meetings", _("bijeenkomsten en acties")
