"""Numbers as an address wants them."""


def tel(number: str) -> str:
    """A phone number as a ``tel:`` address wants it: digits, and a plus in front."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")
