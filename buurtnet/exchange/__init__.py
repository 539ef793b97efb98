"""In and out: the social map as files. HSDS 3.1 in and out without loss, GeoJSON, CSV and Excel in.

Reads, cuts, compares and writes what ``directory`` and ``people`` keep; has no tables of its own.
"""
