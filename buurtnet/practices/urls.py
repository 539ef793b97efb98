from django.urls import path

from buurtnet.practices.views import examples, handing_over, library, playbooks, steps

EXAMPLE = "<slug:network>/beheer/voorbeelden/<uuid:pk>"
BOOK = "<slug:network>/beheer/draaiboeken/<uuid:pk>"

app_name = "practices"
urlpatterns = [
    path("<slug:network>/voorbeelden/", library.library, name="library"),
    path("<slug:network>/voorbeelden/sitemap.xml", library.sitemap, name="sitemap"),
    path("<slug:network>/voorbeelden/bestand.json", library.library_file, name="library_file"),
    path("<slug:network>/voorbeelden/bestand-uitleg.json", library.file_schema, name="file_schema"),
    path("<slug:network>/voorbeelden/<uuid:pk>/", library.practice_public, name="practice_public"),
    path("<slug:network>/voorbeelden/<uuid:pk>/bestand.json", library.practice_file, name="practice_file"),
    path("<slug:network>/beheer/voorbeelden/", examples.practice_list, name="practice_list"),
    path("<slug:network>/beheer/voorbeelden/nieuw/", examples.practice_new, name="practice_new"),
    path("<slug:network>/beheer/voorbeelden/inlezen/", examples.practice_import, name="practice_import"),
    path(f"{EXAMPLE}/", examples.practice, name="practice"),
    path(f"{EXAMPLE}/aanpassen/", examples.practice_edit, name="practice_edit"),
    path(f"{EXAMPLE}/verder/", examples.practice_move, name="practice_move"),
    path(f"{EXAMPLE}/voor-iedereen/", examples.practice_for_all, name="practice_for_all"),
    path(f"{EXAMPLE}/ook/", examples.did_it_too, name="did_it_too"),
    path(f"{EXAMPLE}/beginnen/", examples.playbook_begin, name="playbook_begin"),
    path("<slug:network>/beheer/draaiboeken/", playbooks.playbook_list, name="playbook_list"),
    path("<slug:network>/beheer/draaiboeken/nieuw/", playbooks.playbook_new, name="playbook_new"),
    path(
        "<slug:network>/beheer/draaiboeken/overnemen/<uuid:pk>/", handing_over.playbook_take_over,
        name="playbook_take_over",
    ),
    path(f"{BOOK}/", playbooks.playbook, name="playbook"),
    path(f"{BOOK}/aanpassen/", playbooks.playbook_edit, name="playbook_edit"),
    path(f"{BOOK}/kopie/", playbooks.playbook_copy, name="playbook_copy"),
    path(f"{BOOK}/stoppen/", playbooks.playbook_stop, name="playbook_stop"),
    path(f"{BOOK}/bestand.json", playbooks.playbook_file, name="playbook_file"),
    path(f"{BOOK}/blad/", playbooks.playbook_sheet, name="playbook_sheet"),
    path(f"{BOOK}/overdragen/", handing_over.playbook_offer, name="playbook_offer"),
    path(f"{BOOK}/stap/", steps.step_new, name="step_new"),
    path(f"{BOOK}/stap/<uuid:step>/", steps.step_edit, name="step_edit"),
    path(f"{BOOK}/contact/", steps.contact_new, name="contact_new"),
    path(f"{BOOK}/contact/<uuid:contact>/", steps.contact_edit, name="contact_edit"),
    path(f"{BOOK}/les/", playbooks.lesson_add, name="lesson_add"),
    path(f"{BOOK}/les/<uuid:lesson>/", playbooks.lesson_remove, name="lesson_remove"),
]  # fmt: skip
