"""The rows of this room."""

from buurtnet.ties.models.endorsement import Endorsement, Principles
from buurtnet.ties.models.occasion import Knot, Occasion, OccasionPartner
from buurtnet.ties.models.picture import Picture

__all__ = ["Endorsement", "Knot", "Occasion", "OccasionPartner", "Picture", "Principles"]
