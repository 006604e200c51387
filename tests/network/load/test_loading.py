"""It reads one scope's network from the record: who is tied to whom, by what, and how much, worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from math import log

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Organization, Person
from crm.parts.visibility import Scope
from network.graph.snapshot import Kind
from network.graph.ties import Part
from network.load import Loaded, load
from tests import factories
from tests.cast import Cast
from tests.factories import A_DAY
from tests.network.load.dozen import dozen

pytestmark = pytest.mark.django_db


def weight(network: Loaded, one: Person | Organization, other: Person | Organization) -> float:
    return network.snapshot.evidence_for(one.pk, other.pk).weight


def tied(network: Loaded) -> set[tuple[str, str]]:
    """Every tied pair by name."""
    snapshot, names = network.snapshot, network.node_labels
    ends = zip(snapshot.ids[snapshot.edges.a].tolist(), snapshot.ids[snapshot.edges.b].tolist(), strict=True)
    return {tuple(sorted((names[a], names[b]))) for a, b in ends}


BOARD = {*combinations(("Eva", "Fox", "Gil", "Hue"), 2)}
SEATS = {(name, "Riverfork School Board") for name in ("Eva", "Fox", "Gil", "Hue")}
FOR_EVERYONE = (
    {("Ana", "Bee"), ("Ana", "Cal"), ("Bee", "Cal"), ("Ana", "Dao"), ("Ira", "Jun")} | BOARD | SEATS
)


def test_it_ties_those_who_met_who_know_each_other_and_who_sit_together(cast: Cast) -> None:
    dozen(cast)
    assert tied(load(Scope(), A_DAY)) == FOR_EVERYONE


def test_it_gives_each_tie_its_three_numbers(cast: Cast) -> None:
    world = dozen(cast)
    network = load(Scope(), A_DAY)
    assert weight(network, world.ana, world.cal) == pytest.approx(0.6)
    assert weight(network, world.ana, world.dao) == pytest.approx(0.4)
    assert weight(network, world.eva, world.fox) == pytest.approx(1.0)
    assert weight(network, world.eva, world.board) == pytest.approx(1.0)
    assert weight(network, world.ira, world.jun) == pytest.approx(0.6)  # Ben was the third there
    both = network.snapshot.evidence_for(world.ana.pk, world.bee.pk)
    assert both.weight == pytest.approx(0.6 + 1.5 / 2)
    assert both.strength == pytest.approx(1.35 / 2.35)
    assert both.distance == round(1000 * -log(1.35 / 2.35))


def test_it_keeps_what_each_tie_rests_on(cast: Cast) -> None:
    world = dozen(cast)
    network = load(Scope(), A_DAY)
    met = network.snapshot.evidence_for(world.ana.pk, world.bee.pk).reasons
    assert [(r.part, [g.id for g in r.grounds]) for r in met] == [
        (Part.MEETINGS, [world.year_ago.pk, world.group.pk])
    ]
    assert network.snapshot.evidence_for(world.ana.pk, world.lou.pk).weightless == (world.opposes.pk,)


def test_it_leaves_own_staff_out_and_whoever_is_archived_or_in_the_trash(cast: Cast) -> None:
    world = dozen(cast)
    factories.person("Archived", status="archived")
    Person.objects.filter(pk=world.dao.pk).derived(hidden=True)
    ids = set(load(Scope(), A_DAY).snapshot.ids.tolist())
    assert world.ben.pk not in ids
    assert world.dao.pk not in ids
    assert len(ids) == 11 + 1  # eleven people and the board


def test_it_takes_only_organizations_that_anything_ties_to_the_network(cast: Cast) -> None:
    world = dozen(cast)
    factories.organization("A school that nobody of ours is at")
    snapshot = load(Scope(), A_DAY).snapshot
    assert snapshot.ids[snapshot.kinds == Kind.ORGANIZATION].tolist() == [world.board.pk]


def test_it_counts_what_is_in_force_on_the_day_asked_for(cast: Cast) -> None:
    world = dozen(cast)
    before = load(Scope(), A_DAY - timedelta(days=1))
    assert weight(before, world.ana, world.cal) == 0
    assert weight(before, world.ana, world.bee) == pytest.approx(1.5 * 0.5 ** (364 / 365))


def test_it_shows_each_scope_its_own_ties_and_no_trace_of_others(cast: Cast) -> None:
    world = dozen(cast)
    for_cy = load(Scope(teams=(cast.south.pk,)), A_DAY)
    assert tied(for_cy) == FOR_EVERYONE
    assert for_cy.snapshot.evidence_for(world.ana.pk, world.kai.pk).reasons == ()
    for_ben = load(Scope(teams=(cast.north.pk,)), A_DAY)
    assert tied(for_ben) == FOR_EVERYONE | {("Ana", "Kai"), ("Cal", "Gil")}
    whole = load(Scope(all=True), A_DAY)
    assert tied(whole) == FOR_EVERYONE | {("Ana", "Kai"), ("Cal", "Gil"), ("Ana", "Lou")}


def test_it_names_nothing_by_what_a_scope_may_not_see(cast: Cast) -> None:
    world = dozen(cast)
    secret = factories.organization("Only the team knows of this council")
    about = factories.initiative("Only the team talks about this")
    factories.meeting(
        world.ana,
        world.bee,
        by=cast.ben,
        visibility="team",
        team=cast.north,
        organization=secret,
        initiative=about,
    )
    for_cy = load(Scope(teams=(cast.south.pk,)), A_DAY)
    assert for_cy.value_labels["meetings"] == {world.board.pk: "Riverfork School Board"}
    assert for_cy.value_labels["initiative"] == {}
    for_ben = load(Scope(teams=(cast.north.pk,)), A_DAY)
    assert for_ben.attributes["initiative"][world.ana.pk] == {about.pk}


def test_it_never_offers_a_tag_as_a_name(cast: Cast) -> None:
    world = dozen(cast)
    for who in (world.eva, world.fox):
        factories.tag(who.party, "Republican")
    network = load(Scope(all=True), A_DAY)
    assert set(network.attributes) == {"organization", "district", "meetings", "initiative"}
    words = {word for of_kind in network.value_labels.values() for word in of_kind.values()}
    assert words == {"Riverfork School Board"}


def test_it_counts_the_sessions_of_one_body_on_one_day_as_one_meeting(cast: Cast) -> None:
    one, two, three = (factories.person() for _ in range(3))
    council = factories.organization(type="city")
    from_file = {
        "source": "meeting-attendance",
        "organization": council,
        "by": cast.ben,
        "kind": "public_meeting",
    }
    morning = factories.meeting(one, two, source_uid="1", **from_file)
    evening = factories.meeting(two, three, source_uid="2", **from_file)
    factories.meeting(one, three, source_uid="3", held_on=A_DAY - timedelta(days=365), **from_file)
    network = load(Scope(), A_DAY)
    assert network.sessions == {morning.pk: (morning.pk, evening.pk)}
    public = 0.4  # of a public meeting, for each who was there, spread over the others
    assert weight(network, one, two) == pytest.approx(public / 2)
    assert weight(network, one, three) == pytest.approx(public / 2 + public / 2)


def test_it_keeps_visits_apart_that_staff_logged_at_one_school_on_one_day(cast: Cast) -> None:
    school = factories.organization()
    principal, teacher = factories.person(), factories.person()
    for who in (principal, teacher):
        factories.meeting(who, factories.person(), by=cast.ben, organization=school)
    assert weight(load(Scope(), A_DAY), principal, teacher) == 0


def test_it_reads_an_empty_record(db: None) -> None:
    network = load(Scope(all=True), A_DAY)
    assert len(network.snapshot) == 0


def test_it_asks_six_queries_for_three_full_people_or_thirty(cast: Cast) -> None:
    on = factories.initiative()

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            load(Scope(teams=(cast.north.pk,)), A_DAY)
        return len(captured)

    factories.many(lambda: factories.full_person(cast, on), 3)
    few = asked()
    factories.many(lambda: factories.full_person(cast, on), 27)
    assert (few, asked()) == (6, 6)
