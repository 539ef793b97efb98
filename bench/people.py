"""Times the pages of members in a network of 5,000 people, with a long log behind them.

    python -m bench.people FOLDER [--people 5000] [--rows 1000000]

The folder is filled when it is empty: the demo, these people, and these rows of the log.
"""

import argparse
import itertools
import json
import random
import subprocess
import sys
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from pathlib import Path

import django

from bench.measures import spread

AT_A_TIME = 5_000
EACH = 100
CLIENTS = 2
NAMES = ("Noor", "Sem", "Lina", "Daan", "Amira", "Jip", "Elif", "Bram", "Wout", "Fenna", "Oumar", "Zosia")
WORK = ("Jeugdverpleegkundige", "Intern begeleider", "Jongerenwerker", "Leerkracht", "Opbouwwerker", "Wijkagent")
ASK = ("slapen", "taal", "samen eten", "geldzorgen", "sporten", "overgang naar de middelbare school", "pesten")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    args = parser.parse_args()
    django.setup()
    fill(args.people, args.rows)
    print(json.dumps(come_in()))


def measure_members(data: Path, people: int, rows: int) -> None:
    """Fill the data folder in a process of its own, serve it, and print p50, p95 and p99 of each page."""
    from bench.__main__ import buurtnet, heading, serving, surroundings  # noqa: PLC0415  # they import this one

    heading(f"Pages of members: {people:,} people, {rows:,} rows in the log (goal: p95 60 ms)")
    if not (data / "buurtnet.sqlite3").exists():
        buurtnet(data, "demo", "--no-serve")
    made = subprocess.run(
        [sys.executable, "-m", "bench.people", str(data), "--people", str(people), "--rows", str(rows)],
        env=surroundings(data), check=True, capture_output=True, text=True,
    )  # fmt: skip
    inside = json.loads(made.stdout.splitlines()[-1])
    with serving(data, SEARCHES_PER_MINUTE="0") as address:
        for what, paths in inside["pages"].items():
            urls = [address + path for path in itertools.islice(itertools.cycle(paths), EACH)]
            times = many(urls, f"{inside['cookie']}={inside['session']}")
            print(f"{what:<34}", *(f"{name} {value:6.1f} ms" for name, value in spread(times).items()), flush=True)


def many(urls: list[str], cookie: str) -> list[float]:
    def one(url: str) -> float:
        asked = urllib.request.Request(url, headers={"Accept-Encoding": "gzip", "Cookie": cookie})
        start = time.perf_counter()
        with urllib.request.urlopen(asked, timeout=30) as answer:
            answer.read()
            if answer.url != url:
                raise SystemExit(f"{url} sent us to {answer.url}")
        return time.perf_counter() - start

    for url in urls[:4]:
        one(url)
    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(one, urls))


def fill(people: int, rows: int) -> None:
    """As many members of Havendijk as were asked, each with a card; then rows of the log, sealed."""
    from buurtnet.areas.models import Network  # noqa: PLC0415  # Django must be set up first
    from buurtnet.people.choices import Role  # noqa: PLC0415
    from buurtnet.people.models import Card, Membership, Organization, Person  # noqa: PLC0415
    from buurtnet.privacy.models import LogRow  # noqa: PLC0415
    from buurtnet.privacy.sealing import seal  # noqa: PLC0415
    from buurtnet.themes.models import Theme  # noqa: PLC0415

    dice = random.Random(5)
    network = Network.objects.get(slug="havendijk")
    themes = list(Theme.objects.values_list("pk", flat=True))
    houses = list(Organization.objects.values_list("pk", flat=True)[:60])
    missing = people - Person.objects.count()
    for numbers in batched(range(max(0, missing)), AT_A_TIME):
        made = [Person(email=f"p{n}@bench.example", name=f"{dice.choice(NAMES)} van {n}") for n in numbers]
        Person.objects.bulk_create(made)
        Membership.objects.bulk_create(
            Membership(
                person=one, role=Role.MEMBER, network=network, organization_id=dice.choice(houses),
                title=dice.choice(WORK),
            )
            for one in made
        )  # fmt: skip
        Card.objects.bulk_create(
            Card(person=one, ask_me=f"Vraag mij over {dice.choice(ASK)}", languages=["nl"]) for one in made
        )
        through = Card.themes.through
        through.objects.bulk_create(
            through(card_id=one.pk, theme_id=slug) for one in made for slug in dice.sample(themes, 2)
        )
    everyone = list(Person.objects.values_list("pk", flat=True))
    for numbers in batched(range(max(0, rows - LogRow.objects.count())), AT_A_TIME):
        LogRow.objects.bulk_create(
            LogRow(
                action="view", actor=str(dice.choice(everyone)), subject=str(dice.choice(everyone)),
                object_kind="people.Card", object_id=str(uuid.UUID(int=n)),
            )
            for n in numbers
        )  # fmt: skip
    seal()


def come_in() -> dict[str, object]:
    """The session of a director in the second ring, and the pages to ask for."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from buurtnet.people import doors  # noqa: PLC0415
    from buurtnet.people.choices import Role  # noqa: PLC0415
    from buurtnet.people.models import Membership  # noqa: PLC0415
    from buurtnet.themes.models import Theme  # noqa: PLC0415

    roles = Membership.objects.current().filter(network__slug="havendijk")
    director = roles.filter(role=Role.DIRECTOR).select_related("person").first()
    assert director
    client = Client()
    client.force_login(director.person, backend="buurtnet.people.doors.DoorsBackend")
    session = client.session
    session.update({doors.STRONG_AT: time.time(), doors.STRONG_SEEN_AT: time.time()})
    session.save()
    members = list(roles.filter(role=Role.MEMBER).values_list("person", flat=True)[:EACH])
    here = "/havendijk/wie-is-wie/"
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "session": session.session_key,
        "pages": {
            "who is who": [here],
            "who is who, a word": [f"{here}?q={word}" for word in ("slapen", "Noor", "wijkagent")],
            "who is who, a theme": [
                f"{here}?thema={slug}" for slug in Theme.objects.values_list("pk", flat=True)[:9]
            ],
            "a person": [f"{here}{pk}/" for pk in members],
            "people and roles": ["/havendijk/beheer/mensen/"],
            "my account": ["/account/"],
            "who looked at me": ["/account/gegevens/gezien/"],
        },
    }


if __name__ == "__main__":
    main()
