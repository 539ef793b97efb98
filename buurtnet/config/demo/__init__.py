"""The demo: two fictional towns, Havendijk and Duinbeke, as files in ``data/``; and how they come into a database."""
