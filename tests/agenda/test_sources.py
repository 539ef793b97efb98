"""Reading along: added after a look, taken up, kept up to date, stopped when it vanished, and never a way inside."""

import datetime as dt
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from buurtnet.agenda import following, sources, taking_up
from buurtnet.agenda.choices import ActivityState, DateState, SourceState
from buurtnet.agenda.dates import Times, extend_all
from buurtnet.agenda.following import normal, read_all, read_now, read_source
from buurtnet.agenda.icalendar_in import read_icalendar
from buurtnet.agenda.models import Activity, ActivityDate, CalendarSource, ReadAlong, Signup
from buurtnet.agenda.reading_along import Why
from buurtnet.agenda.taking_up import stop_one
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.fetch import Limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from tests.agenda.rows import AMSTERDAM, a_date, an_activity, coming
from tests.agenda.test_icalendar import calendar
from tests.kit.elsewhere import say, served
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db


class Elsewhere:
    """A calendar that stands somewhere else, as it is now."""

    def __init__(self) -> None:
        self.body, self.status, self.etag, self.place = b"", 200, "", ""
        self.asked: list[str] = []
        self.other: Any = None

    @property
    def address(self) -> str:
        return f"http://{self.place}/agenda.ics"

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.headers.get("If-None-Match", ""))
        if self.other is not None:
            self.other(handler)
        elif self.etag and handler.headers.get("If-None-Match") == self.etag:
            say(handler, b"", 304)
        else:
            say(handler, self.body, self.status, Content_Type="text/calendar", ETag=self.etag or '"x"')


@pytest.fixture
def elsewhere_calendar(settings: Settings) -> Iterator[Elsewhere]:
    found = Elsewhere()
    with served(found) as place:
        found.place = place
        settings.FETCH_HOSTS = frozenset({place})
        yield found


@pytest.fixture
def anna(network: Network, kompas: Organization, joris: Person) -> Person:
    """The editor of an organization that takes part."""
    return person("Anna Visser", Role.EDITOR, None, kompas)


@pytest.fixture
def source(network: Network, kompas: Organization, elsewhere_calendar: Elsewhere) -> CalendarSource:
    made: CalendarSource = CalendarSource.objects.create(
        network=network, organization=kompas, address=elsewhere_calendar.address
    )
    return made


def stamp(day: dt.date, hour: int = 15) -> str:
    return f"{day:%Y%m%d}T{hour:02}0000"


def event(uid: str = "1", title: str = "Zangmiddag", day: dt.date | None = None, more: str = "") -> str:
    return f"UID:{uid}\nSUMMARY:{title}\nDTSTART:{stamp(day or coming(3))}\nDURATION:PT1H\n{more}"


def later(source: CalendarSource, days: int) -> CalendarSource:
    source.refresh_from_db()
    return read_source(source, now=timezone.now() + dt.timedelta(days=days))


def test_what_stands_there_is_taken_up_and_done_again_nothing_comes(
    source: CalendarSource, elsewhere_calendar: Elsewhere, kompas: Organization
) -> None:
    weekly = event(
        "2", "Spelletjes", more=f"RRULE:FREQ=WEEKLY;COUNT=5\nEXDATE:{stamp(coming(3) + dt.timedelta(days=7))}"
    )
    elsewhere_calendar.body = calendar(event(more="LOCATION:Het plein"), weekly)
    source = read_source(source)
    one = Activity.objects.get(title="Zangmiddag")
    assert (one.state, one.owner_organization, one.place_text) == (ActivityState.LIVE, kompas, "Het plein")
    assert one.dates.count() == 1
    assert Activity.objects.get(title="Spelletjes").dates.count() == 4
    assert (source.taken_up, source.left_out, source.state) == (2, 0, SourceState.ON)
    assert source.said == "2 activiteiten staan in de agenda."
    dates = set(one.dates.values_list("pk", flat=True))
    read_source(source, whole=True)
    assert Activity.objects.count() == 2
    assert set(one.dates.values_list("pk", flat=True)) == dates
    assert extend_all() == 0


def test_what_changes_there_changes_here_but_not_what_a_person_changed(
    source: CalendarSource, elsewhere_calendar: Elsewhere
) -> None:
    elsewhere_calendar.body = calendar(event("1", "Zangmiddag"), event("2", "Breien"))
    read_source(source)
    Activity.objects.filter(title="Breien").update(title="Breien en haken", version=2)
    day = coming(4)
    elsewhere_calendar.body = calendar(event("1", "Zingen", day), event("2", "Kantklossen", day))
    read_source(source, whole=True)
    assert set(Activity.objects.values_list("title", flat=True)) == {"Zingen", "Breien en haken"}
    assert [one.starts_at.date() for one in Activity.objects.get(title="Zingen").dates.all()] == [day]
    assert Activity.objects.get(title="Breien en haken").dates.get().starts_at.date() == coming(3)


