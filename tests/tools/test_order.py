from pathlib import Path

import pytest

from tests.order import starts_programs, together

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("test", "part"),
    [
        ("tests/kit/test_work.py::test_a", "tests/kit/test_work.py"),
        ("tests/kit/test_work.py::test_a[one::two]", "tests/kit/test_work.py"),
        ("tests/town/test_pages.py::test_a[one::two]", "tests/town/test_pages.py::test_a"),
    ],
)
def test_a_file_is_for_one_process_and_the_town_is_shared_out_by_function(test: str, part: str) -> None:
    assert together(test) == part


def test_files_that_start_programs_are_known() -> None:
    assert starts_programs(HERE.parent / "config" / "test_serving.py")
    assert not starts_programs(HERE.parent / "kit" / "test_numbers.py")
