"""Documents for tests of the index, by what matters in them."""

from typing import Any

from buurtnet.search import index
from buurtnet.search.documents import SearchDocument
from buurtnet.search.index import Reader, reader


def document(key: str, title: str = "", **rest: Any) -> SearchDocument:
    return SearchDocument(kind=rest.pop("kind", "service"), key=key, title=title or key, **rest)


def indexed(*documents: SearchDocument) -> Reader:
    """An index with just these documents."""
    index.rebuild(documents)
    return reader()
