"""Ground: what is kept about people, for how long, and who saw it: register, encrypted fields, erasures, the log.

Knows persons by their id only, and users as ``settings.AUTH_USER_MODEL``. Decides about nobody's access: rooms do,
and say so here. The words of a declaration are in ``kit.declare``.
"""
