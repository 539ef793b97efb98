"""The pages of what plays here: deciding together, one need, and what everyone reads."""

import re
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Area, Network
from buurtnet.needs import today
from buurtnet.needs.choices import NeedState, SignalState
from buurtnet.needs.jobs import settle_needs
from buurtnet.needs.models import Evidence, Feedback, NotTogether, SharedNeed, Signal
from buurtnet.needs.proposing import proposals
from buurtnet.needs.views.needs import parts_of
from buurtnet.people.acting import By
from buurtnet.people.models import Membership, Person
from buurtnet.questions.models import Question
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme
from buurtnet.wording.missing import ask_for
from tests.factories import OrganizationFactory
from tests.needs.rows import a_need, a_signal, asked, evidence_of

pytestmark = pytest.mark.django_db
BOARD = "/havendijk/beheer/wat-speelt/"
PROPOSALS = f"{BOARD}voorstellen/"
PUBLIC = "/havendijk/wat-speelt/"
SECRET = "Bij regen kunnen kinderen nergens spelen."


@pytest.fixture
def play(db: None) -> Theme:
    return Theme.objects.create(slug="test-spelen", function=EssentialFunction.values[0], name="Spelen")


@pytest.fixture
def group(network: Network, area: Area, play: Theme) -> list[Signal | Question]:
    """Six that are alike."""
    signals = [a_signal(network, area=area, theme=play) for _ in range(4)]
    return [*signals, *(asked(network, area=area, themes=(play,)) for _ in range(2))]


def page(need: SharedNeed, part: str = "") -> str:
    return f"{BOARD}{need.pk}/{part}"


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def key(network: Network) -> str:
    return f"{PROPOSALS}?groep={quote(proposals(network, timezone.now())[0].key)}"


def test_a_proposal_shows_counts_and_themes_and_no_text(
    network: Network, group: list[Signal | Question], connector: Client
) -> None:
    listed = text_of(connector, PROPOSALS)
    assert "Spelen" in listed
    assert "Westerkade" in listed
    assert "4 signalen" in listed
    assert "2 vragen" in listed
    one = text_of(connector, key(network))
    assert one.count('name="uit"') == 6
    for shown in (listed, one):
        assert SECRET not in shown
        assert "Waar kan mijn kind spelen" not in shown


def test_taken_together_all_but_what_someone_left_out_becomes_one_need(
    network: Network, area: Area, play: Theme, group: list[Signal | Question], connector: Client
) -> None:
    left = f"signaal:{group[0].pk}"
    said = {"into": "nieuw", "title": "Nergens binnen spelen", "uit": left, "doe": "samen"}
    answer = connector.post(key(network), said)
    need = SharedNeed.objects.get()
    assert answer["Location"] == f"{page(need)}?klaar=erbij"
    assert (need.title, need.state) == ("Nergens binnen spelen", NeedState.SUSPECTED)
    assert (list(need.themes.all()), list(need.areas.all())) == ([play], [area])
    assert need.evidence.count() == 5
    assert Signal.objects.filter(state=SignalState.BUNDLED).count() == 3
    assert Signal.objects.get(state=SignalState.SENT).pk == group[0].pk


def test_taken_together_with_two_clicks_is_one_need_and_both_lead_there(
    network: Network, group: list[Signal | Question], connector: Client
) -> None:
    address = key(network)
    form_key = re.findall(r'name="key" value="([^"]+)"', text_of(connector, address))[0]
    said = {"into": "nieuw", "title": "Nergens binnen spelen", "doe": "samen", "key": form_key}
    answers = [connector.post(address, said) for _ in range(2)]
    need = SharedNeed.objects.get()
    assert {answer["Location"] for answer in answers} == {f"{page(need)}?klaar=erbij"}
    assert need.evidence.count() == 6


