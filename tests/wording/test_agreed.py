""" "Zo noemen wij dat": from a draft to what a network agreed, and to the next meaning."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.wording.agreeing import AgreedAlreadyError, Meaning, agree, save_draft, withdraw
from buurtnet.wording.choices import Stage
from buurtnet.wording.models import AgreedWord
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_two

pytestmark = pytest.mark.django_db
PUBLIC = "/havendijk/zo-noemen-wij-dat/"
LIST = "/havendijk/beheer/zo-noemen-wij-dat/"
NEW = f"{LIST}nieuw/"
SAID = {
    "word": "regie", "other_forms": "regisseur, regie voeren", "language": "nl", "explains_alone": "1",
    "meaning": "Je beslist zelf wat er gebeurt, en wie er meedoet.",
    "agreed_by": "Stichting De Kade, wijkteam", "agreed_on": "2026-03-02", "review_on": "",
}  # fmt: skip


def regie(
    network: Network, by: Person, meaning: str = "Je beslist zelf wat er gebeurt, en wie er meedoet."
) -> AgreedWord:
    """Drafted and agreed on."""
    said = Meaning("regie", ("regisseur",), meaning, "nl", "Stichting De Kade", dt.date(2026, 3, 2))
    return agree(save_draft(network, said, by=By(by)), by=By(by))


def test_a_draft_is_the_director_s_until_it_is_agreed(network: Network, director: Client, client: Client) -> None:
    assert director.post(NEW, {**SAID, "doe": "concept"}).status_code == 302
    draft = AgreedWord.objects.get()
    assert (draft.stage, draft.forms) == (Stage.DRAFT, ["regisseur", "regie voeren"])
    assert "regie" not in client.get(PUBLIC).content.decode().casefold()
    assert "Bewaard als concept" in director.get(f"{LIST}?klaar=concept").content.decode()
    director.post(f"{LIST}{draft.pk}/", {**SAID, "doe": "afspreken"})
    page = client.get(PUBLIC).content.decode()
    for said in ("Regie", "Je beslist zelf", "Stichting De Kade, wijkteam", "2 maart 2026", "regie voeren"):
        assert said in page, said
    assert LogRow.objects.filter(rule="agreed.agreed", object_id=str(draft.pk)).exists()


def test_a_next_meaning_takes_its_place_and_the_one_before_stays_to_be_read(
    network: Network, director: Client, client: Client, ingrid: Person
) -> None:
    first = regie(network, ingrid)
    filled = director.get(f"{NEW}?van={first.pk}").content.decode()
    assert "Je beslist zelf wat er gebeurt" in filled
    director.post(NEW, {**SAID, "meaning": "Het gezin kiest zelf, en wij helpen daarbij.", "doe": "afspreken"})
    first.refresh_from_db()
    second = AgreedWord.objects.get(stage=Stage.AGREED)
    assert (first.stage, second.replaces, second.meaning[:9]) == (Stage.REPLACED, first, "Het gezin")
    assert first.replaced_at
    page = client.get(PUBLIC).content.decode()
    assert "Wat het eerder betekende" in page
    assert page.index("Het gezin kiest zelf") < page.index("Je beslist zelf")


def test_what_was_agreed_is_never_changed(network: Network, director: Client, ingrid: Person) -> None:
    row = regie(network, ingrid)
    answer = director.post(f"{LIST}{row.pk}/", {**SAID, "meaning": "Iets heel anders dan eerst.", "doe": "concept"})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.meaning.startswith("Je beslist zelf")


def test_what_holds_no_more_goes_from_the_page_and_stays_in_the_history(
    network: Network, director: Client, client: Client, ingrid: Person
) -> None:
    row = regie(network, ingrid)
    director.post(f"{LIST}{row.pk}/", {"doe": "weg"})
    assert "Je beslist zelf" not in client.get(PUBLIC).content.decode()
    assert "Eerder" in director.get(LIST).content.decode()
    assert director.post(f"{LIST}{row.pk}/", {"doe": "weg"}).status_code == 409


def test_a_draft_can_be_thrown_away(network: Network, director: Client) -> None:
    director.post(NEW, {**SAID, "doe": "concept"})
    director.post(f"{LIST}{AgreedWord.objects.get().pk}/", {"doe": "weg"})
    assert not AgreedWord.objects.exists()


def test_of_one_word_there_is_one_draft(network: Network, director: Client) -> None:
    director.post(NEW, {**SAID, "doe": "concept"})
    answer = director.post(NEW, {**SAID, "word": "Régie", "doe": "concept"})
    assert answer.status_code == 409
    assert "Voor dit woord is al een concept" in answer.content.decode()


def test_of_two_who_agree_the_second_hears_so(network: Network, ingrid: Person) -> None:
    draft = save_draft(
        network, Meaning("warm", (), "We gaan samen mee.", "nl", "De Kade", dt.date(2026, 3, 2)), by=By(ingrid)
    )
    agree(draft, by=By(ingrid))
    for again in (
        lambda: agree(draft, by=By(ingrid)),
        lambda: save_draft(network, Meaning("warm", (), "x"), by=By(ingrid), draft=draft),
    ):
        with pytest.raises(AgreedAlreadyError):
            again()
    withdraw(draft, by=By(ingrid))
    with pytest.raises(AgreedAlreadyError):
        withdraw(draft, by=By(ingrid))


def test_the_database_itself_keeps_one_meaning_a_word_and_none_without_who_and_when(
    network: Network, ingrid: Person
) -> None:
    row = regie(network, ingrid)
    twice = AgreedWord(
        network=network,
        word="Regie",
        meaning="Iets anders.",
        stage=Stage.AGREED,
        agreed_by="x",
        agreed_on=row.agreed_on,
    )
    nameless = AgreedWord(network=network, word="warm", meaning="Iets anders.", stage=Stage.AGREED)
    for wrong in (twice, nameless):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"word": ""}, "Welk woord is het?"),
        ({"word": "?!"}, "Schrijf een woord met letters"),
        ({"word": "een heel lang stuk tekst hier"}, "Kies een woord, of een paar"),
        ({"meaning": ""}, "Schrijf wat jullie met dit woord bedoelen"),
        ({"meaning": "kort"}, "Leg het uit in een hele zin"),
        ({"meaning": "x" * 700}, "Dit is te lang"),
        ({"other_forms": ", ".join(f"vorm {number}" for number in range(20))}, "Dit zijn te veel woorden"),
        ({"other_forms": "x" * 100}, "Zet een komma tussen de woorden"),
        ({"agreed_by": ""}, "Schrijf welke organisaties of rollen dit afspraken"),
        ({"agreed_on": ""}, "Kies de dag waarop jullie dit afspraken"),
        ({"agreed_on": "9999-12-31"}, "vandaag of eerder"),
        ({"agreed_on": "gisteren"}, "Kies een dag"),
        ({"review_on": "2001-01-01"}, "Kies een dag vanaf vandaag"),
        ({"language": "xx"}, "Kies een taal uit de lijst"),
    ],
)
def test_what_does_not_hold_gets_a_sentence_and_keeps_what_was_typed(
    director: Client, sent: dict[str, str], sentence: str
) -> None:
    answer = director.post(NEW, {**SAID, **sent, "doe": "afspreken"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert sentence in page
    assert not AgreedWord.objects.exists()
    if "other_forms" not in sent:
        assert "regisseur, regie voeren" in page


def test_when_it_is_time_to_talk_again_the_pages_say_so(
    network: Network, director: Client, client: Client, ingrid: Person
) -> None:
    row = regie(network, ingrid)
    AgreedWord.objects.filter(pk=row.pk).update(review_on=today_in(network))
    assert "Het is tijd om er weer over te praten" in client.get(PUBLIC).content.decode()
    assert "praat hier weer eens over" in director.get(LIST).content.decode()


def test_words_of_another_network_are_not_found(network: Network, client: Client, ingrid: Person) -> None:
    row = regie(network, ingrid)
    tine = ring_two(person("Tine", Role.DIRECTOR, NetworkFactory(slug="duinbeke")))
    assert tine.get(reverse("wording:agreed_edit", args=["duinbeke", row.pk])).status_code == 404
    assert (
        "Je beslist zelf" not in tine.get(f"/duinbeke/beheer/zo-noemen-wij-dat/nieuw/?van={row.pk}").content.decode()
    )
    assert "Je beslist zelf" not in client.get("/duinbeke/zo-noemen-wij-dat/").content.decode()
    assert client.get("/nergens/zo-noemen-wij-dat/").status_code == 404


def test_nothing_a_director_types_becomes_html(network: Network, client: Client, ingrid: Person) -> None:
    regie(network, ingrid, meaning="<script>alert(1)</script> en meer van dat alles.")
    assert "<script>alert" not in client.get(PUBLIC).content.decode()


def test_the_public_page_costs_the_same_with_more_on_it(network: Network, client: Client, ingrid: Person) -> None:
    def cost() -> int:
        client.get(PUBLIC)
        with CaptureQueriesContext(connection) as captured:
            client.get(PUBLIC)
        return len(captured)

    regie(network, ingrid)
    before = cost()
    for word in ("veilig", "warm", "opschalen", "regie"):
        said = Meaning(word, (), f"Wat wij met {word} bedoelen.", "nl", "De Kade", dt.date(2026, 3, 2))
        agree(save_draft(network, said, by=By(ingrid)), by=By(ingrid))
    assert cost() == before


def test_two_directors_on_one_draft_see_each_other(network: Network, director: Client) -> None:
    director.post(NEW, {**SAID, "doe": "concept"})
    address = f"{LIST}{AgreedWord.objects.get().pk}/"
    seen = re.search(r'name="gezien" value="(\w+)"', director.get(address).content.decode())
    assert seen
    first = {**SAID, "meaning": "Je kiest zelf, en de anderen helpen je.", "gezien": seen[1], "doe": "concept"}
    second = {**SAID, "meaning": "Heel anders dan wat de eerste schreef.", "gezien": seen[1], "doe": "concept"}
    assert director.post(address, first).status_code == 302
    answer = director.post(address, second)
    assert answer.status_code == 409
    assert "Heel anders dan wat de eerste schreef." in answer.content.decode()
    assert AgreedWord.objects.get().meaning == "Je kiest zelf, en de anderen helpen je."
    again = re.search(r'name="gezien" value="(\w+)"', answer.content.decode())
    assert again
    assert director.post(address, second | {"gezien": again[1]}).status_code == 302
