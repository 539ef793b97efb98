"""The words of a network as files: all it searches with as a table, and what it changed itself as SKOS."""

import csv
from collections.abc import Iterator
from urllib.parse import quote

from django.db.models import Exists, OuterRef, Q

from buurtnet.areas.models import Network
from buurtnet.themes import skos
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Label, LabelOff
from buurtnet.wording.changing import version_of

HEADINGS = ("begrip", "naam", "woord", "taal", "soort", "van", "gebruikt")
# What a spreadsheet would take for a formula (CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives back each line that is written."""

    def write(self, line: str) -> str:
        return line


def table(network: Network) -> Iterator[str]:
    """CSV with one word a line: those of everyone and the network's own, and whether it is used here."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(HEADINGS))  # so that a spreadsheet reads it as UTF-8
    off = LabelOff.objects.filter(network=network, label=OuterRef("pk"))
    rows = Label.objects.filter(Q(network=None) | Q(network=network), concept__is_gone=False)
    rows = rows.select_related("concept").annotate(is_off=Exists(off)).order_by("concept_id", "order", "pk")
    for one in rows.iterator(chunk_size=2_000):
        whose, used = ("netwerk" if one.network_id else "iedereen"), ("nee" if one.is_off else "ja")
        cells = (one.concept_id, one.concept.name, one.text, one.language, str(one.kind), whose, used)
        yield str(writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]))


def turtle(network: Network, site: str) -> Iterator[str]:
    """SKOS in Turtle, to lie beside the vocabulary of everyone: the network's own words on the same concepts, and a
    note with each that it does not use. ``site``: the address of the site, without a slash at its end.
    """
    for prefix, address in skos.PREFIXES.items():
        yield f"@prefix {prefix}: <{address}> .\n"
    scheme = f"{site}/{network.slug}/#begrippen"
    yield (
        f"\n<{scheme}> a skos:ConceptScheme ;\n    dcterms:title {skos.literal(network.name, network.locale)} ;\n"
        f"    dcterms:license <{skos.CC0}> ;\n    dcterms:isPartOf <{site}/{skos.FILE}#> ;\n"
        f'    owl:versionInfo "{version_of(network)}" .\n'
    )
    own = Label.objects.filter(network=network, concept__is_gone=False).order_by("concept_id", "pk")
    for one in own.iterator():
        name = "skos:hiddenLabel" if one.kind == LabelKind.MISSPELT else "skos:altLabel"
        yield triple(site, one, name, skos.literal(one.text, one.language))
    off = Label.objects.filter(off__network=network, concept__is_gone=False).order_by("concept_id", "pk")
    for one in off.iterator():
        yield triple(
            site, one, "skos:editorialNote", skos.literal(f"Niet gebruikt in {network.name}: {one.text}", "nl")
        )


def triple(site: str, label: Label, name: str, value: str) -> str:
    return f"<{site}/{skos.FILE}#{quote(str(label.concept_id))}> {name} {value} .\n"
