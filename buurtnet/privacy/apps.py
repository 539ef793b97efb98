from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import import_string


class PrivacyConfig(AppConfig):
    name = "buurtnet.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        checks.register(import_string("buurtnet.privacy.checks.special_fields_are_encrypted"), checks.Tags.models)
