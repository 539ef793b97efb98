from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "buurtnet.upkeep"
    label = "upkeep"
    default_auto_field = "django.db.models.BigAutoField"
