from django.urls import path

from buurtnet.feeds import views

app_name = "feeds"
urlpatterns = [
    path("agenda-bestand/aanbod/<uuid:pk>.ics", views.service_calendar, name="service_calendar"),
    path("agenda-bestand/plek/<uuid:pk>.ics", views.place_calendar, name="place_calendar"),
    path(
        "agenda-bestand/buurt/<slug:network>/<slug:slug>.ics",
        views.neighbourhood_calendar,
        name="neighbourhood_calendar",
    ),
    path("agenda-bestand/activiteiten/<slug:network>.ics", views.activities_calendar, name="activities_calendar"),
    path(
        "agenda-bestand/activiteiten/<slug:network>.json",
        views.activities_uitdatabank,
        name="activities_uitdatabank",
    ),
    path("agenda-bestand/activiteit/<uuid:pk>.ics", views.activity_calendar, name="activity_calendar"),
    path("begrippen.ttl", views.vocabulary_turtle, name="vocabulary_turtle"),
    path("begrippen.jsonld", views.vocabulary_json, name="vocabulary_json"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap/start.xml", views.sitemap_site, name="sitemap_site"),
    path("sitemap/netwerk/<slug:network>.xml", views.sitemap_network, name="sitemap_network"),
    path("sitemap/aanbod/<uuid:start>.xml", views.sitemap_page, {"kind": "service"}, name="sitemap_service"),
    path(
        "sitemap/organisatie/<uuid:start>.xml",
        views.sitemap_page,
        {"kind": "organization"},
        name="sitemap_organization",
    ),
    path("sitemap/plek/<uuid:start>.xml", views.sitemap_page, {"kind": "place"}, name="sitemap_place"),
    path("<slug:network>/nieuw.atom", views.network_news, name="network_news"),
    path("<slug:network>/buurt/<slug:slug>/nieuw.atom", views.neighbourhood_news, name="neighbourhood_news"),
    path("<slug:network>/zoeken/opensearch.xml", views.search_description, name="search_description"),
    path("<slug:network>/zoeken/voorstellen.json", views.search_suggestions, name="search_suggestions"),
]
