"""Names are folded as the search folds them (ł is l, œ is oe): what was folded before is folded again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from buurtnet.areas.names import folded, slug_of

BATCH = 500


def refold(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    places = apps.get_model("areas", "Place")
    changed = []
    for place in places.objects.only("name", "folded").iterator(BATCH):
        again = folded(place.name)[:120]
        if place.folded != again:
            place.folded = again
            changed.append(place)
    places.objects.bulk_update(changed, ["folded"], batch_size=BATCH)
    areas = apps.get_model("areas", "Area")
    moved = []
    for area in areas.objects.only("name", "code", "slug").iterator(BATCH):
        again = slug_of(area.name, area.code)
        if area.slug != again:
            area.slug = again
            moved.append(area)
    areas.objects.bulk_update(moved, ["slug"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]

    operations = [migrations.RunPython(refold, migrations.RunPython.noop)]
