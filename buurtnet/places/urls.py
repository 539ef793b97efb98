from django.urls import path

from buurtnet.places.views import book, booking, bookings, clinic_desk, clinics, desk, look, times, venue_edit, week

app_name = "places"
urlpatterns = [
    path("<slug:network>/plekken/", look.venue_list, name="venue_list"),
    path("<slug:network>/plekken/nu/", look.venues_now, name="venues_now"),
    path("<slug:network>/plekken/reservering/<str:token>/", booking.booking, name="booking"),
    path("<slug:network>/plekken/<uuid:pk>/", look.venue, name="venue"),
    path("<slug:network>/plekken/<uuid:pk>/maand/", look.venue_month, name="venue_month"),
    path("<slug:network>/plekken/<uuid:pk>/reserveren/", book.book, name="book"),
    path("<slug:network>/beheer/plekken/", desk.place_list, name="place_list"),
    path("<slug:network>/beheer/plekken/nieuw/", venue_edit.venue_new, name="venue_new"),
    path("<slug:network>/beheer/plekken/reserveringen/", bookings.booking_list, name="booking_list"),
    path("<slug:network>/beheer/plekken/reserveringen/<uuid:pk>/", bookings.booking_kept, name="booking_kept"),
    path("<slug:network>/beheer/plekken/<uuid:pk>/", venue_edit.venue_edit, name="venue_edit"),
    path("<slug:network>/beheer/plekken/<uuid:pk>/tijden/", times.venue_times, name="venue_times"),
    path("<slug:network>/beheer/plekken/<uuid:pk>/week/", week.venue_week, name="venue_week"),
    path("<slug:network>/beheer/plekken/<uuid:pk>/deur/", week.venue_sheet, name="venue_sheet"),
    path("<slug:network>/beheer/plekken/<uuid:pk>/neem/", desk.venue_hold, name="venue_hold"),
    path("<slug:network>/spreekuren/", clinics.clinic_list, name="clinic_list"),
    path("<slug:network>/spreekuren/afspraak/<str:token>/", clinics.clinic_turn, name="clinic_turn"),
    path("<slug:network>/spreekuren/plek/<uuid:pk>/", clinics.clinics_at, name="clinics_at"),
    path("<slug:network>/spreekuren/aanbod/<uuid:pk>/", clinics.clinics_of_service, name="clinics_of_service"),
    path("<slug:network>/spreekuren/<uuid:pk>/", clinics.clinic, name="clinic"),
    path("<slug:network>/spreekuren/<uuid:pk>/afspreken/", clinics.clinic_book, name="clinic_book"),
    path("<slug:network>/beheer/spreekuren/", clinic_desk.clinic_desk, name="clinic_desk"),
    path("<slug:network>/beheer/spreekuren/nieuw/", clinic_desk.clinic_new, name="clinic_new"),
    path("<slug:network>/beheer/spreekuren/<uuid:pk>/", clinic_desk.clinic_day, name="clinic_day"),
    path("<slug:network>/beheer/spreekuren/<uuid:pk>/aanpassen/", clinic_desk.clinic_edit, name="clinic_edit"),
]
