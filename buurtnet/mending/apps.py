from django.apps import AppConfig


class MendingConfig(AppConfig):
    name = "buurtnet.mending"
    label = "mending"
    default_auto_field = "django.db.models.BigAutoField"
