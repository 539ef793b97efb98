"""The contact of a group without an organization is of who began it."""

from typing import Any

from django.db import migrations
from django.db.models import F


def say_whose(apps: Any, _schema_editor: Any) -> None:
    groups = apps.get_model("groups", "Group").objects
    groups.filter(organization=None).exclude(contact="").update(contact_by=F("made_by"))


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_whose_contact")]

    operations = [migrations.RunPython(say_whose, migrations.RunPython.noop)]
