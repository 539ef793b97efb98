"""Times the picture of a net of 135 organizations that met for ten years: to compute it, to show it, and its size.

    python -m bench.ties [--organizations 135] [--years 10]

It fills a data folder of its own (SQLite) with the demo and made-up meetings, working groups and joint activities;
times are of its processor. Goals: 1 s to compute, 100 kB to send.
"""

import argparse
import datetime as dt
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

from bench.measures import run
from bench.needs import come_in, timed

EACH, SEED = 20, 135
# Of each kind: how many in a year, and how many organizations are there at the most.
YEARLY = {"meeting": (24, 40), "working_group": (96, 8), "activity": (120, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organizations", type=int, default=135)
    parser.add_argument("--years", type=int, default=10)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="buurtnet-bench-ties-"))
    try:
        os.environ |= {
            "BUURTNET_DEMO": "1", "MEANING": "off", "SEARCHES_PER_MINUTE": "0", "BUURTNET_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        }  # fmt: skip
        demo = [sys.executable, "-m", "buurtnet.config", "demo", "--no-serve", "--data-dir", str(folder)]
        run(demo, env=dict(os.environ))
        measure(args.organizations, args.years)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(count: int, years: int) -> None:
    import django  # noqa: PLC0415  # the data folder must be named first

    django.setup()
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from buurtnet.areas.models import Network  # noqa: PLC0415
    from buurtnet.kit.collecting import collected_between_answers  # noqa: PLC0415
    from buurtnet.people.models import Organization  # noqa: PLC0415
    from buurtnet.ties.choices import OccasionKind  # noqa: PLC0415
    from buurtnet.ties.gathering import gather  # noqa: PLC0415
    from buurtnet.ties.models import Occasion, OccasionPartner  # noqa: PLC0415
    from buurtnet.ties.picturing import latest, measured, renew  # noqa: PLC0415

    network, today = Network.objects.get(slug="havendijk"), timezone.localdate()
    there = len(gather(network, today).organizations)
    more = [Organization(name=f"Organisatie {number}") for number in range(count - there)]
    dice, met, partners = random.Random(SEED), [], []
    with transaction.atomic():
        Organization.objects.bulk_create(more)
        everyone = gather(network, today).organizations + more
        for kind, (yearly, most) in YEARLY.items():
            for number in range(yearly * years):
                on = today - dt.timedelta(days=number * 365 // yearly)
                met.append(Occasion(network=network, key=f"bench {kind} {number}", kind=OccasionKind(kind), on=on))
                who = dice.sample(everyone, dice.randint(2, most))
                partners += [OccasionPartner(occasion=met[-1], organization=one) for one in who]
        Occasion.objects.bulk_create(met)
        OccasionPartner.objects.bulk_create(partners)
    last, found = latest(network), gather(network, today)
    renew(network)
    picture = latest(network)
    assert picture is not None
    client, site = come_in(network), f"/{network.slug}/beheer/net/"
    collected_between_answers()
    size = len(client.get(site).content) / 1000
    print(f"{len(picture.results['knots'])} organizations, {len(picture.results['ties'])} ties, {len(met)} occasions")
    timed("gather what a picture is made of", EACH, lambda: gather(network, today))
    timed("first picture, computed", EACH, lambda: measured(found, today, None))
    timed("next picture, computed", EACH, lambda: measured(found, today, last))
    timed("page of the net", EACH, lambda: client.get(site))
    print(f"page of the net: {size:.0f} kB before compression")


if __name__ == "__main__":
    main()
