"""Of which tables a record of each kind is made: what its history tells and what an earlier state of it has.

A part is `own` where an earlier state of the record has it too; what merely hangs on the record (a person's notes) is
shown in its history and has a history of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.evidence.models import BarrierEvidence
from contacts.interest.models import Assessment
from contacts.lists.models import ListEntry, SavedList
from contacts.meetings.models import Attendance, Meeting, MeetingTopic
from contacts.meetings.queries import called as meeting_called
from contacts.organizations.models import Organization
from contacts.parties.form_page import address_of
from contacts.parties.models import (
    Attachment,
    Consent,
    ContactPoint,
    Document,
    ExternalId,
    Note,
    Party,
    Tagging,
)
from contacts.people.models import Person
from contacts.policy.models import Arrangement, Barrier, Decision, Initiative, SchoolAutonomy, StageChange
from contacts.roles.models import Role, Seat
from contacts.tasks.models import Task
from contacts.ties.models import Tie
from crm.accounts.rights import Right
from crm.parts.records import Record
from crm.parts.visibility import Restrictable, may_be_seen

if TYPE_CHECKING:
    from crm.accounts.models import User


@dataclass(frozen=True)
class Part:
    """One table of a record. Its rows lead to the record by any of `links` (columns), or are named by `among`."""

    model: type[Record]
    links: tuple[str, ...] = ()
    own: bool = True
    # For rows that name the record by its kind: what else they must say.
    among: Mapping[str, Any] = field(default_factory=dict)

    @property
    def itself(self) -> bool:
        """Whether its one row is the record."""
        return self.links == (self.key,)

    @property
    def key(self) -> str:
        """The column of the primary key, under which the history knows a row too."""
        return str(self.model._meta.pk.attname)

    def leading_to(self, record: int) -> Q:
        """The condition on rows, of the table or of its history, that they belong to this record."""
        found = Q()
        for link in self.links:
            found |= Q(**{link: record})
        return found & Q(**self.among)

    def leads_to(self, row: Any, record: int) -> bool:
        """The same for a row at hand."""
        return any(getattr(row, link) == record for link in self.links)


@dataclass(frozen=True)
class Kind:
    """One kind of record: what it is called in addresses and on screen, who sees which, and its parts."""

    key: str
    word: Any
    model: type[Record]
    parts: tuple[Part, ...]
    address: Callable[[Any], str]
    title: Callable[[Any], str] = str
    uid: str = "uid"
    related: tuple[str, ...] = ()
    # Why it has no earlier state to go back to, if so.
    never_back: Any = ""

    def visible_to(self, user: User) -> Any:
        """The records of this kind that this user may see, with what title and address read."""
        rows: Any = self.model._default_manager
        return rows.visible_to(user).select_related(*self.related)


def _of_party(*own: Part) -> tuple[Part, ...]:
    """The parts of people and organizations alike, after their own."""
    party = ("party_id",)
    return (
        *own[:1],
        Part(Party, ("id",)),
        *own[1:],
        Part(ContactPoint, party),
        Part(Consent, party),
        Part(Tagging, party),
        Part(ExternalId, party),
        Part(Note, party, own=False),
        Part(Tie, ("from_party_id", "to_party_id"), own=False),
        Part(Assessment, party, own=False),
        Part(Task, party, own=False),
    )


def _documents_of(*kinds: str) -> Part:
    return Part(Attachment, ("record_id",), own=False, among={"record_kind__in": kinds})


def _on_page_of_party(row: Any) -> str:
    return address_of(row.party) if row.party is not None else ""


def _tied(tie: Tie) -> str:
    return f"{tie.from_party} {tie.type.forward} {tie.to_party}"


def _held(role: Role) -> str:
    return f"{role.person}: {role.called}, {role.organization}"


def _read(reading: Assessment) -> str:
    on = f", {reading.initiative}" if reading.initiative else ""
    return f"{reading.party}{on}: {reading.get_stance_display()}"


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "person", _("person"), Person,
            (*_of_party(Part(Person, ("party_id",)), Part(Role, ("person_id",))), _documents_of("person", "party")),
            address=lambda one: str(one.get_absolute_url()), uid="party__uid", related=("party",),
        ),
        Kind(
            "organization", _("organization"), Organization,
            (
                *_of_party(
                    Part(Organization, ("party_id",)), Part(Seat, ("organization_id",)),
                    Part(Role, ("organization_id",), own=False),
                    Part(Arrangement, ("school_id",)), Part(SchoolAutonomy, ("school_id",)),
                ),
                _documents_of("organization", "party"),
            ),
            address=lambda one: str(one.get_absolute_url()), uid="party__uid", related=("party",),
        ),
        Kind(
            "meeting", _("meeting"), Meeting,
            (
                Part(Meeting, ("id",)), Part(Attendance, ("meeting_id",)), Part(MeetingTopic, ("meeting_id",)),
                Part(Assessment, ("meeting_id",)), Part(Task, ("meeting_id",), own=False),
                Part(BarrierEvidence, ("meeting_id",), own=False), _documents_of("meeting"),
            ),
            address=lambda one: str(one.get_absolute_url()), title=meeting_called, related=("organization",),
        ),
        Kind(
            "initiative", _("initiative"), Initiative,
            (
                Part(Initiative, ("id",)), Part(StageChange, ("initiative_id",)),
                Part(Decision, ("initiative_id",)), _documents_of("initiative"),
            ),
            address=lambda one: str(one.get_absolute_url()),
        ),
        Kind(
            "tie", _("tie"), Tie, (Part(Tie, ("id",)),), title=_tied, address=lambda one: address_of(one.from_party),
            related=("type", "from_party", "to_party"),
        ),
        Kind(
            "next-step", _("next step"), Task, (Part(Task, ("id",)),),
            address=lambda one: _on_page_of_party(one) or reverse("tasks"), related=("party",),
        ),
        Kind(
            "note", _("note"), Note, (Part(Note, ("id",)),), title=lambda one: str(one.party),
            address=_on_page_of_party, related=("party",),
        ),
        Kind(
            "reading", _("reading"), Assessment, (Part(Assessment, ("id", "supersedes_id"), own=False),), title=_read,
            address=_on_page_of_party, related=("party", "initiative"),
            never_back=_("A reading is never changed, only corrected by a newer one."),
        ),
        Kind(
            "role", _("role"), Role, (Part(Role, ("id",)),), title=_held,
            address=lambda one: str(one.person.get_absolute_url()),
            related=("person__party", "organization"),
        ),
        Kind(
            "seat", _("seat"), Seat, (Part(Seat, ("id",)), Part(Role, ("seat_id",), own=False)),
            title=lambda one: f"{one.organization}: {one.label}",
            address=lambda one: str(one.organization.get_absolute_url()), related=("organization__party",),
        ),
        Kind(
            "document", _("document"), Document,
            (Part(Document, ("id",)), Part(Attachment, ("document_id",), own=False)),
            address=lambda one: reverse("record_history", args=["document", one.uid]),
        ),
        Kind(
            "barrier", _("barrier"), Barrier,
            (Part(Barrier, ("id",)), Part(BarrierEvidence, ("barrier_id",), own=False)),
            address=lambda one: reverse("record_history", args=["barrier", one.uid]),
        ),
        Kind(
            "list", _("list"), SavedList, (Part(SavedList, ("id",)), Part(ListEntry, ("saved_list_id",))),
            address=lambda one: reverse("saved_list", args=[one.uid]),
        ),
    )
}  # fmt: skip


def seen_by(model: type[Record], user: User) -> Q | None:
    """The condition on a row, of a table or of its history, that this user may see it; None where everyone may.

    Of rows that hang on another (who was at a meeting) the other one decides.
    """
    if model is SavedList:
        shared = Q(sharing=SavedList.Sharing.ALL)
        return shared | Q(owner=user.pk) | Q(sharing=SavedList.Sharing.TEAM, team__in=user.scope.teams)
    if user.scope.all:
        return None
    if issubclass(model, Attachment):
        return Q(document__in=Document._base_manager.filter(may_be_seen(user)).values("pk"))
    if issubclass(model, Task):
        return may_be_seen(user) | Q(assignee=user.pk)  # whoever is to do it sees it
    if not issubclass(model, Restrictable):
        return None
    return may_be_seen(user, owner=model.owner_column)


def kept_private(row: Any, user: User) -> frozenset[str]:
    """The columns of a row of the history that are not this user's to read."""
    if row.instance_type is Meeting and not user.scope.all and row.logged_by_id != user.pk:
        return frozenset({"private_notes"})
    return frozenset()


