"""Tables made together are what they would be one by one."""

import pytest
from django.db import connection, models
from django.db.migrations import CreateModel
from django.db.migrations.state import ProjectState

from buurtnet.kit.migrating import Together

KEY = ("id", models.BigAutoField(primary_key=True))
NET = CreateModel("Net", [KEY])
KNOT = CreateModel("Knot", [KEY, ("net", models.ForeignKey("kit.net", models.CASCADE, related_name="knots"))])


def names(state: ProjectState) -> set[str]:
    return {field.name for field in state.apps.get_model("kit", "net")._meta.get_fields()}


def test_what_there_is_afterwards_is_the_same_and_each_knows_the_other() -> None:
    together, apart = ProjectState(), ProjectState()
    for state in (together, apart):
        assert not list(state.apps.get_models())  # it was drawn before
    Together([NET, KNOT]).state_forwards("kit", together)
    for one in (NET, KNOT):
        one.state_forwards("kit", apart)
    assert together == apart
    assert names(together) == names(apart) == {"id", "knots"}


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_made_and_taken_away() -> None:
    step, before, after = Together([NET, KNOT]), ProjectState(), ProjectState()
    step.state_forwards("kit", after)
    tables = {"kit_net", "kit_knot"}
    with connection.schema_editor() as editor:
        step.database_forwards("kit", editor, before, after)
    assert tables <= set(connection.introspection.table_names())
    with connection.schema_editor() as editor:
        step.database_backwards("kit", editor, after, before)
    assert not tables & set(connection.introspection.table_names())
