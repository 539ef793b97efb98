from django.urls import path

from buurtnet.areas import views

app_name = "areas"

# Stands under /<network>/.
urlpatterns = [
    path("kaart/ondergrond.json", views.base_map, name="base_map"),
]
