"""Times pages end to end: two clients at once against two workers, each request on a connection of its own."""

import random
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from bench.make_services import ACTIVITIES, WORDS
from bench.measures import spread

CLIENTS = 2
EACH = 100


def measure_pages(address: str, network: str) -> None:
    """Prints p50, p95 and p99 of each page; the goals are 80 ms for a search and 50 ms for others."""
    print(f"\n== Pages of '{network}', 2 workers and 2 clients (goals: search p95 80 ms, others 50 ms)", flush=True)
    dice = random.Random(3)
    searches = [f"/{network}/zoeken/?q={urllib.parse.quote(dice.choice(ACTIVITIES))}" for _ in range(EACH)]
    common = [f"/{network}/zoeken/?q={'+'.join(dice.sample(WORDS, 2))}" for _ in range(EACH)]
    filtered = [f"{one}&leeftijd=3&gratis=1&bij=52.0,4.8" for one in searches]
    found = links(address + searches[0], f"/{network}/aanbod/")
    for what, paths in {
        "search, one word": searches,
        "search, common words": common,
        "search with filters and near": filtered,
        "suggestions": [f"/{network}/zoeken/suggesties/?q={dice.choice(ACTIVITIES)[:5]}" for _ in range(EACH)],
        "home of the network": [f"/{network}/"] * EACH,
        "themes": [f"/{network}/themas/"] * EACH,
        "a service": [dice.choice(found) for _ in range(EACH)],
        "about": ["/over/"] * EACH,
    }.items():
        times = many(address, paths)
        print(f"{what:<34}", *(f"{name} {value:6.1f} ms" for name, value in spread(times).items()), flush=True)


def many(address: str, paths: list[str]) -> list[float]:
    for path in paths[:6]:
        one(address + path)
    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(one, [address + path for path in paths]))


def one(url: str) -> float:
    start = time.perf_counter()
    with urllib.request.urlopen(
        urllib.request.Request(url, headers={"Accept-Encoding": "gzip"}), timeout=30
    ) as answer:
        answer.read()
    return time.perf_counter() - start


def links(url: str, begin: str) -> list[str]:
    with urllib.request.urlopen(url, timeout=30) as answer:
        page = answer.read().decode()
    return sorted({part.split('"')[0] for part in page.split('href="')[1:] if part.startswith(begin)})
