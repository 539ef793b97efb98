from django.urls import path, re_path

from buurtnet.api import views

app_name = "api"
# HSDS writes its addresses without a slash at the end; with one they are answered too.
urlpatterns = [
    path("", views.root, name="root"),
    path("openapi.json", views.openapi, name="openapi"),
    path("profile.json", views.profile, name="profile"),
    re_path(r"^services/?$", views.services, name="services"),
    re_path(r"^services/(?P<pk>[^/]+)/?$", views.service, name="service"),
    re_path(r"^organizations/?$", views.organizations, name="organizations"),
    re_path(r"^organizations/(?P<pk>[^/]+)/?$", views.organization, name="organization"),
    re_path(r"^service_at_locations/?$", views.service_at_locations, name="service_at_locations"),
    re_path(r"^service_at_locations/(?P<pk>[^/]+)/?$", views.service_at_location, name="service_at_location"),
    re_path(r"^taxonomies/?$", views.taxonomies, name="taxonomies"),
    re_path(r"^taxonomies/(?P<pk>[^/]+)/?$", views.taxonomy, name="taxonomy"),
    re_path(r"^taxonomy_terms/?$", views.taxonomy_terms, name="taxonomy_terms"),
    re_path(r"^taxonomy_terms/(?P<pk>[^/]+)/?$", views.taxonomy_term, name="taxonomy_term"),
    path("<path:rest>", views.unknown, name="unknown"),
]
