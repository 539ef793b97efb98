from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """Who stands behind help: residents, an association, a professional or a public body."""

    INFORMAL = "informal", _("bewoners of vrijwilligers")
    FORMAL = "formal", _("organisatie met beroepskrachten")
    PUBLIC = "public", _("overheid")
