"""Where personal data of somebody stand: every table that hangs on a party, and of each column whether it is erased.

A test walks the models: a new table that points to a party, or a new column here, must be given its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from contacts.evidence.models import BarrierEvidence
from contacts.interest.models import Assessment, LatestReading
from contacts.lists.models import ListEntry
from contacts.meetings.models import Attendance, ContactFact
from contacts.organizations.models import Organization
from contacts.parties.models import Consent, ContactPoint, ExternalId, Note, Party, Tagging
from contacts.people.models import Person
from contacts.roles.models import Role
from contacts.tasks.models import Task
from contacts.ties.models import Tie
from crm.parts.erasing import STAMPS, blank
from crm.parts.records import Record, column

# What stands in the place of a name, and of words that a row cannot do without.
NAMELESS = {"person": "somebody who was forgotten", "organization": "an organization that was removed"}
ERASED = "(erased)"


@dataclass(frozen=True)
class Blanked:
    """A table whose rows stay, as the shape of what happened, without what they say of somebody.

    `erased` are the columns that lose their value (with the value that the row has then, where it is not an empty
    one); `kept` are those that keep it, each with the reason.
    """

    links: tuple[str, ...]
    erased: Mapping[str, Any]
    kept: Mapping[str, str] = field(default_factory=dict)

    def after(self, model: type[Record], name: str) -> Any:
        """What an erased column of a row that stays says."""
        value = self.erased[name]
        return blank(column(model, name)) if value is None else value


_SHAPE = "the shape of the meeting"
_SCOPE = "who may see the row"
_NOT_OF_THEM = "says nothing about them"

# Rows that stay, nameless.
BLANKED: dict[type[Record], Blanked] = {
    Party: Blanked(
        ("id",),
        {"label": NAMELESS["person"], "do_not_contact_reason": None, "do_not_contact": None},
        {"kind": _NOT_OF_THEM, "merged_into": "which nameless rows are one"},
    ),
    Person: Blanked(
        ("party_id",),
        {
            "name": NAMELESS["person"], "sort_name": None, "given_name": None, "family_name": None, "aliases": None,
            "greeting": None, "addressee": None, "said_as": None, "pronouns": None, "languages": None,
            "interpreter": None, "access_needs": None, "minor_until": None, "details": None, "owner": None,
            "status": "archived",
        },
        {"user": "own staff are not forgotten, so it is empty"},
    ),
    Attendance: Blanked(
        ("person_id",),
        {"note": None},
        {"meeting": _SHAPE, "side": _SHAPE, "presence": _SHAPE, "represented": _SHAPE},
    ),
    Assessment: Blanked(
        ("party_id",),
        {"note": None, "document": None},
        {
            "initiative": "counts of positions", "stance": "counts of positions", "level": "counts of positions",
            "say": "counts of positions", "how_we_know": "how much a count is worth",
            "assessed_on": "how old a count is", "assessor": "which colleague read it", "meeting": _SHAPE,
            "supersedes": "which of two readings counts", "visibility": _SCOPE, "team": _SCOPE,
        },
    ),
    BarrierEvidence: Blanked(
        ("raised_by_id",),
        {
            "raised_by": None, "quote": BarrierEvidence.Quote.NOT_ASKED, "quote_on": None, "quote_how": None,
            "quote_withdrawn_on": None,
        },
        {
            "barrier": _NOT_OF_THEM, "meeting": _SHAPE, "document": _NOT_OF_THEM, "organization": _NOT_OF_THEM,
            "summary": "an account of the barrier; named for somebody to look at if a name is in it",
            "severity": _NOT_OF_THEM, "visibility": _SCOPE, "team": _SCOPE,
        },
    ),
}  # fmt: skip

# An organization that is emptied out of the trash: its people keep their roles there.
ORGANIZATION = Blanked(
    ("party_id",),
    {
        "name": NAMELESS["organization"], "sort_name": None, "short_name": None, "aliases": None, "parent": None,
        "city": None, "details": None, "owner": None, "latitude": None, "longitude": None, "enrollment": None,
        "schools_reported": None, "lowest_grade": None, "highest_grade": None, "house_districts": None,
        "senate_districts": None, "status": "closed",
    },
    {
        "type": "the spheres of roles there", "sphere": "the spheres of roles there", "charter": _NOT_OF_THEM,
        "state": "in which state people work"
    },
)  # fmt: skip

# Rows that go, and all that their history ever said: by which columns they lead to somebody.
DELETED: dict[type[Record], tuple[str, ...]] = {
    ContactPoint: ("party_id",),
    Consent: ("party_id",),
    ExternalId: ("party_id",),
    Tagging: ("party_id",),
    Note: ("party_id",),
    Task: ("party_id",),
    Tie: ("from_party_id", "to_party_id"),
    Role: ("person_id",),
    ListEntry: ("party_id",),
}

# Worked out from the rows above after each act; numbers and days alone.
DERIVED: tuple[type[models.Model], ...] = (ContactFact, LatestReading)


def leading_to(links: tuple[str, ...], parties: list[int]) -> Q:
    """The condition on rows, of a table or of its history, that they are about these parties."""
    found = Q()
    for link in links:
        found |= Q(**{f"{link}__in": parties})
    return found


def unplaced() -> list[str]:
    """Tables and columns that hang on a person and have no place above, in words. Empty means that all have theirs."""
    from django.apps import apps

    ways = {Party, Person, *DELETED, *BLANKED}
    known = {*ways, *DERIVED}
    found = []
    for model in apps.get_models():
        if hasattr(model, "history_object") or model in known or model is Organization:
            continue
        found += [
            f"{model._meta.label}.{each.name}"
            for each in model._meta.concrete_fields
            if each.related_model in ways
        ]
    tables: dict[type[Record], Blanked] = {**BLANKED, Organization: ORGANIZATION}
    for record, placed in tables.items():
        names = {each.name for each in record._meta.concrete_fields}
        silent = {name.removesuffix("_id") for name in STAMPS} | set(getattr(record, "DERIVED", ()))
        links = {link.removesuffix("_id") for link in placed.links}
        left = names - silent - links - set(placed.erased) - set(placed.kept)
        found += [f"{record._meta.label}.{name}" for name in sorted(left)]
        gone = (set(placed.erased) | set(placed.kept)) - names
        found += [f"{record._meta.label}.{name} is there no more" for name in sorted(gone)]
    return found
