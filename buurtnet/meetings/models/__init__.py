"""The rows of this room."""

from buurtnet.meetings.models.action import Action, ActionStep, WorkGroup, WorkGroupMember
from buurtnet.meetings.models.meeting import (
    AgendaItem,
    Correction,
    FlipChart,
    Invitee,
    Meeting,
    Minutes,
    Preparer,
)
from buurtnet.meetings.models.obstacle import Obstacle, ObstacleStep
from buurtnet.meetings.models.point import Decision, Dot, Dotter, Objection, Point, PointStep

__all__ = [
    "Action",
    "ActionStep",
    "AgendaItem",
    "Correction",
    "Decision",
    "Dot",
    "Dotter",
    "FlipChart",
    "Invitee",
    "Meeting",
    "Minutes",
    "Objection",
    "Obstacle",
    "ObstacleStep",
    "Point",
    "PointStep",
    "Preparer",
    "WorkGroup",
    "WorkGroupMember",
]
