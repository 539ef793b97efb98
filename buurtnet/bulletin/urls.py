from django.urls import path

from buurtnet.bulletin.views import desk, editions, reading

DESK = "<slug:network>/beheer/nieuwsbrief"

app_name = "bulletin"
urlpatterns = [
    path("<slug:network>/nieuwsbrief/lezer/<str:token>/", reading.reader, name="reader"),
    path("<slug:network>/nieuwsbrief/lezer/<str:token>/stop/", reading.reader_end, name="reader_end"),
    path("<slug:network>/nieuwsbrief/", editions.archive, name="archive"),
    path("<slug:network>/nieuwsbrief/sitemap.xml", editions.sitemap, name="sitemap"),
    path("<slug:network>/nieuwsbrief/aanmelden/", reading.subscribe, name="subscribe"),
    path("<slug:network>/nieuwsbrief/<int:number>/", editions.edition, name="edition"),
    path("<slug:network>/nieuwsbrief/<int:number>/blad/", editions.sheet, name="sheet"),
    path(f"{DESK}/", desk.edition_list, name="edition_list"),
    path(f"{DESK}/maken/", desk.edition_make, name="edition_make"),
    path(f"{DESK}/plan/", desk.plan, name="plan"),
    path(f"{DESK}/<int:number>/", desk.edition_look, name="edition_look"),
    path(f"{DESK}/<int:number>/woorden/", desk.edition_words, name="edition_words"),
    path(f"{DESK}/<int:number>/eigen/", desk.item_new, name="item_new"),
    path(f"{DESK}/<int:number>/stukje/<uuid:pk>/", desk.item, name="item"),
    path(f"{DESK}/<int:number>/verder/", desk.edition_move, name="edition_move"),
    path(f"{DESK}/<int:number>/versturen/", desk.edition_send, name="edition_send"),
]
