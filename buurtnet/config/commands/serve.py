import argparse
import os

from django.conf import settings

from buurtnet.config.arguments import port, workers
from buurtnet.config.serving import serve

NAME = "serve"
HELP = "Serve the site, with its background worker, until Ctrl-C or SIGTERM."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=port, default=8000, help="(default: %(default)s)")
    parser.add_argument(
        "--workers", type=workers, default=2, help="processes that answer; two for two cores (default: %(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    def announce() -> None:
        print(f"Serving {settings.SITE_URL} at http://{args.host}:{args.port}/ (process {os.getppid()})", flush=True)

    return serve(args.host, args.port, args.workers, announce)
