"""What the demo's neighbourhoods told of the last two quarters: figures, and words that two people read."""

import datetime as dt

from django.utils import timezone

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.questions import by_of, happened
from buurtnet.config.demo.rows import Row
from buurtnet.needs import tellings
from buurtnet.needs.counting import quarter_of
from buurtnet.needs.models import Telling, TellingTheme


def load_telling(row: Row, town: Town, network: Network) -> None:
    """Of so many quarters ago: counted on the first day after it, and for everyone since then."""
    quarter = quarter_of(town.today)
    for _turn in range(row["quarters_ago"]):
        quarter = quarter.before
    made_on = quarter.next.first
    moment = min(quarter.of(network)[1] + dt.timedelta(hours=9), timezone.now())
    by = by_of(row, network)
    with happened(moment, {TellingTheme: ("read_at",), Telling: ("created_at",)}):
        telling = tellings.make(network, quarter, AreaKind(row["level"]), today=made_on, by=by)
        for words in row["themes"]:
            theme = tellings.write_theme(telling, tellings.Words(words["title"], words["text"]), by=by)
            tellings.read_theme(theme, theme.version, by=by_of(row, network, "read_by"))
    with happened(moment, {Telling: ("published_at",)}):
        tellings.make_public(telling, by=by)
