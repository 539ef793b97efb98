"""Who erases their account leaves no name and no address behind in examples and playbooks; what was learned stays."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.people.my_data import erase_account
from buurtnet.practices.files import file_of, read, take_in
from buurtnet.practices.forms.playbooks import ContactForm
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


def test_of_a_contact_only_someone_s_own_address_goes_and_the_desk_stays(
    network: Network, joris: Person, hanan: Person
) -> None:
    playbook = a_playbook(network, joris)
    own = contact(playbook, joris, "Stadhuis, loket 4", f"0999 - 21 40 00, mail {hanan.email.upper()}.")
    desk = contact(playbook, hanan, "loket vergunningen", "loket@stadhuis.example")
    copied = copy_of(playbook, network, key=uuid4(), by=By(joris)).contacts.exclude(whose=None).get()
    assert own.reach_said == f"0999 - 21 40 00, mail {hanan.email.upper()}"
    erase_account(hanan)
    for one in (own, copied):
        one.refresh_from_db()
        assert (one.role, one.name, one.reach_said) == ("vergunning", "Stadhuis, loket 4", "0999 - 21 40 00, mail")
        assert one.whose is None
    desk.refresh_from_db()
    assert (desk.name, desk.reach_said) == ("loket vergunningen", "loket@stadhuis.example")


@pytest.mark.parametrize("reach", ["", "0999 - 21 40 00", "x{mail}", "{mail}.example"])
def test_a_name_or_nearly_an_address_makes_it_nobody_s(
    reach: str, network: Network, joris: Person, hanan: Person
) -> None:
    made = contact(a_playbook(network, joris), joris, hanan.name, reach.format(mail=hanan.email))
    assert made.whose is None


def test_also_when_it_came_in_with_a_file(
    network: Network, other: Network, joris: Person, hanan: Person, griet: Person
) -> None:
    playbook = a_playbook(network, joris)
    contact(playbook, joris, "loket", hanan.email)
    take_in(other, read(file_of(network, playbooks=[playbook]).encode()), by=By(griet))
    erase_account(hanan)
    assert not PlaybookContact.objects.exclude(address="").exists()
    assert hanan.email not in file_of(other, playbooks=Playbook.objects.filter(network=other))


def test_two_addresses_are_two_contacts_and_none_stands_in_a_name(network: Network) -> None:
    two = {"role": "vergunning", "name": "loket a@stadhuis.example", "reach": "a@stadhuis.example b@stadhuis.example"}
    errors = ContactForm(two, network=network).errors
    assert "Een mailadres hoort hieronder" in str(errors["name"])
    assert "Schrijf één mailadres" in str(errors["reach"])


@pytest.mark.django_db(transaction=True)
def test_what_was_matched_by_a_name_is_nobody_s_after_the_upgrade(
    network: Network, joris: Person, hanan: Person
) -> None:
    playbook = a_playbook(network, joris)
    rows = {"name": (hanan.name, "0999 - 21 40 00"), "mail": ("loket", f"0999 - 21 40 00, {hanan.email.upper()}")}
    for role, (name, reach) in rows.items():
        PlaybookContact.objects.create(playbook=playbook, role=role, name=name, reach=reach, whose=hanan)
    try:
        at_migration("0004_address_apart")
    finally:
        at_migration("0005_address_cut_out")
    by_name, by_mail = PlaybookContact.objects.order_by("-role")
    assert (by_name.name, by_name.reach_said, by_name.whose) == (hanan.name, "0999 - 21 40 00", None)
    assert (by_mail.reach, by_mail.address, by_mail.whose) == ("0999 - 21 40 00", hanan.email.upper(), hanan)


def at_migration(name: str) -> None:
    MigrationExecutor(connection).migrate([("practices", name)])
