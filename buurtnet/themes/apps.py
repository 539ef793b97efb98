from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "buurtnet.themes"
    label = "themes"
    default_auto_field = "django.db.models.BigAutoField"
