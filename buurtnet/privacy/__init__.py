"""Ground: the register of what is kept about people and for how long, made of every model's ``class Privacy``.

Checks that no field is undeclared. Stores nothing itself; the words of a declaration are in ``kit.declare``.
"""
