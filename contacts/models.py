"""Gathers the rooms' tables, where Django looks for them. The rooms' own `models.py` is where they are written."""

from contacts.evidence.models import BarrierEvidence
from contacts.history.models import Forgotten, Hold
from contacts.imports.models import ImportBatch, ImportRow
from contacts.interest.models import Assessment, LatestReading
from contacts.lists.models import ListEntry, SavedList
from contacts.meetings.models import Attendance, ContactFact, Meeting, MeetingTopic
from contacts.organizations.models import Organization, OwnDistrict
from contacts.parties.models import (
    Attachment,
    Consent,
    ContactPoint,
    Document,
    ExternalId,
    Note,
    Party,
    Tag,
    Tagging,
)
from contacts.people.models import Person
from contacts.policy.models import (
    Arrangement,
    Barrier,
    Decision,
    Initiative,
    KeyDate,
    KeyDateKind,
    SchoolAutonomy,
    StageChange,
)
from contacts.roles.models import Role, Seat
from contacts.tasks.models import Task
from contacts.ties.models import Tie, TieType

__all__ = [
    "Arrangement",
    "Assessment",
    "Attachment",
    "Attendance",
    "Barrier",
    "BarrierEvidence",
    "Consent",
    "ContactFact",
    "ContactPoint",
    "Decision",
    "Document",
    "ExternalId",
    "Forgotten",
    "Hold",
    "ImportBatch",
    "ImportRow",
    "Initiative",
    "KeyDate",
    "KeyDateKind",
    "LatestReading",
    "ListEntry",
    "Meeting",
    "MeetingTopic",
    "Note",
    "Organization",
    "OwnDistrict",
    "Party",
    "Person",
    "Role",
    "SavedList",
    "SchoolAutonomy",
    "Seat",
    "StageChange",
    "Tag",
    "Tagging",
    "Task",
    "Tie",
    "TieType",
]
