"""Where a row came from. Columns only: an abstract model is no table (see docs/decisions)."""

from django.db import models


class FromSource(models.Model):
    """A row that may come from an import: which source, its id there, its licence, when.

    ``source`` is empty for what was made here. (source, source_id) is unique per model, so that an
    import finds its own rows again. ``source_hash`` is the fingerprint of the record as it was read
    (an unchanged record is skipped); ``gone_at`` is set when the source no longer names the row.
    ``extra`` keeps the fields of the source that have no column here, so that they can be given back.
    """

    source = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    source_id = models.CharField(max_length=255, blank=True, default="")
    source_hash = models.CharField(max_length=32, blank=True, default="")
    licence = models.CharField(max_length=120, blank=True, default="")
    imported_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    extra = models.JSONField(blank=True, default=dict)

    class Meta:
        abstract = True


FROM_SOURCE_FIELDS = ["source", "source_id", "source_hash", "licence", "imported_at", "gone_at"]
