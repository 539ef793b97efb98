from django.apps import AppConfig


class TiesConfig(AppConfig):
    name = "buurtnet.ties"
    label = "ties"
    default_auto_field = "django.db.models.BigAutoField"