def test_a_date_that_people_joined_is_called_off_and_not_lost(
    source: CalendarSource, elsewhere_calendar: Elsewhere
) -> None:
    elsewhere_calendar.body = calendar(event())
    read_source(source)
    date = Activity.objects.get().dates.get()
    Signup.objects.create(date=date, alias="Buur", line=1, link_hash="x")
    elsewhere_calendar.body = calendar(event(day=coming(5)))
    read_source(source, whole=True)
    date.refresh_from_db()
    assert date.state == DateState.CANCELLED
    assert Activity.objects.get().dates.count() == 2


def test_what_vanished_is_stopped_after_the_second_reading_and_comes_back(
    source: CalendarSource, elsewhere_calendar: Elsewhere
) -> None:
    elsewhere_calendar.body = calendar(event("1", day=coming(3, weeks=4)), event("2", "Breien", coming(3, weeks=4)))
    read_source(source)
    elsewhere_calendar.body = calendar(event("1", day=coming(3, weeks=4)))
    later(source, 1)
    assert Activity.objects.filter(state=ActivityState.LIVE).count() == 2
    later(source, 2)
    assert list(Activity.objects.filter(state=ActivityState.LIVE).values_list("title", flat=True)) == ["Zangmiddag"]
    elsewhere_calendar.body = calendar(event("2", "Breien", coming(3, weeks=4)))
    later(source, 3)
    assert Activity.objects.get(title="Breien").state == ActivityState.LIVE


def test_what_did_not_change_is_not_sent_again_until_a_week_passed(
    source: CalendarSource, elsewhere_calendar: Elsewhere
) -> None:
    elsewhere_calendar.body, elsewhere_calendar.etag = calendar(event(day=coming(3, weeks=4))), '"een"'
    read_source(source)
    assert later(source, 1).state == SourceState.ON
    later(source, 9)
    assert elsewhere_calendar.asked == ["", '"een"', ""]


@pytest.mark.parametrize(
    ("status", "word"), [(404, "niets meer"), (410, "niets meer"), (403, "inlogt"), (500, "morgen")]
)
def test_a_calendar_that_fails_says_so_in_one_sentence_and_is_tried_again(
    source: CalendarSource, elsewhere_calendar: Elsewhere, status: int, word: str
) -> None:
    elsewhere_calendar.body = calendar(event())
    read_source(source)
    elsewhere_calendar.status = status
    failing = read_source(source)
    assert failing.state == SourceState.FAILING
    assert word in failing.said
    assert Activity.objects.get().state == ActivityState.LIVE
    elsewhere_calendar.status = 200
    assert read_all() == 1
    source.refresh_from_db()
    assert source.state == SourceState.ON


def test_one_that_is_put_off_is_not_read(source: CalendarSource, elsewhere_calendar: Elsewhere) -> None:
    CalendarSource.objects.update(state=SourceState.OFF)
    assert read_all() == 0
    assert elsewhere_calendar.asked == []


def test_a_network_without_the_room_is_not_read_for(
    source: CalendarSource, elsewhere_calendar: Elsewhere, network: Network
) -> None:
    network.rooms = [Room.MAP]
    network.save()
    assert read_all() == 0
    assert elsewhere_calendar.asked == []


def test_what_is_here_already_is_not_taken_twice(source: CalendarSource, elsewhere_calendar: Elsewhere) -> None:
    an_activity(source.network, Times(coming(3), dt.time(15)), title="Zangmiddag")
    elsewhere_calendar.body = calendar(event("1", "Zang-middag"), event("2", "Breien"))
    read_source(source)
    assert Activity.objects.filter(title__startswith="Zang").count() == 1
    source.refresh_from_db()
    assert "1 lijkt op iets wat er al staat" in source.said


@pytest.mark.parametrize(
    "body",
    [b"", b"\0" * 100, b"<html>", b"BEGIN:VCALENDAR", b"[" * 200_000, b'{"member": 5}', b"\xff\xfe\x00B", b"{}"],
)
def test_nonsense_leaves_everything_as_it_is(
    source: CalendarSource, elsewhere_calendar: Elsewhere, body: bytes
) -> None:
    elsewhere_calendar.body = calendar(event())
    read_source(source)
    elsewhere_calendar.body = body
    assert read_source(source, whole=True).said
    assert Activity.objects.get().state == ActivityState.LIVE


