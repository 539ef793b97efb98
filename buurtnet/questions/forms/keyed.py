"""A form that knows its page: sent twice from there, it does its work once."""

from uuid import UUID, uuid4

from django import forms


class KeyedForm(forms.Form):
    """``form_key``: of the page that it stands on; it becomes the key of what is made with it."""

    form_key = forms.UUIDField(required=False)

    @property
    def key(self) -> UUID:
        """Once the form is valid; a form that brings none has a new one."""
        found: UUID | None = self.cleaned_data.get("form_key")
        return found or uuid4()

    @property
    def fresh_key(self) -> str:
        """For the page: the one that was sent, or a new one."""
        sent = str(self.data.get("form_key", "")) if self.is_bound else ""
        return sent or str(uuid4())
