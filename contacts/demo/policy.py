"""Invents the demo's own initiatives, who decides them and when, barriers, and the standing of some schools."""

from __future__ import annotations

from datetime import date, timedelta

from contacts.demo import plan, words
from contacts.demo.world import World
from contacts.models import (
    Arrangement,
    Attachment,
    Barrier,
    Decision,
    Document,
    Initiative,
    KeyDate,
    SchoolAutonomy,
    StageChange,
)
from crm.parts.text import fold

DIRECTOR, PHASE = plan.DIRECTOR, 1

# key, name, lever, at which body, part of which of the catalogue's, stages with days ago, what it is
OWN: tuple[tuple[str, str, str, str, str, tuple[tuple[str, int], ...], str], ...] = (
    (
        "riverfork-site-governance",
        "Riverfork: schools that govern themselves",
        "district_policy",
        "Riverfork School District",
        "mn-site-governed-schools",
        (("exploring", 520), ("interest", 410), ("design", 250), ("drafting", 120), ("review", 26)),
        "A policy by which a school of the district decides itself about staffing, budget and schedule, under an "
        "agreement with the board, after a vote of its staff.",
    ),
    (
        "headwater-flexibility-bill",
        "Headwater learning flexibility bill",
        "state_law",
        "Headwater House of Representatives",
        "flexibility-from-state-laws",
        (("exploring", 500), ("design", 330), ("drafting", 190), ("review", 60)),
        "Lets a school count learning instead of hours, wherever it happens, if families and staff agree.",
    ),
    (
        "lakes-language-nest",
        "Lakes: language nest as a school of the district",
        "memorandum",
        "White Pine School District",
        "",
        (("exploring", 300), ("interest", 95)),
        "A memorandum with the tribal education departments: instruction in Ojibwe to grade 3, staff chosen together.",
    ),
)
ARRANGEMENTS = (
    "site_governance",
    "pilot",
    "community_partnership",
    "district_policy",
    "small_schools",
    "informal",
)


def invent_policy(world: World) -> None:
    """Everything about policy that needs no meeting."""
    _initiatives(world)
    _decisions(world)
    _barriers(world)
    _documents(world)
    _standings(world)
    _key_dates(world)


def _ago(world: World, days: int) -> date:
    return world.today - timedelta(days=days)


def _initiatives(world: World) -> None:
    for key, name, lever, body, parent, stages, about in OWN:
        initiative = Initiative(
            name=name,
            folded=fold(name),
            lever=lever,
            jurisdiction=world.bodies[body].organization,
            state="HW",
            parent=world.initiatives[parent] if parent else None,
            stage=stages[-1][0],
            lead=world.users[DIRECTOR],
            about=about,
            target_on=world.today + timedelta(days=plan.COMMITTEE_DECISION_IN + 30),
        )
        world.initiatives[key] = initiative
        world.add(initiative, by=DIRECTOR, phase=PHASE)
        for stage, ago in stages:
            change = StageChange(initiative=initiative, stage=stage, on=_ago(world, ago))
            world.add(change, by=DIRECTOR, phase=PHASE)


def _decisions(world: World) -> None:
    """Two come up, one lies behind."""
    for key, body, rule, values in (
        (
            "riverfork-site-governance", "Riverfork School District", Decision.Rule.SEATS,
            {"needed": 5, "eligible": 9, "on": world.today + timedelta(days=plan.BOARD_DECISION_IN)},
        ),
        (
            "headwater-flexibility-bill", "House Education Policy Committee", Decision.Rule.SEATS,
            {
                "needed": 6, "eligible": 11, "on": world.today + timedelta(days=plan.COMMITTEE_DECISION_IN),
                "until": world.today + timedelta(days=plan.COMMITTEE_DECISION_IN + 9),
            },
        ),
        (
            "riverfork-site-governance", "Riverfork Educators", Decision.Rule.ELIGIBLE,
            {
                "needed_percent": 60, "eligible": 412, "on": _ago(world, 24), "status": Decision.Status.DECIDED,
                "result": "281 of 398 who voted said yes: 71 %",
            },
        ),
    ):  # fmt: skip
        decision = Decision(
            initiative=world.initiatives[key], body=world.bodies[body].organization, rule=rule, **values
        )
        world.add(decision, by=DIRECTOR, phase=PHASE)


