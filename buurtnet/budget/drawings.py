"""Which drawing stands beside an idea that has no photo yet: by what it is about, from the words of its name."""

import re
from typing import Final

from buurtnet.budget.models import Idea
from buurtnet.kit.folding import fold

# The name of each drawing (``budget/_drawing.html``), and beginnings of words that call for it.
WORDS: Final = {
    "tuin": ("tuin", "moestuin", "plant", "bloem", "bloei", "groen", "boom", "bomen", "geveltuin", "zaai", "kruid"),
    "tafel": ("eten", "eetcaf", "eettafel", "kook", "koken", "soep", "maaltijd", "ontbijt", "koffie", "tafel",
              "bak", "taart", "barbecue", "lunch", "keuken", "picknick"),
    "feest": ("feest", "straatfeest", "muziek", "optreden", "dans", "concert", "film", "lampion", "carnaval",
              "iftar", "suikerfeest", "speeldag", "buurtdag", "markt"),
    "bank": ("bank", "zit", "praatbank", "stoep", "ontmoet", "wandel"),
    "fiets": ("fiets", "step", "skate", "verkeer", "reparat", "repair", "werkplaats"),
    "boek": ("boek", "lees", "voorlees", "huiswerk", "taal", "bieb", "ruilkast", "deelkast"),
    "spel": ("spel", "speel", "speelgoed", "voetbal", "sport", "bal", "kast", "schommel", "kinder", "trampoline"),
}  # fmt: skip
OTHERWISE: Final = "straat"


def drawing_of(idea: Idea) -> str:
    """The drawing of the first word of its name that calls for one; a street of houses when none does."""
    for word in re.findall(r"[a-z]+", fold(idea.title)):
        for name, beginnings in WORDS.items():
            if word.startswith(beginnings) or (len(word) > 6 and word.endswith(beginnings)):
                return name
    return OTHERWISE
