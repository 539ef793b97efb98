"""A visitor says what does not hold: which fields are asked, what is kept, what is refused with a sentence."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.directory.models import Location, Schedule, Service, ServiceAtLocation
from buurtnet.kit import limits
from buurtnet.mending.models import Suggestion
from buurtnet.mending.suggesting import MOST_OPEN
from buurtnet.people.models import Mail
from tests.directory.searchable import addressed, reaching
from tests.factories import LocationFactory, NetworkFactory
from tests.mending.tips import begun, send, tip

pytestmark = pytest.mark.django_db


def page(client: Client, service: Service, query: str = "") -> str:
    answer = client.get(reverse("mending:suggest", args=["havendijk", service.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_a_service_leads_to_saying_what_is_wrong(client: Client, club: Service) -> None:
    shown = client.get(f"/havendijk/aanbod/{club.pk}/").content.decode()
    assert reverse("mending:suggest", args=["havendijk", club.pk]) in shown
    assert reverse("mending:history", args=["havendijk", club.pk]) in shown


def test_first_one_picks_what_is_wrong_and_then_sees_only_those_fields(client: Client, club: Service) -> None:
    first = page(client, club)
    assert first.count('name="wat"') == 9
    assert 'name="name"' not in first
    second = page(client, club, "?wat=bereik&wat=kosten")
    for name in ("phones", "email", "url", "costs", "fees_description"):
        assert f'name="{name}"' in second
    assert 'name="name"' not in second
    assert "0999 - 12 34 56" in second


def test_going_on_without_a_choice_says_so(client: Client, club: Service) -> None:
    assert "Kies eerst wat er niet klopt" in page(client, club, "?verder=1")
    assert "Kies eerst wat er niet klopt" not in page(client, club)


def test_a_suggestion_keeps_old_and_new_of_what_was_changed_and_nothing_else(client: Client, club: Service) -> None:
    answer = send(client, club, ["naam", "wat"], name="Huiswerkclub De Haven", description=club.description)
    assert answer.status_code == 302
    [value] = Suggestion.objects.get().values.all()
    assert (value.field, value.old_value, value.new_value) == (
        "name", "Huiswerkclub De Loods", "Huiswerkclub De Haven",
    )  # fmt: skip
    club.refresh_from_db()
    assert club.name == "Huiswerkclub De Loods"


def test_times_are_changed_day_by_day(client: Client, club: Service) -> None:
    shown = page(client, club, "?wat=wanneer")
    assert 'value="15.30-17.00"' in shown
    answer = send(client, club, ["wanneer"], **{"hours-TU": "15.30-17.00", "hours-TH": "16 tot 18 uur"})
    assert answer.status_code == 302
    [value] = Suggestion.objects.get().values.all()
    assert value.new_value == {"TU": [["15:30", "17:00"]], "TH": [["16:00", "18:00"]], "text": ""}


@pytest.mark.parametrize("said", ["morgen", "25.00-26.00", "9.00", "9.00-9.00", "9.00-12.00, 11.00-13.00", "9-12-15"])
def test_a_time_that_is_none_gets_a_sentence_with_its_day(client: Client, club: Service, said: str) -> None:
    shown = send(client, club, ["wanneer"], **{"hours-TU": said}).content.decode()
    assert "dinsdag" in shown
    assert "mend-error" in shown
    assert not Suggestion.objects.exists()


def test_times_by_the_month_are_asked_in_words(client: Client, club: Service) -> None:
    Schedule.objects.all().delete()
    Schedule.objects.create(service=club, freq="MONTHLY", byday="1SA", opens_at="10:00", closes_at="12:00")
    assert 'name="hours_words"' in page(client, club, "?wat=wanneer")
    assert send(client, club, ["wanneer"], hours_words="Nu elke tweede zaterdag").status_code == 302
    assert Suggestion.objects.get().values.get().field == "hours_words"


def test_it_has_stopped_needs_no_more_words(client: Client, club: Service) -> None:
    assert send(client, club, ["gestopt"]).status_code == 302
    value = Suggestion.objects.get().values.get()
    assert (value.field, value.old_value, value.new_value) == ("status", "active", "defunct")


def test_something_else_needs_words(client: Client, club: Service) -> None:
    assert "nog niets veranderd" in send(client, club, ["anders"]).content.decode()
    assert send(client, club, ["anders"], remark="De foto is oud.").status_code == 302
    assert Suggestion.objects.get().remark == "De foto is oud."


def test_a_text_of_200_kilobytes_is_refused_with_its_limit_and_nothing_is_lost(client: Client, club: Service) -> None:
    long = "Een zin. " * 22_000
    shown = send(client, club, ["wat"], description=long).content.decode()
    assert "Deze tekst is te lang: 197.999 tekens. Er passen er 5.000." in shown
    assert long.strip() in shown
    assert not Suggestion.objects.exists()


def test_signs_that_hide_or_turn_a_text_are_left_out_and_arabic_stays(client: Client, club: Service) -> None:
    send(client, club, ["naam"], name="\u202eneppo\u202c \u200bClub\ufeff مركز الحي\u2066")
    assert Suggestion.objects.get().values.get().new_value == "neppo Club مركز الحي"
    shown = client.get(reverse("mending:suggest", args=["havendijk", club.pk]) + "?wat=naam").content.decode()
    assert 'dir="auto"' in shown


@pytest.mark.parametrize(
    ("field", "said", "sentence"),
    [
        ("phones", "099 12 34", "Dit nummer klopt niet helemaal"),
        ("phones", "bel maar", "Dit nummer klopt niet helemaal"),
        ("email", "info kade.example", "Dit mailadres klopt niet"),
        ("url", "geen adres", "Dit webadres klopt niet"),
        ("url", "javascript:alert(1)", "Dit webadres klopt niet"),
        ("url", "https://kade.example@boef.example", "Dit webadres klopt niet"),
        ("phones", "\n".join(["0999 12 34 56"] * 20), "te veel regels"),
    ],
)
def test_what_cannot_be_reached_gets_a_kind_sentence(
    client: Client, club: Service, field: str, said: str, sentence: str
) -> None:
    shown = send(client, club, ["bereik"], **{"phones": "0999 - 12 34 56 balie", field: said}).content.decode()
    assert sentence in shown
    assert not Suggestion.objects.exists()


def test_a_number_a_website_and_ages_are_kept_as_values(client: Client, club: Service) -> None:
    said: dict[str, Any] = {
        "phones": "0999 - 12 34 56 balie\n0999 65 43 21", "email": "info@kade.example", "url": "www.loods.example",
        "ages-van": "6", "ages-tot": "12", "eligibility_description": "", "costs": "gratis\n€ 4,50 per boek",
    }  # fmt: skip
    assert send(client, club, ["bereik", "kosten", "voor-wie"], **said).status_code == 302
    values = {value.field: value.new_value for value in Suggestion.objects.get().values.all()}
    assert values == {
        "phones": [["0999 - 12 34 56", "balie", "+31999123456"], ["0999 65 43 21", "", "+31999654321"]],
        "url": "https://www.loods.example",
        "ages": [6.0, 12.0],
        "costs": [["0.00", ""], ["4.50", "per boek"]],
    }


def test_ages_the_wrong_way_round_are_turned_by_whoever_typed_them(client: Client, club: Service) -> None:
    shown = send(client, club, ["voor-wie"], **{"ages-van": "12", "ages-tot": "8"}).content.decode()
    assert "Draai ze om" in shown


def test_what_the_organization_lends_is_shown_and_is_no_change(client: Client, club: Service) -> None:
    shown = page(client, club, "?wat=bereik")
    assert "https://kade.example" in shown
    said = {"phones": "0999 - 12 34 56 balie", "email": "info@kade.example", "url": "https://kade.example"}
    assert "nog niets veranderd" in send(client, club, ["bereik"], **said).content.decode()


def test_a_secret_address_is_neither_shown_nor_asked(client: Client, club: Service) -> None:
    place = LocationFactory(name="Het veilige huis", hide_address=True)
    addressed(place, "Geheimstraat 9")
    ServiceAtLocation.objects.create(service=club, location=place)
    shown = page(client, club, "?wat=waar")
    assert "Geheimstraat" not in shown
    assert "veilige huis" not in shown
    assert 'name="where_words"' in shown


def test_an_address_is_asked_in_parts(client: Client, club: Service) -> None:
    place: Location = LocationFactory(name="De Loods")
    addressed(place, "Kade 3")
    ServiceAtLocation.objects.create(service=club, location=place)
    assert 'value="Kade 3"' in page(client, club, "?wat=waar")
    said = {
        "where-name": "De Loods",
        "where-street": "Kade 5",
        "where-postal_code": "8991ab",
        "where-city": "Havendijk",
    }
    assert send(client, club, ["waar"], **said).status_code == 302
    value = Suggestion.objects.get().values.get()
    assert value.new_value == {"name": "De Loods", "street": "Kade 5", "postal_code": "8991 AB", "city": "Havendijk"}
    assert value.old_value == {"location": str(place.pk), "said": "De Loods, Kade 3, Havendijk"}


# What keeps spam out


def test_too_quick_is_asked_to_look_again_and_the_second_time_it_goes(client: Client, club: Service) -> None:
    quick = send(client, club, ["naam"], name="Anders", begun=begun(club.pk, 0.5)).content.decode()
    assert "Dat ging heel snel" in quick
    assert 'value="Anders"' in quick
    assert send(client, club, ["naam"], name="Anders", begun=begun(club.pk, 4)).status_code == 302


@pytest.mark.parametrize("token", ["", "onzin", "a:b:c"])
def test_a_forged_moment_is_asked_again_with_a_new_one(client: Client, club: Service, token: str) -> None:
    shown = send(client, club, ["naam"], name="Anders", begun=token)
    assert "stond lang open" in shown.content.decode()
    assert shown.context["form"].token != token


def test_the_moment_of_another_page_does_not_count(client: Client, club: Service, network: Network) -> None:
    assert "stond lang open" in send(client, club, ["naam"], name="Anders", begun=begun("9")).content.decode()


def test_a_machine_that_fills_in_everything_is_refused_with_a_sentence(client: Client, club: Service) -> None:
    assert "onderste vak leeg" in send(client, club, ["naam"], name="Anders", bericht2="x").content.decode()
    assert not Suggestion.objects.exists()


def test_a_row_of_links_is_refused(client: Client, club: Service) -> None:
    links = "Kijk op https://een.example en www.twee.example en drie.example/koop"
    assert "rij webadressen" in send(client, club, ["anders"], remark=links).content.decode()


def test_one_address_sends_so_many_an_hour_and_then_waits(client: Client, club: Service, settings: Settings) -> None:
    settings.FORMS_PER_MINUTE = 4
    limits._windows.clear()
    codes = [send(client, club, ["anders"], remark=f"Nummer {number}").status_code for number in range(6)]
    assert codes[:4] == [302] * 4
    assert codes[-1] == 429


def test_the_same_sent_twice_is_kept_once(client: Client, club: Service) -> None:
    for _ in range(2):
        assert send(client, club, ["naam"], name="Huiswerkclub De Haven").status_code == 302
    assert Suggestion.objects.count() == 1


def test_many_open_tips_about_one_page_are_enough(client: Client, club: Service, network: Network) -> None:
    for number in range(MOST_OPEN):
        tip(club, network, name=f"Naam {number}")
    assert "al veel tips" in send(client, club, ["naam"], name="Nog een naam").content.decode()


# Who it was


def test_the_address_for_a_thank_you_is_encrypted_and_no_mail_goes_yet(client: Client, club: Service) -> None:
    send(client, club, ["naam"], name="Anders", contact="buur@havendijk.example")
    assert Suggestion.objects.get().contact == "buur@havendijk.example"
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM mending_suggestion")
        assert "havendijk" not in cursor.fetchone()[0]
    assert not Mail.objects.exists()


def test_of_who_sends_nothing_more_is_kept(client: Client, club: Service) -> None:
    send(client, club, ["naam"], name="Anders")
    row = Suggestion.objects.values().get()
    assert not [name for name, value in row.items() if "127.0.0.1" in str(value)]
    assert row["contact"] == ""


def test_a_service_of_another_network_is_not_found(client: Client, club: Service) -> None:
    NetworkFactory(slug="duinbeke")
    for name in ("suggest", "suggest_thanks", "history"):
        assert client.get(reverse(f"mending:{name}", args=["duinbeke", club.pk])).status_code == 404


def test_a_stopped_service_can_still_be_mended(client: Client, club: Service, area: Any) -> None:
    Service.objects.filter(pk=club.pk).update(status="defunct")
    reaching(club, area) if not club.reach.exists() else None
    assert "Kies wat er niet klopt" in page(client, club)


def test_a_form_without_our_page_is_refused(club: Service) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, club, ["naam"], name="Anders").status_code == 403


NASTY = ["\ud83d", "<script>alert(1)</script>", "a" * 300, "' OR 1=1 --", "😀" * 60, "\u0301" * 50]
BOXES = [
    "name", "description", "phones", "url", "email", "costs", "ages-van", "remark", "hours-MO", "hours-text",
    "where-street", "where-postal_code", "contact",
]  # fmt: skip


@pytest.mark.parametrize("nasty", NASTY)
def test_nonsense_is_a_page_and_never_an_error(client: Client, club: Service, nasty: str) -> None:
    text = nasty.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    topics = ["naam", "wat", "wanneer", "waar", "bereik", "kosten", "voor-wie", "gestopt", "anders", text[:1]]
    assert send(client, club, topics, **dict.fromkeys(BOXES, text)).status_code in {200, 302}
