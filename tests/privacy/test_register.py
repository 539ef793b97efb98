from typing import ClassVar

import pytest
from django.apps import apps
from django.db import models

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Person
from buurtnet.privacy.others import OTHERS
from buurtnet.privacy.register import Sensitivity, declaration_of, entries, problems, register

MODELS = apps.get_models()


@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])
def test_every_model_declares_every_field_exactly_once(model: type[models.Model]) -> None:
    assert problems(model) == []


def test_models_of_other_packages_are_declared_in_one_file_and_all_exist() -> None:
    theirs = {model._meta.label for model in MODELS if not model.__module__.startswith("buurtnet.")}
    assert set(OTHERS) == theirs


def test_the_register_says_how_long_a_mail_address_is_kept_and_how_it_is_erased() -> None:
    lines = {(entry.model, entry.field): entry for entry in register()}
    email = lines["people.Person", "email"]
    assert (email.subject, email.sensitivity) == (Subject.PERSON, Sensitivity.PERSONAL)
    assert email.keep is not None
    assert email.keep.erase == Erase.REPLACE
    assert lines["people.Organization", "name"].sensitivity == Sensitivity.PUBLIC
    assert lines["people.Organization", "name"].keep is None


def test_the_register_has_one_line_for_every_field() -> None:
    names = [(entry.model, entry.field) for entry in register()]
    assert len(names) == len(set(names))
    assert {field for model, field in names if model == "people.Person"} == {
        field.name for field in Person._meta.concrete_fields
    }


@pytest.mark.django_isolate_apps("tests.privacy")
def test_a_field_left_out_named_twice_or_unknown_is_a_problem() -> None:
    class Diary(models.Model):
        title = models.TextField()
        secret = models.TextField()
        mood = models.TextField()

        class Meta:
            app_label = "privacy"

        class Privacy:
            subject = Subject.PERSON
            of_nobody = "a diary has no name on it"
            public: ClassVar = ["id", "title", "weather"]
            personal: ClassVar = {"title": Keep(Erase.BLANK), "mood": "for ever"}

    assert problems(Diary) == [
        "privacy.Diary.secret is not declared",
        "privacy.Diary.Privacy declares weather, which is no field",
        "privacy.Diary.title is declared 2 times",
        "privacy.Diary.mood does not say how it is erased",
    ]


@pytest.mark.django_isolate_apps("tests.privacy")
def test_a_model_without_declaration_is_a_problem_also_where_its_parent_has_one() -> None:
    class Note(models.Model):
        class Meta:
            abstract = True
            app_label = "privacy"

        class Privacy:
            subject = Subject.NOBODY
            public: ClassVar = ["id"]

    class Letter(Note):
        class Meta:
            app_label = "privacy"

    assert declaration_of(Letter) is None
    assert list(entries(Letter)) == []
    assert problems(Letter) == ["privacy.Letter has no class Privacy"]


@pytest.mark.django_isolate_apps("tests.privacy")
def test_a_declaration_says_whom_a_row_is_about() -> None:
    class Stone(models.Model):
        class Meta:
            app_label = "privacy"

        class Privacy:
            public: ClassVar = ["id"]

    assert problems(Stone) == ["privacy.Stone.Privacy does not say whom a row is about"]


def test_the_register_refuses_a_bad_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(OTHERS, "sessions.Session")
    with pytest.raises(ValueError, match=r"sessions\.Session has no class Privacy"):
        list(register())
