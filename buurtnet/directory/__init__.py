"""There is: the social map. Service, Location, ServiceAtLocation and all that HSDS 3.1 says of them.

Imports, exports and shows them. Organization comes from ``people``, finding from ``search``.
"""
