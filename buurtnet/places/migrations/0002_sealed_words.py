from django.db import migrations, models

from buurtnet.privacy.encryption import EncryptedTextField, decrypted, encrypted

TEXTS = ("purpose", "reason")
AT_A_TIME = 500


def turned(apps, turn):
    booking = apps.get_model("places", "Booking")
    table = booking._meta.db_table
    rows, last = booking.objects.order_by("pk"), None
    while found := list((rows if last is None else rows.filter(pk__gt=last)).values("pk", *TEXTS)[:AT_A_TIME]):
        last = found[-1]["pk"]
        for row in found:
            texts = {name: turn(row[name], f"{table}.{name}") for name in TEXTS}
            booking.objects.filter(pk=row["pk"]).update(**texts)


def encrypt_what_is_there(apps, schema_editor):
    turned(apps, encrypted)


def decrypt_what_is_there(apps, schema_editor):
    turned(apps, decrypted)


class Migration(migrations.Migration):
    """A column takes long text first, then gets it encrypted, and only then refuses what is not."""

    dependencies = [
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.AlterField("booking", "purpose", models.TextField(blank=True, default="", verbose_name="waarvoor")),
        migrations.AlterField("booking", "reason", models.TextField(blank=True, default="", verbose_name="waarom niet")),
        migrations.RunPython(encrypt_what_is_there, decrypt_what_is_there),
        migrations.AlterField(
            "booking", "purpose", EncryptedTextField(blank=True, default="", verbose_name="waarvoor")
        ),
        migrations.AlterField(
            "booking", "reason", EncryptedTextField(blank=True, default="", verbose_name="waarom niet")
        ),
    ]
