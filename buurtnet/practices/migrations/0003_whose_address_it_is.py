"""Contacts of playbooks that are someone's own mail address: so that they go with the account of that person."""

import re
from typing import Any

from django.db import migrations

ADDRESS = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+")


def say_whose(apps: Any, _schema_editor: Any) -> None:
    contacts, people = apps.get_model("practices", "PlaybookContact"), apps.get_model("people", "Person")
    for contact in contacts.objects.filter(reach__contains="@").iterator():
        for address in ADDRESS.findall(contact.reach):
            if person := people.objects.filter(email__iexact=address).first():
                contacts.objects.filter(pk=contact.pk).update(whose=person)


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0002_what_to_watch_for_and_whose_address"),
        ("people", "0015_mail_unsubscribe"),
    ]

    operations = [migrations.RunPython(say_whose, migrations.RunPython.noop)]
