from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lane(models.TextChoices):
    """Who decides about an idea that asks for money (design: participation and budget, section 1)."""

    DIRECT = "direct", _("meteen-geld")
    PANEL = "panel", _("buurtpanel")
    VOTE = "vote", _("stemronde")


class IdeaState(models.TextChoices):
    """The life of an idea; nothing of it is hidden but who asked."""

    IDEA = "idea", _("idee")
    SUBMITTED = "submitted", _("geld gevraagd")
    ASKED_BACK = "asked_back", _("wacht op een antwoord van wie het vroeg")
    GRANTED = "granted", _("geld toegezegd")
    REFUSED = "refused", _("geen geld gekregen")
    PAID = "paid", _("betaald")
    DONE = "done", _("gedaan")
    DONE_OTHERWISE = "done_otherwise", _("anders gedaan")
    RETURNED = "returned", _("geld teruggegeven")
    TOLD = "told", _("verteld")
    WITHDRAWN = "withdrawn", _("ingetrokken")


IDEA_ALLOWED: Final[Mapping[IdeaState, frozenset[IdeaState]]] = {
    # A plan that wins a vote is granted without having been submitted to a pot.
    IdeaState.IDEA: frozenset({IdeaState.SUBMITTED, IdeaState.GRANTED, IdeaState.DONE, IdeaState.WITHDRAWN}),
    IdeaState.SUBMITTED: frozenset({IdeaState.ASKED_BACK, IdeaState.GRANTED, IdeaState.REFUSED, IdeaState.WITHDRAWN}),
    IdeaState.ASKED_BACK: frozenset({IdeaState.SUBMITTED, IdeaState.REFUSED, IdeaState.WITHDRAWN}),
    # What was done before the money came is paid afterwards.
    IdeaState.GRANTED: frozenset({IdeaState.PAID, IdeaState.RETURNED, IdeaState.DONE, IdeaState.DONE_OTHERWISE}),
    IdeaState.REFUSED: frozenset({IdeaState.IDEA}),
    IdeaState.PAID: frozenset({IdeaState.DONE, IdeaState.DONE_OTHERWISE, IdeaState.RETURNED}),
    IdeaState.DONE: frozenset({IdeaState.TOLD}),
    IdeaState.DONE_OTHERWISE: frozenset({IdeaState.TOLD}),
    IdeaState.RETURNED: frozenset({IdeaState.TOLD}),
    IdeaState.TOLD: frozenset(),
    IdeaState.WITHDRAWN: frozenset(),
}
WITH_MONEY: Final = (IdeaState.GRANTED, IdeaState.PAID)  # money is promised or under way, and nothing is told yet
ENDED: Final = (IdeaState.REFUSED, IdeaState.TOLD, IdeaState.WITHDRAWN)


class SayKind(models.TextChoices):
    """As what someone says yes or no to an idea that asks for money."""

    RESIDENT = "resident", _("tweede bewoner")
    OWNER = "owner", _("trekker")
    KEEPER = "keeper", _("fondsbeheerder")
    PANEL = "panel", _("buurtpanel")


class Answer(models.TextChoices):
    YES = "yes", _("ja")
    NO = "no", _("nee")
    CONFLICT = "conflict", _("dit gaat over mijn familie of mijn eigen bedrijf, ik beslis niet mee")


class NoteKind(models.TextChoices):
    """What goes between who decides and who asked."""

    QUESTION = "question", _("vraag")
    REPLY = "reply", _("antwoord")


class PotState(models.TextChoices):
    SETUP = "setup", _("in voorbereiding")
    OPEN = "open", _("open")
    CLOSED = "closed", _("gesloten")


POT_ALLOWED: Final[Mapping[PotState, frozenset[PotState]]] = {
    PotState.SETUP: frozenset({PotState.OPEN, PotState.CLOSED}),
    PotState.OPEN: frozenset({PotState.CLOSED}),
    PotState.CLOSED: frozenset({PotState.OPEN}),
}


