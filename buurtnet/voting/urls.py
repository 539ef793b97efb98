from django.urls import path

from buurtnet.voting.views import ballot, letters, mail, own, papers, plans, public, result, rounds

app_name = "voting"
DESK = "<slug:network>/beheer/stemmen/"
ROUND = f"{DESK}<uuid:pk>/"
PLAN = f"{ROUND}plan/<uuid:plan>/"
urlpatterns = [
    path("<slug:network>/stemmen/", public.home, name="home"),
    path("<slug:network>/stemmen/sitemap.xml", public.sitemap, name="sitemap"),
    path("<slug:network>/stemmen/<uuid:pk>/", public.round, name="round"),
    path("<slug:network>/stemmen/<uuid:pk>/stem/", ballot.ballot, name="ballot"),
    path("<slug:network>/stemmen/<uuid:pk>/verander/", ballot.ballot_change, name="ballot_change"),
    path("<slug:network>/stemmen/<uuid:pk>/code/", mail.mail, name="mail"),
    path("<slug:network>/stemmen/<uuid:pk>/uitslag/", result.result, name="result"),
    path("<slug:network>/stemmen/<uuid:pk>/verslag.json", result.protocol, name="protocol"),
    path("<slug:network>/stemmen/<uuid:pk>/stemmen.pb", result.votes, name="votes"),
    path("<slug:network>/stemmen/<uuid:pk>/plannen.csv", result.plans, name="plans"),
    path("<slug:network>/stemmen/mijn/<str:token>/", own.own_plan, name="own_plan"),
    path(DESK, rounds.round_list, name="round_list"),
    path(f"{DESK}nieuw/", rounds.round_new, name="round_new"),
    path(ROUND, rounds.round_desk, name="round_desk"),
    path(f"{ROUND}wijzig/", rounds.round_edit, name="round_edit"),
    path(f"{ROUND}stap/<slug:step>/", rounds.round_step, name="round_step"),
    path(f"{ROUND}stop/", rounds.round_stop, name="round_stop"),
    path(f"{ROUND}terugblik/", rounds.round_look_back, name="round_look_back"),
    path(f"{ROUND}plannen/", plans.plan_add, name="plan_add"),
    path(f"{PLAN}", plans.plan_check, name="plan_check"),
    path(f"{PLAN}weg/", plans.plan_withdraw, name="plan_withdraw"),
    path(f"{PLAN}toch/", plans.plan_by_hand, name="plan_by_hand"),
    path(f"{PLAN}voortgang/", plans.plan_progress, name="plan_progress"),
    path(f"{ROUND}brieven/", letters.letters, name="letters"),
    path(f"{ROUND}brieven/<uuid:batch>/nieuw/", letters.letter_replace, name="letter_replace"),
    path(f"{ROUND}brieven/<uuid:batch>/vervalt/", letters.letters_fall, name="letters_fall"),
    path(f"{ROUND}papier/", papers.papers, name="papers"),
]
