from django.urls import path

from buurtnet.ties.views import endorsing, net

app_name = "ties"
urlpatterns = [
    path("<slug:network>/beheer/net/", net.net, name="net"),
    path("<slug:network>/beheer/net/soorten/", net.kinds, name="kinds"),
    path("<slug:network>/beheer/net/<uuid:pk>/", net.knot, name="knot"),
    path("<slug:network>/beheer/net/<uuid:pk>/zonder/", net.without, name="without"),
    path("<slug:network>/beheer/net/<uuid:pk>/stel-voor/<uuid:other>/", net.introduce, name="introduce"),
    path("<slug:network>/beheer/onderschrijven/", endorsing.endorse, name="endorse"),
    path("<slug:network>/wie-doet-mee/", endorsing.endorsed, name="endorsed"),
]
