"""The answer without an index: what the database can say by itself."""

from django.db.models import Q

from buurtnet.areas.finding import fewest
from buurtnet.areas.models import Area
from buurtnet.directory.models import Service
from buurtnet.directory.models.service import ServiceQuerySet
from buurtnet.directory.wanted import Wanted
from buurtnet.search.schema import LONGEST_WORD
from buurtnet.search.stop_words import stop_words
from buurtnet.themes.choices import SupportLevel, gable_of

MOST_WORDS = 8


def plain_rows(wanted: Wanted) -> ServiceQuerySet:
    """Services with every telling word in the name, the text or the organization's name, lightest first.

    Filters on places, times, languages and access wait for the index.
    """
    rows: ServiceQuerySet = Service.objects.listed(wanted.on)
    if wanted.inside or wanted.over:
        rows = rows.in_areas(*fewest(wanted.inside, wanted.over))
    if wanted.scope:
        rows = rows.filter(scope=wanted.scope)
    if wanted.neighbourhood is not None:
        area = Area.objects.filter(pk=wanted.neighbourhood).only("ancestor_ids").first()
        rows = rows.in_areas([area.pk], area.line) if area else rows.none()
    if wanted.age is not None:
        years = int(wanted.age)
        rows = rows.filter(Q(minimum_age=None) | Q(minimum_age__lt=years + 1))
        rows = rows.filter(Q(maximum_age=None) | Q(maximum_age__gte=years))
    if wanted.functions:
        rows = rows.filter(function__in=wanted.functions)
    if wanted.themes:
        rows = rows.filter(themes__in=wanted.themes).distinct()
    if wanted.gables:
        levels = [level for level in SupportLevel.values if gable_of(level) in wanted.gables]
        unknown = Q(support_level=None) if gable_of(None) in wanted.gables else Q()
        rows = rows.filter(Q(support_level__in=levels) | unknown)
    said = wanted.text.replace("\0", " ").encode(errors="ignore").decode()  # neither is text to a database
    telling = [word for word in said.split() if word.casefold() not in stop_words()]
    for word in (word[:LONGEST_WORD] for word in telling[:MOST_WORDS]):
        texts = Q(name__icontains=word) | Q(description__icontains=word) | Q(organization__name__icontains=word)
        rows = rows.filter(texts)
    return rows.lightest_first()
