from django.urls import path

from buurtnet.questions.views import asked, asking, leave, others, publishing, questions, rights, roster

app_name = "questions"
urlpatterns = [
    path("<slug:network>/vraag/", asking.ask, name="ask"),
    path("<slug:network>/vraag/verstuurd/", asking.ask_sent, name="ask_sent"),
    path("<slug:network>/vraag/op-papier/", asking.ask_on_paper, name="ask_on_paper"),
    path("<slug:network>/vraag/<slug:step>/", asking.ask_step, name="ask_step"),
    path("<slug:network>/antwoord/", asked.asked_by_code, name="asked_by_code"),
    path("<slug:network>/antwoord/<str:link>/", asked.asked, name="asked"),
    path("<slug:network>/recht/", rights.rights, name="rights"),
    path("<slug:network>/anderen-vroegen/", others.others_asked_list, name="others_asked_list"),
    path("<slug:network>/anderen-vroegen/<uuid:pk>/", others.others_asked, name="others_asked"),
    path("<slug:network>/beheer/vragen/", questions.question_list, name="question_list"),
    path("<slug:network>/beheer/vragen/nieuw/", questions.question_new, name="question_new"),
    path("<slug:network>/beheer/vragen/<uuid:pk>/", questions.question, name="question"),
    path("<slug:network>/beheer/rooster/", roster.roster, name="roster"),
    path("<slug:network>/beheer/rooster/nieuw/", roster.duty_new, name="duty_new"),
    path("<slug:network>/beheer/rooster/<uuid:pk>/", roster.duty, name="duty"),
    path("<slug:network>/beheer/anderen-vroegen/", publishing.publish_list, name="publish_list"),
    path("<slug:network>/beheer/anderen-vroegen/nieuw/", publishing.publish_new, name="publish_new"),
    path("<slug:network>/beheer/anderen-vroegen/<uuid:pk>/", publishing.publish, name="publish"),
    path("account/afwezig/", leave.leave, name="leave"),
]
