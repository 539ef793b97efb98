import logging

from django.db import migrations, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

logger = logging.getLogger("buurtnet.people")


def make_plain(apps, schema_editor):
    """Addresses in small plain letters, as they are compared from now on.

    A domain with other letters gets the form in which people.addresses compares it. What cannot be made plain, or
    belongs to two accounts, stays as it is and is named by its id, never by its address: its owner cannot sign in
    until the operator changes it.
    """
    kept = [pk for pk, email in strange_or_capital(apps, "Person") if not keep_person(apps, pk, email)]
    for pk in kept:
        logger.warning("Account %s keeps its mail address: it is not in plain letters, or another has it too.", pk)
    for pk, email in strange_or_capital(apps, "Invitation"):
        rows = apps.get_model("people", "Invitation").objects.filter(pk=pk)
        if plain(email):
            rows.update(email=plain(email))
        elif rows.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now()):
            logger.warning("Invitation %s is withdrawn: its mail address is not in plain letters.", pk)
    for pk, email in strange_or_capital(apps, "SigninLink"):
        rows = apps.get_model("people", "SigninLink").objects.filter(pk=pk)
        if plain(email):
            rows.update(email=plain(email))
        else:
            rows.filter(used_at=None).update(used_at=timezone.now())


def plain(email):
    """The address in small plain letters; "" when it has none."""
    local, at, domain = email.rpartition("@")
    labels = [label if label.isascii() else in_ascii(label) for label in domain.split(".")]
    return f"{local}{at}{'.'.join(labels)}".lower() if local.isascii() and all(labels) else ""


def in_ascii(label):
    """A part of a domain as the name server knows it; "" for one that only looks like a plain one."""
    try:
        found = label.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return found if found.startswith("xn--") else ""


def strange_or_capital(apps, model):
    rows = apps.get_model("people", model).objects.order_by("pk").values_list("pk", "email")
    return [(pk, email) for pk, email in rows.iterator() if not email.isascii() or email != email.lower()]


def keep_person(apps, pk, email):
    """Whether the account has its address in plain letters now."""
    persons = apps.get_model("people", "Person").objects
    if not plain(email) or persons.filter(email=plain(email)).exclude(pk=pk).exists():
        return False
    try:
        with transaction.atomic():
            persons.filter(pk=pk).update(email=plain(email))
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
