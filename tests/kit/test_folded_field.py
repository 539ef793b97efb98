"""A folded column follows its field, however a row is written."""

import pytest

from buurtnet.people.models import Card, Person

pytestmark = pytest.mark.django_db


def test_it_is_written_with_every_save() -> None:
    naima = Person.objects.create_user("naima@deschelp.example", name="Naïma El-Amrani")
    assert Person.objects.get(name_folded="naima el-amrani") == naima
    naima.name = "Zoë"
    naima.save()
    assert Person.objects.filter(name_folded="zoe").exists()


def test_many_at_once_are_folded_too() -> None:
    Person.objects.bulk_create([Person(email=f"{number}@x.example", name=f"José {number}") for number in range(3)])
    assert Person.objects.filter(name_folded__startswith="jose").count() == 3


def test_a_text_that_grows_by_folding_is_cut(db: None) -> None:
    person = Person.objects.create_user("x@x.example")
    Card.objects.create(person=person, ask_me="\u0132" * 280)  # a ligature of two letters
    assert len(Card.objects.get().ask_me_folded) == 560
