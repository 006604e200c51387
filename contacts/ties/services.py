"""Ties: declaring, changing and ending them. One row a tie, whichever side it is entered from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.meetings.models import Meeting
from contacts.parties.keeping import keep, put, put_in_trash
from contacts.parties.models import Party
from contacts.parties.restriction import as_narrow_as
from contacts.parties.spans import Known, begin, end
from contacts.ties.models import Tie, TieType
from crm.parts.audit import act
from crm.parts.records import once
from crm.parts.visibility import Visibility

if TYPE_CHECKING:
    from crm.accounts.models import Team, User

CHANGEABLE = ("closeness", "basis", "note", "visibility", "team", "source_meeting")


def declare_tie(
    *,
    by: User,
    one: Party,
    other: Party,
    type: TieType,
    closeness: int = 2,
    basis: str = Tie.Basis.TOLD,
    start: Known = None,
    start_precision: str = "",
    source_meeting: Meeting | None = None,
    note: str = "",
    visibility: str = Visibility.EVERYONE,
    team: Team | None = None,
    uid: UUID | None = None,
) -> Tie:
    """Say that `one` and `other` are tied, read from `one`: "one mentors other".

    A tie from a meeting is seen by no more people than the meeting. Raises ValidationError at `other` or `type`.
    """
    if (made := once(Tie, uid, by=by)) is not None:
        return made
    if one.pk == other.pk:
        raise ValidationError({"other": _("A tie joins two. Choose somebody else at the other end.")})
    _check_ends(type, one, other)
    visibility, team_id = as_narrow_as(source_meeting, visibility, team)
    with act(by=by, verb="declare tie", subject=f"{one}, {other}"):
        tie = Tie(
            from_party=one, to_party=other, type=type, closeness=closeness, basis=basis, note=note.strip(),
            source_meeting=source_meeting, visibility=visibility, team_id=team_id,
        )  # fmt: skip
        begin(tie, start, start_precision)
        _refuse_twice(tie)
        return keep(tie, uid=uid)


def change_tie(tie: Tie, *, by: User, version: int, **fields: Any) -> Tie:
    """Change closeness, basis, note, the meeting that it is from or who may see it, and `start`."""
    start = fields.pop("start", ...)
    with act(by=by, verb="change tie", subject=f"{tie.from_party}, {tie.to_party}"):
        tie.version = version
        before = (tie.start, tie.start_precision)
        changed = put(tie, fields, CHANGEABLE)
        if start is not ...:
            begin(tie, start)
        tie.visibility, tie.team_id = as_narrow_as(tie.source_meeting, tie.visibility, tie.team)
        if changed or before != (tie.start, tie.start_precision):
            keep(tie)
    return tie


def end_tie(tie: Tie, *, by: User, on: Known = None, precision: str = "", version: int | None = None) -> Tie:
    """Say that a tie is over; it stays on the record.

    Raises VersionConflict if a `version` is given and somebody else changed the tie since it was read.
    """
    with act(by=by, verb="end tie", subject=f"{tie.from_party}, {tie.to_party}"):
        tie.version = tie.version if version is None else version
        end(tie, on, precision)
        keep(tie)
    return tie


def trash_tie(tie: Tie, *, by: User) -> Tie:
    """Put a tie that never was into the trash."""
    return put_in_trash(tie, by=by, subject=f"{tie.from_party}, {tie.to_party}")


def _check_ends(type: TieType, one: Party, other: Party) -> None:
    wanted = {
        TieType.Ends.PEOPLE: Party.Kind.PERSON,
        TieType.Ends.ORGANIZATIONS: Party.Kind.ORGANIZATION,
    }.get(TieType.Ends(type.ends))
    if wanted and {one.kind, other.kind} != {wanted}:
        raise ValidationError(
            {"type": _("“%(type)s” is a tie between %(ends)s. Choose another kind of tie.")
             % {"type": type.forward, "ends": type.get_ends_display()}}
        )  # fmt: skip


def _refuse_twice(tie: Tie) -> None:
    """The same pair and kind once, also from the other side where the kind is the same both ways.

    Also of a tie that one may not see: matching is never defeated by privacy, and says no more than that it is there.
    """
    ends = Q(from_party=tie.from_party, to_party=tie.to_party)
    if tie.type.symmetric:
        ends |= Q(from_party=tie.to_party, to_party=tie.from_party)
    if Tie.objects.filter(ends, type=tie.type, ended=False, trashed_at__isnull=True).exists():
        raise ValidationError({"other": _("This tie is in the record already.")})
