"""Many ids as one parameter, and ids as the database writes them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from buurtnet.people.models import Organization
from buurtnet.search.many_ids import Among, bare, whole, written

pytestmark = pytest.mark.django_db


def test_just_the_rows_with_these_ids_are_found() -> None:
    first, second, _third = (Organization.objects.create(name=name) for name in ("Klimop", "Wingerd", "Linde"))
    ids = [first.pk, second.pk, uuid4()]
    assert set(Organization.objects.filter(Among("pk", ids))) == {first, second}
    assert set(Organization.objects.filter(Among("pk", ids), name="Klimop")) == {first}
    assert set(Organization.objects.filter(Q(Among("pk", ids[:1])) | Q(Among("pk", ids[1:])))) == {first, second}
    assert not Organization.objects.filter(Among("pk", [])).exists()


def test_an_empty_reference_is_none_of_them_and_none_itself() -> None:
    above = Organization.objects.create(name="Klimop")
    Organization.objects.create(name="Wingerd", parent_organization=above)
    below = Organization.objects.filter(Among("parent_organization_id", [above.pk]))
    assert [one.name for one in below] == ["Wingerd"]
    rows = dict(Organization.objects.values_list("name", bare("parent_organization_id")))
    assert rows["Klimop"] is None
    assert rows["Wingerd"] is not None
    assert whole(rows["Wingerd"]) == above.pk


def test_a_bare_id_asks_further_and_is_written_as_people_write_it() -> None:
    one = Organization.objects.create(name="Klimop")
    found = list(Organization.objects.values_list(bare("pk"), flat=True))
    assert [written(pk) for pk in found] == [str(one.pk)]
    assert [whole(pk) for pk in found] == [one.pk]
    assert Organization.objects.get(Among("pk", found)) == one


def test_a_thousand_ids_are_one_parameter() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert not Organization.objects.filter(Among("pk", [uuid4() for _ in range(40_000)])).exists()
    assert len(asked) == 1
