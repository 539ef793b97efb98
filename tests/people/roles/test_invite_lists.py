"""A pasted list: what is new, double, known or no address; and then one mail for each who is new."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.invite_lists import MOST_LINES, LineState, TooLongError, invite_list, pair_in, read_list
from buurtnet.people.models import Invitation, Mail, Person
from tests.people.cast import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("line", "email", "name"),
    [
        ("Noor Visser <noor@kompas.example>", "noor@kompas.example", "Noor Visser"),
        ('"Visser, Noor" <noor@kompas.example>;', "noor@kompas.example", "Visser, Noor"),
        ("noor@kompas.example; Noor Visser", "noor@kompas.example", "Noor Visser"),
        ("Noor;Visser;Noor@Kompas.example", "noor@kompas.example", "Noor Visser"),
        ("Noor,noor@kompas.example", "noor@kompas.example", "Noor"),
        ("noor@kompas.example\tNoor", "noor@kompas.example", "Noor"),
        ("noor@kompas.example", "noor@kompas.example", ""),
        ("noor@kompas", "", ""),
        ("Noor Visser", "", "Noor Visser"),
        ("<script>@x", "", ""),
    ],
)
def test_a_line_is_read_as_people_write_it(line: str, email: str, name: str) -> None:
    found = pair_in(line)
    assert found[1] == email
    if email:
        assert found[2] == name


@given(st.text(max_size=80))
def test_any_line_can_be_read(line: str) -> None:
    _, email, name = pair_in(line)
    assert email == email.lower()
    assert len(name) <= 120


def test_the_list_says_what_will_happen(network: Network, ingrid: Person) -> None:
    person("Emre Kaya", Role.MEMBER, network)
    invite_list("wacht@kompas.example", role=Role.MEMBER, by=ingrid, network=network)
    text = """Naam;E-mail
        Noor <noor@kompas.example>
        NOOR@kompas.example
        Emre.Kaya@havendijk.example
        wacht@kompas.example
        geen adres

    """
    lines = read_list(text, role=Role.MEMBER, network=network)
    assert [line.state for line in lines] == [
        LineState.NEW, LineState.DOUBLE, LineState.MEMBER, LineState.INVITED, LineState.WRONG,
    ]  # fmt: skip


def test_a_list_does_not_tell_who_has_an_account_elsewhere(network: Network, ingrid: Person) -> None:
    person("Griet Maes")
    lines = read_list("griet.maes@havendijk.example", role=Role.MEMBER, network=network)
    assert [line.state for line in lines] == [LineState.NEW]


def test_only_who_is_new_is_mailed_once(network: Network, ingrid: Person) -> None:
    text = "noor@kompas.example\nnoor@kompas.example\nniets\nbilal@kompas.example; Bilal"
    assert len(invite_list(text, role=Role.MEMBER, by=ingrid, network=network)) == 2
    assert invite_list(text, role=Role.MEMBER, by=ingrid, network=network) == []
    assert Mail.objects.count() == Invitation.objects.count() == 2
    assert Invitation.objects.get(email="bilal@kompas.example").name == "Bilal"


def test_a_list_that_is_too_long_is_refused_as_a_whole(network: Network, ingrid: Person) -> None:
    text = "\n".join(f"mens{number}@kompas.example" for number in range(MOST_LINES + 1))
    with pytest.raises(TooLongError):
        invite_list(text, role=Role.MEMBER, by=ingrid, network=network)
    assert not Mail.objects.exists()
