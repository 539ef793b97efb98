from django.urls import path

from buurtnet.mending.views import doubles, entries, history, initiatives, needs, paste, queue, suggest, texts

app_name = "mending"
urlpatterns = [
    path("<slug:network>/aanbod/nieuw/", initiatives.initiative, name="initiative"),
    path("<slug:network>/aanbod/nieuw/lijkt-op/", initiatives.initiative_doubles, name="initiative_doubles"),
    path("<slug:network>/aanbod/nieuw/bedankt/", initiatives.initiative_thanks, name="initiative_thanks"),
    path("<slug:network>/aanbod/<uuid:pk>/verbeteren/", suggest.suggest, name="suggest"),
    path("<slug:network>/aanbod/<uuid:pk>/verbeteren/bedankt/", suggest.suggest_thanks, name="suggest_thanks"),
    path("<slug:network>/aanbod/<uuid:pk>/geschiedenis/", history.history, name="history"),
    path("<slug:network>/aanbod/<uuid:pk>/geschiedenis/<uuid:edition>/terug/", history.history_undo,
         name="history_undo"),
    path("<slug:network>/aanbod/<uuid:pk>/aanpassen/", entries.entry_edit, name="entry_edit"),
    path("<slug:network>/aanbod/<uuid:pk>/aanpassen/voorbeeld/", entries.entry_preview, name="entry_preview"),
    path("<slug:network>/aanbod/<uuid:pk>/aanpassen/online/", entries.entry_publish, name="entry_publish"),
    path("<slug:network>/aanbod/<uuid:pk>/talen/", texts.text_list, name="text_list"),
    path("<slug:network>/aanbod/<uuid:pk>/talen/<slug:code>/", texts.text_edit, name="text_edit"),
    path("<slug:network>/aanbod/<uuid:pk>/in/<slug:code>/", texts.read_in, name="read_in"),
    path("<slug:network>/beheer/aanbod/<uuid:organization>/", entries.entry_list, name="entry_list"),
    path("<slug:network>/beheer/verbeteringen/", queue.suggestion_list, name="suggestion_list"),
    path("<slug:network>/beheer/verbeteringen/<uuid:pk>/", queue.suggestion, name="suggestion"),
    path("<slug:network>/beheer/dubbel/", doubles.double_list, name="double_list"),
    path("<slug:network>/beheer/dubbel/<uuid:kept>/<uuid:gone>/", doubles.double, name="double"),
    path("<slug:network>/beheer/dubbel/<uuid:pk>/apart/", doubles.double_part, name="double_part"),
    path("<slug:network>/beheer/lijst/", paste.paste, name="paste"),
    path("<slug:network>/beheer/lijst/<uuid:pk>/kolommen/", paste.paste_columns, name="paste_columns"),
    path("<slug:network>/beheer/lijst/<uuid:pk>/nakijken/", paste.paste_check, name="paste_check"),
    path("<slug:network>/beheer/lijst/<uuid:pk>/klaar/", paste.paste_done, name="paste_done"),
    path("<slug:network>/aanbod/<uuid:pk>/plek-en-wensen/", needs.entry_needs, name="entry_needs"),
    path("<slug:network>/beheer/wensen/", needs.need_list, name="need_list"),
    path("<slug:network>/beheer/wensen/<uuid:pk>/", needs.need, name="need"),
]  # fmt: skip
