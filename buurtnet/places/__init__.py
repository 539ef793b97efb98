"""There is: rooms, playgrounds and safe places, when one may walk in, and who has it when.

Its nouns: a venue on a location of the map, its hours, a booking with its quarters of an hour, a series of bookings,
a clinic (*spreekuur*: a specialist on the floor) with its appointments. No name of a young person stands in any
of it.
"""
