from django.urls import path

from buurtnet.paper import views
from buurtnet.paper.framed import FOLDER

app_name = "paper"
urlpatterns = [
    path("<slug:network>/p/<str:code>/", views.short, name="short"),
    path("<slug:network>/aanbod/<uuid:pk>/papier/", views.sheet, name="sheet"),
    path("<slug:network>/boekje/", views.booklet_choose, name="booklet_choose"),
    path("<slug:network>/boekje/lezen/", views.booklet, name="booklet"),
    path("<slug:network>/boekje/pdf/", views.booklet_pdf, name="booklet_pdf"),
    path("<slug:network>/poster/", views.poster_choose, name="poster_choose"),
    path("<slug:network>/poster/activiteit/<uuid:pk>/", views.activity_poster, name="activity_poster"),
    path("<slug:network>/poster/<slug:kind>/", views.poster, name="poster"),
    path("<slug:network>/op-je-site/", views.embed_choose, name="embed_choose"),
    path(f"<slug:network>/{FOLDER}/lijst/", views.embed, name="embed"),
    path(f"<slug:network>/{FOLDER}/stukje/", views.embed_fragment, name="embed_fragment"),
    path(f"<slug:network>/{FOLDER}/lijst.json", views.embed_json, name="embed_json"),
]
