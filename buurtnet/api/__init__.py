"""Look, for machines: the social map as the read API of HSDS 3.1, open to everyone, without a key.

It gives what the public pages may show and no more, writes nothing and has no tables. Its nouns: a parameter, a
listing (what is asked for, in one order), a document. Files in and out are in ``exchange``.
"""
