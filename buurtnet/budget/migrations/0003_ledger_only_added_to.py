from django.db import migrations, models

from buurtnet.privacy import triggers


def make_triggers(apps, schema_editor):
    triggers.ensure(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0002_told_shown_at"),
        ("privacy", "0005_releases_stand"),
    ]

    operations = [
        migrations.AddField(
            model_name="idea",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="gekeken op"),
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]
