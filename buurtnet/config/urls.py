from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("buurtnet.home.urls")),
    path("", include("buurtnet.directory.urls")),
    path("<slug:network>/", include("buurtnet.areas.urls")),
]

handler400 = "buurtnet.home.errors.bad_request"
handler403 = "buurtnet.home.errors.forbidden"
handler404 = "buurtnet.home.errors.not_found"
handler500 = "buurtnet.home.errors.server_error"
