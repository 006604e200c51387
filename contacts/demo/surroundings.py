"""Invents what gathers around meetings and people: next steps, notes, tags, evidence of barriers, a list; and whose
districts are whose."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from contacts.demo import plan, words
from contacts.demo.logbook import READ, Held
from contacts.demo.school_days import next_school_days
from contacts.demo.world import World
from contacts.meetings.kinds import Status
from contacts.models import BarrierEvidence, ListEntry, Note, OwnDistrict, SavedList, Task
from crm.parts.text import fold
from crm.parts.visibility import Visibility

LOGGERS = [account for account in plan.ACCOUNTS if account.logs_meetings]


def invent_surroundings(world: World, held: list[Held]) -> None:
    past = [one for one in held if one.meeting.status == Status.HELD and one.people]
    _tasks(world, past)
    _notes(world)
    _tags(world)
    _evidence(world, past)
    _list_of_hearing(world, past)
    _lists_that_ask(world)
    _own_districts(world)


def _tasks(world: World, past: list[Held]) -> None:
    """Most are done. Each of ours has some late, some today, some later; some are owed by the others."""
    chance = world.chance("next steps")
    today, zone = world.today, ZoneInfo(settings.TIME_ZONE)
    for one in past:
        if chance.random() < 0.22:
            due = one.meeting.held_on + timedelta(days=chance.randrange(3, 21))
            task = _from_meeting(world, one, chance.choice(words.STEPS_OF_OURS), due)
            done = datetime.combine(min(due, today), time(16, 10), tzinfo=zone) - timedelta(
                days=chance.randrange(0, 3)
            )
            task.done_at = max(done, datetime.combine(one.meeting.held_on, time(17, 0), tzinfo=zone))
            world.add(task, by=one.by, phase=READ)
    later = next_school_days(today + timedelta(days=1), 12)
    for account in LOGGERS:
        mine = [one for one in past if one.by == account.username][-60:]
        days = [today - timedelta(days=n) for n in (12, 4, 2, 1)][chance.randrange(2) :]
        days += [today] * chance.randint(1, 3) + sorted(chance.sample(later, 5))
        for day in days:
            world.add(
                _from_meeting(world, chance.choice(mine), chance.choice(words.STEPS_OF_OURS), day),
                by=account.username,
                phase=READ,
            )
        for due_on in (today - timedelta(days=3), today, *chance.sample(later, 2), None):
            task = _from_meeting(world, chance.choice(mine), chance.choice(words.STEPS_OF_THEIRS), due_on)
            task.owed_by = Task.OwedBy.CONTACT
            world.add(task, by=account.username, phase=READ)
        check_in = _from_meeting(world, chance.choice(mine), "Check in", later[chance.randrange(12)])
        check_in.repeats = Task.Repeats.MONTHLY
        world.add(check_in, by=account.username, phase=READ)


def _from_meeting(world: World, held: Held, title: str, due: date | None) -> Task:
    about = world.initiatives[held.about].name if held.about else "the budget"
    return Task(
        title=title.format(about=about), due_on=due, assignee=world.users[held.by], party=held.people[0].person.party,
        meeting=held.meeting, initiative=held.meeting.initiative,
        visibility=held.meeting.visibility, team=held.meeting.team,
    )  # fmt: skip


def _notes(world: World) -> None:
    chance = world.chance("notes")
    for one in chance.sample(world.people, 330):
        account = chance.choice([a for a in LOGGERS if one.region in a.regions] or LOGGERS)
        note = Note(
            party=one.person.party,
            text=chance.choice(words.NOTES),
            on=world.today - timedelta(days=chance.randrange(1, plan.DAYS)),
        )
        drawn = chance.random()
        if drawn < 0.15:
            note.visibility, note.team = Visibility.TEAM, world.teams[account.teams[0]]
        elif drawn < 0.22:
            note.visibility = Visibility.OWNER
        world.add(note, by=account.username, phase=READ)


def _tags(world: World) -> None:
    chance = world.chance("tags")
    for one in world.people:
        for name in chance.sample(words.TAGS, chance.choices((0, 1, 2, 3), (45, 30, 18, 7))[0]):
            world.tag(one.person.party, name, by=plan.OFFICE, phase=0)
    for body in world.of_type("school", "parent_group"):
        if chance.random() < 0.2:
            world.tag(body.organization.party, chance.choice(words.TAGS[:8]), by=plan.OFFICE, phase=0)


def _evidence(world: World, past: list[Held]) -> None:
    """What people said of each barrier, and how far they may be quoted; one took it back."""
    chance = world.chance("evidence")
    told = [one for one in past if len(one.people) < 8]
    for number, one in enumerate(chance.sample(told, 76)):
        who = chance.choice(one.people)
        role = who.main_role(one.meeting.held_on)
        quote = chance.choices(list(BarrierEvidence.Quote), (5, 2, 3, 2, 1))[0]
        asked = quote != BarrierEvidence.Quote.NOT_ASKED
        row = BarrierEvidence(
            barrier=chance.choice(world.barriers), meeting=one.meeting, raised_by=who.person.party,
            organization=role.organization if role else None, summary=chance.choice(words.EVIDENCE),
            severity=chance.choices((1, 2, 3), (2, 4, 3))[0], quote=quote,
            quote_on=one.meeting.held_on if asked else None, quote_how="asked at the meeting" if asked else "",
            quote_withdrawn_on=_a_month_later(world, one) if number == 7 and asked else None,
            visibility=one.meeting.visibility, team=one.meeting.team,
        )  # fmt: skip
        world.add(row, by=one.by, phase=READ)


def _a_month_later(world: World, held: Held) -> date:
    return min(held.meeting.held_on + timedelta(days=30), world.today)


def _lists_that_ask(world: World) -> None:
    """One for everyone with alternatives, one that its owner keeps to himself."""
    bill = str(world.initiatives[plan.FROM_CATALOGUE[0]].uid)
    for name, by, sharing, columns, asked in (
        (
            "For site governance, not met for 90 days", plan.DIRECTOR, SavedList.Sharing.ALL,
            ["name", "role", "now_at", "position", "last_contact", "point_person"],
            {
                "initiative": [bill], "stance": ["passive_ally", "active_ally"], "no_contact_days": ["90"],
                "sort": ["last_contact"],
            },
        ),
        (
            "Who decides in large districts", plan.DIRECTOR, SavedList.Sharing.ALL,
            ["name", "role", "now_at", "district", "pupils", "last_contact"],
            {
                "any1.role": ["superintendent"], "any1.pupils": ["5000"],
                "any2.role": ["board_chair", "board_member"], "any2.pupils": ["5000"], "not.step": ["open"],
            },
        ),
        (
            "Mine, going quiet", LOGGERS[0].username, SavedList.Sharing.PRIVATE,
            ["name", "role", "now_at", "last_contact", "phone"],
            {"whose": ["mine"], "quiet": ["1"], "sort": ["last_contact"]},
        ),
    ):  # fmt: skip
        kept = SavedList(
            owner=world.users[by],
            name=name,
            folded=fold(name),
            sharing=sharing,
            filter=asked,
            columns=columns,
        )
        world.add(kept, by=by, phase=READ)


def _list_of_hearing(world: World, past: list[Held]) -> None:
    hearing = max(past, key=lambda one: len(one.people))
    name = "Signed in at the hearing"
    chosen = SavedList(
        owner=world.users[plan.DIRECTOR],
        name=name,
        folded=fold(name),
        sharing=SavedList.Sharing.ALL,
        dynamic=False,
    )
    world.add(chosen, by=plan.DIRECTOR, phase=READ)
    for one in hearing.people[:40]:
        world.add(ListEntry(saved_list=chosen, party=one.person.party), by=plan.DIRECTOR, phase=READ)


def _own_districts(world: World) -> None:
    """Each works with four districts of their region; the roster of one of them was checked the week before last."""
    lately = world.today - timedelta(days=10)
    for account in LOGGERS:
        theirs = [
            one for one in world.districts if one.region in account.regions and world.seats.get(one.name)
        ]
        for number, district in enumerate(theirs[:4]):
            own = OwnDistrict(user=world.users[account.username], organization=district.organization)
            world.add(own, by=account.username, phase=READ)
            if number == 3:
                for seat in world.seats[district.name]:
                    seat.checked_on = lately
                for role in (role for one in district.people for role in one.roles):
                    if role.organization is district.organization and not role.ended:
                        role.checked_on = lately
