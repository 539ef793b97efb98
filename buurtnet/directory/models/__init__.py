"""The nouns of the social map, by file: location, service, and the details hanging on them."""

from buurtnet.directory.models.change import Change
from buurtnet.directory.models.details import (
    Accessibility,
    AdditionalUrl,
    Address,
    Attribute,
    Capacity,
    CostOption,
    Language,
    Phone,
    Schedule,
    ServiceArea,
)
from buurtnet.directory.models.location import Location
from buurtnet.directory.models.service import Service, ServiceAtLocation, ServiceReach
from buurtnet.directory.models.source import ImportRun, Source

__all__ = [
    "Accessibility",
    "AdditionalUrl",
    "Address",
    "Attribute",
    "Capacity",
    "Change",
    "CostOption",
    "ImportRun",
    "Language",
    "Location",
    "Phone",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceReach",
    "Source",
]
