from django.db import migrations, models

import buurtnet.privacy.encryption
from buurtnet.privacy.encryption import decrypted, encrypted

TEXTS = (("Mail", "body"), ("SigninLink", "next_path"), ("AddressChange", "new_email"), ("Card", "phone"))


def turned(apps, turn):
    for name, field in TEXTS:
        model = apps.get_model("people", name)
        place = f"{model._meta.db_table}.{field}"
        for pk, text in list(model.objects.values_list("pk", field)):
            model.objects.filter(pk=pk).update(**{field: turn(text, place)})


def encrypt_what_is_there(apps, schema_editor):
    turned(apps, encrypted)


def decrypt_what_is_there(apps, schema_editor):
    turned(apps, decrypted)


class Migration(migrations.Migration):
    """A column takes long text first, then gets it encrypted, and only then refuses what is not."""

    dependencies = [
        ("people", "0004_found_without_accents"),
    ]

    operations = [
        migrations.AlterField("signinlink", "next_path", models.TextField(blank=True, default="")),
        migrations.AlterField("addresschange", "new_email", models.TextField()),
        migrations.AlterField("card", "phone", models.TextField(blank=True, default="")),
        migrations.RunPython(encrypt_what_is_there, decrypt_what_is_there),
        migrations.AlterField("mail", "body", buurtnet.privacy.encryption.EncryptedTextField()),
        migrations.AlterField(
            "signinlink",
            "next_path",
            buurtnet.privacy.encryption.EncryptedTextField(
                blank=True, default="", help_text="can be the address of a code to set up"
            ),
        ),
        migrations.AlterField(
            model_name='addresschange',
            name='new_email',
            field=buurtnet.privacy.encryption.EncryptedTextField(verbose_name='nieuw mailadres'),
        ),
        migrations.AlterField(
            model_name='card',
            name='phone',
            field=buurtnet.privacy.encryption.EncryptedTextField(blank=True, default='', verbose_name='telefoon'),
        ),
    ]
