from django.db import migrations

from buurtnet.privacy import triggers


def stand(apps, schema_editor):
    """Nobody changes or deletes what was published."""
    triggers.ensure(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0004_releases'),
    ]

    operations = [
        migrations.RunPython(stand, migrations.RunPython.noop),
    ]
