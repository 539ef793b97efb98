"""Happens: groups in which parents and others meet.

Its nouns: a group with its members, a request to join, a notice on its board. There is no chat, and no list of
members for anyone outside; a closed group is found by nobody who was not asked.
"""
