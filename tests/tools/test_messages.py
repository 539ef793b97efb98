import polib

from tools.make.messages import Text, in_module, in_template, merge

MODULE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
a = _("Hallo")
b = gettext_lazy("Buurt") + _(name)
c = ngettext("%(n)s plek", "%(n)s plekken", n)
d = pgettext("op een knop", "Open")
e = print("niet vertaald")
"""
TEMPLATE = """{% load i18n %}
<h1>{% translate "Zoeken" %}</h1> {% trans 'Dichtbij' context "afstand" as near %}
{% blocktranslate count n=n %}{{ n }} plek{% plural %}{{ n }} plekken{% endblocktranslate %}
{% include "kit/x.html" with label=_("Sluit") %} Gewoon een zin.
"""


def test_texts_of_a_module_are_found_by_the_function_that_says_them() -> None:
    assert list(in_module(MODULE)) == [
        Text(None, "Hallo", ""),
        Text(None, "%(n)s plek", "%(n)s plekken"),
        Text("op een knop", "Open", ""),
        Text(None, "Buurt", ""),
    ]


def test_texts_of_a_template_are_found_in_tags_and_nowhere_else() -> None:
    assert list(in_template(TEMPLATE)) == [
        Text(None, "Zoeken", ""),
        Text("afstand", "Dichtbij", ""),
        Text(None, "%(n)s plek", "%(n)s plekken"),
        Text(None, "Sluit", ""),
    ]


def test_merging_keeps_what_is_translated_adds_what_is_new_and_drops_what_is_gone() -> None:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Zoeken", msgstr="Search", comment="on the button"))
    catalogue.append(polib.POEntry(msgid="Weg", msgstr="Gone"))
    texts = {
        (None, text): Text(None, text, plural, {"a.py"}) for text, plural in (("Zoeken", ""), ("plek", "plekken"))
    }
    merge(catalogue, texts)
    assert [(entry.msgid, entry.msgstr, entry.comment) for entry in catalogue] == [
        ("Zoeken", "Search", "on the button"),
        ("plek", "", ""),
    ]
    assert catalogue.find("plek").msgstr_plural == {0: "", 1: ""}
