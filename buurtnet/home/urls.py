from django.urls import path, register_converter

from buurtnet.home import views


class FunctionConverter:
    """One of the seven functions."""

    regex = "[1-7]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(FunctionConverter, "function")

app_name = "home"
urlpatterns = [
    path("", views.site, name="site"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("over/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("kleur/", views.colour, name="colour"),
    path("hulplijnen/", views.site_help_lines, name="site_help_lines"),
    path("account/vandaag/", views.my_day, name="my_day"),
    path("<slug:network>/", views.network, name="network"),
    path("<slug:network>/buurt/<slug:slug>/", views.neighbourhood, name="neighbourhood"),
    path("<slug:network>/zoeken/", views.search, name="search"),
    path("<slug:network>/zoeken/ook/", views.beside, name="beside"),
    path("<slug:network>/zoeken/suggesties/", views.suggestions, name="suggestions"),
    path("<slug:network>/themas/", views.themes, name="themes"),
    path("<slug:network>/themas/<function:function>/", views.theme, name="theme"),
    path("<slug:network>/nu/", views.nearby, name="nearby"),
    path("<slug:network>/contact/", views.contact, name="contact"),
    path("<slug:network>/hulplijnen/", views.help_lines, name="help_lines"),
    path("<slug:network>/over/", views.network_about, name="network_about"),
    path("<slug:network>/kleuren.css", views.colours_css, name="colours_css"),
]
