"""Two needs that are one, and one that is two: all links go along, and nothing is kept longer."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import NeedState
from buurtnet.needs.merging import merge, split
from buurtnet.needs.models import NeedStep, PolicySignal, ReplyAgreement, SharedNeed
from buurtnet.needs.sharing import ChangedMeanwhileError, Items, add
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.wording.missing import ask_for
from tests.factories import NetworkFactory, OrganizationFactory
from tests.needs.rows import a_need, a_signal, asked, evidence_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(ingrid: Person) -> By:
    return By(ingrid)


def to_policy(network: Network, need: SharedNeed) -> PolicySignal:
    agreement = ReplyAgreement.objects.create(
        network=network, organization=OrganizationFactory(name="Gemeente"), body="Jeugd", signed_by_role="wethouder",
        signed_on=dt.date(2026, 1, 5),
    )  # fmt: skip
    signal = PolicySignal.objects.create(
        network=network, agreement=agreement, title="Een zaal", story="Er is geen zaal.", asked="Een zaal."
    )
    signal.needs.add(need)
    return signal


def test_all_links_go_along(network: Network, area: Area, by: By) -> None:
    need, into = a_need(network, title="Spelen"), a_need(network, title="Binnen spelen")
    evidence_of(need, asked(network), a_signal(network))
    evidence_of(into, a_signal(network))
    both = ask_for(network, "gymzaal", by=by)[0]
    for one in (need, into):
        add(one, Items(missing=[both.pk]), by=by)
    need.areas.add(area)
    need.partners.add(OrganizationFactory(name="Kaai 9"))
    policy = to_policy(network, need)
    need.refresh_from_db()
    merge(need, into, seen=need.version, by=by)
    assert into.evidence.count() == 4
    assert need.evidence.count() == 0
    assert list(policy.needs.all()) == [into]
    assert list(into.areas.all()) == [area]
    assert [one.name for one in into.partners.all()] == ["Kaai 9"]
    need.refresh_from_db()
    assert need.merged_into == into
    assert NeedStep.objects.filter(what="merged").count() == 2


def test_the_old_page_leads_to_the_new_one_and_its_steps_stay_readable(
    network: Network, by: By, director: Client
) -> None:
    need, into = a_need(network, title="Spelen"), a_need(network, title="Binnen spelen")
    merge(need, into, seen=1, by=by)
    answer = director.get(f"/havendijk/beheer/wat-speelt/{need.pk}/")
    assert answer["Location"] == f"/havendijk/beheer/wat-speelt/{into.pk}/"
    page = director.get(answer["Location"]).content.decode()
    assert "bij ‘Spelen’" in page
    assert director.get(f"/havendijk/beheer/wat-speelt/{need.pk}/aanpassen/").status_code == 404


def test_merged_twice_over_all_lead_to_the_last(network: Network, by: By) -> None:
    first, second, third = (a_need(network) for _ in range(3))
    merge(first, second, seen=1, by=by)
    merge(second, third, seen=2, by=by)
    first.refresh_from_db()
    assert first.merged_into == third


def test_no_text_is_kept_longer_by_merging_or_splitting(network: Network, area: Area, by: By) -> None:
    need, into = a_need(network), a_need(network)
    question, signal = asked(network, area=area), a_signal(network)
    evidence_of(need, question, signal)
    before = (question.forget_on, signal.forget_on, signal.state)
    merge(need, into, seen=1, by=by)
    split(into, "Apart", [(None, area.pk)], seen=2, by=by)
    question.refresh_from_db()
    signal.refresh_from_db()
    assert (question.forget_on, signal.forget_on, signal.state) == before


def test_it_cannot_be_merged_into_itself_an_ended_one_or_one_elsewhere(network: Network, by: By) -> None:
    need = a_need(network)
    ended = a_need(network, state=NeedState.MET, checked_with="ouders")
    gone = a_need(network, merged_into=a_need(network))
    for into in (need, ended, gone, a_need(NetworkFactory())):
        with pytest.raises(NotNowError):
            merge(need, into, seen=1, by=by)
    need.refresh_from_db()
    assert need.merged_into is None


def test_who_merges_an_older_version_hears_so(network: Network, by: By) -> None:
    need, into = a_need(network, version=4), a_need(network)
    with pytest.raises(ChangedMeanwhileError):
        merge(need, into, seen=3, by=by)
    with pytest.raises(ChangedMeanwhileError):
        split(need, "Apart", [], seen=3, by=by)


def test_a_part_becomes_its_own_need_with_what_belongs_to_it(
    network: Network, area: Area, other_area: Area, by: By
) -> None:
    need = a_need(network)
    evidence_of(need, a_signal(network, area=area), a_signal(network, area=area), asked(network, area=other_area))
    policy = to_policy(network, need)
    made = split(need, "In Molenveld", [(None, other_area.pk)], seen=1, by=by)
    assert (made.evidence.count(), need.evidence.count()) == (1, 2)
    assert list(made.areas.all()) == [other_area]
    assert made.split_from == need
    assert set(policy.needs.all()) == {need, made}
    assert made.state == NeedState.SUSPECTED
    assert {(one.need, one.note) for one in NeedStep.objects.filter(what="split")} == {
        (need, "In Molenveld"), (made, need.title),
    }  # fmt: skip


def test_all_of_it_or_nothing_of_it_is_no_part(network: Network, area: Area, by: By) -> None:
    need = a_need(network)
    evidence_of(need, a_signal(network, area=area), a_signal(network))
    for parts in ([], [(None, area.pk), (None, None)]):
        with pytest.raises(NotNowError):
            split(need, "Apart", parts, seen=1, by=by)
    assert SharedNeed.objects.count() == 1
    assert need.created_at <= timezone.now()
