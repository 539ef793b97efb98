"""A form that is sent twice makes one row: the page gives the key that its row will have."""

from uuid import UUID, uuid4

from django.db.models import Model, QuerySet


def made_with[Row: Model](rows: QuerySet[Row], key: UUID | None) -> Row | None:
    """What this form made before, among ``rows``; look behind a lock that both posts wait for."""
    return rows.filter(pk=key).first() if key else None


def key_for(kind: type[Model], key: UUID | None) -> UUID:
    """The key of a new row: that of its form, unless a row of elsewhere has it."""
    return key if key and not kind._default_manager.filter(pk=key).exists() else uuid4()
