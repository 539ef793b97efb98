"""Happens: from many questions and signals to one shared need, and to whoever must answer for it.

Its nouns: a signal and its giver, a shared need with its evidence, a reply agreement, a signal to policy, an outreach
round, what the neighbourhood tells. Never about a person: a worry about a child is guided to where it belongs, and
not kept.
"""
