from django.urls import path

from buurtnet.upkeep.views import calls, confirm, kept, standing

app_name = "upkeep"
urlpatterns = [
    path("account/nakijken/<str:token>/", confirm.confirm, name="confirm"),
    path("<slug:network>/bijhouden/", kept.kept, name="kept"),
    path("<slug:network>/beheer/bellen/", calls.call_list, name="call_list"),
    path("<slug:network>/beheer/bellen/wie/", calls.call_helpers, name="call_helpers"),
    path("<slug:network>/beheer/bellen/<uuid:pk>/", calls.call, name="call"),
    path("<slug:network>/beheer/nagekeken/", standing.standing, name="standing"),
]
