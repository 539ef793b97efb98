"""The command ``buurtnet``: every module in ``config/commands`` is one of its words.

A module has ``NAME`` ("import hsds"; the file is called import_hsds.py), ``HELP`` (a line), ``arguments(parser)``
and ``run(args) -> int``. Every command gets ``--data-dir``; the data folder is made and migrated before it runs, and
nothing is restored under it meanwhile, unless the module says ``PREPARE = False``. Exit codes: 0 done, 1 not done
(one sentence says why), 2 wrong arguments or settings, 130 interrupted.
"""

import argparse
import importlib
import os
import pkgutil
import secrets
import sys
from pathlib import Path
from types import ModuleType

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.module_loading import import_string

from buurtnet import __version__
from buurtnet.config import commands, keys
from buurtnet.config.arguments import port
from buurtnet.config.locks import running
from buurtnet.config.plain_text import visible
from buurtnet.kit.plain_error import PlainError

DEFAULT_DATA_DIR = "buurtnet-data"
# These know models or settings, so they are imported when Django is set up.
PREPARE = "buurtnet.config.prepare.prepare"
MAIL = "buurtnet.config.checks.require_mail_backend"
WRONG_SETTINGS = 2
STOPPED_BY_CTRL_C = 130


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = sys.argv[1:] if argv is None else argv
    os.umask(0o077)  # what Buurtnet writes is for its own user only
    try:
        has_key = set_environment(words)
        django.setup()
        args = parser_for(words).parse_args(words)
        import_string(MAIL)()
        if not has_key:
            del os.environ["SECRET_KEY"]
        if not getattr(args.module, "PREPARE", True):
            return int(args.module.run(args))
        with running(Path(settings.DATA_DIR), args.module.NAME):
            import_string(PREPARE)()
            return int(args.module.run(args))
    except ImproperlyConfigured as error:
        complain(str(error))
        return WRONG_SETTINGS
    except (PlainError, CommandError) as error:
        return complain(str(error))
    except (OperationalError, ProgrammingError) as error:
        return complain(f"The database does not answer as it should: {str(error).strip().splitlines()[0]}.")
    except BrokenPipeError:  # the reader of our output (head, less) had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is None:
            return complain(f"The machine does not let us go on: {error.strerror or error or type(error).__name__}.")
        return complain(f"{error.filename}: {error.strerror}.")
    except KeyboardInterrupt:
        return STOPPED_BY_CTRL_C


def set_environment(words: list[str]) -> bool:
    """Say where the data is before Django reads its settings. Returns whether there is a key already.

    Where there is none, a passing one lets Django start: wrong arguments and ``--help`` must not make a folder.
    """
    early = argparse.ArgumentParser(prog="buurtnet", add_help=False, allow_abbrev=False)
    early.add_argument("--data-dir")
    early.add_argument("--port", type=port, default=8000)
    chosen = early.parse_known_args(words)[0]
    if chosen.data_dir:
        os.environ["BUURTNET_DATA_DIR"] = chosen.data_dir
    os.environ.setdefault("BUURTNET_DATA_DIR", DEFAULT_DATA_DIR)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buurtnet.config.settings")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no threads of numpy: a server forks
    if words[:1] == ["demo"]:
        os.environ["BUURTNET_DEMO"] = "1"
        os.environ.setdefault("SITE_URL", f"http://localhost:{chosen.port}")
    data_dir = os.path.expanduser(os.environ["BUURTNET_DATA_DIR"])  # noqa: PTH111 (never fails; settings look at it)
    if "SECRET_KEY" in os.environ or "secret_key" in keys.readable_keys(Path(data_dir)):
        return True
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    return False


def parser_for(words: list[str]) -> argparse.ArgumentParser:
    """The parser of the command that is meant, or of all of them when that is not clear: for help and complaints."""
    parser = argparse.ArgumentParser(
        prog="buurtnet",
        description="Buurtnet, the neighbourhood network for growing up.",
        epilog="buurtnet COMMAND --help tells what a command needs. Settings come from the environment.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"buurtnet {__version__}")
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {
        "": parser.add_subparsers(metavar="COMMAND", required=True)
    }
    for module in modules_for(words):
        *group, word = module.NAME.split()
        into = groups[""]
        if group:
            if group[0] not in groups:
                within = into.add_parser(group[0], help=f"buurtnet {group[0]} --help", allow_abbrev=False)
                groups[group[0]] = within.add_subparsers(metavar="WHAT", required=True)
            into = groups[group[0]]
        command = into.add_parser(word, help=module.HELP, description=module.HELP, allow_abbrev=False)
        command.add_argument(
            "--data-dir",
            metavar="DIR",
            help="where database, keys, index and media live; made when it is not there"
            f" (default: $BUURTNET_DATA_DIR, or {DEFAULT_DATA_DIR} in this folder)",
        )
        module.arguments(command)
        command.set_defaults(module=module)
    return parser


def modules_for(words: list[str]) -> list[ModuleType]:
    """The module of the command that is meant (one import, a quick start), else all modules."""
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    meant = ["_".join(words[:length]).replace("-", "_") for length in (2, 1)]
    chosen = [name for name in meant if name in names][:1] or names
    return [importlib.import_module(f"{commands.__name__}.{name}") for name in chosen]


def complain(sentence: str) -> int:
    lines = [visible(line) for line in sentence.splitlines()]  # it can hold words of a file
    print("buurtnet: " + "\n".join(lines), file=sys.stderr)
    return 1
