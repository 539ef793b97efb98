from django.apps import AppConfig


class BulletinConfig(AppConfig):
    name = "buurtnet.bulletin"
    label = "bulletin"
    default_auto_field = "django.db.models.BigAutoField"