def test_begun_with_two_clicks_it_is_one_need_and_with_other_words_two(network: Network, connector: Client) -> None:
    form_key = re.findall(r'name="key" value="([^"]+)"', text_of(connector, f"{BOARD}nieuw/"))[0]
    said = {"title": "Geen plek om te leren fietsen", "story": "", "key": form_key}
    answers = [connector.post(f"{BOARD}nieuw/", said) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert SharedNeed.objects.count() == 1
    connector.post(f"{BOARD}nieuw/", said | {"title": "De brug is donker"})  # by the button back, of the same page
    assert SharedNeed.objects.count() == 2
    assert connector.post(f"{BOARD}nieuw/", said | {"key": "geen"}).status_code == 200


def test_it_can_go_to_a_need_that_is_there(
    network: Network, play: Theme, group: list[Signal | Question], connector: Client
) -> None:
    need = a_need(network, title="Al langer bekend")
    need.themes.add(play)
    address = key(network)
    assert "Al langer bekend" in text_of(connector, address)
    connector.post(address, {"into": str(need.pk), "doe": "samen"})
    assert need.evidence.count() == 6
    assert SharedNeed.objects.count() == 1


def test_not_together_takes_the_proposal_away(
    network: Network, group: list[Signal | Question], connector: Client, samira: Person
) -> None:
    answer = connector.post(key(network), {"doe": "niet"})
    assert answer["Location"] == f"{PROPOSALS}?klaar=niet"
    assert (NotTogether.objects.get().count, NotTogether.objects.get().by) == (6, samira)
    assert "Nu lijkt er niets op elkaar" in text_of(connector, answer["Location"])


def test_a_group_that_is_gone_is_answered_with_a_sentence(network: Network, connector: Client) -> None:
    assert "is er niet meer" in text_of(connector, f"{PROPOSALS}?groep=onzin")
    answer = connector.post(f"{PROPOSALS}?groep=onzin", {"into": "nieuw", "title": "Iets", "doe": "samen"})
    assert answer.status_code == 409
    assert not SharedNeed.objects.exists()


def test_without_a_name_nothing_begins(network: Network, group: list[Signal | Question], connector: Client) -> None:
    answer = connector.post(key(network), {"into": "nieuw", "title": " ", "doe": "samen"})
    assert "Geef het een naam" in answer.content.decode()
    assert not SharedNeed.objects.exists()


@pytest.mark.parametrize("kind", ["vraag", "signaal"])
def test_of_one_item_what_looks_like_it_can_be_taken_along(
    kind: str, network: Network, group: list[Signal | Question], connector: Client
) -> None:
    one = group[-1] if kind == "vraag" else group[0]
    address = f"{PROPOSALS}?{kind}={one.pk}"
    shown = text_of(connector, address)
    assert shown.count('name="bij"') == 6
    assert SECRET not in shown
    refs = [f"{kind}:{one.pk}", f"signaal:{group[1].pk}", "signaal:geen", "anders:1"]
    connector.post(address, {"into": "nieuw", "title": "Samen", "bij": refs})
    assert SharedNeed.objects.get().evidence.count() == 2
    assert connector.get(address)["Location"] == page(SharedNeed.objects.get())


def test_what_looks_like_a_need_is_counted_there_and_can_be_added(
    network: Network, area: Area, play: Theme, group: list[Signal | Question], connector: Client
) -> None:
    need = a_need(network)
    need.themes.add(play)
    need.areas.add(area)
    assert "6 vragen en signalen lijken hierop" in text_of(connector, page(need))
    refs = [f"signaal:{group[0].pk}"]
    connector.post(f"{PROPOSALS}?nood={need.pk}", {"into": str(need.pk), "bij": refs})
    assert need.evidence.get().signal == group[0]


@pytest.mark.parametrize("nonsense", ["vraag=x", "signaal=", f"nood={UUID(int=0)}", "vraag=1&nood=2"])
def test_nonsense_leads_back_to_the_list(nonsense: str, network: Network, connector: Client) -> None:
    assert connector.get(f"{PROPOSALS}?{nonsense}")["Location"] == f"{PROPOSALS}?groep=weg"


def test_a_need_is_begun_by_hand_and_shows_all_that_was_written(
    network: Network, area: Area, play: Theme, connector: Client, ingrid: Person, samira: Person
) -> None:
    house = OrganizationFactory(name="Jongerenwerk Kaai 9")
    Membership.objects.filter(person=ingrid).update(organization=house)
    due = timezone.localdate() + timedelta(days=30)
    said = {
        "title": "Nergens binnen spelen", "story": "Bij regen is er geen plek.\n\nDe zaal is duur.",
        "tried": "De gymzaal op woensdag", "owner": str(samira.pk), "due_on": due.isoformat(),
        "themes": [play.pk], "areas": [area.pk], "partners": [str(house.pk)],
    }  # fmt: skip
    answer = connector.post(f"{BOARD}nieuw/", said)
    need = SharedNeed.objects.get()
    assert answer["Location"] == f"{page(need)}?klaar=nieuw"
    shown = text_of(connector, answer["Location"])
    for said_there in (
        "Nergens binnen spelen", "<p>De zaal is duur.</p>", "De gymzaal op woensdag", "Samira El Idrissi",
        "Jongerenwerk Kaai 9", "Westerkade", "Spelen", "Dit pakken jullie nu samen op",
    ):  # fmt: skip
        assert said_there in shown, said_there


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": ""}, "Geef het een naam"),
        ({"title": "x" * 121}, "Dit is te lang"),
        ({"title": "Iets", "story": "y" * 4_001}, "Dit is te lang"),
        ({"title": "Iets", "due_on": "2001-01-01"}, "Kies een dag in de komende twee jaar"),
        ({"title": "Iets", "due_on": "morgen"}, "Kies een dag."),
        ({"title": "Iets", "owner": "42"}, "Kies iemand."),
        ({"title": "Iets", "areas": ["x"]}, "x is geen beschikbare keuze"),
        ({"title": "Iets", "story": "Bel naar 06 12345678"}, "Dit lijkt een naam of een nummer"),
    ],
)
def test_what_cannot_be_kept_is_answered_in_a_sentence(
    said: dict[str, object], sentence: str, network: Network, connector: Client
) -> None:
    answer = connector.post(f"{BOARD}nieuw/", said)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not SharedNeed.objects.exists()


