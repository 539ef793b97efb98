"""Ground: what things are about. Theme, the seven functions, Taxonomy and TaxonomyTerm, words of danger.

Does not know which service carries a theme.
"""
