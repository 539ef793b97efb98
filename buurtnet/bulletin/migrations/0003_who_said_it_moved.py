"""Who says good news stood among the days; it gets a place of its own, with who wrote it down."""

from typing import Any
from uuid import UUID

from django.db import migrations


def move_who(apps: Any, _schema_editor: Any) -> None:
    items, stories = apps.get_model("bulletin", "EditionItem"), apps.get_model("agenda", "Story")
    for item in items.objects.filter(kind="success", of__startswith="story:").iterator():
        story = stories.objects.filter(pk=UUID(item.of.partition(":")[2])).first()
        teller = story.told_by if story else None
        # Whose account is gone is named nowhere: no later erasure would find that row.
        is_theirs = teller is not None and teller.is_active
        items.objects.filter(pk=item.pk).update(
            said_by=item.when[:80] if is_theirs else "", when="", told_by=teller if is_theirs else None
        )


class Migration(migrations.Migration):
    dependencies = [("bulletin", "0002_who_said_it"), ("agenda", "0002_initial")]

    operations = [migrations.RunPython(move_who, migrations.RunPython.noop)]
