"""Happens: what is on in the neighbourhood, who pulls it, who comes, and what it brought.

Its nouns: an activity with its repeats and dates, its partners, who joins, a tally, a small success, a task with a
day, a calendar that others keep and we read along with. Who joins needs no account and is forgotten.
"""
