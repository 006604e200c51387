"""Everything that people do to a small record, each as one act of its own, drawn at random.

A write returns the rows that it is about, by model and key: no other row may change its days by it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from contacts.imports.formats import FORMATS
from contacts.imports.services import bring_in, prepare
from contacts.interest.services import record_reading
from contacts.lists import bulk_services as bulk
from contacts.lists.services import create_static_list
from contacts.meeting_log.entries import Attendee
from contacts.meeting_log.services import log_meeting
from contacts.models import (
    Attendance,
    ContactPoint,
    Meeting,
    Organization,
    Party,
    Person,
    Role,
    Tag,
    Tie,
)
from contacts.organizations.services import change_organization
from contacts.parties.bounced_services import mark_all
from contacts.parties.reach import add_contact_point, change_contact_point, end_contact_point
from contacts.parties.services import put_tags, restore, set_consent, trash
from contacts.people.services import change_person, create_person
from contacts.roles.services import begin_role, end_role, move_on
from contacts.ties.services import declare_tie, end_tie
from crm.accounts.models import User
from crm.parts.dates import FuzzyDate
from tests import factories
from tests.contacts.imports.files import FILES, as_csv

Rows = set[tuple[type[Any], int]]
Write = Callable[["Writing"], Rows]

DAYS = [None, date(2021, 8, 1), date(2023, 1, 15), date(2024, 6, 30), date(2026, 2, 1)]
WORDS = ["", "she", "they", "Ely", "Riverfork", "“x”|%s"]
TAGS = ["nurse", "site council", "Spring forum"]
ADDRESSES = ["a@school.invalid", "office@school.invalid", "612 555 0142"]


@dataclass
class Writing:
    """Who writes, and what chance decides."""

    by: User
    data: DataObject

    def one_of(self, several: list[Any]) -> Any:
        return self.data.draw(st.sampled_from(several))

    def some(self, model: Any, **where: Any) -> Any:
        """A row of a model, or None if there is none."""
        keys = list(model._base_manager.filter(**where).order_by("pk").values_list("pk", flat=True))
        return model._base_manager.get(pk=self.one_of(keys)) if keys else None

    def people(self) -> list[int]:
        keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
        return self.data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=4, unique=True))

    def day(self) -> Any:
        day = self.one_of(DAYS)
        return self.one_of([day, FuzzyDate.parse(str(day.year))]) if day else None


def small_record() -> None:
    """Two schools of a district, four people, who they are there, how they are reached, and one meeting."""
    district = factories.organization("District", type="district", state="MN")
    schools = [factories.organization(f"School {number}", parent=district, state="MN") for number in (1, 2)]
    people = [factories.person(f"Person {number}") for number in range(4)]
    for who, at in zip(people, [*schools, district], strict=False):
        factories.role(who, at, primary=True, start=date(2022, 8, 1), start_precision="month")
        factories.role(who, schools[1], type="site_council", start=date(2023, 1, 1))
        factories.email(who, "office@school.invalid", primary=True)
        factories.tag(who.party, "nurse")
    factories.tie(people[0], people[1], start=date(2020, 1, 1), start_precision="year")
    met = factories.meeting(*people[:2], organization=schools[0])
    factories.reading(people[0], meeting=met)


def edits_a_person(w: Writing) -> Rows:
    who = w.some(Person)
    fields = {"pronouns": w.one_of(WORDS), "name": w.one_of(["Hodan Abdi", "Bee Thao-Herr", who.name])}
    change_person(who, by=w.by, version=who.version, **fields)
    return set()


def edits_an_organization(w: Writing) -> Rows:
    at = w.some(Organization)
    change_organization(
        at, by=w.by, version=at.version, city=w.one_of(WORDS), name=w.one_of([at.name, "Oak"])
    )
    return set()


def adds_a_person(w: Writing) -> Rows:
    create_person(by=w.by, name="Newly Added", owner=w.one_of([None, w.by]))
    return set()


def begins_a_role(w: Writing) -> Rows:
    who, at = w.some(Person), w.some(Organization)
    role = begin_role(by=w.by, person=who, organization=at, type="teacher", start=w.day())
    return {(Role, role.pk)}


def ends_a_role(w: Writing) -> Rows:
    role = w.some(Role)
    if role is not None:
        end_role(role, by=w.by, on=w.day())
    return {(Role, role.pk)} if role else set()


def moves_on(w: Writing) -> Rows:
    role = w.some(Role, ended=False)
    if role is None:
        return set()
    new = move_on(
        role, by=w.by, on=w.day(), organization=w.some(Organization), type="principal", start=w.day()
    )
    return {(Role, role.pk)} | ({(Role, new.pk)} if new else set())


def adds_a_way_to_reach(w: Writing) -> Rows:
    value = w.one_of(ADDRESSES)
    kind = "email" if "@" in value else "phone"
    primary = w.one_of([True, False])
    point = add_contact_point(
        w.some(Party), by=w.by, kind=kind, value=value, primary=primary, valid_from=w.one_of(DAYS)
    )
    return {(ContactPoint, point.pk)}


def changes_a_way_to_reach(w: Writing) -> Rows:
    point = w.some(ContactPoint)
    change_contact_point(
        point, by=w.by, version=point.version, label=w.one_of(["work", "home"]), primary=True
    )
    return set()


def ends_a_way_to_reach(w: Writing) -> Rows:
    point = w.some(ContactPoint)
    end_contact_point(point, by=w.by, status=w.one_of(["", "wrong"]), on=w.one_of(DAYS))
    return {(ContactPoint, point.pk)}


def marks_bounced(w: Writing) -> Rows:
    points = list(ContactPoint.objects.filter(normalized=w.one_of(ADDRESSES)))
    mark_all(points, by=w.by, meaning=w.one_of(["bounced", "wrong", "no_email"]))
    return set()


def ties(w: Writing) -> Rows:
    tie = declare_tie(
        by=w.by, one=w.some(Party), other=w.some(Party), type=factories.tie_type(), start=w.day()
    )
    return {(Tie, tie.pk)}


def ends_a_tie(w: Writing) -> Rows:
    tie = w.some(Tie)
    if tie is not None:
        end_tie(tie, by=w.by, on=w.day())
    return {(Tie, tie.pk)} if tie else set()


def tags(w: Writing) -> Rows:
    put_tags(w.some(Party), by=w.by, names=w.data.draw(st.lists(st.sampled_from(TAGS), unique=True)))
    return set()


def sets_a_consent(w: Writing) -> Rows:
    set_consent(w.some(Party), by=w.by, channel="text", answer=w.one_of(["may", "not"]), on=w.one_of(DAYS))
    return set()


def logs_a_meeting(w: Writing) -> Rows:
    there = [Attendee(person=Person.objects.get(pk=key), stance="neutral") for key in w.people()]
    met = log_meeting(by=w.by, held_on=date(2026, 9, 1), attendees=there, organization=w.some(Organization))
    return {(Meeting, met.pk)} | {(Attendance, row.pk) for row in met.attendances.all()}


def reads(w: Writing) -> Rows:
    record_reading(
        by=w.by, party=w.some(Party), initiative=None, stance=w.one_of(["neutral", "active_ally"]),
        how_we_know="guess", assessed_on=date(2026, 9, 1),
    )  # fmt: skip
    return set()


def assigns_a_point_person(w: Writing) -> Rows:
    bulk.assign_point_person(Person, w.people(), by=w.by, owner=w.one_of([None, w.by]))
    return set()


def tags_many(w: Writing) -> Rows:
    bulk.tag_all(w.people(), by=w.by, names=[w.one_of(TAGS)])
    return set()


def untags_many(w: Writing) -> Rows:
    bulk.untag_all(w.people(), by=w.by, tags=list(Tag.objects.all()))
    return set()


def lists_many(w: Writing) -> Rows:
    listed = create_static_list(by=w.by, name=f"List {uuid4()}", of="people")
    bulk.put_all_on_list(listed, list(Person.objects.visible_to(w.by).values_list("pk", flat=True)), by=w.by)
    return set()


def adds_many_next_steps(w: Writing) -> Rows:
    bulk.add_next_steps(Person, w.people(), by=w.by, title="Call", to_point_persons=True, uid=uuid4())
    return set()


def sets_many_consents(w: Writing) -> Rows:
    bulk.set_consents(
        w.people(), by=w.by, channel="text", answer=w.one_of(["may", "not"]), over_refusals=True
    )
    return set()


def archives_many(w: Writing) -> Rows:
    w.one_of([bulk.archive_all, bulk.activate_all])(w.people(), by=w.by)
    return set()


def brings_a_file_in(w: Writing) -> Rows:
    format = w.one_of(["state-legislators", "committees", "committee-seats"])
    file = io.BytesIO(as_csv(FILES[format]).encode())
    bring_in(prepare(FORMATS[format], file, "small.csv"), by=w.by)
    return set()


def puts_into_the_trash(w: Writing) -> Rows:
    trash(w.some(Party), by=w.by)
    return set()


def restores(w: Writing) -> Rows:
    party = w.some(Party, trashed_at__isnull=False)
    if party is not None:
        restore(party, by=w.by)
    return set()


WRITES: tuple[Write, ...] = (
    edits_a_person, edits_an_organization, adds_a_person, begins_a_role, ends_a_role, moves_on, adds_a_way_to_reach,
    changes_a_way_to_reach, ends_a_way_to_reach, marks_bounced, ties, ends_a_tie, tags, sets_a_consent, logs_a_meeting,
    reads, assigns_a_point_person, tags_many, untags_many, lists_many, adds_many_next_steps, sets_many_consents,
    archives_many, brings_a_file_in, puts_into_the_trash, restores,
)  # fmt: skip
