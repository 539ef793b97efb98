"""The shipped vocabulary in the database is that of the files."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from buurtnet.config import prepare
from buurtnet.themes.actions import load_themes, load_vocabulary, switch_off
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept, Edition, Label, LabelOff
from buurtnet.themes.shipped import DamagedError, read_shipped
from tests.factories import ConceptFactory, LabelFactory, NetworkFactory
from tests.themes.vocabularies import FOOD, written

pytestmark = pytest.mark.django_db


def everything() -> list[list[Any]]:
    through = (Concept.themes.through, Concept.related.through)
    tables = (Concept, Label, Edition, LabelOff, *through)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_file_becomes_concepts_with_labels_of_every_kind(tmp_path: Path) -> None:
    load_themes()
    loaded = load_vocabulary(written(tmp_path))
    assert (loaded.concepts, loaded.labels, loaded.is_new) == (3, Label.objects.count(), True)
    bank = Concept.objects.get(pk="voedselbank")
    assert bank.broader_id == "eten"
    assert (bank.name_in("nl"), bank.name_in("nl-be"), bank.name_in("en"), bank.name_in("tr")) == (
        "voedselbank", "voedselbedeling", "food bank", "voedselbank",
    )  # fmt: skip
    assert [one.pk for one in bank.related.all()] == ["kledingbank"]
    assert [one.pk for one in Concept.objects.get(pk="eten").themes.all()] == ["geld"]
    kinds = {(label.text, label.language): label.kind for label in bank.labels.all()}
    assert kinds["voedselbedeling", "nl-BE"] == LabelKind.PREFERRED
    assert kinds["voedselhulp", "nl"] == LabelKind.TERM
    assert kinds["sociale kruidenier", "nl-BE"] == LabelKind.TERM
    assert kinds["geen eten op het einde van de maand", "nl-BE"] == LabelKind.SAYING
    assert kinds["VB", "nl"] == LabelKind.ABBREVIATION
    assert kinds["foedselbank", "nl"] == LabelKind.MISSPELT
    assert kinds["gıda bankası", "tr"] == LabelKind.SAYING
    assert Label.objects.get(text="gıda bankası").folded == "gida bankasi"


def test_loading_twice_changes_nothing_and_asks_one_question(tmp_path: Path) -> None:
    load_vocabulary(written(tmp_path))
    before = everything()
    with CaptureQueriesContext(connection) as captured:
        assert not load_vocabulary(tmp_path).is_new
    assert everything() == before
    assert len(captured) == 1


def test_an_edition_that_only_comes_back_keeps_every_row(tmp_path: Path) -> None:
    load_vocabulary(written(tmp_path))
    before = list(Label.objects.order_by("pk").values("pk", "text", "changed_at"))
    load_vocabulary(written(tmp_path, FOOD + "\n# nothing new\n"))
    assert list(Label.objects.order_by("pk").values("pk", "text", "changed_at")) == before
    assert Edition.objects.count() == 2


def test_what_left_the_files_goes_and_what_a_network_said_itself_stays(tmp_path: Path) -> None:
    load_vocabulary(written(tmp_path))
    network = NetworkFactory.create()
    own = LabelFactory.create(concept_id="kledingbank", network=network, text="het ruilhuis")
    load_vocabulary(
        written(tmp_path, FOOD.split('[[concept]]\nslug = "kledingbank"')[0].replace("voedselhulp", "x y"))
    )
    assert not Label.objects.filter(network=None, concept="kledingbank").exists()
    assert list(Label.objects.filter(concept="kledingbank")) == [own]
    assert Concept.objects.get(pk="kledingbank").is_gone
    assert not Label.objects.filter(text="voedselhulp").exists()
    assert Label.objects.filter(text="x y", kind=LabelKind.TERM).exists()
    load_vocabulary(written(tmp_path))
    assert not Concept.objects.get(pk="kledingbank").is_gone


def test_a_label_that_is_switched_off_stays_so_in_a_new_edition(tmp_path: Path) -> None:
    load_vocabulary(written(tmp_path))
    switch_off(NetworkFactory.create(), Label.objects.get(text="voedselhulp"))
    load_vocabulary(written(tmp_path, FOOD.replace('terms = ["voedselhulp"', 'terms = ["iets", "Voedselhulp"')))
    assert LabelOff.objects.get().label.text == "Voedselhulp"


@pytest.mark.parametrize("text", ["[[concept", '[[concept]]\nslug = "a"', "concept = 3", "[[concept]]\nslug=1\nnl=2"])
def test_a_damaged_file_is_told_and_changes_nothing(tmp_path: Path, text: str) -> None:
    load_vocabulary(written(tmp_path))
    before = everything()
    written(tmp_path, text, "stuk.toml")
    with pytest.raises(DamagedError, match=r"stuk\.toml"):
        load_vocabulary(tmp_path)
    assert everything() == before


def test_starting_goes_on_with_what_is_there_when_a_file_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    load_vocabulary(written(tmp_path))
    written(tmp_path, "[[concept", "stuk.toml")
    monkeypatch.setattr(prepare, "load_vocabulary", partial(load_vocabulary, tmp_path))
    prepare.ship_vocabulary()
    assert "stuk.toml" in caplog.text
    assert Concept.objects.count() == 3


def test_starting_brings_the_shipped_vocabulary() -> None:
    prepare.ship_themes()
    prepare.ship_vocabulary()
    assert Concept.objects.count() == len(read_shipped().concepts)


def test_an_empty_folder_is_an_empty_vocabulary(tmp_path: Path) -> None:
    assert load_vocabulary(tmp_path / "none").concepts == 0
    assert not Concept.objects.exists()


def test_a_label_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    text = '[[concept]]\nslug = "a"\nnl = "Café"\nen = "cafe"\nterms = ["cafe", "CAFÉ", "...", "café-bar"]'
    (concept,) = read_shipped(written(tmp_path, text)).concepts
    assert [(label.folded, label.language) for label in concept.labels] == [
        ("cafe", "nl"), ("cafe", "en"), ("cafe bar", "nl"),
    ]  # fmt: skip


def test_the_database_refuses_what_is_no_label() -> None:
    concept, network = ConceptFactory.create(), NetworkFactory.create()
    LabelFactory.create(concept=concept, text="eten")
    LabelFactory.create(concept=concept, text="eten", network=network)
    for odd in (
        {"text": "Eten"}, {"text": "eten", "network": network}, {"text": "...", "folded": ""}, {"kind": "other"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            LabelFactory.create(concept=concept, **odd)
    concept.broader = concept
    with pytest.raises(IntegrityError), transaction.atomic():
        concept.save()
    with pytest.raises(ValidationError):
        Concept(slug="x", name="").full_clean()
