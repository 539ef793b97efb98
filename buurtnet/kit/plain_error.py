"""An error told in one sentence to the person at the keyboard: never a traceback."""


class PlainError(Exception):
    """What is wrong and what to do about it, in one clear sentence. The command line prints it and ends with 1."""
