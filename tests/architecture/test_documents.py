"""The documents say the same as the code."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.house import PROJECT, PYPROJECT, rooms

PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
DECISIONS = sorted((PROJECT / "docs" / "decisions").glob("0*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")


def rows(page: str) -> list[list[str]]:
    """The cells of every table row of a page, headings and rules left out."""
    lines = [line for line in (PROJECT / page).read_text().splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not line.startswith("|---")]


def test_every_model_has_one_row_in_the_glossary_with_all_cells_filled() -> None:
    nouns = [row for row in rows("docs/glossary.md") if re.fullmatch(r"`\w+\.\w+`", row[0])]
    models = {model._meta.label for model in apps.get_models() if model.__module__.startswith("buurtnet.")}
    assert sorted(row[0].strip("`") for row in nouns) == sorted(models)
    assert all(len(row) == 4 and all(row) for row in nouns)


def test_the_dutch_word_of_the_glossary_is_the_one_on_the_screen() -> None:
    names = {model._meta.label: str(model._meta.verbose_name) for model in apps.get_models()}
    for row in rows("docs/glossary.md"):
        if (label := row[0].strip("`")) in names:
            assert row[1] == names[label]


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(PROJECT)) for page in PAGES])
def test_a_link_to_a_file_of_ours_leads_somewhere(page: Path) -> None:
    dead = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert dead == []


def test_decisions_are_numbered_without_gaps_and_have_the_same_parts() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    index = (PROJECT / "docs" / "decisions" / "README.md").read_text()
    for path in DECISIONS:
        text = path.read_text()
        assert text.startswith(f"# {path.name[:4]} ")
        assert "\nStatus: " in text
        assert [line for line in text.splitlines() if line.startswith("## ")] == [
            "## Context",
            "## Decision",
            "## Consequences",
        ]
        assert f"({path.name})" in index


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    headings = [line for line in (PROJECT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")]
    assert headings[0] == "## Unreleased"
    assert all(re.fullmatch(r"## \d+\.\d+\.\d+ – \d{4}-\d{2}-\d{2}", heading) for heading in headings[1:])


def test_the_readme_tells_the_two_commands_on_its_first_screen() -> None:
    first_screen = "\n".join((PROJECT / "README.md").read_text().splitlines()[:40])
    assert "make demo" in first_screen
    assert "make test" in first_screen


def test_every_target_a_document_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target for page in PAGES for target in re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(), re.MULTILINE)
    }
    assert named <= targets
    assert {"demo", "setup", "test", "check", "fix", "bench", "test-long"} <= targets


def test_the_picture_of_the_house_shows_every_room() -> None:
    picture = (PROJECT / "docs" / "architecture.md").read_text().split("```")[1]
    assert {room for room in rooms() if re.search(rf"\b{room}\b", picture)} == set(rooms())


def test_the_licence_is_the_same_everywhere() -> None:
    assert PYPROJECT["project"]["license"] == "EUPL-1.2"
    assert "license: EUPL-1.2" in (PROJECT / "publiccode.yml").read_text()
    licence = (PROJECT / "LICENSE").read_text()
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "15.Applicable Law" in licence.replace("15. ", "15.")


def test_the_supported_pythons_are_named_alike() -> None:
    assert (PROJECT / ".python-version").read_text().split() == ["3.13", "3.12"]
    assert PYPROJECT["project"]["requires-python"] == ">=3.12"
    assert PYPROJECT["tool"]["mypy"]["python_version"] == "3.12"
