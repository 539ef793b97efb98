"""Happens: a newsletter made of what is already there, checked by a person, by mail and on paper.

Its nouns: an edition with its items, a subscriber. It writes nothing itself: every item stands on a page of its own.
"""
