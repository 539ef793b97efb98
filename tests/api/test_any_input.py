"""Whatever is asked, the answer is one a client can use: 200, 400 or 404, always JSON, never an error of ours."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtnet.api.parameters import PARAMETERS, TAKES
from buurtnet.areas.models import Area
from tests.api.asking import ROOT, indexed, public
from tests.directory.searchable import weekly

pytestmark = pytest.mark.django_db

GOOD: dict[str, st.SearchStrategy[str]] = {
    "search": st.sampled_from(["club", "Club -sport", "kind van 8 in havendijk", '"', "%", "club AND (", "é"]),
    "page": st.integers(1, 4).map(str),
    "per_page": st.integers(1, 100).map(str),
    "day": st.sampled_from(["MO", "su"]),
    "start_time": st.times().map(lambda time: time.strftime("%H:%M")),
    "end_time": st.times().map(lambda time: time.strftime("%H:%M:%S")),
    "modified_after": st.datetimes().map(lambda moment: moment.isoformat()),
    "postcode": st.from_regex(r"[1-9][0-9]{3}( ?[A-Z]{2})?", fullmatch=True),
    "lat": st.floats(-90, 90).map(lambda number: f"{number:.6f}"),
    "lon": st.floats(-180, 180).map(lambda number: f"{number:.6f}"),
    "proximity": st.integers(0, 100_000).map(str),
    "minimum_age": st.integers(0, 150).map(str),
    "maximum_age": st.integers(0, 150).map(str),
}
ODD = st.text(max_size=40) | st.sampled_from(["-1", "1e400", "NaN", "true", "null", "{}", "\0", "\ud7ff", "9" * 99])
NAMES = st.sampled_from(sorted(PARAMETERS)) | st.text(max_size=8)
QUESTIONS = st.lists(NAMES.flatmap(lambda name: st.tuples(st.just(name), GOOD.get(name, ODD) | ODD)), max_size=6).map(
    dict
)
REFUSED_BEFORE = ["services?search=a%00b", "services?search=%ff%fe", "services?search=" + "a" * 10_000]
SOUND = st.fixed_dictionaries({}, optional=GOOD)


@pytest.fixture
def offer(areas: list[Area]) -> None:
    for number in range(3):
        service = public(f"Club {number}", areas[1], at=500.0 * number, minimum_age=number, maximum_age=12)
        weekly(service, "MO,SU", "09:00", "17:00")
    indexed()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(path=st.sampled_from(sorted(TAKES)), question=QUESTIONS | SOUND, by_post=st.booleans())
def test_any_question_has_an_answer(offer: None, path: str, question: dict[str, str], by_post: bool) -> None:
    client = Client()
    answer: Any = client.post(ROOT + path, question) if by_post else client.get(ROOT + path, question)
    assert answer.status_code in {200, 400, 404}
    found = json.loads(answer.content)
    if answer.status_code == 200:
        assert len(found["contents"]) == found["size"] <= found["total_items"]
    else:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert found["status"] == answer.status_code


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(sorted(TAKES)), last=st.text(min_size=1, max_size=40))
def test_any_id_has_an_answer(offer: None, path: str, last: str) -> None:
    assert Client().get(f"{ROOT}{path}/" + "".join(f"%{byte:02X}" for byte in last.encode())).status_code in {
        200,
        400,
        404,
    }


@pytest.mark.parametrize("path", REFUSED_BEFORE)
def test_what_no_room_is_asked_gets_a_problem_that_a_program_reads(path: str) -> None:
    answer = Client().get(ROOT + path)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.content)["status"] == 400
