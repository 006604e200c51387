"""Putting a record back to an earlier state, and holding one: one verb a write."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from contacts.history.earlier import CHANGE, GO, RETURN, Going, Plan, plan_back
from contacts.history.kinds import Kind
from contacts.history.models import Hold
from contacts.meeting_log.editing import follow_meeting
from contacts.meetings.models import Meeting
from contacts.organizations.models import Organization
from contacts.parties.keeping import keep, needed
from contacts.parties.restriction import narrower
from contacts.parties.services import rename_party
from contacts.people.models import Person
from crm.parts.audit import act
from crm.parts.order import parents_first
from crm.parts.records import Record, change_all, delete_all
from crm.parts.turning_back import give_back, put_back, remove
from crm.parts.visibility import Restrictable, Visibility

if TYPE_CHECKING:
    from crm.accounts.models import User


class CannotPutBack(Exception):
    """Why a record cannot be put back, in words."""


class ChangedSince(CannotPutBack):
    """Somebody changed the record since the plan was shown; `plan` is how it stands now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            _("Somebody changed this meanwhile. Look at what would change now, and choose again.")
        )
        self.plan = plan


def put_record_back(
    kind: Kind, record: Any, *, by: User, until: int, chosen: Collection[str], newest: int
) -> Plan:
    """Put the chosen rows of a record back to how they were after the act `until`; one act, which can be undone.

    `chosen` are tokens of a plan, `newest` the last act that it knew. Raises ChangedSince if there was one since, and
    CannotPutBack in words for what the record does not allow; then nothing is changed.
    """
    with transaction.atomic():
        if connection.features.has_select_for_update:
            kind.model._base_manager.select_for_update().get(pk=record.pk)
        plan = plan_back(kind, record, by, until)
        if plan.newest != newest:
            raise ChangedSince(plan)
        rows = [row for row in plan.rows if row.token in chosen and not row.stays]
        try:
            with act(by=by, verb="put back", subject=kind.title(record)):
                _write(rows)
                _follow(kind, record, rows, by=by)
        except IntegrityError as refused:
            raise CannotPutBack(_why_not(rows)) from refused
        except ValidationError as refused:
            raise CannotPutBack(" ".join(refused.messages)) from refused
    return Plan(rows, plan.newest)


def _write(rows: list[Going]) -> None:
    """Rows that go make room first; each table after those that it points to."""
    by_model: dict[type[Record], list[Going]] = {}
    for row in rows:
        by_model.setdefault(row.part.model, []).append(row)
    ordered = parents_first(by_model)
    for model in reversed(ordered):
        remove(model, [row.key for row in by_model[model] if row.did == GO])
    for model in ordered:
        groups: dict[frozenset[str], dict[int, int]] = {}
        for row in by_model[model]:
            if row.did == CHANGE:
                groups.setdefault(row.without, {})[row.key] = row.then.history_id
        for without, as_in in groups.items():
            put_back(model, as_in, without=without)
    for model in ordered:
        returning = {row.key: row.then.history_id for row in by_model[model] if row.did == RETURN}
        give_back(model, returning)


def _follow(kind: Kind, record: Any, rows: list[Going], *, by: User) -> None:
    """What a room's own verbs would have seen to: a label follows its name, no row is wider than its meeting, no
    organization comes to belong to itself."""
    if not rows:
        return
    stands = kind.model._base_manager.get(pk=record.pk)
    stands.clean()
    if isinstance(stands, Person | Organization):
        rename_party(stands.party, stands.name)
    if isinstance(stands, Meeting):
        follow_meeting(stands, record.held_on, (record.visibility, record.team_id))
    for row in rows:
        if row.did != GO and issubclass(row.part.model, Restrictable):
            _keep_narrow(row.part.model, row.key)


def _keep_narrow(model: type[Any], key: int) -> None:
    """What comes from a meeting is seen by no more people than the meeting."""
    stands = model._base_manager.get(pk=key)
    meeting = getattr(stands, "meeting", None) or getattr(stands, "source_meeting", None)
    if meeting is None:
        return
    had = (stands.visibility, stands.team_id if stands.visibility == Visibility.TEAM else None)
    wanted = narrower(had, (meeting.visibility, meeting.team_id))
    if wanted != had:
        stands.visibility, stands.team_id = wanted
        change_all(model, [stands], ["visibility", "team"])


def _why_not(rows: list[Going]) -> str:
    """What the database refused, in the words of the constraint that each row would break."""
    for row in rows:
        if row.did == GO:
            continue
        fields = {f.attname: getattr(row.then, f.attname) for f in row.then.tracked_fields}
        would_be = row.part.model(**fields)
        try:
            would_be.clean()
            would_be.validate_constraints()
        except ValidationError as refused:
            return " ".join(refused.messages)
    return _("Something that was written since stands in the way. Put back less, or change it by hand.")


def hold(record_kind: str, record: models.Model, *, by: User, reason: str, called: str) -> Hold:
    """Hold a record: the emptying of the trash passes it by, and it is not forgotten. Needs a reason.

    A record that is held already gets the new reason.
    """
    reason = needed(reason, "reason", _("Say why it is held."))
    with act(by=by, verb="hold", subject=called):
        held = Hold.objects.filter(record_kind=record_kind, record_id=record.pk).first()
        held = held or Hold(record_kind=record_kind, record_id=record.pk)
        if held.reason != reason:
            held.reason = reason
            keep(held)
    return held


def lift_hold(record_kind: str, record: models.Model, *, by: User, called: str) -> None:
    """Let go of a record that is held."""
    with act(by=by, verb="lift hold", subject=called):
        delete_all(Hold, Hold.objects.filter(record_kind=record_kind, record_id=record.pk))
