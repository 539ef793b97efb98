from django.urls import path

from buurtnet.api import views

app_name = "api"
# HSDS writes its addresses without a slash at the end; with one they are answered too. The last of a name is written.
urlpatterns = [
    path("", views.root, name="root"),
    path("open-data/", views.open_data, name="open_data"),
    path("bulk", views.bulk, name="bulk"),
    path("bulk/<str:name>", views.bulk_download, name="bulk_file"),
    path("bulk/<slug:network>/<str:name>", views.bulk_download, name="network_bulk_file"),
    path("openapi.json", views.openapi, name="openapi"),
    path("profile.json", views.profile, name="profile"),
    *(
        path(f"{address}{end}", view, name=name)
        for end in ("/", "")
        for address, view, name in (
            ("services", views.services, "services"),
            ("services/<str:pk>", views.service, "service"),
            ("organizations", views.organizations, "organizations"),
            ("organizations/<str:pk>", views.organization, "organization"),
            ("service_at_locations", views.service_at_locations, "service_at_locations"),
            ("service_at_locations/<str:pk>", views.service_at_location, "service_at_location"),
            ("taxonomies", views.taxonomies, "taxonomies"),
            ("taxonomies/<str:pk>", views.taxonomy, "taxonomy"),
            ("taxonomy_terms", views.taxonomy_terms, "taxonomy_terms"),
            ("taxonomy_terms/<str:pk>", views.taxonomy_term, "taxonomy_term"),
        )
    ),
    path("<path:rest>", views.unknown, name="unknown"),
]
