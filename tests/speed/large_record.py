"""What the large record holds, drawn by chance with a fixed seed: row by row for each table, put in by columns."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from contacts.demo.names import COMMUNITIES
from contacts.models import (
    Assessment,
    Attendance,
    Consent,
    ContactPoint,
    Initiative,
    Meeting,
    Note,
    Organization,
    Party,
    Person,
    Role,
    Tag,
    Tagging,
    Task,
    Tie,
    TieType,
)
from contacts.organizations.models import sphere_of_type
from crm.accounts.models import Team, User
from crm.parts.many import insert_columns
from crm.parts.text import fold

PEOPLE, ORGANIZATIONS = 100_000, 10_000
MEETINGS, ATTENDANCES = 150_000, 1_000_000
TIES, READINGS = 300_000, 300_000
SEED = 20_261_124
DAYS = 5 * 365
READER = "ben"  # an outreach user of two teams, as whom everything is measured

TYPES = (
    ("district", 600), ("school", 6000), ("charter_school", 300), ("union_local", 500), ("parent_group", 1200),
    ("nonprofit", 700), ("faith", 300), ("legislature", 60), ("state_agency", 40), ("city", 300),
)  # fmt: skip
ROLES = (
    "principal", "teacher_leader", "board_member", "parent_leader", "organizer", "superintendent", "building_rep",
)  # fmt: skip
STANCES = ("active_opponent", "passive_opponent", "neutral", "passive_ally", "active_ally")
STATES = ("MN", "WI", "IA", "ND", "SD", "IL")


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - began:.0f} s", flush=True)


class LargeRecord:
    def __init__(self) -> None:
        self.chance = np.random.default_rng(SEED)
        self.today = timezone.localdate()
        self.by = User.objects.system()

    def run(self) -> None:
        for step in (
            self.users, self.organizations, self.people, self.roles, self.ways_to_reach, self.tags_and_consents,
            self.meetings, self.attendances, self.ties, self.readings, self.notes_and_steps,
        ):  # fmt: skip
            with timed(step.__name__.replace("_", " ")):
                step()

    def insert(self, model: Any, count: int, **columns: Any) -> list[int]:
        """Insert rows with the common columns of the record."""
        now = timezone.now()
        by = self.by.pk
        common = {
            "version": 1,
            "created_at": now,
            "changed_at": now,
            "created_by_id": by,
            "changed_by_id": by,
        }
        return insert_columns(model, count, **{**common, **columns})

    def pick(self, values: Any, count: int) -> list[Any]:
        """So many of these, with repetition."""
        if isinstance(values, tuple):
            return [values[number] for number in self.chance.integers(0, len(values), count).tolist()]
        found: list[Any] = np.asarray(values)[self.chance.integers(0, len(values), count)].tolist()
        return found

    def days(self, count: int, span: int = DAYS) -> list[date]:
        ago = self.chance.integers(0, span, count).tolist()
        return [self.today - timedelta(days=days) for days in ago]

    def some(self, values: list[Any], share: float) -> list[Any]:
        """The same values, but None in place of all except this share."""
        kept = self.chance.random(len(values)) < share
        return [value if keep else None for value, keep in zip(values, kept.tolist(), strict=True)]

    def users(self) -> None:
        self.teams = [Team.objects.create(name=f"Team {letter}").pk for letter in "ABCDEF"]
        password = make_password("speed speed speed")
        self.staff: list[int] = []
        for number in range(20):
            user = User.objects.create(
                username=READER if number == 0 else f"staff{number}",
                email=f"staff{number}@groundwork.invalid",
                first_name="Ben" if number == 0 else "Staff",
                last_name="Lindqvist" if number == 0 else str(number),
                role="outreach",
                password=password,
                second_factor_due_on=date(2100, 1, 1),
            )
            user.teams.set(self.teams[:2] if number == 0 else [self.teams[number % 6]])
            self.staff.append(user.pk)

    def organizations(self) -> None:
        words = (
            "Prairie", "Maple", "Heron", "Loon", "Willow", "Granite", "Kestrel", "Aspen", "Otter", "Harbor",
        )  # fmt: skip
        ends = ("Rose", "Hill", "Creek", "Park", "Ridge", "Grove", "Landing", "Point", "Crossing", "View")
        types = [type for type, count in TYPES for _ in range(count)]
        names = [
            f"{first} {second} {type.replace('_', ' ').title()} {number}"
            for number, (first, second, type) in enumerate(
                zip(self.pick(words, len(types)), self.pick(ends, len(types)), types, strict=True)
            )
        ]
        keys = self.insert(Party, len(types), kind="organization", label=names)
        districts = keys[:600]
        parents = [
            district if type in ("school", "union_local") else None
            for type, district in zip(types, self.pick(districts, len(types)), strict=True)
        ]
        self.insert(
            Organization,
            len(types),
            party_id=keys,
            name=names,
            sort_name=[fold(name) for name in names],
            type=types,
            sphere=[sphere_of_type(type) for type in types],
            parent_id=parents,
            state=self.pick(STATES, len(types)),
            city=self.pick(words, len(types)),
            enrollment=self.chance.integers(100, 20_000, len(types)).tolist(),
        )
        self.organization_keys = keys

    def people(self) -> None:
        given = tuple(name for community in COMMUNITIES for name in (*community.women, *community.men))
        families = tuple(name for community in COMMUNITIES for name in community.family)
        first, middle, last = self.pick(given, PEOPLE), self.pick(given, PEOPLE), self.pick(families, PEOPLE)
        names = [f"{a} {b[:1]}. {c}" for a, b, c in zip(first, middle, last, strict=True)]
        keys = self.insert(Party, PEOPLE, kind="person", label=names)
        archived = (self.chance.random(PEOPLE) < 0.02).tolist()
        self.insert(
            Person,
            PEOPLE,
            party_id=keys,
            name=names,
            sort_name=[fold(f"{c}, {a} {b[:1]}.") for a, b, c in zip(first, middle, last, strict=True)],
            given_name=first,
            family_name=last,
            owner_id=self.some(self.pick(self.staff, PEOPLE), 0.6),
            status=["archived" if gone else "active" for gone in archived],
            listed=[not gone for gone in archived],
        )
        self.person_keys = keys

    def roles(self) -> None:
        second = PEOPLE * 3 // 10
        people = [*self.person_keys, *self.pick(self.person_keys, second)]
        starts = self.days(len(people), 3650)
        self.insert(
            Role,
            len(people),
            person_id=people,
            organization_id=self.pick(self.organization_keys, len(people)),
            type=self.pick(ROLES, len(people)),
            primary=[True] * PEOPLE + [False] * second,
            start=starts,
            start_precision="month",
            end=[None] * PEOPLE + [day + timedelta(days=400) for day in starts[PEOPLE:]],
            end_precision=["unknown"] * PEOPLE + ["month"] * second,
            ended=[False] * PEOPLE + [True] * second,
        )

    def ways_to_reach(self) -> None:
        emails = [f"person{number}@mail{number % 500}.invalid" for number in range(PEOPLE)]
        self.insert(
            ContactPoint,
            PEOPLE,
            party_id=self.person_keys,
            kind="email",
            value=emails,
            normalized=emails,
            primary=True,
        )
        count = PEOPLE * 8 // 10
        numbers = [f"612555{number:04}" for number in self.chance.integers(0, 10_000, count).tolist()]
        self.insert(
            ContactPoint,
            count,
            party_id=self.person_keys[:count],
            kind="phone",
            value=numbers,
            normalized=[f"+1{number}" for number in numbers],
            primary=True,
        )

    def tags_and_consents(self) -> None:
        names = [f"tag {number:02}" for number in range(60)]
        tags = self.insert(Tag, 60, name=names, folded=names)
        pairs = self._pairs(self.person_keys, tags, 200_000)
        self.insert(Tagging, len(pairs), party_id=pairs[:, 0].tolist(), tag_id=pairs[:, 1].tolist())
        asked = self.chance.choice(self.person_keys, 50_000, replace=False).tolist()
        self.insert(
            Consent,
            50_000,
            party_id=asked,
            channel="newsletter",
            answer=self.pick(("may", "may", "not"), 50_000),
        )

    def meetings(self) -> None:
        drawn = self.chance.random(MEETINGS)
        seen = np.where(drawn < 0.07, "team", np.where(drawn < 0.10, "owner", "everyone")).tolist()
        teams = [
            t if v == "team" else None for t, v in zip(self.pick(self.teams, MEETINGS), seen, strict=True)
        ]
        self.initiatives = list(Initiative.objects.order_by("pk").values_list("pk", flat=True))
        self.meeting_days = self.days(MEETINGS)
        kinds = ("one_to_one", "small_group", "school_visit", "their_meeting", "public_meeting", "event")
        self.loggers = self.pick(self.staff, MEETINGS)
        self.meeting_keys = self.insert(
            Meeting,
            MEETINGS,
            kind=self.pick(kinds, MEETINGS),
            held_on=self.meeting_days,
            title=[f"Meeting {number}" if number % 3 else "" for number in range(MEETINGS)],
            organization_id=self.some(self.pick(self.organization_keys, MEETINGS), 0.7),
            initiative_id=self.some(self.pick(self.initiatives, MEETINGS), 0.5),
            notes=self.pick(
                ("Talked about the schedule.", "Budget and calendar.", "Families want to be heard.", ""),
                MEETINGS,
            ),
            status="held",
            logged_by_id=self.loggers,
            visibility=seen,
            team_id=teams,
        )
        self.seen, self.seen_by = seen, teams

    def attendances(self) -> None:
        # Some are met often, most a few times: the heaviest has some thousand meetings, the median six.
        weight = self.chance.pareto(1.6, PEOPLE) + 0.6
        weight = np.minimum(weight, 400)
        order = np.cumsum(weight / weight.sum())
        count = int(ATTENDANCES * 1.04)
        people = np.minimum(np.searchsorted(order, self.chance.random(count)), PEOPLE - 1)
        meetings = self.chance.integers(0, MEETINGS, count)
        pairs = np.unique(meetings * PEOPLE + people)
        pairs = self.chance.permutation(pairs)[:ATTENDANCES]
        pairs.sort()
        assert len(pairs) == ATTENDANCES
        self.at, self.who = pairs // PEOPLE, pairs % PEOPLE
        represented = self.some(self.pick(self.organization_keys, ATTENDANCES), 0.6)
        self.insert(
            Attendance,
            ATTENDANCES,
            meeting_id=np.asarray(self.meeting_keys)[self.at].tolist(),
            person_id=np.asarray(self.person_keys)[self.who].tolist(),
            represented_id=represented,
        )

    def ties(self) -> None:
        types = list(
            TieType.objects.filter(ends="people", symmetric=True).order_by("pk").values_list("pk", flat=True)
        )
        pairs = self._pairs(self.person_keys, self.person_keys, TIES + 20)
        low, high = pairs.min(axis=1), pairs.max(axis=1)
        kept = np.unique(np.stack([low, high], axis=1)[low != high], axis=0)[:TIES]
        self.insert(
            Tie,
            len(kept),
            from_party_id=kept[:, 0].tolist(),
            to_party_id=kept[:, 1].tolist(),
            type_id=self.pick(types, len(kept)),
            closeness=self.chance.integers(0, 5, len(kept)).tolist(),
            created_by_id=self.pick(self.staff, len(kept)),
            start=self.days(len(kept), 3650),
            start_precision="year",
        )

    def readings(self) -> None:
        from_meetings = READINGS * 6 // 10
        rows = self.chance.choice(ATTENDANCES, from_meetings, replace=False)
        meetings = self.at[rows].tolist()
        free = READINGS - from_meetings
        parties = np.asarray(self.person_keys)[self.who[rows]].tolist() + self.pick(self.person_keys, free)
        none: list[Any] = [None] * free
        self.insert(
            Assessment,
            READINGS,
            party_id=parties,
            initiative_id=self.pick(self.initiatives, READINGS),
            stance=self.pick(STANCES, READINGS),
            level=self.chance.integers(0, 7, READINGS).tolist(),
            how_we_know=["told_us"] * from_meetings + ["guess"] * free,
            assessed_on=[self.meeting_days[meeting] for meeting in meetings] + self.days(free),
            assessor_id=[self.loggers[meeting] for meeting in meetings] + self.pick(self.staff, free),
            meeting_id=[self.meeting_keys[meeting] for meeting in meetings] + none,
            visibility=[self.seen[meeting] for meeting in meetings] + ["everyone"] * free,
            team_id=[self.seen_by[meeting] for meeting in meetings] + none,
        )

    def notes_and_steps(self) -> None:
        count = 30_000
        self.insert(
            Note,
            count,
            party_id=self.pick(self.person_keys, count),
            text="Best reached before seven in the morning.",
            on=self.days(count),
            created_by_id=self.pick(self.staff, count),
        )
        self.insert(
            Task,
            count,
            title="Check in",
            party_id=self.pick(self.person_keys, count),
            due_on=[day + timedelta(days=DAYS // 2) for day in self.days(count)],
            assignee_id=self.pick(self.staff, count),
            done_at=self.some([timezone.now()] * count, 0.9),
        )

    def _pairs(self, one: list[int], other: list[int], count: int) -> Any:
        """So many different pairs, shape (count, 2)."""
        drawn = int(count * 1.1)
        keys = self.chance.integers(0, len(one), drawn) * len(other) + self.chance.integers(
            0, len(other), drawn
        )
        keys = self.chance.permutation(np.unique(keys))[:count]
        return np.stack([np.asarray(one)[keys // len(other)], np.asarray(other)[keys % len(other)]], axis=1)