def test_a_huge_file_is_refused(source: CalendarSource, elsewhere_calendar: Elsewhere) -> None:
    elsewhere_calendar.body = b"BEGIN:VCALENDAR\r\n" + b"X" * 6_000_000
    said = read_source(source)
    assert (said.state, "5 MB" in said.said) == (SourceState.FAILING, True)


def test_a_slow_one_is_cut_off_in_time(
    source: CalendarSource, elsewhere_calendar: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "LIMITS", Limits(most_bytes=5_000_000, seconds=0.3, silent_seconds=5))
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
        while not over.wait(0.05):
            handler.wfile.write(b"x")

    elsewhere_calendar.other = drip
    assert read_source(source).state == SourceState.FAILING
    over.set()


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/agenda.ics", "http://[::1]/x", "http://169.254.169.254/latest/meta-data", "http://10.0.0.8/x"],
)
def test_an_address_that_points_inside_is_refused_with_a_clear_sentence(
    director: Client, network: Network, kompas: Organization, joris: Person, address: str
) -> None:
    answer = director.post(new(network), {"address": address, "organization": str(kompas.pk)})
    assert "gesloten netwerk" in answer.content.decode()
    assert not CalendarSource.objects.exists()


def test_a_redirect_inside_is_not_followed(source: CalendarSource, elsewhere_calendar: Elsewhere) -> None:
    elsewhere_calendar.other = lambda handler: say(handler, b"", 302, Location="http://127.0.0.1:9/agenda.ics")
    assert read_source(source).state == SourceState.FAILING


@pytest.mark.parametrize("address", ["", "file:///etc/passwd", "https://a:b@example.org/x", "onzin", "x" * 900])
def test_what_is_no_address_is_said_beside_the_field(
    director: Client, network: Network, kompas: Organization, joris: Person, address: str
) -> None:
    answer = director.post(new(network), {"address": address, "organization": str(kompas.pk)})
    assert answer.status_code == 200
    assert 'id="address_fout"' in answer.content.decode()


def test_webcal_is_https() -> None:
    assert normal(" webcal://example.org/a.ics ") == "https://example.org/a.ics"


# The pages


def new(network: Network) -> str:
    return reverse("agenda:source_new", args=[network.slug])


def test_an_editor_looks_first_and_then_takes_it_up_once(
    anna: Person, network: Network, kompas: Organization, elsewhere_calendar: Elsewhere
) -> None:
    elsewhere_calendar.body = calendar(event(title="Zangmiddag <b>"), event("2", "Oud", dt.date(2020, 1, 1)))
    client = ring_one(anna)
    assert kompas.name in client.get(new(network)).content.decode()
    sent = {"address": elsewhere_calendar.address, "organization": str(kompas.pk)}
    page = client.post(new(network), sent)
    text = page.content.decode()
    assert "Zangmiddag" in text
    assert "1 al geweest" in text
    assert not Activity.objects.exists()
    sent["seen"] = page.context["token"]
    answer = client.post(new(network), sent)
    assert answer.status_code == 302
    source = CalendarSource.objects.get()
    assert "We lezen deze agenda nu." in client.get(answer.url).content.decode()  # type: ignore[attr-defined]  # a redirect
    assert not Activity.objects.exists()
    read_now.func(str(source.pk))
    assert Activity.objects.get().made_by == anna
    again = client.post(new(network), sent)
    assert "lezen we al mee" in again.content.decode()
    assert CalendarSource.objects.count() == 1
    page = client.get(answer.url)  # type: ignore[attr-defined]  # a redirect
    assert "Zangmiddag" in page.content.decode()
    assert "We lezen deze agenda nu." not in page.content.decode()
    assert kompas.name in client.get(reverse("agenda:source_list", args=[network.slug])).content.decode()


def test_a_forged_look_takes_nothing_up(
    director: Client, network: Network, kompas: Organization, joris: Person, elsewhere_calendar: Elsewhere
) -> None:
    elsewhere_calendar.body = calendar(event())
    sent = {"address": elsewhere_calendar.address, "organization": str(kompas.pk), "seen": "vals"}
    assert director.post(new(network), sent).status_code == 200
    assert not CalendarSource.objects.exists()


