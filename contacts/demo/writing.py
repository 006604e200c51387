"""Writes the invented world into the record, through acts of the demo's users: a few acts, many rows each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from contacts.demo import plan
from contacts.demo.accounts import make_accounts
from contacts.demo.coalitions import form_coalitions
from contacts.demo.meetings import invent_meetings
from contacts.demo.organizations import invent_organizations
from contacts.demo.people import invent_staff
from contacts.demo.policy import attach_documents, invent_policy
from contacts.demo.readings import invent_readings
from contacts.demo.roles import invent_people
from contacts.demo.surroundings import invent_surroundings
from contacts.demo.ties import invent_ties
from contacts.demo.world import Catalogue, World
from contacts.models import Attachment, Initiative, KeyDateKind, Tag, Tie, TieType
from contacts.policy.seeding import seed_catalogue
from crm.accounts.models import Team, User
from crm.parts.audit import act
from crm.parts.records import Record, create_all

SUBJECTS = ("people and organizations", "policy", "meetings", "readings, ties and next steps")


def seed_demo(*, seed: int, today: date) -> World:
    """Invent the demo and write it, all or nothing. The installation must be empty; the caller has looked."""
    from django.apps import apps

    with transaction.atomic():
        seed_catalogue(apps.get_model)
        users, teams = make_accounts()
        world = invent(seed=seed, today=today, catalogue=read_catalogue(), users=users, teams=teams)
        write(world)
    return world


def read_catalogue() -> Catalogue:
    """What every installation begins with, as far as the demo refers to it."""
    initiatives = Initiative.objects.filter(catalogue_key__in=plan.FROM_CATALOGUE, trashed_at=None)
    return Catalogue(
        initiatives={one.catalogue_key: one for one in initiatives},
        tie_types={one.key: one for one in TieType.objects.all()},
        key_date_kinds={one.name: one for one in KeyDateKind.objects.all()},
        tags={one.folded: one for one in Tag.objects.all()},
    )


def invent(
    *, seed: int, today: date, catalogue: Catalogue, users: dict[str, User], teams: dict[str, Team]
) -> World:
    """The whole world, from nothing but its seed and the day. The same again gives the same, addresses included."""
    world = World(seed=seed, today=today, catalogue=catalogue)
    world.users, world.teams = users, teams
    invent_organizations(world)
    invent_staff(world)
    invent_people(world)
    form_coalitions(world)
    invent_policy(world)
    held = invent_meetings(world)
    invent_readings(world, held)
    invent_ties(world, held)
    invent_surroundings(world, held)
    return world


def write(world: World) -> None:
    """One act for each author and phase, so that whatever follows acts runs some sixteen times."""
    for phase, username in _in_order(world):
        with act(by=world.users[username], verb=plan.VERB, subject=SUBJECTS[phase]):
            for model, rows in world.rows[phase, username].items():
                _lower_end_first(rows)
                create_all(model, rows)
            if phase == 1:
                create_all(Attachment, attach_documents(world))


def _in_order(world: World) -> Iterator[tuple[int, str]]:
    usernames = list(world.users)
    yield from sorted(world.rows, key=lambda key: (key[0], usernames.index(key[1])))


def _lower_end_first(rows: list[Record]) -> None:
    """Symmetric ties store the lower party first: known only now that parties have keys."""
    for tie in rows:
        if isinstance(tie, Tie) and tie.type.symmetric and tie.from_party.pk > tie.to_party.pk:
            tie.from_party, tie.to_party = tie.to_party, tie.from_party
