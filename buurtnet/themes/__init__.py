"""Ground: what things are about. Theme, the seven functions, the vocabulary, taxonomies of others, words of danger.

Does not know which service carries a theme.
"""
