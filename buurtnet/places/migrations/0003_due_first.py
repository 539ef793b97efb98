from django.db import migrations, models


class Migration(migrations.Migration):
    """What the jobs of the day look for."""

    dependencies = [
        ("places", "0002_sealed_words"),
    ]

    operations = [
        migrations.AddIndex("appointment", models.Index(fields=["state", "starts_at"], name="turn_in_state")),
        migrations.AddIndex("appointment", models.Index(fields=["forget_on"], name="turn_forgotten")),
        migrations.AddIndex("booking", models.Index(fields=["state", "starts_at"], name="booking_in_state")),
        migrations.AddIndex("booking", models.Index(fields=["forget_on"], name="booking_forgotten")),
    ]
