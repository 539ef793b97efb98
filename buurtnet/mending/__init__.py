"""There is: how the social map is mended. Anyone suggests a change, an editor works in drafts, a member looks once.

Its nouns: a suggestion (per field, old and new), a draft, a need, a merge of two entries that are one. What the
public sees is always the last approved version; the history of an entry itself stands in ``directory``.
"""