def may_put_back(kind: Kind, record: Any, user: User) -> bool:
    """Whether this user may give a record an earlier state: whoever may change it."""
    of_another = kind.model is SavedList and record.owner_id != user.pk and not user.may(Right.DIRECT)
    return user.may(Right.WRITE) and not kind.never_back and not of_another


# Columns that say nothing that a person typed.
STAMPS = frozenset({"id", "uid", "party", "version", "created_at", "created_by", "changed_at", "changed_by"})
_SILENT_OF: dict[type[Record], frozenset[str]] = {
    Party: frozenset({"label", "kind", "merged_into"}),
    ContactPoint: frozenset({"normalized"}),
    Person: frozenset({"details"}),
    Organization: frozenset({"sort_name", "sphere", "details"}),
    Initiative: frozenset({"folded", "catalogue_key"}),
    SavedList: frozenset({"folded", "columns"}),
    Document: frozenset({"file", "sha256", "content_type", "size"}),
    Meeting: frozenset({"source", "source_uid"}),
}


def told_columns(model: type[Record], columns: list[Any]) -> list[Any]:
    """Of the columns of a history those that a reader is told about; a precision stands with its day."""
    silent = STAMPS | _SILENT_OF.get(model, frozenset())
    return [each for each in columns if each.name not in silent and not each.name.endswith("_precision")]
