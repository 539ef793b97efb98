from django.urls import path

from buurtnet.directory import views

app_name = "directory"
urlpatterns = [
    path("<slug:network>/aanbod/<uuid:pk>/", views.service, name="service"),
    path("<slug:network>/organisatie/<uuid:pk>/", views.organization, name="organization"),
    path("<slug:network>/plek/<uuid:pk>/", views.place, name="place"),
    path("<slug:network>/mijn-lijst/", views.my_list, name="my_list"),
    path("<slug:network>/lijst/<str:ids>/", views.shared_list, name="shared_list"),
]
