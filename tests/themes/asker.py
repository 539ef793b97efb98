"""Run by a test in a process of its own: keeps the vocabulary in memory and does what it is told, line by line."""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

from tests.ready import use_what_is_ready


def main(data_dir: str) -> None:
    Path(data_dir).mkdir(exist_ok=True)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "buurtnet.config.settings", "BUURTNET_DATA_DIR": data_dir}
    os.environ.setdefault("SECRET_KEY", "of a test that keeps no secret")
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    use_what_is_ready()
    call_command("migrate", verbosity=0)
    answer_lines()


def answer_lines() -> None:
    from buurtnet.areas.models import Network  # noqa: PLC0415 (models need settings)
    from buurtnet.themes.models import Concept, Label  # noqa: PLC0415
    from buurtnet.themes.vocabulary import vocabulary  # noqa: PLC0415

    network, _ = Network.objects.get_or_create(slug="hier", name="Hier", town="Dorp", country="NL", locale="nl")
    concept, _ = Concept.objects.get_or_create(slug="asked-here", name="gevraagd")
    for line in sys.stdin:
        verb, _space, text = line.strip().partition(" ")
        if verb == "add":
            Label.objects.create(network=network, concept=concept, text=text, folded=text, kind="term")
            answer("added")
        elif verb == "remove":
            Label.objects.filter(network=network, text=text).delete()
            answer("removed")
        else:
            mentions = vocabulary(network.pk).mentions(text.split())
            answer(" ".join(mention.concept for mention in mentions) or "-")


def answer(said: str) -> None:
    sys.stdout.write(said + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
