import argparse

from buurtnet.api.public_map import PublicMap
from buurtnet.config.export_command import export_arguments, require_possible, tell_public
from buurtnet.config.import_command import Bar
from buurtnet.exchange.workbook import write_workbook

NAME = "export xlsx"
HELP = "Export what is public of the social map as a workbook to read: services, places, organizations."


def arguments(parser: argparse.ArgumentParser) -> None:
    export_arguments(parser, what="an .xlsx file")


def run(args: argparse.Namespace) -> int:
    require_possible(args)
    public, bar = PublicMap(args.source), Bar()
    bar.start("exporting", len(public), " services")
    written = write_workbook(public.services(), public.organizations(), args.path, bar.step)
    bar.stop()
    tell_public(f"{written:,} services are written to {args.path}.", written, args.source)
    return 0
