"""The answer without an index: what the database can say by itself."""

import datetime as dt

from django.db.models import Q

from buurtnet.areas.models import Area
from buurtnet.directory.choices import CHECK_EVERY_MONTHS
from buurtnet.directory.freshness import days_shown
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
    rows = Service.objects.shown().exclude(_hidden_by_age(wanted.on))
    if wanted.inside or wanted.over:
        rows = rows.in_areas(list(wanted.inside), list(wanted.over))
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
        rows = rows.filter(support_level__in=levels)
    said = wanted.text.replace("\0", " ").encode(errors="ignore").decode()  # neither is text to a database
    telling = [word for word in said.split() if word.casefold() not in stop_words()]
    for word in (word[:LONGEST_WORD] for word in telling[:MOST_WORDS]):
        texts = Q(name__icontains=word) | Q(description__icontains=word) | Q(organization__name__icontains=word)
        rows = rows.filter(texts)
    return rows.order_by("support_level", "name", "pk")


def _hidden_by_age(on: dt.date) -> Q:
    hidden = Q(pk__in=[])
    for months in CHECK_EVERY_MONTHS:
        last = on - dt.timedelta(days=days_shown(months))
        hidden |= Q(is_kept_by_editor=True, check_every=months, assured_date__lte=last)
    return hidden
