"""Ground: the search index, derived and always rebuildable. SearchDocument in, ranked keys out.

Knows nothing of the domain: it receives texts, facets, numbers and expanded terms.
"""