def test_it_is_put_off_and_on_read_and_taken_away(
    director: Client, network: Network, source: CalendarSource, elsewhere_calendar: Elsewhere
) -> None:
    elsewhere_calendar.body = calendar(event("1"), event("2", "Breien"))
    url = reverse("agenda:source", args=[network.slug, source.pk])
    for deed, state in (("uit", SourceState.OFF), ("aan", SourceState.ON), ("lees", SourceState.ON), ("?", "on")):
        assert director.post(url, {"doe": deed}).status_code == 302
        source.refresh_from_db()
        assert source.state == state
    read_now.func(str(source.pk))
    Activity.objects.filter(title="Breien").update(version=4)
    director.post(url, {"doe": "weg"})
    assert not CalendarSource.objects.exists()
    assert not ReadAlong.objects.exists()
    assert list(Activity.objects.filter(state=ActivityState.LIVE).values_list("title", flat=True)) == ["Breien"]


def test_no_transaction_takes_away_more_than_some(
    director: Client, network: Network, source: CalendarSource, elsewhere_calendar: Elsewhere,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(sources, "AT_ONCE", 2)
    elsewhere_calendar.body = calendar(*(event(str(one), f"Nummer {one}") for one in range(5)))
    read_source(source)
    left = list[tuple[int, int]]()

    def stopped(row: ReadAlong, now: dt.datetime) -> bool:
        left.append((ReadAlong.objects.count(), CalendarSource.objects.filter(state=SourceState.OFF).count()))
        return stop_one(row, now)

    monkeypatch.setattr(sources, "stop_one", stopped)
    director.post(reverse("agenda:source", args=[network.slug, source.pk]), {"doe": "weg"})
    assert left == [(5, 1), (5, 1), (3, 1), (3, 1), (1, 1)]  # while it is off, no worker takes up what is let go
    assert not CalendarSource.objects.exists()
    assert not Activity.objects.filter(state=ActivityState.LIVE).exists()


@pytest.mark.parametrize("deed", ["lees", "aan"])
def test_the_worker_reads_and_not_the_page(
    director: Client, network: Network, source: CalendarSource, elsewhere_calendar: Elsewhere, deed: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    elsewhere_calendar.body = calendar(event())
    CalendarSource.objects.update(state=SourceState.ON if deed == "lees" else SourceState.OFF, read_at=timezone.now())
    url = reverse("agenda:source", args=[network.slug, source.pk])
    with django_capture_on_commit_callbacks(execute=True):
        director.post(url, {"doe": deed})
    assert elsewhere_calendar.asked == []
    assert "We lezen deze agenda nu." in director.get(url).content.decode()
    (waiting,) = DBTaskResult.objects.filter(task_path=read_now.module_path)
    read_now.func(*waiting.args_kwargs["args"])
    assert Activity.objects.get().title == "Zangmiddag"
    assert "We lezen deze agenda nu." not in director.get(url).content.decode()


def test_what_was_put_off_taken_away_or_has_no_room_any_more_is_not_read_by_the_worker(
    source: CalendarSource, elsewhere_calendar: Elsewhere, network: Network
) -> None:
    CalendarSource.objects.update(state=SourceState.OFF)
    read_now.func(str(source.pk))
    CalendarSource.objects.update(state=SourceState.ON)
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP])
    read_now.func(str(source.pk))
    CalendarSource.objects.all().delete()
    read_now.func(str(source.pk))
    assert elsewhere_calendar.asked == []


