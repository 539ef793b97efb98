"""Whole addresses of our pages, for a mail or a scannable code."""

from typing import Any

from django.conf import settings
from django.urls import reverse


def site_url(name: str, *args: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
