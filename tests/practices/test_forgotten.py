"""Who erases their account leaves no name and no address behind in examples and playbooks; what was learned stays."""

from uuid import uuid4

import pytest

from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.people.my_data import erase_account
from buurtnet.practices.files import file_of, read, take_in
from buurtnet.practices.models import DidItToo, Playbook, PlaybookContact
from buurtnet.practices.playbooks import add_lesson, copy_of, keep_contact
from buurtnet.practices.writing import tell_we_did_it
from tests.practices.rows import a_playbook, a_shared

pytestmark = pytest.mark.django_db


def contact(playbook: Playbook, by: Person, name: str, reach: str) -> PlaybookContact:
    said = {"role": "vergunning", "organization": None, "name": name, "reach": reach}
    return keep_contact(playbook, said, key=uuid4(), by=By(by))


def test_a_lesson_stays_and_no_longer_says_who_wrote_it(network: Network, joris: Person, hanan: Person) -> None:
    playbook = a_playbook(network, joris)
    mine, other = add_lesson(playbook, "Begin eerder.", by=hanan), add_lesson(playbook, "Leen tafels.", by=joris)
    erase_account(hanan)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.text, mine.written_by, other.written_by) == ("Begin eerder.", None, joris)


def test_that_one_did_it_too_stays_and_no_longer_says_who_told_it(
    network: Network, joris: Person, ingrid: Person, hanan: Person
) -> None:
    made = a_shared(network, joris, ingrid)
    tell_we_did_it(made, network, year=2026, otherwise="Op vrijdag.", brought="", by=By(hanan))
    erase_account(hanan)
    told = DidItToo.objects.get()
    assert (told.otherwise, told.written_by) == ("Op vrijdag.", None)


@pytest.mark.parametrize("name", ["", "HANAN AZIZ"])
def test_a_contact_that_is_someone_s_own_goes_and_that_of_an_organization_stays(
    name: str, network: Network, joris: Person, hanan: Person
) -> None:
    playbook = a_playbook(network, joris)
    own = contact(playbook, joris, name, "" if name else f"mail {hanan.email.upper()}")
    desk = contact(playbook, hanan, "loket vergunningen", "0999 - 21 40 00")
    copied = copy_of(playbook, network, key=uuid4(), by=By(joris)).contacts.exclude(whose=None).get()
    erase_account(hanan)
    for one in (own, copied):
        one.refresh_from_db()
        assert (one.role, one.name, one.reach, one.whose) == ("vergunning", "", "", None)
    desk.refresh_from_db()
    assert (desk.name, desk.reach) == ("loket vergunningen", "0999 - 21 40 00")


def test_also_when_it_came_in_with_a_file(
    network: Network, other: Network, joris: Person, hanan: Person, griet: Person
) -> None:
    playbook = a_playbook(network, joris)
    contact(playbook, joris, "loket", hanan.email)
    take_in(other, read(file_of(network, playbooks=[playbook]).encode()), by=By(griet))
    erase_account(hanan)
    assert not PlaybookContact.objects.exclude(reach="").exists()
