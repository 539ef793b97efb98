from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="idea",
            name="told_shown_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="verhaal op de site sinds"),
        ),
    ]
