"""Keeps what lists ask of people and organizations: hidden while in the trash or merged away, and whether a person is
listed (own staff, archived and deceased people are not, unless asked for).

After each act the rows that it touched are compared with what the record says; only those that differ are written. Rows
that are new are looked at as one span of ids, so that a file of 100,000 people costs one query.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from contacts.organizations.models import Organization
from contacts.parties.models import Party, alive
from contacts.people.models import Person
from crm.parts.audit import Act
from crm.parts.keys import among, in_parts

GONE = Q(party__trashed_at__isnull=False) | Q(party__merged_into__isnull=False)
UNLISTED = ~Q(status=Person.Status.ACTIVE) | Q(user__isnull=False)
LISTED = Q(status=Person.Status.ACTIVE, user__isnull=True)

# Per model what is wrong and what puts it right.
WRONG: tuple[tuple[type[Person] | type[Organization], Q, dict[str, bool]], ...] = (
    (Person, Q(hidden=False) & GONE, {"hidden": True}),
    (Person, Q(hidden=True) & alive(), {"hidden": False}),
    (Person, Q(listed=True) & UNLISTED, {"listed": False}),
    (Person, Q(listed=False) & LISTED, {"listed": True}),
    (Organization, Q(hidden=False) & GONE, {"hidden": True}),
    (Organization, Q(hidden=True) & alive(), {"hidden": False}),
)


def follow(act: Act) -> None:
    """Put right what this act's changes made wrong. Runs inside the act."""
    for model in (Person, Organization):
        new = {key for key, types in act.touched.get(model, {}).items() if types.startswith("+")}
        if new:
            _put_right(model, Q(pk__gte=min(new), pk__lte=max(new)))
        changed = {*act.keys(model, unless_new=True), *act.keys(Party, unless_new=True)} - new
        for part in in_parts(sorted(changed - act.gone(Party))):
            _put_right(model, Q(pk__in=among(part)))


def recompute() -> int:
    """Compare every row with the record and put right what differs. Returns how many differed."""
    return sum(_rows(model, wrong).derived(**right) for model, wrong, right in WRONG)


def differences() -> list[str]:
    """Every row that differs from what the record says, in words."""
    return [
        f"{row}: {name} should be {value}"
        for model, wrong, right in WRONG
        for row in _rows(model, wrong)
        for name, value in right.items()
    ]


def _put_right(model: type[Person] | type[Organization], which: Q) -> None:
    """One query finds out whether any of these rows differs; only then is something written."""
    mine = [(wrong, right) for of, wrong, right in WRONG if of is model]
    if not _rows(model, reduce(or_, (wrong for wrong, _ in mine))).filter(which).exists():
        return
    for wrong, right in mine:
        _rows(model, wrong).filter(which).derived(**right)


def _rows(model: type[Person] | type[Organization], wrong: Q) -> Any:
    return model.objects.filter(wrong)
