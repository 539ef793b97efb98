"""The themes people browse by."""

from pathlib import Path

import pytest

from buurtnet.themes.actions import load_themes
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme

pytestmark = pytest.mark.django_db


def test_every_function_has_themes_with_a_name_in_dutch_and_english() -> None:
    assert load_themes() == Theme.objects.count() > 30
    assert set(Theme.objects.values_list("function", flat=True)) == set(EssentialFunction.values)
    assert not Theme.objects.filter(name="").exists()
    assert not Theme.objects.filter(name_en="").exists()


def test_loading_again_changes_nothing_and_mends_what_was_changed() -> None:
    load_themes()
    before = list(Theme.objects.values())
    Theme.objects.filter(pk="taal").update(name="Iets anders")
    load_themes()
    assert list(Theme.objects.values()) == before


def test_a_theme_that_left_the_file_stays(tmp_path: Path) -> None:
    Theme.objects.create(slug="eigen", function=1, name="Eigen thema")
    file = tmp_path / "themes.toml"
    file.write_text('[[theme]]\nslug = "taal"\nfunction = 1\nname = "Taal"\nnl_be = "Nederlands"\n')
    assert load_themes(file) == 1
    assert {theme.slug: theme.name_in("nl-be") for theme in Theme.objects.all()} == {
        "taal": "Nederlands", "eigen": "Eigen thema",
    }  # fmt: skip
