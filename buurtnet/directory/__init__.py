"""There is: the social map. Service, Location, ServiceAtLocation and all that HSDS 3.1 says of them.

Keeps and shows them. Organization comes from ``people``, the index from ``search``; files come in and go out
through ``exchange``.
"""