def test_one_that_is_taken_away_while_it_is_read_leaves_nothing(
    source: CalendarSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(address: str, etag: str = "") -> following.Fetched:
        CalendarSource.objects.all().delete()
        return following.Fetched(calendar(event()), "")

    monkeypatch.setattr(following, "fetched", answer)
    read_source(source)
    assert not Activity.objects.exists()


def test_a_calendar_gives_no_more_dates_than_fit_and_says_so(
    source: CalendarSource, elsewhere_calendar: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_up, "MOST_KEPT", 1_000)
    daily = [event(str(one), f"Nummer {one}", more="RRULE:FREQ=DAILY") for one in range(5)]
    elsewhere_calendar.body = calendar(*daily, event("los", "Een keer"))
    said = read_source(source).said
    assert 300 < ActivityDate.objects.count() <= 1_000
    assert "3 te veel voor één agenda" in said
    assert Activity.objects.filter(title="Een keer").exists()
    before = set(ActivityDate.objects.values_list("pk", flat=True))
    elsewhere_calendar.body = calendar(event("nieuw", "Nieuw", more="RRULE:FREQ=DAILY"), *daily)
    read_source(source, whole=True)
    assert set(ActivityDate.objects.values_list("pk", flat=True)) == before  # what is here goes before what is new


def test_what_is_counted_out_and_compared_is_bounded(
    source: CalendarSource, monkeypatch: pytest.MonkeyPatch, network: Network
) -> None:
    for number in range(9):
        an_activity(network, Times(coming(3), dt.time(15)), title=f"Zang met groep {number}")
    rows = [event(str(one), f"Zingen in het koor {one}", more="RRULE:FREQ=DAILY") for one in range(60)]
    compared = Mock(return_value=Mock(ratio=Mock(return_value=0.0)))
    counted = Mock(side_effect=taking_up.planned)
    monkeypatch.setattr(taking_up, "SequenceMatcher", compared)
    monkeypatch.setattr(taking_up, "planned", counted)
    monkeypatch.setattr(taking_up, "MOST_COUNTED", 4_000)
    monkeypatch.setattr(taking_up, "MOST_COMPARED", 20)
    found = read_icalendar(calendar(*rows), AMSTERDAM, timezone.localdate())
    taking_up.sort_out(network, source, found, timezone.now())
    assert counted.call_count <= 11
    assert found.left_out[Why.TOO_MANY] >= 49
    assert compared.call_count == 20


def test_no_transaction_takes_up_more_than_some(
    source: CalendarSource, elsewhere_calendar: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_up, "AT_ONCE", 2)
    taken = Mock(side_effect=taking_up.take_up)
    monkeypatch.setattr(following, "take_up", taken)
    elsewhere_calendar.body = calendar(*(event(str(one), f"Nummer {one}") for one in range(5)))
    read_source(source)
    assert [len(call.args[1].entries) for call in taken.call_args_list] == [2, 2, 1]
    assert Activity.objects.count() == 5


def test_the_hour_that_the_clock_shows_twice_is_read_again_as_it_was(
    source: CalendarSource, elsewhere_calendar: Elsewhere
) -> None:
    night = f"UID:1\nSUMMARY:Nachtwacht\nDTSTART:{coming(3):%Y%m%d}T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY"
    elsewhere_calendar.body = calendar(night)
    read_source(source)
    before = set(ActivityDate.objects.values_list("pk", "changed_at"))
    read_source(source, whole=True)
    assert set(ActivityDate.objects.values_list("pk", "changed_at")) == before


def test_the_dates_of_a_series_come_in_a_few_statements(
    source: CalendarSource, elsewhere_calendar: Elsewhere
) -> None:
    elsewhere_calendar.body = calendar(event(more="RRULE:FREQ=DAILY"))
    with CaptureQueriesContext(connection) as asked:
        read_source(source)
    assert ActivityDate.objects.count() > 300
    assert len(asked) < 60


def test_others_see_nothing_of_it(
    partner: Client, resident: Client, director: Client, anna: Person, source: CalendarSource, network: Network,
    elsewhere: Network,
) -> None:  # fmt: skip
    pages = [
        reverse("agenda:source_list", args=[network.slug]), new(network),
        reverse("agenda:source", args=[network.slug, source.pk]),
    ]  # fmt: skip
    for url in pages:
        assert partner.get(url).status_code == resident.get(url).status_code == 404
        assert Client().get(url).status_code == 302
        assert director.get(url).status_code == ring_one(anna).get(url).status_code == 200
        assert director.get(url.replace(network.slug, elsewhere.slug)).status_code == 404
        assert Client().post(url).status_code == 302
    network.rooms = [Room.MAP]
    network.save()
    assert [director.get(url).status_code for url in pages] == [404] * 3


def test_an_organization_that_is_not_yours_is_no_choice(
    anna: Person, network: Network, elsewhere_calendar: Elsewhere
) -> None:
    other = Organization.objects.create(name="Anderen", kind="informal")
    sent = {"address": elsewhere_calendar.address, "organization": str(other.pk)}
    answer = ring_one(anna).post(new(network), sent)
    assert 'id="organization_fout"' in answer.content.decode()
    assert elsewhere_calendar.asked == []


def test_a_date_of_ours_is_no_double_of_another_day(source: CalendarSource, elsewhere_calendar: Elsewhere) -> None:
    a_date(an_activity(source.network, title="Zangmiddag"))
    elsewhere_calendar.body = calendar(event(day=coming(3, weeks=6)))
    read_source(source)
    assert Activity.objects.filter(title="Zangmiddag").count() == 2
