from django.urls import path

from buurtnet.groups.views import desk, found, joining, members, notices, public

app_name = "groups"
urlpatterns = [
    path("<slug:network>/groepen/", public.group_list, name="group_list"),
    path("<slug:network>/groepen/sitemap.xml", found.sitemap, name="sitemap"),
    path("<slug:network>/groepen/aanvraag/<str:token>/", joining.request, name="request"),
    path("<slug:network>/groepen/antwoord/<str:token>/", joining.answer, name="answer"),
    path("<slug:network>/groepen/uitnodiging/<str:token>/", joining.invited, name="invited"),
    path("<slug:network>/groepen/<uuid:pk>/", public.group, name="group"),
    path("<slug:network>/groepen/<uuid:pk>/meedoen/", public.ask, name="ask"),
    path("<slug:network>/beheer/groepen/", desk.desk, name="desk"),
    path("<slug:network>/beheer/groepen/nieuw/", desk.begin, name="begin"),
    path("<slug:network>/beheer/groepen/<uuid:pk>/", desk.inside, name="inside"),
    path("<slug:network>/beheer/groepen/<uuid:pk>/wijzig/", desk.edit, name="edit"),
    path("<slug:network>/beheer/groepen/<uuid:pk>/mensen/", members.members, name="members"),
    path("<slug:network>/beheer/groepen/<uuid:pk>/aanvraag/<uuid:asked>/", members.request_kept, name="request_kept"),
    path("<slug:network>/beheer/groepen/<uuid:pk>/ophangen/", notices.hang, name="hang"),
    path("<slug:network>/beheer/groepen/<uuid:pk>/bericht/<uuid:notice>/", notices.notice, name="notice"),
]
