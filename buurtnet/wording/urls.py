from django.urls import path

from buurtnet.wording.views import agreed, missing, searches, words

app_name = "wording"
urlpatterns = [
    path("<slug:network>/zo-noemen-wij-dat/", agreed.agreed_words, name="agreed_words"),
    path("<slug:network>/beheer/zo-noemen-wij-dat/", agreed.agreed_list, name="agreed_list"),
    path("<slug:network>/beheer/zo-noemen-wij-dat/nieuw/", agreed.agreed_new, name="agreed_new"),
    path("<slug:network>/beheer/zo-noemen-wij-dat/<uuid:pk>/", agreed.agreed_edit, name="agreed_edit"),
    path("<slug:network>/beheer/woorden/", searches.search_list, name="search_list"),
    path("<slug:network>/beheer/woorden/laat/", searches.search_leave, name="search_leave"),
    path("<slug:network>/beheer/woorden/kies/", words.word_choose, name="word_choose"),
    path("<slug:network>/beheer/woorden/voorbeeld/", words.word_edit, name="word_edit"),
    path("<slug:network>/beheer/woorden/lijst/", words.concept_list, name="concept_list"),
    path("<slug:network>/beheer/woorden/lijst/<slug:slug>/", words.concept, name="concept"),
    path("<slug:network>/beheer/woorden/versies/", words.version_list, name="version_list"),
    path("<slug:network>/beheer/woorden/versies/<uuid:pk>/terug/", words.version_undo, name="version_undo"),
    path("<slug:network>/beheer/woorden/woorden.csv", words.word_table, name="word_table"),
    path("<slug:network>/beheer/woorden/woorden.ttl", words.word_skos, name="word_skos"),
    path("<slug:network>/beheer/woorden/ontbreekt/", missing.missing_list, name="missing_list"),
    path("<slug:network>/beheer/woorden/ontbreekt/<uuid:pk>/", missing.missing, name="missing"),
]  # fmt: skip
