from django.urls import URLPattern, URLResolver, include, path

from buurtnet.people.views import provider

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("buurtnet.people.urls")),
    # Without a name space: allauth looks for them under these names.
    path("account/oidc/<slug:provider_id>/", provider.start, name="openid_connect_login"),
    path("account/oidc/<slug:provider_id>/terug/", provider.callback, name="openid_connect_callback"),
    path("api/hsds/", include("buurtnet.api.urls")),
    path("", include("buurtnet.feeds.urls")),
    path("", include("buurtnet.paper.urls")),
    path("", include("buurtnet.upkeep.urls")),
    path("", include("buurtnet.mending.urls")),
    path("", include("buurtnet.wording.urls")),
    path("", include("buurtnet.questions.urls")),
    path("", include("buurtnet.needs.urls")),
    path("", include("buurtnet.ties.urls")),
    path("", include("buurtnet.groups.urls")),
    path("", include("buurtnet.agenda.urls")),
    path("", include("buurtnet.practices.urls")),
    path("", include("buurtnet.places.urls")),
    path("", include("buurtnet.bulletin.urls")),
    path("", include("buurtnet.budget.urls")),
    path("", include("buurtnet.voting.urls")),
    path("", include("buurtnet.meetings.urls")),
    path("", include("buurtnet.home.urls")),
    path("", include("buurtnet.directory.urls")),
    path("<slug:network>/", include("buurtnet.areas.urls")),
]

handler400 = "buurtnet.home.errors.bad_request"
handler403 = "buurtnet.home.errors.forbidden"
handler404 = "buurtnet.home.errors.not_found"
handler500 = "buurtnet.home.errors.server_error"
