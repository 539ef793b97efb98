"""A result in plain words, of which every figure is right."""

from django.utils import translation

from buurtnet.voting.in_words import per_project, whole_story
from buurtnet.voting.rules import Rule, decide
from tests.voting.test_equal_shares import election


def test_equal_shares_is_told_with_what_everyone_had_and_paid() -> None:
    one = election([40, 30, 90], [(0,), (0, 1), (1,), (2,)], 100)
    outcome = decide(one, Rule.EQUAL_SHARES)
    with translation.override("nl"):
        whole, each = whole_story(outcome), per_project(outcome)
    assert whole.startswith("4 mensen stemden. Ieder kreeg een even groot deel van het geld: € 25.")
    assert "samen voor € 70 van de € 100" in whole
    assert "1 persoon kreeg geen enkel plan van de eigen keuze." in whole
    assert each["0"] == "2 mensen stemden hiervoor. Het kost € 40. Als nummer 2 gekozen. Ieder betaalde € 20 mee."
    assert "Niet gekozen: wie hiervoor stemde, had samen nog" in each["2"]


def test_most_votes_is_told_with_the_place_and_what_was_left() -> None:
    one = election([40, 70, 30], [(0, 1), (0, 1), (0,), (2,)], 100)
    with translation.override("nl"):
        each = per_project(decide(one, Rule.GREEDY))
        stopped = per_project(decide(one, Rule.NO_SKIP))
    assert each["0"] == "Plek 1, met 3 stemmen. Gekozen: het kost € 40 en er was nog € 100."
    assert each["1"] == "Plek 2, met 2 stemmen. Niet gekozen: het kost € 70 en er was nog maar € 60."
    assert each["2"].startswith("Plek 3, met 1 stem.")
    assert stopped["2"].endswith("Niet gekozen: er was al een plan waar te weinig geld voor was.")