def test_what_looks_like_a_name_can_be_said_to_be_none(network: Network, connector: Client) -> None:
    said = {"title": "Iets", "story": "De groep Fatima is van iedereen"}
    first = connector.post(f"{BOARD}nieuw/", said).content.decode()
    assert 'name="no_name"' in first
    assert "De groep Fatima" in first
    assert connector.post(f"{BOARD}nieuw/", {**said, "no_name": "1"}).status_code == 302


@pytest.mark.parametrize("way", ["06 12345678", "fatima@havendijk.example"])
def test_a_phone_or_mail_address_is_never_said_to_be_none(way: str, network: Network, connector: Client) -> None:
    said = {"title": "Iets", "story": f"Vraag het aan {way}", "no_name": "1"}
    page = connector.post(f"{BOARD}nieuw/", said).content.decode()
    assert "Haal telefoonnummers en mailadressen altijd weg." in page
    assert 'name="no_name"' not in page
    assert not SharedNeed.objects.exists()


def test_who_comes_second_keeps_what_they_wrote_and_sees_what_the_other_wrote(
    network: Network, director: Client, connector: Client
) -> None:
    need = a_need(network)
    director.post(page(need, "aanpassen/"), {"title": "Van de een", "version": "1"})
    answer = connector.post(page(need, "aanpassen/"), {"title": "Van de ander", "version": "1"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Iemand anders was je net voor" in shown
    assert 'value="Van de ander"' in shown
    assert "Van de een" in shown
    assert 'name="version" value="2"' in shown
    assert SharedNeed.objects.get().title == "Van de een"


@pytest.mark.parametrize("version", ["", "-1", "zes", "9" * 30])
def test_a_forged_version_changes_nothing(version: str, network: Network, connector: Client) -> None:
    need = a_need(network)
    for part, said in (("aanpassen/", {"title": "Iets"}), ("verder/", {"to": "explored"}), ("gelezen/", {})):
        assert connector.post(page(need, part), {**said, "version": version}).status_code in {200, 409}
    found = SharedNeed.objects.get()
    assert (found.title, found.state, found.read_at) == (need.title, need.state, None)


def test_a_step_further_tells_who_pointed_to_it(network: Network, connector: Client) -> None:
    need = a_need(network)
    evidence_of(need, a_signal(network, state=SignalState.BUNDLED))
    shown = text_of(connector, page(need, "verder/"))
    assert "Herkend" in shown
    assert "Opgelost" not in shown
    answer = connector.post(page(need, "verder/"), {"to": "recognized", "version": "1"})
    assert answer["Location"] == f"{page(need)}?klaar=verteld"
    assert "pakt dit samen op" in Feedback.objects.get().text
    assert SharedNeed.objects.get().state == NeedState.RECOGNIZED


def test_without_an_owner_there_is_no_action_and_the_form_says_so(network: Network, connector: Client) -> None:
    need = a_need(network, state=NeedState.RECOGNIZED)
    answer = connector.post(page(need, "verder/"), {"to": "in_action", "version": "1", "telling": "Wij beginnen."})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Kies eerst een trekker" in shown
    assert "Wij beginnen." in shown
    assert SharedNeed.objects.get().state == NeedState.RECOGNIZED


def test_a_step_that_is_no_more_is_refused_with_409(network: Network, connector: Client) -> None:
    need = a_need(network)
    answer = connector.post(page(need, "verder/"), {"to": "met", "checked_with": "ouders", "version": "1"})
    assert answer.status_code == 409
    assert "Dit kan nu niet meer" in answer.content.decode()
    assert connector.post(page(need, "verder/"), {"to": "nergens", "version": "1"}).status_code == 200


def test_merging_and_splitting_are_done_on_their_pages(network: Network, area: Area, connector: Client) -> None:
    need, into = a_need(network, title="Spelen"), a_need(network, title="Binnen spelen")
    evidence_of(need, a_signal(network, area=area), a_signal(network))
    assert "Binnen spelen" in text_of(connector, page(need, "samenvoegen/"))
    answer = connector.post(page(need, "samenvoegen/"), {"into": str(into.pk), "version": "1"})
    assert answer["Location"] == f"{page(into)}?klaar=samen"
    shown = text_of(connector, page(into, "splitsen/"))
    assert f'value="|{area.pk}"' in shown
    said = {"parts": [f"|{area.pk}"], "title": "In Westerkade", "version": "2"}
    answer = connector.post(page(into, "splitsen/"), said)
    made = SharedNeed.objects.get(title="In Westerkade")
    assert answer["Location"] == f"{page(made)}?klaar=apart"
    assert (made.evidence.count(), into.evidence.count()) == (1, 1)
    again = connector.post(page(into, "splitsen/"), {**said, "parts": ["|"]})
    assert again.status_code == 409


@pytest.mark.parametrize(("language", "name"), [("nl", "Spelen"), ("en", "Playing")])
def test_the_parts_of_a_need_are_counted_by_the_database_and_named_in_your_language(
    language: str, name: str, network: Network, area: Area, play: Theme
) -> None:
    play.name_en = "Playing"
    play.save()
    need = a_need(network)
    evidence_of(need, *(a_signal(network, area=area) for _ in range(3)))
    Evidence.objects.update(theme=play)
    evidence_of(need, a_signal(network))
    with translation.override(language), CaptureQueriesContext(connection) as captured:
        parts = parts_of(need)
    _key, label, part, number = parts[0]
    assert (label, part, number) == (f"{name} · Westerkade", (play.pk, area.pk), 3)
    assert [number for *_rest, number in parts] == [3, 1]
    assert len(captured) == 3
    assert "COUNT" in captured[0]["sql"]


@pytest.mark.parametrize("part", ["aanpassen/", "verder/", "splitsen/"])
def test_a_number_of_people_that_was_not_published_is_not_kept(
    part: str, network: Network, area: Area, connector: Client
) -> None:
    need = a_need(network)
    evidence_of(need, a_signal(network, area=area), a_signal(network))
    number = "12 gezinnen slapen in de auto"
    said = {"title": number, "parts": f"|{area.pk}", "to": "explored", "result": number, "version": "1"}
    answer = connector.post(page(need, part), said)
    assert answer.status_code == 200
    assert "12 gezinnen" in "".join(answer.context["form"].non_field_errors())
    assert SharedNeed.objects.get().title == "Nergens binnen spelen"


@pytest.mark.parametrize("box", ["result", "reason", "telling"])
def test_what_is_said_on_the_way_tells_no_number_of_people_and_whom_was_asked_may(
    box: str, network: Network, connector: Client
) -> None:
    need = a_need(network)
    said = {"to": "explored", "version": "1", "checked_with": "drie ouders"}
    assert connector.post(page(need, "verder/"), {**said, box: "Voor 12 gezinnen."}).status_code == 200
    assert SharedNeed.objects.get().state == NeedState.SUSPECTED
    assert connector.post(page(need, "verder/"), said).status_code == 302


def test_what_is_missing_can_point_to_a_need(network: Network, connector: Client, ingrid: Person) -> None:
    offer, need = ask_for(network, "fietsles", by=By(ingrid))[0], a_need(network)
    assert "fietsles" in text_of(connector, page(need))
    assert connector.post(page(need, "erbij/"), {"aanbod": str(offer.pk)}).status_code == 302
    assert Evidence.objects.get().missing_offer == offer
    assert "Kies iets uit de lijst" in connector.post(page(need, "erbij/"), {"aanbod": "x"}).content.decode()


def test_a_partner_reads_a_need_and_finds_nothing_to_decide(network: Network, partner: Client) -> None:
    need = a_need(network, story="Bij regen is er geen plek.")
    evidence_of(need, a_signal(network), asked(network))
    shown = text_of(partner, page(need))
    assert "Bij regen is er geen plek." in shown
    assert "1 vraag, 1 signaal" in shown
    for link in ("aanpassen/", "verder/", "samenvoegen/", "splitsen/", "voorstellen/"):
        assert link not in shown, link
    assert SECRET not in shown


def test_the_page_of_a_need_takes_as_many_queries_with_much_evidence_as_with_little(
    network: Network, area: Area, connector: Client
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as ran:
            text_of(connector, page(need))
        return len(ran)

    need = a_need(network)
    evidence_of(need, a_signal(network, area=area))
    count()
    few = count()
    evidence_of(need, *(a_signal(network, area=area) for _ in range(15)))
    assert count() == few


def test_everyone_reads_what_is_recognized_and_no_number_of_people(
    network: Network, ingrid: Person, samira: Person, connector: Client, director: Client, client: Client
) -> None:
    said = {"title": "Nergens binnen spelen", "story": "Bij regen is er geen plek.", "tried": "De gymzaal open"}
    connector.post(f"{BOARD}nieuw/", said)
    need = SharedNeed.objects.get()
    evidence_of(need, *(a_signal(network, state=SignalState.BUNDLED) for _ in range(7)))
    assert "Hier staat nog niets" in text_of(client, PUBLIC)
    director.post(page(need, "gelezen/"), {"version": "1"})
    director.post(page(need, "verder/"), {"to": "recognized", "version": "2"})
    answer = client.get(PUBLIC)
    shown = answer.content.decode()
    for there in ("Nergens binnen spelen", "Bij regen is er geen plek.", "De gymzaal open", "Herkend"):
        assert there in shown, there
    main = shown[shown.index("<main") : shown.index("</main>")]
    assert ">7" not in main
    assert " 7 " not in main
    assert "Samira" not in main
    assert not answer.cookies


def test_who_wrote_it_is_not_offered_to_read_it(network: Network, connector: Client, director: Client) -> None:
    connector.post(f"{BOARD}nieuw/", {"title": "Nergens binnen spelen"})
    need = SharedNeed.objects.get()
    assert "gelezen/" not in text_of(connector, page(need))
    assert "gelezen/" in text_of(director, page(need))
    answer = connector.post(page(need, "gelezen/"), {"version": "1"})
    assert answer.status_code == 409
    assert "Je schreef dit zelf" in answer.content.decode()


def test_while_the_room_is_off_there_is_nothing(network: Network, director: Client, client: Client) -> None:
    need = a_need(network)
    network.rooms = [Room.MAP, Room.QUESTION]
    network.save()
    for address in (BOARD, f"{BOARD}nieuw/", PROPOSALS, page(need), page(need, "aanpassen/")):
        assert director.get(address).status_code == 404, address
    assert client.get(PUBLIC).status_code == 404


def test_in_flanders_it_is_called_a_shared_need(network: Network, client: Client) -> None:
    network.locale = "nl-be"
    network.save()
    assert 'lang="nl-BE"' in text_of(client, PUBLIC)


def test_on_the_day_page_stands_what_waits_for_someone(
    network: Network, area: Area, play: Theme, group: list[Signal | Question], ingrid: Person, joris: Person
) -> None:
    need = a_need(network, owner=joris, state=NeedState.IN_ACTION, due_on=timezone.localdate() - timedelta(days=1))
    a_need(network, owner=joris, due_on=timezone.localdate() + timedelta(days=1))
    settle_needs()
    now = timezone.now()
    assert [(one.url, one.is_late(now)) for one in today.items(joris, now)] == [(page(need), True)]
    mine = today.items(ingrid, now)
    assert {one.url for one in mine} >= {PROPOSALS, "/havendijk/beheer/signalen/"}
    assert all(SECRET not in one.title for one in mine)
    Membership.objects.update(ends_at=now)
    assert today.items(joris, now) == today.items(ingrid, now) == []


def test_the_day_page_takes_as_many_queries_with_many_as_with_one(network: Network, joris: Person) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as ran:
            today.items(joris, timezone.now())
        return len(ran)

    a_need(network, owner=joris, due_on=timezone.localdate())
    few = count()
    for number in range(8):
        a_need(network, title=f"Nood {number}", owner=joris, due_on=timezone.localdate())
    assert count() == few
