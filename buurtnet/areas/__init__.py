"""Ground: where things are. Area (country to neighbourhood), Place (a street with a point), Network.

Knows geometry, postcodes and school holidays per region. Does not know what happens in a place.
"""
