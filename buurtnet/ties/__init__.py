"""The network as a net: which organizations were seen together, how that looks, and who endorsed what it is for.

Its nouns: an occasion, a knot (an organization in the picture), a picture with its measures, principles and an
endorsement. About organizations, never about persons. Who was at a meeting is kept in ``meetings``, which tells this
room only which organizations were there; joint activities are read from ``agenda``.
"""
