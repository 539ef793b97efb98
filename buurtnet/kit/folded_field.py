"""A column that holds another one without capitals and accents, to search and to order by, on any database."""

from typing import Any

from django.db import models

from buurtnet.kit.folding import fold


class FoldedField(models.CharField[Any, Any]):
    """Written by every ``save`` and ``bulk_create`` from the field it follows; ``update`` passes it by."""

    def __init__(self, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(**{"max_length": 255, "blank": True, "default": "", "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = fold(str(getattr(model_instance, self.of)))[: self.max_length]
        setattr(model_instance, self.attname, folded)
        return folded
