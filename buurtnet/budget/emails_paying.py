"""The mail about money on its way. Neutral: neither subject nor text tells which idea, or how much."""

from django.utils.translation import gettext as _

from buurtnet.budget.choices import PotTask
from buurtnet.budget.models import Idea, PotPerson
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Membership, Person


def mail_releasers(idea: Idea, pk: object, *, but: Person) -> None:
    """A payment waits for two people who let it go; not for who readied it, who knows."""
    held = Membership.objects.current().filter(network=idea.network_id)
    kept = PotPerson.objects.filter(pot=idea.pot_id, task=PotTask.RELEASER, person__in=held.values("person"))
    url = site_url("budget:pay", idea.network.slug, pk)
    for person in Person.objects.filter(pk__in=kept.values("person"), is_active=True).exclude(pk=but.pk):
        with in_their_language(person):
            hello = _("Hallo {name},").format(name=person.name) if person.name else _("Hallo,")
            body = [hello, _("Er wacht iets op jouw ja. Je leest het hier:"), url]
            send(person.email, _("Er staat iets voor je klaar in Buurtnet"), "\n\n".join(body), person)
