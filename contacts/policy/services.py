"""Initiatives and what decides them: one verb a write."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.organizations.models import Organization
from contacts.parties.keeping import keep, needed, put, put_in_trash
from contacts.policy.models import Decision, Initiative, StageChange
from crm.parts.audit import act
from crm.parts.records import once
from crm.parts.text import fold

if TYPE_CHECKING:
    from crm.accounts.models import User

CHANGEABLE = (
    "name", "lever", "jurisdiction", "state", "citation", "check_citation", "check_note", "stage", "target_on", "lead",
    "parent", "about",
)  # fmt: skip
DECISION_CHANGEABLE = (
    "body", "rule", "needed", "needed_percent", "eligible", "on", "until", "status", "result",
)  # fmt: skip


def create_initiative(
    *,
    by: User,
    name: str,
    lever: str,
    uid: UUID | None = None,
    stage_since: date | None = None,
    **fields: Any,
) -> Initiative:
    """Add an initiative, with the first row of its history of stages."""
    if (made := once(Initiative, uid, by=by)) is not None:
        return made
    name = needed(name, "name", _("Give the initiative a name."))
    with act(by=by, verb="add initiative", subject=name):
        initiative = Initiative(name=name, lever=lever)
        put(initiative, _cleaned(fields), CHANGEABLE)
        _check_initiative(initiative)
        keep(initiative, uid=uid)
        _note_stage(initiative, stage_since, "")
    return initiative


def change_initiative(
    initiative: Initiative,
    *,
    by: User,
    version: int,
    stage_since: date | None = None,
    stage_note: str = "",
    **fields: Any,
) -> Initiative:
    """Change an initiative; a new stage adds a row to its history, on the day given or today."""
    if "name" in fields:
        fields["name"] = needed(fields["name"], "name", _("Give the initiative a name."))
    with act(by=by, verb="change initiative", subject=str(fields.get("name", initiative.name))):
        initiative.version = version
        changed = put(initiative, _cleaned(fields), CHANGEABLE)
        if not changed:
            return initiative
        _check_initiative(initiative)
        keep(initiative)
        if "stage" in changed:
            _note_stage(initiative, stage_since, stage_note)
    return initiative


def trash_initiative(initiative: Initiative, *, by: User) -> Initiative:
    return put_in_trash(initiative, by=by, subject=initiative.name)


def restore_initiative(initiative: Initiative, *, by: User) -> Initiative:
    """Take an initiative back out of the trash. Raises ValidationError if its name was taken meanwhile."""
    with act(by=by, verb="restore", subject=initiative.name):
        if initiative.trashed_at is not None:
            initiative.trashed_at = None
            _check_initiative(initiative)
            keep(initiative)
    return initiative


def add_decision(
    *, by: User, initiative: Initiative, body: Organization, uid: UUID | None = None, **fields: Any
) -> Decision:
    """Say who decides an initiative, by which rule, how many are needed and when."""
    if (made := once(Decision, uid, by=by)) is not None:
        return made
    with act(by=by, verb="add decision", subject=f"{initiative}: {body}"):
        decision = Decision(initiative=initiative, body=body)
        put(decision, fields, DECISION_CHANGEABLE)
        _check_window(decision.on, decision.until, "until")
        return keep(decision, uid=uid)


def change_decision(decision: Decision, *, by: User, version: int, **fields: Any) -> Decision:
    with act(by=by, verb="change decision", subject=f"{decision.initiative}: {decision.body}"):
        decision.version = version
        if put(decision, fields, DECISION_CHANGEABLE):
            _check_window(decision.on, decision.until, "until")
            keep(decision)
    return decision


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "state": fields["state"].strip().upper()} if "state" in fields else fields


def _check_initiative(initiative: Initiative) -> None:
    initiative.folded = fold(initiative.name)
    same = Initiative.objects.filter(folded=initiative.folded, trashed_at__isnull=True).exclude(
        pk=initiative.pk
    )
    if same.exists():
        raise ValidationError({"name": _("There is an initiative of this name already.")})
    seen, above = {initiative.pk}, initiative.parent
    while above is not None:
        if above.pk in seen:
            raise ValidationError(
                {"parent": _("That makes a circle: it is part of this initiative already.")}
            )
        seen.add(above.pk)
        above = above.parent


def _check_window(first: date | None, last: date | None, field: str) -> None:
    if first and last and last < first:
        raise ValidationError({field: _("It ends before it starts. Swap the days?")})


def _note_stage(initiative: Initiative, since: date | None, note: str) -> None:
    day = since or timezone.localdate()
    StageChange(initiative=initiative, stage=initiative.stage, on=day, note=note.strip()).save()
