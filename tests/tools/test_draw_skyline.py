"""The row of houses on a page is what its drawing makes."""

from pathlib import Path

import pytest

from tools import draw_skyline


def test_the_template_is_the_drawing() -> None:
    assert draw_skyline.TARGET.read_text("utf-8") == draw_skyline.drawing()


def test_the_drawing_is_written_to_the_template(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(draw_skyline, "TARGET", tmp_path / "_skyline.html")
    assert draw_skyline.main() == 0
    assert draw_skyline.TARGET.read_text("utf-8") == draw_skyline.drawing()
    assert capsys.readouterr().out.endswith(" characters\n")
