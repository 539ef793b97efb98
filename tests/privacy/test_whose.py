"""A person's rows are found in every room: for the export, and to be erased."""

import json
import uuid
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from buurtnet.config.commands import privacy_register
from buurtnet.kit.declare import Subject
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Person
from buurtnet.privacy.actions import erase_all_of
from buurtnet.privacy.choices import Action
from buurtnet.privacy.export import data_of
from buurtnet.privacy.ledger import ledger_path, read_ledger
from buurtnet.privacy.log import record
from buurtnet.privacy.models import Erasure, LogRow
from buurtnet.privacy.readable import label, sections_of, told
from buurtnet.privacy.register import declaration_of, problems_of_whom, way_to_person
from buurtnet.privacy.register_page import page
from buurtnet.privacy.whose import rows_of_person
from tests.privacy.diary import Diary
from tests.privacy.log_rows import JORIS, SAMIRA

ABOUT_PERSONS = [
    model for model in apps.get_models() if getattr(declaration_of(model), "subject", None) == Subject.PERSON
]
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def with_the_diary(diary: type[Diary], monkeypatch: pytest.MonkeyPatch) -> type[Diary]:
    found = [*apps.get_models(), diary]
    monkeypatch.setattr("django.apps.apps.get_models", lambda **_: found)
    return diary


@pytest.mark.parametrize("model", ABOUT_PERSONS, ids=[model._meta.label for model in ABOUT_PERSONS])
@pytest.mark.django_db
def test_each_model_about_persons_says_how_one_is_found_or_why_not(model: type[models.Model]) -> None:
    declaration = declaration_of(model)
    assert declaration is not None
    assert list(problems_of_whom(model, declaration)) == []
    if way := way_to_person(model):
        assert not model._base_manager.filter(**{way: uuid.uuid4()}).exists()


@pytest.mark.django_isolate_apps("tests.privacy")
def test_a_way_that_leads_nowhere_is_a_problem() -> None:
    class Letter(models.Model):
        class Meta:
            app_label = "privacy"

        class Privacy:
            subject = Subject.PERSON
            of = "reader__person"
            withheld = {"text": "too long"}
            public = ["id"]

    assert list(problems_of_whom(Letter, Letter.Privacy)) == [
        "privacy.Letter.Privacy.of names reader__person, which leads nowhere",
        "privacy.Letter.Privacy withholds text, which is no field",
    ]


@pytest.mark.django_db
def test_an_export_holds_all_of_one_person_readable_and_nothing_of_another(with_the_diary: type[Diary]) -> None:
    samira = Person.objects.create_user("samira@buurt.example", "geheim-wachtwoord", name="Samira")
    for number, person in enumerate([samira.pk, samira.pk, JORIS]):
        with_the_diary.objects.create(person=person, text=f"dag {number}", day=timezone.localdate())
    record(Action.VIEW, actor=JORIS, subject=samira)
    data = json.loads(json.dumps(data_of(samira.pk)))
    kinds = {kind["model"]: kind for kind in data["kinds"]}
    assert set(kinds) == {"people.Person", "privacy.Diary", "privacy.LogRow"}
    assert kinds["people.Person"]["rows"][0]["email"] == "samira@buurt.example"
    assert [row["text"] for row in kinds["privacy.Diary"]["rows"]] == ["dag 0", "dag 1"]
    assert "password" not in kinds["people.Person"]["rows"][0]
    assert set(kinds["privacy.LogRow"]["withheld"]) == {"ip_hash", "signin_hash"}
    assert data["person"] == str(samira.pk)


@pytest.mark.django_db
def test_in_words_it_has_labels_and_no_empty_lines(with_the_diary: type[Diary]) -> None:
    samira = Person.objects.create_user("samira@buurt.example", name="Samira")
    with_the_diary.objects.create(person=samira.pk, text="dag", day=timezone.localdate())
    sections = {section.name: section.rows for section in sections_of(samira.pk)}
    assert ("naam", "Samira") in sections["je account"][0]
    assert ("text", "dag") in sections["diarys"][0]
    assert not [text for rows in sections.values() for row in rows for _, text in row if not text]


@pytest.mark.parametrize("model", ABOUT_PERSONS, ids=[model._meta.label for model in ABOUT_PERSONS])
def test_each_field_that_a_person_reads_has_a_label_in_words_of_people(model: type[models.Model]) -> None:
    if (
        way_to_person(model) is None or model is LogRow
    ):  # of nobody; and rows of the log are told by the room of people
        return
    for name in told(model):
        said = label(model, name)
        assert said == "account" or said != name.replace("_", " "), f"{model._meta.label}.{name} has no label"


@pytest.mark.django_db
def test_of_nobody_nothing_is_kept() -> None:
    assert data_of(uuid.uuid4())["kinds"] == []
    assert sections_of(uuid.uuid4()) == []


@pytest.mark.django_db
def test_erasing_reaches_every_room_and_leaves_others_and_the_log(
    with_the_diary: type[Diary], files: Path, django_capture_on_commit_callbacks: object
) -> None:
    samira = Person.objects.create_user("samira@buurt.example", name="Samira")
    mine = [with_the_diary.objects.create(person=samira.pk, text="x") for _ in range(2)]
    other = with_the_diary.objects.create(person=JORIS, text="x")
    record(Action.VIEW, actor=JORIS, subject=samira)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_all_of(samira.pk, by=samira)["privacy.Diary"] == 2
    assert list(with_the_diary.objects.all()) == [other]
    assert LogRow.objects.filter(subject=samira.pk, action=Action.VIEW).exists()
    said = LogRow.objects.get(action=Action.ERASE)
    assert (said.subject, said.actor) == (str(samira.pk), str(samira.pk))
    keys = {str(row_id) for row_id in Erasure.objects.values_list("object_id", flat=True)}
    assert keys == {line.object_id for line in read_ledger(ledger_path()).lines}
    assert len(keys) == len(mine)
    samira.refresh_from_db()
    assert samira.name == "Samira"  # the account is the caller's
    assert erase_all_of(samira.pk, by=None).get("privacy.Diary") is None


@pytest.mark.django_db
def test_the_account_is_no_row_among_the_others() -> None:
    assert Person not in [model for model, _ in rows_of_person(SAMIRA)]


def test_the_page_of_the_register_is_as_the_models_declare() -> None:
    assert (PROJECT / "docs" / "privacy-register.md").read_text() == page(), "run: buurtnet privacy register"


def test_a_page_that_is_stale_is_refused_and_can_be_written(tmp_path: Path) -> None:
    parser = privacy_register.argparse.ArgumentParser()
    privacy_register.arguments(parser)
    file = tmp_path / "register.md"
    for text in (None, "old"):
        if text:
            file.write_text(text)
        with pytest.raises(PlainError, match="not of this version"):
            privacy_register.run(parser.parse_args(["--check", "--file", str(file)]))
    privacy_register.run(parser.parse_args(["--file", str(file)]))
    assert privacy_register.run(parser.parse_args(["--check", "--file", str(file)])) == 0
    with pytest.raises(PlainError, match="no folder"):
        privacy_register.run(parser.parse_args(["--file", str(tmp_path / "none" / "x.md")]))
