"""Happens: someone asks a question, and whoever is on duty answers.

Its nouns: a question, a message in its conversation, a hand-over, a duty on the roster, leave, what others asked. It
keeps no child and no family: who asks has no account, and what they wrote is gone on time. What many questions have
in common stands in ``needs``.
"""
