"""Texts of others, kept in the language they were written in."""

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Quoted(str):
    """A text as its writer wrote it. On a page in another language it is marked with its own.

    So that a screen reader does not read Dutch aloud as if it were English (WCAG 2.2, 3.1.2).
    ``language``: a BCP 47 tag, such as nl or nl-be.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str = "nl") -> "Quoted":
        quoted = super().__new__(cls, text)
        quoted.language = language
        return quoted

    def __html__(self) -> SafeString:
        page = (get_language() or self.language).split("-")[0]
        if not self or page == self.language.split("-")[0]:
            return escape(str.__str__(self))
        return format_html('<span lang="{}">{}</span>', self.language, str.__str__(self))
