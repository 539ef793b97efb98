"""A form that is sent twice makes one row: the page gives the key that its row will have."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy

from buurtnet.questions.codes import key_of


class KeyedForm(forms.Form):
    """``key``: of the page it stands on. ``makes``: the fields that say whether it is the same once more."""

    key = forms.UUIDField(
        required=False, initial=uuid4, widget=forms.HiddenInput,
        error_messages={"invalid": gettext_lazy("Open deze pagina opnieuw.")},
    )  # fmt: skip
    makes: Sequence[str] = ()

    @property
    def row_key(self) -> UUID:
        """The key of the row, once the form is valid: sent again with other words, it is another row."""
        said: dict[str, object] = self.cleaned_data
        page = said["key"] if isinstance(said["key"], UUID) else uuid4()
        return key_of(page, *(said[name] for name in self.makes))


def made_with[Row: Model](rows: QuerySet[Row], key: UUID | None) -> Row | None:
    """What this form made before, among ``rows``; look behind a lock that both posts wait for."""
    return rows.filter(pk=key).first() if key else None


def key_for(kind: type[Model], key: UUID | None) -> UUID:
    """The key of a new row: that of its form, unless a row of elsewhere has it."""
    return key if key and not kind._default_manager.filter(pk=key).exists() else uuid4()
