"""A body that agreed to answer, a need that is recognized, published figures, and a signal that is some way along."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.needs.agreements import Kept, Signed, sign_agreement
from buurtnet.needs.choices import NeedState, Verdict
from buurtnet.needs.models import PolicySignal, ReplyAgreement, SharedNeed
from buurtnet.needs.policy import Decided, Draft, Reply, answer, decide, draft, send_signal
from buurtnet.people.acting import By
from buurtnet.people.choices import OrganizationKind, Role
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.models import Release
from buurtnet.privacy.small_numbers import Named, Table
from tests.factories import OrganizationFactory
from tests.needs.rows import a_need
from tests.people.cast import person

MAIL_TO = "signalen@gemeente-havendijk.example"
STORY = "Bij regen is er in de hele wijk geen plek om binnen te spelen."
ASKED = "Open de gymzaal op woensdagmiddag voor de buurt."


def gemeente(name: str = "Gemeente Havendijk") -> Organization:
    made: Organization = OrganizationFactory(name=name, kind=OrganizationKind.PUBLIC)
    return made


def agreement(network: Network, by: Person, *, body: str = "afdeling jeugd", **more: Any) -> ReplyAgreement:
    """Signed a month ago, for 42 days, with a mail address; ``more`` says otherwise."""
    organization = more.pop("organization", None) or gemeente()
    days = more.pop("days", 42)
    signed_on = more.pop("signed_on", today_in(network) - dt.timedelta(days=30))
    kept = Kept(**{"mail_to": MAIL_TO, **more})
    return sign_agreement(network, Signed(organization, body, "wethouder jeugd", signed_on, days), kept, by=By(by))


def recognized(network: Network, **more: Any) -> SharedNeed:
    return a_need(network, **{"state": NeedState.RECOGNIZED, **more})


def figures(network: Network, tables: Any = None, number: int = 1, **more: Any) -> Release:
    """Published figures of this network, in which stands 35; the name of one row is a number as well."""
    return Release.objects.create(
        scope=f"network:{network.slug}", kind="questions", number=number, rule_version="1", query={}, digest="0" * 64,
        tables=tables if tables is not None else [table_of((("0-3", 35), ("4-12", "< 10")))],
        made_on=today_in(network), **more,
    )  # fmt: skip


def table_of(rows: Sequence[tuple[str, int | str]], total: int | str = "") -> dict[str, Any]:
    """A table of one column, as a release has it."""
    named = [Named(name, name) for name, _cell in rows]
    return Table("questions_by_age", "questions", [Named("all", "")], named, [[cell] for _name, cell in rows],
                 total).as_data()  # fmt: skip


def words(network: Network, by: Person, **more: Any) -> Draft:
    """What a signal about a place says."""
    said: dict[str, Any] = {
        "title": "Binnen spelen bij regen", "story": STORY, "asked": ASKED, "is_about_a_place": True,
    }  # fmt: skip
    said |= more
    if "needs" not in said:
        said["needs"] = [recognized(network)]
    if "agreement" not in said:
        said["agreement"] = agreement(network, by)
    return Draft(**said)


def drafted(network: Network, by: Person, **more: Any) -> PolicySignal:
    return draft(network, words(network, by, **more), by=By(by))


def decided(network: Network, by: Person, **more: Any) -> PolicySignal:
    signal = drafted(network, by, **more)
    return decide(signal, decision(network), version=signal.version, by=By(by))


def sent(network: Network, by: Person, **more: Any) -> PolicySignal:
    signal = decided(network, by, **more)
    return send_signal(signal, version=signal.version, by=By(by))


def answered(network: Network, by: Person, **more: Any) -> PolicySignal:
    return answer(sent(network, by, **more), reply(), by=By(by))


def decision(network: Network) -> Decided:
    return Decided("We leggen dit voor aan de gemeente.", "het netwerkoverleg", "het netwerk", today_in(network))


def reply(**more: Any) -> Reply:
    said: dict[str, Any] = {
        "verdict": Verdict.PARTLY,
        "answer": "De gymzaal gaat open in de winter.",
        "reason": "In de zomer is er toezicht buiten.",
        "by_role": "wethouder jeugd",
        "in_plain_words": "In de winter kun je woensdag binnen spelen.",
    }
    return Reply(**(said | more))


def key_on(page: Any) -> str:
    """The key that a form gives to what it makes."""
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', page.content.decode())
    assert found
    return found[1]


def platform(name: str = "Ouderplatform De Kade", network: Network | None = None) -> tuple[Organization, Person]:
    """An informal organization with an editor; on the network when it is named."""
    made: Organization = OrganizationFactory(name=name, kind=OrganizationKind.INFORMAL)
    editor = person(f"Beheerder van {name}", Role.EDITOR, organization=made)
    if network is not None:
        editor.memberships.create(role=Role.MEMBER, network=network, organization=made)
    return made, editor
