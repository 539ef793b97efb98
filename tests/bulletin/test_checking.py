"""Looking an edition over: out and back, up and down, words, something of one's own, and from state to state."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, DateState, StoryState
from buurtnet.areas.models import Network
from buurtnet.bulletin import checking
from buurtnet.bulletin.choices import EDITION_ALLOWED, EditionState, ItemKind
from buurtnet.bulletin.models import Edition, EditionItem
from buurtnet.bulletin.moving import move
from buurtnet.bulletin.standing import freshened, over_in
from buurtnet.directory.cards import Viewpoint
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from tests.agenda.rows import a_date, an_activity
from tests.bulletin.rows import DAY, a_story, draft, own, sent, soon
from tests.questions.rows import others_asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(samira: Person) -> By:
    return By(samira, "connector")


def titles(edition: Edition) -> list[str]:
    return [one.title for one in sorted(edition.items.all(), key=lambda one: one.place)]


def test_an_item_goes_out_and_comes_back(network: Network, by: By) -> None:
    edition = draft(network, "Soep")
    item = edition.items.get()
    checking.leave_out(edition, item.pk, is_out=True, by=by)
    assert edition.items.get().is_left_out
    checking.leave_out(edition, item.pk, is_out=False, by=by)
    assert not edition.items.get().is_left_out


def test_an_item_goes_up_and_down_among_its_kind_and_stays_at_the_ends(network: Network, by: By) -> None:
    a_date(an_activity(network, title="Koken"), soon())
    edition = draft(network, "Een", "Twee", "Drie")
    assert titles(edition) == ["Koken", "Een", "Twee", "Drie"]
    three, one = edition.items.get(title="Drie"), edition.items.get(title="Een")
    checking.shift(edition, three.pk, up=True, by=by)
    assert titles(edition) == ["Koken", "Een", "Drie", "Twee"]
    checking.shift(edition, one.pk, up=True, by=by)
    assert titles(edition) == ["Koken", "Een", "Drie", "Twee"]
    checking.shift(edition, one.pk, up=False, by=by)
    assert titles(edition) == ["Koken", "Drie", "Een", "Twee"]


def test_an_item_of_another_network_stays_as_it_is(network: Network, other: Network, by: By) -> None:
    theirs = own(draft(other), "Van hen")
    edition = draft(network, "Soep")
    checking.leave_out(edition, theirs.pk, is_out=True, by=by)
    checking.shift(edition, theirs.pk, up=True, by=by)
    checking.take_away(edition, theirs.pk, by)
    theirs.refresh_from_db()
    assert not theirs.is_left_out


def test_words_are_changed_and_an_older_page_does_not_undo_them(network: Network, by: By) -> None:
    edition = draft(network)
    checking.change_words(edition, title="Lente", introduction="Dag buren.", version=1, by=by)
    with pytest.raises(NotNowError, match="Iemand anders"):
        checking.change_words(edition, title="Oud", introduction="", version=1, by=by)
    edition.refresh_from_db()
    assert (edition.title, edition.introduction, edition.version) == ("Lente", "Dag buren.", 2)


def test_something_of_one_s_own_sent_twice_is_one_and_no_more_than_six_fit(network: Network, by: By) -> None:
    edition, key = draft(network), uuid.uuid4()
    for _time in range(2):
        checking.add_own(edition, key, title="Soep", text="Neem een kom mee.", address="", by=by)
    for number in range(checking.MOST_OWN - 1):
        checking.add_own(edition, uuid.uuid4(), title=f"Nog {number}", text="", address="", by=by)
    with pytest.raises(NotNowError, match="zes"):
        checking.add_own(edition, uuid.uuid4(), title="Te veel", text="", address="", by=by)
    assert edition.items.count() == checking.MOST_OWN


def test_the_key_of_an_item_elsewhere_is_of_no_use_here(network: Network, other: Network, by: By) -> None:
    theirs = own(draft(other), "Van hen")
    with pytest.raises(NotNowError):
        checking.add_own(draft(network), theirs.pk, title="Soep", text="", address="", by=by)
    theirs.refresh_from_db()
    assert theirs.title == "Van hen"


def test_only_what_someone_wrote_here_can_go_for_good(network: Network, by: By) -> None:
    a_date(an_activity(network, title="Koken"), soon())
    edition = draft(network, "Soep")
    for item in list(edition.items.all()):
        checking.take_away(edition, item.pk, by)
    assert titles(edition) == ["Koken"]


def test_after_the_look_nothing_changes_until_it_is_open_again(network: Network, by: By, samira: Person) -> None:
    edition = draft(network, "Soep")
    item = edition.items.get()
    checked = checking.check(edition, by)
    assert (checked.state, checked.checked_by) == (EditionState.CHECKED, samira)
    for deed in (
        lambda: checking.leave_out(edition, item.pk, is_out=True, by=by),
        lambda: checking.change_words(edition, title="Anders", introduction="", version=1, by=by),
        lambda: checking.add_own(edition, uuid.uuid4(), title="Nog", text="", address="", by=by),
        lambda: checking.take_away(edition, item.pk, by),
        lambda: checking.shift(edition, item.pk, up=True, by=by),
    ):
        with pytest.raises(NotNowError):
            deed()
    assert checking.back_to_draft(edition, by).checked_by is None
    checking.leave_out(edition, item.pk, is_out=True, by=by)
    assert edition.items.get().is_left_out


def test_an_empty_newsletter_is_not_ready(network: Network, by: By) -> None:
    edition = draft(network)
    with pytest.raises(NotNowError, match="niets in"):
        checking.check(edition, by)
    edition.refresh_from_db()
    assert edition.state == EditionState.DRAFT


def test_one_that_was_skipped_comes_back_only_while_it_is_the_newest(network: Network, by: By) -> None:
    edition = draft(network, "Soep")
    checking.drop(edition, by)
    assert checking.back_to_draft(edition, by).state == EditionState.DRAFT
    checking.drop(edition, by)
    newer = draft(network)
    assert newer.number == 2
    with pytest.raises(NotNowError, match="nieuwere"):
        checking.back_to_draft(edition, by)
    edition.refresh_from_db()
    assert edition.state == EditionState.DROPPED


@pytest.mark.parametrize("before", EditionState)
@pytest.mark.parametrize("to", EditionState)
def test_an_edition_goes_where_its_table_says_and_nowhere_else(
    network: Network, by: By, before: EditionState, to: EditionState
) -> None:
    edition = draft(network)
    Edition.objects.update(state=before, checked_at=timezone.now(), sent_at=timezone.now())
    if to in EDITION_ALLOWED[before]:
        assert move(edition, to, by).state == to
        assert LogRow.objects.filter(rule=f"bulletin.{before}.{to}").exists()
    else:
        with pytest.raises(NotNowError):
            move(edition, to, by)


type Undo = Callable[[Network, Person], str]


def called_off(network: Network, _by: Person) -> str:
    date = a_date(an_activity(network), soon())
    date.state = DateState.CANCELLED
    date.save()
    return f"date:{date.pk}"


def stopped(network: Network, _by: Person) -> str:
    return f"date:{a_date(an_activity(network, state=ActivityState.STOPPED), soon()).pk}"


def gone_by(network: Network, _by: Person) -> str:
    return f"date:{a_date(an_activity(network), timezone.now() - DAY).pk}"


def taken_down(network: Network, _by: Person) -> str:
    return f"story:{a_story(an_activity(network), state=StoryState.REMOVED).pk}"


def taken_back(network: Network, by: Person) -> str:
    return f"asked:{others_asked(network, by, approved_at=timezone.now(), withdrawn_at=timezone.now()).pk}"


def not_on_the_map(_network: Network, _by: Person) -> str:
    return f"service:{uuid.uuid4()}"


@pytest.mark.parametrize("undo", [called_off, stopped, gone_by, taken_down, taken_back, not_on_the_map])
def test_what_is_no_longer_so_is_known_and_left_out_at_the_look(
    network: Network, by: By, samira: Person, undo: Undo
) -> None:
    edition = draft(network, "Soep")
    item = own(edition, "Vervallen", of=undo(network, samira))
    EditionItem.objects.filter(pk=item.pk).update(kind=ItemKind.WEEK)
    assert over_in(network, edition.items.all(), timezone.now()) == {item.pk}
    checking.check(edition, by)
    assert [one.title for one in edition.items.filter(is_left_out=False)] == ["Soep"]


def test_what_still_is_stays(network: Network, samira: Person) -> None:
    a_date(an_activity(network), soon())
    a_story(an_activity(network))
    others_asked(network, samira, approved_at=timezone.now())
    edition = draft(network, "Soep")
    assert edition.items.count() == 4
    assert over_in(network, edition.items.all(), timezone.now()) == set()


def test_of_last_week_a_date_is_still_told_but_a_story_that_was_taken_down_is_not(network: Network) -> None:
    date = a_date(an_activity(network), timezone.now() - 7 * DAY)
    story = a_story(an_activity(network), state=StoryState.REMOVED)
    edition = draft(network)
    own(edition, "Datum", of=f"date:{date.pk}")
    gone = own(edition, "Verhaal", of=f"story:{story.pk}")
    assert over_in(network, edition.items.all()) == {gone.pk}


def test_a_date_that_moved_is_told_on_its_new_day(network: Network, by: By) -> None:
    date = a_date(an_activity(network, title="Koken"), soon())
    edition = draft(network, "Soep")
    before = edition.items.get(kind=ItemKind.WEEK).when
    date.starts_at += dt.timedelta(days=2)
    date.ends_at += dt.timedelta(days=2)
    date.place_text = "In de tuin"
    date.save()
    items = list(edition.items.all())
    assert [one.title for one in freshened(items, Viewpoint(network, timezone.now()))] == ["Koken"]
    checking.check(edition, by)
    item = edition.items.get(kind=ItemKind.WEEK)
    assert item.when != before
    assert item.where == "In de tuin"
    assert freshened([item], Viewpoint(network, timezone.now())) == []


def test_what_went_out_is_not_changed_by_anyone(network: Network, by: By, samira: Person) -> None:
    edition = sent(network, samira)
    for deed in (checking.check, checking.back_to_draft, checking.drop):
        with pytest.raises(NotNowError):
            deed(edition, by)
