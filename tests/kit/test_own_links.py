"""The link of someone without an account."""

import uuid

from pytest_django import Settings

from buurtnet.kit.own_links import LINK_SIGNS, hash_of_link, link_of


def test_a_form_sent_twice_shows_the_same_link() -> None:
    key = uuid.uuid4()
    assert link_of("agenda.signup", key) == link_of("agenda.signup", key)
    assert len(link_of("agenda.signup", key)) == LINK_SIGNS


def test_another_form_another_room_and_another_key_of_the_site_give_another_link(settings: Settings) -> None:
    key = uuid.uuid4()
    here = link_of("agenda.signup", key)
    assert here != link_of("agenda.signup", uuid.uuid4())
    assert here != link_of("places.booking", key)
    settings.SECRET_KEY = "another key of the site"
    assert here != link_of("agenda.signup", key)


def test_the_hash_that_is_kept_opens_nothing() -> None:
    token = link_of("agenda.signup", uuid.uuid4())
    kept = hash_of_link("agenda.signup", token)
    assert kept == hash_of_link("agenda.signup", token)
    assert token not in kept
    assert hash_of_link("agenda.signup", kept) != kept
    assert kept != hash_of_link("places.booking", token)