def _barriers(world: World) -> None:
    for title, level, category, citation, areas in words.BARRIERS:
        barrier = Barrier(title=title, level=level, category=category, citation=citation, areas=list(areas))
        world.barriers.append(barrier)
        world.add(barrier, by=DIRECTOR, phase=PHASE)


def _documents(world: World) -> None:
    """Links that lead nowhere: nothing of the demo is on any server."""
    chance = world.chance("documents")
    for number, (title, kind, key) in enumerate(words.DOCUMENTS):
        document = Document(
            title=title, kind=kind, link=f"https://papers.headwater.invalid/{number + 1}",
            day=_ago(world, chance.randrange(10, 500)),
            source=chance.choice(("board packet", "their website", "by e-mail")),
        )  # fmt: skip
        world.documents.append(document)
        world.add(document, by=DIRECTOR, phase=PHASE)
        initiative = next(one.initiative for one in plan.COALITIONS if one.key == key)
        if initiative not in plan.FROM_CATALOGUE:
            world.attachments.append((document, world.initiatives[initiative]))


def attach_documents(world: World) -> list[Attachment]:
    """Documents on the records they belong to; these name their record by its key, so it must be written first."""
    return [
        Attachment(document=document, record_kind=record._meta.model_name or "", record_id=record.pk)
        for document, record in world.attachments
    ]


def _standings(world: World) -> None:
    chance = world.chance("standings")
    schools = [b for b in world.of_type("school") if b.people and b.organization.status == "active"]
    for number, school in enumerate([*chance.sample(schools, 22), *world.of_type("charter_school")]):
        charter = school.organization.charter
        eligible = chance.randint(14, 60)
        start = date(world.today.year - chance.randrange(1, 6), 7, 1)
        ended, proposed = number % 9 == 4, number % 7 == 5
        arrangement = Arrangement(
            school=school.organization,
            type=chance.choice(("charter_contract", "charter_bylaws"))
            if charter
            else chance.choice(ARRANGEMENTS),
            authority=school.organization.parent,
            approved_on=None if proposed else start - timedelta(days=chance.randrange(20, 90)),
            start=None if proposed else start,
            end=start + timedelta(days=364) if ended else None,
            voted_eligible=None if charter else eligible,
            voted_yes=None if charter else int(eligible * chance.uniform(0.6, 0.95)),
            status="ended" if ended else "proposed" if proposed else "in_force",
        )
        world.add(arrangement, by=DIRECTOR, phase=PHASE)
        if proposed or ended:
            continue
        for area in sorted(chance.sample(range(1, 16), chance.randint(4, 10))):
            autonomy = SchoolAutonomy(
                school=school.organization, area=area, level=chance.choices(("full", "partial", "none"), (4, 5, 2))[0],
                arrangement=arrangement, source=chance.choice(("agreement", "told us", "handbook")), as_of=start,
            )  # fmt: skip
            world.add(autonomy, by=DIRECTOR, phase=PHASE)


def _key_dates(world: World) -> None:
    kinds = world.catalogue.key_date_kinds
    for kind, title, ahead, length, body in (
        ("hearing", "Second hearing on learning flexibility", 33, 0, "House Education Policy Committee"),
        ("committee deadline", "First committee deadline", 58, 0, "Headwater House of Representatives"),
        ("election", "Board election, Cannon Prairie", 140, 0, "Cannon Prairie School District"),
        ("bargaining", "Bargaining, Riverfork", 12, 60, "Riverfork School District"),
        ("contract end", "Contract of Riverfork Educators ends", 210, 0, "Riverfork Educators"),
    ):
        if kind in kinds:
            start = world.today + timedelta(days=ahead)
            row = KeyDate(
                kind=kinds[kind], title=title, start=start, end=start + timedelta(days=length) if length else None,
                organization=world.bodies[body].organization, jurisdiction="Headwater",
                source="their calendar", checked=True,
            )  # fmt: skip
            world.add(row, by=DIRECTOR, phase=PHASE)
