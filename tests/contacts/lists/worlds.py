"""Small records drawn by chance, and every row of them in plain Python: what a filter must find."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from contacts.lists.models import ListEntry, SavedList
from contacts.models import (
    Arrangement,
    Assessment,
    Attendance,
    Consent,
    ContactPoint,
    Initiative,
    Meeting,
    Organization,
    Party,
    Person,
    Role,
    Tagging,
    Task,
)
from crm.accounts.models import User
from tests import factories
from tests.cast import Cast

SEEN = ("everyone", "everyone", "team", "owner")


@dataclass
class World:
    """A small record drawn by chance, and every row of it in Python."""

    draw: Random
    cast: Cast
    today: date = field(default_factory=timezone.localdate)

    def __post_init__(self) -> None:
        self.cast.cy.teams.set([self.cast.south, self.cast.north])
        self.on = [factories.initiative(f"Law {n}") for n in range(2)]
        self._places()
        self.people = [
            factories.person(
                f"P{n}",
                owner=self.draw.choice([None, self.cast.ben, self.cast.cy]),
                languages=self.draw.choice([[], ["Somali"], ["English", "Somali"]]),
                interpreter=self.draw.random() < 0.3,
            )
            for n in range(9)
        ]
        self.hand: SavedList = factories.make(
            SavedList(owner=self.cast.ben, name="Hand", sharing="all", dynamic=False), self.cast.ben
        )
        for who in self.people:
            self._around(who)
        for at in self.places:
            self._said_and_owed(at)
        self.rows: dict[Any, list[Any]] = {
            model: list(model._base_manager.all())
            for model in (
                Arrangement, Assessment, Attendance, Consent, ContactPoint, ListEntry, Organization, Party, Role,
                Tagging, Task,
            )
        }  # fmt: skip
        self.meetings = {one.pk: one for one in Meeting._base_manager.all()}

    def _places(self) -> None:
        districts = [
            factories.organization(type="district", enrollment=pupils, state="MN", charter=charter)
            for pupils, charter in ((3000, False), (9000, True), (None, False))
        ]
        schools = [
            factories.organization(
                type=self.draw.choice(["school", "union_local"]),
                parent=self.draw.choice([None, *districts]),
                state=self.draw.choice(["MN", "WI"]),
                charter=self.draw.random() < 0.4,
                enrollment=self.draw.choice([None, 200, 9000]),
                owner=self.draw.choice([None, self.cast.ben]),
            )
            for _ in range(4)
        ]
        for school in schools[:2]:
            status = self.draw.choice(["in_force", "proposed"])
            factories.make(Arrangement(school=school, type="pilot", status=status))
        self.places = [*districts, *schools]

    def _seen(self) -> dict[str, Any]:
        by, seen = self.draw.choice([self.cast.ben, self.cast.cy, self.cast.ada]), self.draw.choice(SEEN)
        team = by.teams.order_by("pk").first() if seen == "team" else None
        return {"by": by, "visibility": seen if team or seen != "team" else "owner", "team": team}

    def _ago(self) -> date:
        return self.today - timedelta(days=self.draw.choice([3, 40, 95, 120, 200, 400]))

    def _around(self, who: Person) -> None:
        draw = self.draw
        for _ in range(draw.randint(0, 2)):
            ended = draw.random() < 0.3
            factories.role(
                who, draw.choice(self.places), type=draw.choice(["principal", "teacher", ""]),
                title=draw.choice(["Head of arts", "Principal of note"]), ended=ended,
                term_end=draw.choice([None, date(2026, 1, 1)]),
            )  # fmt: skip
        for _ in range(draw.randint(0, 4)):
            factories.meeting(
                who, held_on=self._ago(), kind=draw.choice(["one_to_one", "event"]),
                organization=draw.choice([None, *self.places]), initiative=draw.choice([None, *self.on]),
                status=draw.choice(["held", "held", "planned"]), **self._seen(),
            )  # fmt: skip
        for kind in ("email", "phone"):
            if draw.random() < 0.6:
                factories.email(
                    who, f"{who.pk}{kind}@x.invalid", kind=kind, status=draw.choice(["ok", "ok", "bounced"])
                )
        if draw.random() < 0.3:
            factories.make(Consent(party=who.party, channel="email", answer=draw.choice(["not", "may"])))
        if draw.random() < 0.2:
            who.party.do_not_contact, who.party.do_not_contact_reason = True, "asked"
            factories.make(who.party)
        if draw.random() < 0.4:
            factories.make(ListEntry(saved_list=self.hand, party=who.party))
        self._said_and_owed(who)

    def _said_and_owed(self, of: Any) -> None:
        draw = self.draw
        for name in ("arts", "sports"):
            if draw.random() < 0.3:
                factories.tag(of.party, name)
        for _ in range(draw.randint(0, 2)):
            factories.reading(
                of, draw.choice([None, *self.on]), stance=draw.choice(["neutral", "active_ally"]),
                level=draw.choice([None, 1, 4]), assessed_on=self._ago(), **self._seen(),
            )  # fmt: skip
        if draw.random() < 0.5:
            factories.task(
                party=of.party, due_on=draw.choice([None, self.today - timedelta(days=1), self.today]),
                done_at=draw.choice([None, timezone.now()]), **self._seen(),
            )  # fmt: skip

    # What may be known.

    def sees(self, user: User, row: Any, owner: int) -> bool:
        return (
            user.scope.all
            or row.visibility == "everyone"
            or owner == user.pk
            or (row.visibility == "team" and row.team_id in user.scope.teams)
        )

    def derives(self, user: User, row: Any) -> bool:
        """Whether the row takes part in what is derived for this viewer."""
        of_team = row.visibility == "team" and row.team_id in user.scope.teams
        return user.scope.all or row.visibility == "everyone" or of_team

    def contacts(self, of: Any) -> list[Meeting]:
        """Each held meeting that counts as contact, once."""
        came = [row for row in self.rows[Attendance] if of.pk in (row.person_id, row.represented_id)]
        keys = {row.meeting_id for row in came}
        keys |= {key for key, one in self.meetings.items() if one.organization_id == of.pk}
        return [self.meetings[key] for key in sorted(keys) if self.meetings[key].status == "held"]

    def days(self, user: User, of: Any) -> list[date]:
        return sorted(one.held_on for one in self.contacts(of) if self.derives(user, one))

    def latest(self, user: User, of: Any, on: Initiative | None) -> Assessment | None:
        known = [
            row
            for row in self.rows[Assessment]
            if row.party_id == of.pk
            and row.initiative_id == (on.pk if on else None)
            and self.derives(user, row)
        ]
        return max(known, key=lambda row: (row.assessed_on, row.pk), default=None)
