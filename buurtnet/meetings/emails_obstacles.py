"""The mail to who told an obstacle, when there is an answer. It says that, and not what stands in the way."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from buurtnet.meetings.models import Obstacle
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send


def mail_answer(obstacle: Obstacle) -> None:
    teller = obstacle.told_by
    if teller is None or not teller.is_active:
        return
    with in_their_language(teller) if teller.language else override(obstacle.network.locale):
        body = [
            _("Hallo {name},").format(name=teller.name),
            _("Je vertelde in {network} wat in de weg zit. Er is een antwoord.").format(
                network=obstacle.network.name
            ),
            site_url("meetings:obstacle", obstacle.network.slug, obstacle.pk),
        ]
        send(teller.email, _("Er is een antwoord op wat je vertelde"), "\n\n".join(body), teller)
