import argparse

from django.conf import settings

from buurtnet.areas.choices import Breadth
from buurtnet.areas.networks import create_network

NAME = "network create"
HELP = "Start a neighbourhood network that covers one or more areas."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG", help="its address under the site, such as vlaardingen")
    parser.add_argument("--name", required=True, help="such as 'Buurtnet Vlaardingen'")
    parser.add_argument("--town", required=True, help="stands on the place sign under the neighbourhood")
    parser.add_argument("--country", required=True, choices=["NL", "BE"])
    parser.add_argument(
        "--area", required=True, nargs="+", metavar="CODE", help="codes of areas, or SYSTEM:CODE such as pc4:3131"
    )
    parser.add_argument("--locale", choices=["nl", "nl-be"], help="(default: as the country)")
    parser.add_argument(
        "--holidays", default="", metavar="REGION", help="school holidays: nl-noord, nl-midden, nl-zuid, be-vl, be-fr"
    )
    parser.add_argument("--breadth", choices=Breadth.values, help="for whom it is (default: families)")
    parser.add_argument("--contact-name", default="", help="whom to ask: a place or a role, not a person")
    parser.add_argument("--contact-phone", default="")
    parser.add_argument("--contact-email", default="")


def run(args: argparse.Namespace) -> int:
    network = create_network(
        args.slug,
        name=args.name,
        town=args.town,
        country=args.country,
        areas=args.area,
        locale=args.locale,
        holiday_region=args.holidays,
        breadth=args.breadth,
        contact_name=args.contact_name,
        contact_phone=args.contact_phone,
        contact_email=args.contact_email,
    )
    print(f"{network.name} is at {settings.SITE_URL}/{network.slug}/")
    return 0