class PotTask(models.TextChoices):
    """What someone does for a pot. Two different people release each payment."""

    KEEPER = "keeper", _("beheert het fonds en kan bezwaar maken")
    RELEASER = "releaser", _("geeft betalingen vrij")


class Account(models.TextChoices):
    """Where the cents of a pot are. All lines of a booking together are zero."""

    PUT_IN = "put_in", _("ingelegd")
    FREE = "free", _("vrij te besteden")
    PROMISED = "promised", _("toegezegd")
    UNDER_WAY = "under_way", _("klaar om te betalen")
    PAID = "paid", _("betaald")


class BookingKind(models.TextChoices):
    """Why cents went from one account to another."""

    DEPOSIT = "deposit", _("ingelegd")
    TAKEN_OUT = "taken_out", _("teruggehaald door wie het inlegde")
    PROMISE = "promise", _("toegezegd")
    RELEASE = "release", _("toezegging vervallen")
    ORDER = "order", _("betaling vrijgegeven")
    ORDER_BACK = "order_back", _("betaling tegengehouden")
    PAYMENT = "payment", _("betaald")
    REFUND = "refund", _("teruggekomen")


# From which account to which account a booking brings its cents.
WAYS: Final[Mapping[BookingKind, tuple[Account, Account]]] = {
    BookingKind.DEPOSIT: (Account.PUT_IN, Account.FREE),
    BookingKind.TAKEN_OUT: (Account.FREE, Account.PUT_IN),
    BookingKind.PROMISE: (Account.FREE, Account.PROMISED),
    BookingKind.RELEASE: (Account.PROMISED, Account.FREE),
    BookingKind.ORDER: (Account.PROMISED, Account.UNDER_WAY),
    BookingKind.ORDER_BACK: (Account.UNDER_WAY, Account.PROMISED),
    BookingKind.PAYMENT: (Account.UNDER_WAY, Account.PAID),
    BookingKind.REFUND: (Account.PAID, Account.FREE),
}


class PayWay(models.TextChoices):
    """How money reaches an idea; the purse keeper (*kassier*) comes first."""

    BILL = "bill", _("de kassier betaalt de rekening")
    CARD = "card", _("de kassier geeft een pas of contant geld mee")
    ORGANIZATION = "organization", _("op de rekening van een vereniging of stichting")
    OWN_ACCOUNT = "own_account", _("op een eigen rekening")


WITH_IBAN: Final = (PayWay.BILL, PayWay.ORGANIZATION, PayWay.OWN_ACCOUNT)


class PaymentState(models.TextChoices):
    ASKED = "asked", _("wacht op twee mensen")
    HALF = "half", _("één van twee zei ja")
    RELEASED = "released", _("vrijgegeven")
    IN_FILE = "in_file", _("in een betaalbestand")
    PAID = "paid", _("betaald")
    STOPPED = "stopped", _("tegengehouden")


PAYMENT_ALLOWED: Final[Mapping[PaymentState, frozenset[PaymentState]]] = {
    PaymentState.ASKED: frozenset({PaymentState.HALF, PaymentState.STOPPED}),
    PaymentState.HALF: frozenset({PaymentState.RELEASED, PaymentState.STOPPED}),
    PaymentState.RELEASED: frozenset({PaymentState.IN_FILE, PaymentState.PAID, PaymentState.STOPPED}),
    # A bank can refuse a line of a file.
    PaymentState.IN_FILE: frozenset({PaymentState.PAID, PaymentState.STOPPED}),
    PaymentState.PAID: frozenset(),
    PaymentState.STOPPED: frozenset(),
}


class SeatState(models.TextChoices):
    """A place in a panel, drawn by lot."""

    INVITED = "invited", _("gevraagd")
    TAKEN = "taken", _("doet mee")
    DECLINED = "declined", _("deze keer niet")
    LEFT = "left", _("gestopt")
