"""The mail address of a contact stands apart, and is someone's only when they sign in with exactly that address."""

import re
from typing import Any

from django.db import migrations
from django.db.models import Q

ADDRESS = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+")
LOOSE = " .,;:/·-–"


def cut(apps: Any, _schema_editor: Any) -> None:
    contacts, people = apps.get_model("practices", "PlaybookContact"), apps.get_model("people", "Person")
    rows = contacts.objects.filter(Q(reach__contains="@") | Q(name__contains="@") | Q(whose__isnull=False))
    for contact in rows.iterator():
        found = [one.rstrip(".") for one in ADDRESS.findall(f"{contact.reach} {contact.name}")]
        address = found[0] if found else ""
        whose = people.objects.filter(email__iexact=address).first() if address else None
        contacts.objects.filter(pk=contact.pk).update(
            reach=without(contact.reach, address), name=without(contact.name, address), address=address, whose=whose
        )


def without(text: str, address: str) -> str:
    if not address or address not in text:
        return text
    return " ".join(text.replace(address, " ", 1).split()).strip(LOOSE)


def put_back(apps: Any, _schema_editor: Any) -> None:
    contacts = apps.get_model("practices", "PlaybookContact")
    for contact in contacts.objects.exclude(address="").iterator():
        contacts.objects.filter(pk=contact.pk).update(reach=f"{contact.reach} {contact.address}".strip()[:200])


class Migration(migrations.Migration):
    dependencies = [("practices", "0004_address_apart"), ("people", "0015_mail_unsubscribe")]

    operations = [migrations.RunPython(cut, put_back)]
