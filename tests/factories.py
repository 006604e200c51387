"""The smallest valid thing of each kind. Tests say what matters about it.

Factories write through acts of the built-in user, as everything does.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from contacts.models import (
    Assessment,
    Attendance,
    ContactPoint,
    Initiative,
    Meeting,
    Note,
    Organization,
    Party,
    Person,
    Role,
    Seat,
    Tag,
    Tagging,
    Task,
    Tie,
    TieType,
)
from crm.accounts.models import User
from crm.parts.audit import act

_number = itertools.count(1)
A_DAY = date(2026, 9, 15)


def _by(by: User | None) -> User:
    return by or User.objects.system()


def make(record: Any, by: User | None = None) -> Any:
    """Save one record inside an act of this user (the built-in one unless told)."""
    with act(by=_by(by), verb="test"):
        record.save()
    return record


def person(name: str = "", *, by: User | None = None, **fields: Any) -> Person:
    name = name or f"Person {next(_number):04}"
    with act(by=_by(by), verb="test"):
        party = Party(kind=Party.Kind.PERSON, label=name)
        party.save()
        made = Person(party=party, name=name, **fields)
        made.save()
    return made


def organization(name: str = "", *, by: User | None = None, **fields: Any) -> Organization:
    name = name or f"Organization {next(_number):04}"
    with act(by=_by(by), verb="test"):
        party = Party(kind=Party.Kind.ORGANIZATION, label=name)
        party.save()
        made = Organization(party=party, name=name, **{"type": "school", **fields})
        made.save()
    return made


def initiative(name: str = "", **fields: Any) -> Initiative:
    made: Initiative = make(
        Initiative(name=name or f"Initiative {next(_number)}", **{"lever": "state_law", **fields})
    )
    return made


def role(who: Person, at: Organization, **fields: Any) -> Role:
    made: Role = make(Role(person=who, organization=at, **{"type": "principal", **fields}))
    return made


def seat(at: Organization, **fields: Any) -> Seat:
    made: Seat = make(Seat(organization=at, **{"label": f"Seat {next(_number)}", **fields}))
    return made


def meeting(*people: Person, by: User | None = None, **fields: Any) -> Meeting:
    """A held meeting of these people, logged by this user; each stands for nobody unless told."""
    user = _by(by)
    with act(by=user, verb="test"):
        made = Meeting(**{"held_on": A_DAY, "logged_by": user, **fields})
        made.save()
        for one in people:
            Attendance(meeting=made, person=one).save()
    return made


def reading(
    of: Person | Organization, on: Initiative | None = None, *, by: User | None = None, **fields: Any
) -> Assessment:
    user = _by(by)
    made: Assessment = make(
        Assessment(
            party=of.party,
            initiative=on,
            **{
                "stance": "passive_ally",
                "how_we_know": "guess",
                "assessed_on": A_DAY,
                "assessor": user,
                **fields,
            },
        ),
        user,
    )
    return made


def tie_type(key: str = "knows", **fields: Any) -> TieType:
    found = TieType.objects.filter(key=key).first()
    return found or make(TieType(**{"key": key, "forward": key, "reverse": key, **fields}))


def tie(one: Any, other: Any, *, by: User | None = None, **fields: Any) -> Tie:
    made: Tie = make(Tie(from_party=one.party, to_party=other.party, **{"type": tie_type(), **fields}), by)
    return made


def tag(party: Party, name: str) -> Tag:
    from crm.parts.text import fold

    found = Tag.objects.filter(folded=fold(name)).first() or make(Tag(name=name))
    make(Tagging(party=party, tag=found))
    return found


def email(of: Person | Organization, value: str, **fields: Any) -> ContactPoint:
    made: ContactPoint = make(
        ContactPoint(
            party=of.party, **{"kind": "email", "value": value, "normalized": value.lower(), **fields}
        )
    )
    return made


def note(of: Person | Organization, text: str, *, by: User | None = None, **fields: Any) -> Note:
    made: Note = make(Note(party=of.party, text=text, **{"on": A_DAY, **fields}), by)
    return made


def task(title: str = "Call", *, by: User | None = None, **fields: Any) -> Task:
    made: Task = make(Task(title=title, **fields), by)
    return made


def full_person(cast: Any, on: Initiative | None = None) -> Person:
    """A person with everything a page may show: roles, tags, ways to reach, meetings (one restricted), readings,
    ties, next steps, notes. Flat-query tests count with these; bare rows hide what grows."""
    who = person(languages=["Somali", "English"], owner=cast.ben)
    school = organization(parent=organization(type="district", enrollment=8000, state="MN"), state="MN")
    role(who, school, primary=True, start=date(2023, 8, 1), start_precision="month")
    role(who, organization(type="union_local"), type="building_rep")
    role(who, organization(), type="teacher", ended=True)
    tag(who.party, f"tag {next(_number)}")
    tag(who.party, "site council")
    email(who, f"person{next(_number)}@school.invalid", primary=True)
    make(ContactPoint(party=who.party, kind="phone", value="612 555 0142", normalized="+16125550142"))
    other = person()
    first = meeting(who, other, by=cast.ben, organization=school, initiative=on)
    meeting(who, by=cast.ben, visibility="team", team=cast.north, held_on=A_DAY + timedelta(days=1))
    meeting(who, by=cast.ada, visibility="owner", held_on=A_DAY + timedelta(days=2))
    reading(who, on, by=cast.ben, meeting=first)
    reading(who, on, by=cast.ada, stance="neutral", level=2)
    tie(who, other, by=cast.ben)
    task(party=who.party, by=cast.ben, assignee=cast.ben, due_on=A_DAY, meeting=first)
    note(who, "A note for everyone", by=cast.ben)
    note(who, "A note for the team", by=cast.ben, visibility="team", team=cast.north)
    return who


def full_organization(cast: Any, on: Initiative | None = None) -> Organization:
    """An organization with everything a page may show."""
    school = organization(
        parent=organization(type="district", enrollment=8000, state="MN"),
        state="MN",
        enrollment=400,
        owner=cast.ben,
    )
    who = person()
    held = seat(school, status="filled", type="site_council")
    seat(school, status="vacant", type="site_council")
    role(who, school, type="site_council", seat=held)
    role(person(), school, ended=True)
    organization(parent=school)
    tag(school.party, f"tag {next(_number)}")
    email(school, f"office{next(_number)}@school.invalid", primary=True)
    met = meeting(who, by=cast.ben, organization=school, initiative=on)
    with act(by=cast.ben, verb="test"):
        Attendance(meeting=met, person=person(), represented=school).save()
    meeting(who, by=cast.ben, organization=school, visibility="team", team=cast.north)
    reading(school, on, by=cast.ben, meeting=met)
    reading(who, on, by=cast.ben, meeting=met)
    tie(school, organization(type="union_local"), by=cast.ben)
    task(party=school.party, by=cast.ben, assignee=cast.ben, due_on=A_DAY)
    note(school, "A note for everyone", by=cast.ben)
    return school


def many(make_one: Callable[[], Any], count: int) -> list[Any]:
    return [make_one() for _ in range(count)]
