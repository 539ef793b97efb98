"""There is: the words of a network. What is searched for here, what words find it, and what its own words mean.

Its nouns: a search as a count without person, a missing offer, a change of the vocabulary, an agreed meaning. The
vocabulary itself stands in ``themes``; searching in ``search`` and ``directory``.
"""
