"""What a linter cannot see of the models."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from tests.architecture.house import PACKAGE, modules

OWN_MODELS = [model for model in apps.get_models() if model.__module__.startswith("buurtnet.")]
every_model = pytest.mark.parametrize("model", OWN_MODELS, ids=[model._meta.label for model in OWN_MODELS])
LONGEST = 500


@every_model
def test_a_model_saves_as_django_saves(model: type[models.Model]) -> None:
    for parent in model.__mro__:
        if parent.__module__.startswith("buurtnet."):
            assert not {"save", "delete"} & set(vars(parent)), f"{parent} does more on save: that is an action"


@every_model
def test_a_model_is_one_table_and_links_to_one_kind(model: type[models.Model]) -> None:
    assert not model._meta.parents, "no multi-table inheritance"
    assert not [field for field in model._meta.private_fields if isinstance(field, GenericForeignKey)]


@every_model
def test_a_model_has_a_dutch_name_and_a_sentence_that_says_what_it_is(model: type[models.Model]) -> None:
    assert "verbose_name" in model._meta.original_attrs
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


def test_kit_and_home_have_no_tables() -> None:
    assert not {model._meta.app_label for model in OWN_MODELS} & {"kit", "home", "config"}


def test_files_of_models_stay_short() -> None:
    files = [path for path in modules() if path.name == "models.py" or path.parent.name == "models"]
    assert len(files) > 3
    assert not {
        str(path.relative_to(PACKAGE)): lines
        for path in files
        if (lines := len(path.read_text().splitlines())) >= LONGEST
    }
