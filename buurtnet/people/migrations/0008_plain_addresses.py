import logging

from django.db import migrations, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

logger = logging.getLogger("buurtnet.people")


def make_plain(apps, schema_editor):
    """Addresses in small plain letters, as they are compared from now on.

    What cannot be made plain, or belongs to two accounts, stays as it is and is named by its id: nobody loses an
    account here, and no address stands in a technical log.
    """
    kept = [pk for pk, email in strange_or_capital(apps, "Person") if not keep_person(apps, pk, email)]
    for pk in kept:
        logger.warning("Account %s keeps its mail address: it is not in plain letters, or another has it too.", pk)
    for pk, email in strange_or_capital(apps, "Invitation"):
        rows = apps.get_model("people", "Invitation").objects.filter(pk=pk)
        if email.isascii():
            rows.update(email=email.lower())
        elif rows.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now()):
            logger.warning("Invitation %s is withdrawn: its mail address is not in plain letters.", pk)
    for pk, email in strange_or_capital(apps, "SigninLink"):
        rows = apps.get_model("people", "SigninLink").objects.filter(pk=pk)
        if email.isascii():
            rows.update(email=email.lower())
        else:
            rows.filter(used_at=None).update(used_at=timezone.now())


def strange_or_capital(apps, model):
    rows = apps.get_model("people", model).objects.order_by("pk").values_list("pk", "email")
    return [(pk, email) for pk, email in rows.iterator() if not email.isascii() or email != email.lower()]


def keep_person(apps, pk, email):
    """Whether the account has its address in plain letters now."""
    persons = apps.get_model("people", "Person").objects
    if not email.isascii() or persons.filter(email=email.lower()).exclude(pk=pk).exists():
        return False
    try:
        with transaction.atomic():
            persons.filter(pk=pk).update(email=email.lower())
    except IntegrityError:
        return False
    return True


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_welcome'),
    ]

    operations = [
        migrations.RunPython(make_plain, migrations.RunPython.noop, elidable=True),
    ]
