"""What can be answered when something cannot go from how it is now to what someone wants."""

from django.utils.translation import gettext as _


class NotNowError(Exception):
    """It cannot be done from how it is now. Says in a sentence for people what to do."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _("Dit kan nu niet meer. Kijk hoe het er nu voor staat."))


class ChangedMeanwhileError(NotNowError):
    """Someone else changed it since it was read; what they did stays."""

    def __init__(self) -> None:
        super().__init__(_("Iemand anders paste dit net aan. Kijk wat er nu staat, en bewaar daarna opnieuw."))
