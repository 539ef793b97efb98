import argparse

from django.conf import settings

from buurtnet.areas.models import Network
from buurtnet.config.arguments import port
from buurtnet.config.demo.load import load_demo
from buurtnet.config.demo.people import ways_in
from buurtnet.config.demo.questions import codes_to_try
from buurtnet.config.demo.voting import codes_to_vote
from buurtnet.config.serving import apart, collect_static, serve
from buurtnet.search.outbox import keep_up

NAME = "demo"
HELP = "Serve the fictional towns Havendijk and Duinbeke on this machine; the first time they are loaded."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, default=8000, help="(default: %(default)s)")
    parser.add_argument("--no-serve", action="store_true", help="make everything ready, and stop")


def run(args: argparse.Namespace) -> int:
    print(f"The demo lives in {settings.DATA_DIR}.", flush=True)
    if apart(load):
        return 1
    if args.no_serve:
        collect_static()
        return 0

    slugs = list(Network.objects.order_by("pk").values_list("slug", flat=True))

    doors = ways_in(args.port)
    codes = codes_to_try(args.port)
    votes = codes_to_vote(args.port)

    def announce() -> None:
        print("Buurtnet is up:")
        for path in ("", *(f"{slug}/" for slug in slugs)):
            print(f"  http://localhost:{args.port}/{path}")
        print(f"Sign in at http://localhost:{args.port}/account/aanmelden/ (mails are at /account/post/), or as:")
        for line in doors:
            print(line)
        for line in codes and ["Read the answer to a question:", *codes]:
            print(line)
        for line in votes and ["Try out a vote, of which nothing is kept:", *votes]:
            print(line)
        print("Stop it with Ctrl-C. It keeps its data.", flush=True)

    return serve("127.0.0.1", args.port, 2, announce)


def load() -> None:
    if load_demo():
        print("Havendijk and Duinbeke are loaded.", flush=True)
    keep_up()
