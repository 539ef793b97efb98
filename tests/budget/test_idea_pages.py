"""The pages of ideas: told in a few questions without an account, read by everyone, kept by who had it."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from buurtnet.agenda.choices import Faces
from buurtnet.areas.choices import Room
from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.budget.choices import IdeaState
from buurtnet.budget.ideas import let_in
from buurtnet.budget.likes import COOKIE
from buurtnet.budget.models import Idea, IdeaLike, Pot
from buurtnet.budget.telling import LARGE, SMALL, Told, show_told, take_photo_away, tell
from buurtnet.budget.whose import confirm_token, token_of
from buurtnet.people.models import Mail, Person
from tests.budget.idea_rows import (
    MAIL,
    TITLE,
    a_shown_idea,
    an_idea,
    brought_to,
    draft_of,
    photo,
    staat_of,
    step,
    tell_form,
    url,
)
from tests.people.cast import ring_one, ring_two
from tests.questions.public import words

pytestmark = pytest.mark.django_db


def test_an_idea_in_six_questions_and_back_keeps_what_was_said(client: Client, network: Network) -> None:
    staat = client.get(url("idea_new")).context["staat"]
    page = step(client, "wat", staat, title=TITLE, text="Een kast vol speelgoed.")
    assert "Voor wie is het?" in words(page)
    page = step(client, "wie", page.context["staat"], for_whom="kinderen")
    page = step(
        client, "waar", page.context["staat"], area=neighbourhoods_of(network)[0].slug, place_text="het plein"
    )
    page = step(client, "geld", page.context["staat"], costs="geld", asked="€ 1.250,50")
    assert draft_of(page, network).asked == 125_050
    back = step(client, "zelf", page.context["staat"], naar="geld", helps_with="ik timmer")
    assert "1250,50" in back.content.decode()
    assert draft_of(back, network).helps_with == "ik timmer"
    page = step(client, "zelf", back.context["staat"], helps_with="ik timmer", wants_buddy="1")
    assert "Je vraagt geld" in words(page)
    page = step(client, "naam", page.context["staat"], said_by="Een vader", mail=MAIL)
    assert all(one in words(page) for one in (TITLE, "€ 1.250,50", "Een vader", MAIL, "Ik wil graag een maatje"))
    assert not Idea.objects.exists()


def test_sent_it_asks_to_look_in_the_mail_and_shows_no_link(client: Client, network: Network) -> None:
    staat = staat_of(network, title=TITLE, costs="geld", asked=9_000, mail=MAIL)
    page = client.post(url("idea_sent"), {"staat": staat})
    again = client.post(url("idea_sent"), {"staat": staat})
    idea = Idea.objects.get()
    assert "Kijk nu in je mail" in words(page)
    assert token_of(idea) not in page.content.decode() + again.content.decode()
    path = re.search(r"/havendijk/\S+", Mail.objects.get().body)
    assert path
    assert client.get(path[0]).status_code == 200
    assert not Idea.objects.get().contact_hash, "looking says nothing: a mail program looks too"
    answer = client.post(path[0])
    assert answer.headers["Location"].startswith(url("own", token_of(idea)))
    assert Idea.objects.get().contact_hash
    assert client.get(path[0]).status_code == 302


def test_without_money_no_address_is_needed_and_the_link_is_shown(client: Client, network: Network) -> None:
    page = client.post(url("idea_sent"), {"staat": staat_of(network, title=TITLE, costs="niets")})
    assert url("own", token_of(Idea.objects.get())) in page.content.decode()
    assert not Mail.objects.exists()


def test_money_without_an_address_goes_back_to_that_question(client: Client, network: Network) -> None:
    page = client.post(url("idea_sent"), {"staat": staat_of(network, title=TITLE, costs="geld", asked=100)})
    assert "Je mailadres" in words(page)
    assert not Idea.objects.exists()


def test_who_is_known_gives_no_address(network: Network, hanan: Person, pot: Pot) -> None:
    client = ring_one(hanan)
    client.post(url("idea_sent"), {"staat": staat_of(network, title=TITLE, costs="geld", asked=100)})
    assert Idea.objects.get().person == hanan
    assert TITLE in words(client.get(url("desk")))


def test_what_a_machine_sends_is_asked_again(client: Client, network: Network) -> None:
    staat = client.get(url("idea_new")).context["staat"]
    hasty = step(client, "wat", staat, title=TITLE).context["staat"]
    hasty = step(client, "geld", hasty, costs="niets").context["staat"]
    assert "Dat ging heel snel" in words(client.post(url("idea_sent"), {"staat": hasty}))
    good = staat_of(network, title=TITLE, costs="niets")
    client.post(url("idea_sent"), {"staat": good, "bericht2": "goedkoop"})
    assert not Idea.objects.exists()
    assert client.post(url("idea_sent"), {"staat": good + "x"}).status_code == 302


@pytest.mark.parametrize("asked", ["-5", "veel", "1e9", "0", "1.2.3", "99999999999", "", "250 euro ofzo"])
def test_an_odd_amount_gets_one_clear_sentence(client: Client, network: Network, asked: str) -> None:
    page = step(client, "geld", staat_of(network, title=TITLE), costs="geld", asked=asked)
    wrong = page.context["form"].errors["asked"]
    assert len(wrong) == 1
    assert page.context["step"] == "geld"


@pytest.mark.parametrize(
    ("asked", "cents"), [("250", 25_000), ("250,-", 25_000), ("€ 12,5", 1_250), ("1.250", 125_000)]
)
def test_amounts_as_people_type_them(client: Client, network: Network, asked: str, cents: int) -> None:
    page = step(client, "geld", staat_of(network, title=TITLE), costs="geld", asked=asked)
    assert draft_of(page, network).asked == cents


def test_a_name_or_number_is_pointed_out_once(client: Client, network: Network) -> None:
    said = {"title": TITLE, "text": "Bel 0999 12 34 56"}
    page = step(client, "wat", staat_of(network), **said)
    assert "0999 12 34 56" in words(page)
    assert page.context["step"] == "wat"
    page = step(client, "wat", page.context["staat"], gezien="sporen", **said)
    assert page.context["step"] == "wie"


def test_the_home_and_the_list_show_what_is_let_in(client: Client, network: Network, joris: Person, pot: Pot) -> None:
    a_shown_idea(network, joris, asked=9_000)
    an_idea(network, title="Nog niet bekeken")
    for name in ("home", "idea_list"):
        page = client.get(url(name))
        assert TITLE in words(page)
        assert "Nog niet bekeken" not in words(page)
        assert MAIL not in page.content.decode()
        assert set(client.cookies) == set()
    assert "€ 1.000" in words(client.get(url("home")))


@pytest.mark.parametrize(("query", "found"), [
    ("", 1), ("?stand=vraagt-geld", 1), ("?stand=gelukt", 0), ("?stand=onzin", 1), ("?buurt={here}", 1),
    ("?buurt={there}", 0), ("?bekijk=kaart", 1), ("?orde=goed&pagina=99", 1),
])  # fmt: skip
def test_the_list_by_stand_and_neighbourhood(
    client: Client, network: Network, joris: Person, pot: Pot, query: str, found: int
) -> None:
    here, there = neighbourhoods_of(network)
    a_shown_idea(network, joris, asked=9_000, area=here)
    address = url("idea_list") + query.format(here=here.slug, there=there.slug)
    assert (TITLE in words(client.get(address))) == bool(found)


def test_the_page_of_an_idea_tells_who_decides_and_by_when(
    client: Client, network: Network, joris: Person, pot: Pot
) -> None:
    idea = a_shown_idea(network, joris, asked=9_000, helps_with="ik timmer", for_whom="kinderen")
    said = words(client.get(url("idea", idea.pk)))
    assert all(
        one in said for one in (TITLE, "€ 90", "ik timmer", "tweede bewoner", "Uiterlijk", "uit Buurtpot Havendijk")
    )
    assert MAIL not in said


@pytest.mark.parametrize("state", list(IdeaState))
def test_every_state_has_its_pages(
    client: Client, network: Network, joris: Person, pot: Pot, state: IdeaState
) -> None:
    idea = a_shown_idea(network, joris, asked=9_000)
    Idea.objects.filter(pk=idea.pk).update(state=state, why_not="Te duur")
    there = 404 if state == IdeaState.WITHDRAWN else 200
    assert client.get(url("idea", idea.pk)).status_code == there
    assert client.get(url("own", token_of(idea))).status_code == 200
    assert ring_two(joris).get(url("desk_idea", idea.pk)).status_code == there


def test_a_browser_says_it_is_a_good_idea_and_no_longer(client: Client, network: Network, joris: Person) -> None:
    idea = a_shown_idea(network, joris)
    page = client.get(url("idea", idea.pk))
    assert COOKIE not in page.cookies
    for _time in range(2):
        client.post(url("idea_like", idea.pk), {"doe": "goed"})
    idea.refresh_from_db()
    assert idea.likes == 1
    assert "Jij vindt dit een goed idee" in words(client.get(url("idea", idea.pk)))
    mark = client.cookies[COOKIE].value
    assert mark.split(":")[0] not in str(IdeaLike.objects.values())
    Client().post(url("idea_like", idea.pk))
    idea.refresh_from_db()
    assert idea.likes == 2
    client.post(url("idea_like", idea.pk), {"doe": "weg"})
    idea.refresh_from_db()
    assert idea.likes == 1
    client.cookies[COOKIE] = "vals:gemaakt:merk"
    assert client.post(url("idea_like", idea.pk)).status_code == 302


def test_what_is_not_on_the_site_has_no_page(client: Client, network: Network, joris: Person) -> None:
    idea = an_idea(network)
    for name, more in (("idea", []), ("idea_photo", [SMALL]), ("idea_photo_away", [])):
        assert client.get(url(name, idea.pk, *more)).status_code == 404
    assert client.post(url("idea_like", idea.pk)).status_code == 404
    network.rooms = [Room.MAP]
    network.save()
    assert client.get(url("home")).status_code == 404


def test_behind_the_own_link_money_is_asked_and_the_idea_changed(
    client: Client, network: Network, joris: Person, pot: Pot
) -> None:
    idea = a_shown_idea(network, joris)
    link = token_of(idea)
    changed = {"title": "Een ruilkast", "version": str(Idea.objects.get().version), "area": ""}
    assert client.post(url("own_change", link), changed).status_code == 302
    let_in(Idea.objects.get(), by=joris)
    assert client.post(url("own_change", link), changed).status_code == 409, "someone looked meanwhile"
    assert "€ 250" in words(client.get(url("own_money", link)))
    assert client.post(url("own_money", link), {"asked": "9999"}).status_code == 409
    assert client.post(url("own_money", link), {"asked": "90"}).status_code == 302
    idea.refresh_from_db()
    assert (idea.title, idea.state, idea.asked) == ("Een ruilkast", IdeaState.SUBMITTED, 9_000)
    assert client.get(url("own_money", link)).status_code == 302


def test_taking_it_back_asks_once(client: Client, network: Network, joris: Person) -> None:
    idea = a_shown_idea(network, joris)
    link = url("own", token_of(idea))
    assert "Weet je het zeker?" in words(client.post(link, {"doe": "intrekken"}))
    assert client.post(link, {"doe": "intrekken-zeker"}).status_code == 302
    assert "Je hebt dit idee ingetrokken" in words(client.get(link))
    assert client.get(url("idea", idea.pk)).status_code == 404


@pytest.mark.parametrize("name", ["own", "own_change", "own_money", "own_tell", "confirm"])
def test_a_forged_link_is_none(client: Client, network: Network, name: str) -> None:
    an_idea(network, mail=MAIL, asked=100)
    for token in ("a" * 48, confirm_token(Idea.objects.get())[:-2]):
        assert client.get(url(name, token)).status_code == 404


def test_the_own_link_tells_no_other_site(client: Client, network: Network) -> None:
    page = client.get(url("own", token_of(an_idea(network))))
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]


def paid(network: Network, joris: Person, pot: Pot) -> Idea:
    idea = a_shown_idea(network, joris, asked=9_000)
    brought_to(idea, IdeaState.GRANTED, granted=9_000, answered_at=timezone.now())
    return brought_to(idea, IdeaState.PAID, paid_at=timezone.now())


def test_a_sentence_and_a_photo_are_told_and_shown_after_a_look(
    client: Client, network: Network, joris: Person, pot: Pot
) -> None:
    idea = paid(network, joris, pot)
    form = tell_form(photo=photo(), photo_alt="De kast", faces=Faces.NOBODY, otherwise="1")
    assert client.post(url("own_tell", token_of(idea)), form).status_code == 302
    idea.refresh_from_db()
    assert [one.state for one in idea.steps.all()][-2:] == [IdeaState.DONE_OTHERWISE, IdeaState.TOLD]
    assert idea.ended_at
    assert "kinderen bij de kast" not in words(client.get(url("idea", idea.pk)))
    assert client.get(url("idea_photo", idea.pk, SMALL)).status_code == 404
    looker = ring_two(joris)
    assert "kinderen bij de kast" in words(looker.get(url("desk_idea", idea.pk)))
    assert looker.get(url("desk_photo", idea.pk)).headers["Cache-Control"] == "private, no-store"
    looker.post(url("desk_idea", idea.pk), {"doe": "verhaal-ja"})
    assert "kinderen bij de kast" in words(client.get(url("idea", idea.pk)))
    assert client.get(url("idea_photo", idea.pk, LARGE)).headers["Content-Type"] == "image/webp"
    assert client.get(url("idea_photo", idea.pk, 7)).status_code == 404


@pytest.mark.parametrize("missing", ["faces", "photo_alt"])
def test_a_photo_without_who_is_on_it_or_what_is_seen_is_not_kept(
    client: Client, network: Network, joris: Person, pot: Pot, missing: str
) -> None:
    idea = paid(network, joris, pot)
    said: dict[str, Any] = {"photo": photo(), "photo_alt": "De kast", "faces": Faces.NOBODY} | {missing: ""}
    page = client.post(url("own_tell", token_of(idea)), tell_form(**said))
    assert page.context["form"].errors[missing]
    idea.refresh_from_db()
    assert idea.state == IdeaState.PAID


def test_what_is_no_photo_is_said_and_nothing_is_told(
    client: Client, network: Network, joris: Person, pot: Pot
) -> None:
    idea = paid(network, joris, pot)
    sent = SimpleUploadedFile("foto.jpg", b"geen foto", "image/jpeg")
    page = client.post(
        url("own_tell", token_of(idea)), tell_form(photo=sent, photo_alt="De kast", faces=Faces.NOBODY)
    )
    assert page.context["form"].errors["photo"]
    idea.refresh_from_db()
    assert idea.state == IdeaState.PAID


def test_who_is_on_a_photo_takes_it_away(network: Network, joris: Person, pot: Pot) -> None:
    idea = paid(network, joris, pot)
    tell(idea, Told("Het staat er.", sent=photo(), alt="De kast", faces=Faces.AGREED), by=None)
    show_told(idea, by=joris)
    take_photo_away(idea)
    take_photo_away(idea)
    page = Client().get(url("idea", idea.pk))
    assert "Het staat er." in words(page)
    assert idea.photo == ""
    assert Mail.objects.filter(to=MAIL).count() >= 1


def test_it_is_told_once(client: Client, network: Network, joris: Person, pot: Pot) -> None:
    idea = paid(network, joris, pot)
    for _time in range(2):
        client.post(url("own_tell", token_of(idea)), tell_form())
    assert idea.steps.filter(state=IdeaState.TOLD).count() == 1
