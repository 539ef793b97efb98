"""Static files with a fingerprint in their name, so that they are kept for ever and never stale."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class FingerprintedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Also writes the fingerprints into the imports of our JavaScript modules."""

    support_js_module_import_aggregation = True
