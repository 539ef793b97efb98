"""Small successes: telling one, looking at what residents tell, taking a photo away; and pictures themselves."""

import time
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.agenda.access import visible_to
from buurtnet.agenda.choices import ActivityState, Faces, StoryState
from buurtnet.agenda.desk import Desk, at_agenda, looking, own_activity
from buurtnet.agenda.forms.stories import PictureForm, StoryForm, TakeAwayForm
from buurtnet.agenda.here import calendar_or_404
from buurtnet.agenda.looking_again import leaves_calendar
from buurtnet.agenda.models import Activity, ActivityDate, Story
from buurtnet.agenda.picturing import (
    LYING,
    SMALL,
    describe_picture,
    may_send_picture,
    put_picture,
    remove_picture,
)
from buurtnet.agenda.shown import date_text
from buurtnet.agenda.stories import dates_to_tell_of, remove, show, shows_at_once, take_photo_away, tell, waiting_in
from buurtnet.agenda.worded import tried
from buurtnet.kit.form_keys import uuid_in
from buurtnet.kit.headers import BARE_HEADERS
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pictures import CONTENT_TYPE, NoPhotoError, NoRoomError, read_picture
from buurtnet.people.doors import ring_one

PICTURE_SECONDS: Final = 3_600  # that a browser keeps one: who takes it away does not wait for long
TAKEN_PER_HOUR: Final = 20  # photos that one address takes away


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def story_new(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """After a date: one sentence, and perhaps a photo."""
    desk = at_agenda(request, network)
    date = get_object_or_404(dates_to_tell_of(desk.work.person, desk.network), pk=pk)
    form = StoryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and is_told(request, desk, date, form):
        return redirect(f"{reverse('agenda:story_new', args=[network, pk])}?klaar=1")
    context = desk.frame | {
        "form": form, "date": date, "activity": date.activity, "faces": Faces.choices,
        "told": list(date.stories.exclude(state=StoryState.REMOVED)), "done": request.GET.get("klaar", ""),
        "at_once": shows_at_once(desk.work.person, desk.network), "day": date_text(date.day),
    }  # fmt: skip
    return render(request, "agenda/story_new.html", context)


def is_told(request: HttpRequest, desk: Desk, date: ActivityDate, form: StoryForm) -> bool:
    """Kept; when the photo cannot be, that is said beside it and nothing is."""
    said = form.said
    if said.sent is not None and not may_send_picture(desk.work.person):
        form.add_error("photo", _("Je stuurde net veel foto's. Probeer het over een uur nog eens."))
        return False
    try:
        tell(date, said, by=desk.by(request), key=form.cleaned_data["form_key"])
    except (NoPhotoError, NoRoomError) as error:
        form.add_error("photo", str(error))
        return False
    return True


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def story_list(request: HttpRequest, network: str) -> HttpResponse:
    """What residents told and waits for a look, and what is shown."""
    desk = looking(request, network)
    wrong, status = "", 200
    if request.method == "POST":
        pk = uuid_in(request.POST.get("succes"))
        story = get_object_or_404(Story.objects.filter(network=desk.network), pk=pk)
        deed = show if request.POST.get("doe") == "plaats" else remove
        wrong, status = tried(lambda: deed(story, by=desk.by(request)))
        if not wrong:
            return redirect("agenda:story_list", network)
    shown = Story.objects.shown_in(desk.network).select_related("activity").order_by("-shown_at")[:20]
    context = desk.frame | {"waiting": list(waiting_in(desk.network)), "shown": list(shown), "wrong": wrong}
    return render(request, "agenda/story_list.html", context, status=status)


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def activity_photo(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The photo of an activity: put there, in other words, or taken away."""
    desk = at_agenda(request, network)
    found = own_activity(request, desk, pk)
    form = PictureForm(request.POST or None, request.FILES or None, initial={"photo_alt": found.photo_alt})
    if request.method == "POST" and form.is_valid() and is_put(request, desk, found, form):
        return redirect(f"{reverse('agenda:activity_own', args=[network, pk])}?klaar=bewaard")
    context = desk.frame | {"form": form, "activity": found, "leaves": leaves_calendar(found, desk.work.person)}
    return render(request, "agenda/activity_photo.html", context)


def is_put(request: HttpRequest, desk: Desk, activity: Activity, form: PictureForm) -> bool:
    """Kept; what cannot be is said beside the photo."""
    said, by = form.cleaned_data, desk.by(request)
    try:
        if said["without"]:
            remove_picture(activity, by=by)
        elif said["photo"] is None and not activity.photo:
            form.add_error("photo", _("Kies een foto."))
        elif said["photo"] is None:
            describe_picture(activity, said["photo_alt"], by=by)
        elif not may_send_picture(desk.work.person):
            form.add_error("photo", _("Je stuurde net veel foto's. Probeer het over een uur nog eens."))
        else:
            put_picture(activity, said["photo"], said["photo_alt"], by=by)
    except (NoPhotoError, NoRoomError, NotNowError) as error:
        form.add_error("photo", str(error))
    return not form.errors


@ring_one
@require_safe
def story_look(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The photo of a success that waits, for who looks at it."""
    desk = looking(request, network)
    return picture(get_object_or_404(waiting_in(desk.network), pk=pk).photo, SMALL)


# For everyone


@login_not_required
@require_safe
def activity_picture(request: HttpRequest, network: str, pk: UUID, size: int) -> HttpResponse:
    """The photo of an activity in the calendar; of one that is not, for who changes it or looks at it."""
    here = calendar_or_404(request, network)
    found = get_object_or_404(Activity.objects.select_related("network"), network=here, pk=pk)
    if found.state in {ActivityState.LIVE, ActivityState.STOPPED}:
        return picture(found.photo, size)
    if not visible_to(request.user, here).filter(pk=pk).exists():
        raise Http404
    answer = picture(found.photo, size)
    del answer.headers["Cache-Control"]
    patch_cache_control(answer, private=True, no_store=True)
    return answer


@login_not_required
@require_safe
def story_picture(request: HttpRequest, network: str, pk: UUID, size: int) -> HttpResponse:
    """The photo of a success that is shown."""
    here = calendar_or_404(request, network)
    return picture(get_object_or_404(Story.objects.shown_in(here), pk=pk).photo, size)


def picture(name: str, size: int) -> HttpResponse:
    raw = read_picture(name, size) if name and size in LYING.widths else None
    if raw is None:
        raise Http404
    answer = HttpResponse(raw, content_type=CONTENT_TYPE)
    answer.headers["Content-Security-Policy"] = BARE_HEADERS["Content-Security-Policy"]
    answer.headers["Content-Disposition"] = 'inline; filename="foto.webp"'
    patch_cache_control(answer, public=True, max_age=PICTURE_SECONDS)
    return answer


@login_not_required
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def story_photo_away(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Take a photo on which you are away: one button, at once."""
    here = calendar_or_404(request, network)
    story = get_object_or_404(Story.objects.shown_in(here).select_related("activity"), pk=pk)
    form = TakeAwayForm(request.POST or None, about=f"story.photo.{pk}")
    if request.method == "POST" and form.is_valid():
        if not allowed("photos-away", address_of(request), TAKEN_PER_HOUR, 3600, time.time()):
            form.add_error(None, _("Dit waren er veel. Probeer het over een uur nog eens, of bel ons."))
        else:
            take_photo_away(story)
            return redirect("agenda:story_photo_away", network, pk)
    context = {"story": story, "form": form, "network": here, "is_gone": not story.photo}
    return render(request, "agenda/story_photo_away.html", context)
