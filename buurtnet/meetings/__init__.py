"""Work: the network meets, and what it agrees gets done.

Its nouns: a meeting and who is invited, a point and its dots, a decision with its objections, an action with one
owner and a date, a working group, an obstacle. Which organizations saw each other is kept in ``ties``, what words
mean in ``wording``.
"""
