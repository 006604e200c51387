"""What a pair's records add up to, worked by hand."""

from datetime import date, timedelta

import pytest

from network.graph.errors import GraphError
from network.graph.parameters import TieParameters
from network.graph.records import (
    Attendances,
    DeclaredTies,
    GivenEdges,
    Introductions,
    Meetings,
    Records,
    Roles,
)
from network.graph.snapshot import Nodes, Snapshot
from network.graph.ties import Part

TODAY = date(2026, 5, 1)
YEAR_AGO = TODAY - timedelta(days=365)


def build(people=(), organizations=(), *, parameters=None, as_of=TODAY, **tables):
    return Snapshot.build(Nodes.of(people, organizations), Records(**tables), parameters, as_of=as_of)


def meeting(*people, day=TODAY, kind="", number=1):
    return {
        "meetings": Meetings.from_rows([(number, day, kind)]),
        "attendances": Attendances.from_rows([(number, person) for person in people]),
    }


def weight(snapshot, a, b):
    return snapshot.evidence_for(a, b).weight


def test_it_spreads_a_meeting_over_the_others_who_were_there():
    snapshot = build(range(1, 6), **meeting(1, 2, 3, 4, 5))
    assert weight(snapshot, 1, 5) == pytest.approx(1 / 4)
    assert len(snapshot.edges) == 10


def test_it_halves_a_meeting_every_half_life():
    assert weight(build([1, 2], **meeting(1, 2, day=YEAR_AGO)), 1, 2) == pytest.approx(0.5)
    slow = TieParameters(half_life_days=730)
    assert weight(build([1, 2], parameters=slow, **meeting(1, 2, day=YEAR_AGO)), 1, 2) == pytest.approx(
        0.5**0.5
    )


def test_it_does_not_age_a_meeting_whose_day_is_unknown():
    assert weight(build([1, 2], **meeting(1, 2, day=None)), 1, 2) == 1


def test_it_weighs_a_kind_of_meeting_as_the_parameters_say():
    parameters = TieParameters(kind_weights={"event": 0.3})
    assert weight(build([1, 2], parameters=parameters, **meeting(1, 2, kind="event")), 1, 2) == pytest.approx(
        0.3
    )


def test_it_refuses_a_kind_of_meeting_that_nobody_weighed():
    with pytest.raises(GraphError, match="Give the meeting kind “séance” a weight"):
        build([1, 2], **meeting(1, 2, kind="séance"))


def test_it_adds_up_meetings():
    rows = [(1, TODAY, ""), (2, YEAR_AGO, ""), (3, TODAY, "")]
    attended = [(1, 7), (1, 8), (2, 7), (2, 8), (3, 7), (3, 8), (3, 9)]
    snapshot = build(
        [7, 8, 9], meetings=Meetings.from_rows(rows), attendances=Attendances.from_rows(attended)
    )
    assert weight(snapshot, 7, 8) == pytest.approx(1 + 0.5 + 0.5)
    assert weight(snapshot, 8, 9) == pytest.approx(0.5)


def test_it_counts_a_person_once_who_stands_twice_on_the_sheet():
    once = build([1, 2, 3], **meeting(1, 2, 3))
    twice = build([1, 2, 3], **meeting(1, 2, 3, 3, 1))
    assert once.fingerprint == twice.fingerprint


def test_it_ties_nobody_by_a_meeting_of_more_than_200():
    assert len(build(range(200), **meeting(*range(200))).edges) == 200 * 199 / 2
    hearing = build(range(201), **meeting(*range(201)))
    assert len(hearing.edges) == 0
    assert hearing.left_out.meetings_too_large == 1


def test_it_counts_those_who_were_there_but_are_not_in_the_network():
    snapshot = build([1, 2], **meeting(1, 2, 3, 4, 5))
    assert weight(snapshot, 1, 2) == pytest.approx(1 / 4)
    assert len(build([1, 2], **meeting(*range(1, 202))).edges) == 0


def test_it_knows_no_meeting_that_is_still_to_come():
    tomorrow = TODAY + timedelta(days=1)
    snapshot = build([1, 2], **meeting(1, 2, day=tomorrow))
    assert len(snapshot.edges) == 0
    assert snapshot.left_out.meetings_after_the_day == 1
    assert weight(build([1, 2], as_of=tomorrow, **meeting(1, 2, day=tomorrow)), 1, 2) == 1


def test_it_ties_nobody_by_attendance_of_a_meeting_that_was_not_handed_in():
    snapshot = build([1, 2], attendances=Attendances.from_rows([(1, 1), (1, 2)]))
    assert len(snapshot.edges) == 0


def test_it_ties_the_members_of_a_small_body_to_each_other_and_to_the_body():
    rows = [(n, person, 100, 0) for n, person in enumerate([1, 2, 3, 4])]
    snapshot = build([1, 2, 3, 4], [100], roles=Roles.from_rows(rows))
    assert weight(snapshot, 1, 4) == pytest.approx(3.0 / 3)
    assert weight(snapshot, 1, 100) == pytest.approx(1.0)


def test_it_ties_nobody_to_anybody_by_an_office_of_3000():
    rows = [(n, person, 100, 3000) for n, person in enumerate([1, 2, 3])]
    snapshot = build([1, 2, 3], [100], roles=Roles.from_rows(rows))
    assert weight(snapshot, 1, 2) == 0
    assert weight(snapshot, 1, 100) == pytest.approx(60 / 3000)
    assert snapshot.left_out.bodies_too_large == 1


def test_it_counts_two_roles_at_one_body_as_one_tie():
    rows = [(1, 1, 100, 0), (2, 1, 100, 0), (3, 2, 100, 0)]
    snapshot = build([1, 2], [100], roles=Roles.from_rows(rows))
    assert weight(snapshot, 1, 2) == pytest.approx(3.0)
    evidence = snapshot.evidence_for(1, 100)
    assert evidence.weight == pytest.approx(1.0)
    assert [ground.id for ground in evidence.reasons[0].grounds] == [1, 2]


def test_it_weighs_a_declared_tie_by_closeness_basis_and_the_prior_of_its_type():
    ties = DeclaredTies.from_rows([(1, 5, 4, 3, "inferred", 0.5, 1), (2, 4, 5, None, "told", 1.0, 1)])
    snapshot = build([4, 5], declared=ties)
    assert weight(snapshot, 4, 5) == pytest.approx(0.5 * 2.0 * 0.4 + 0.5)


@pytest.mark.parametrize("valence", [0, -1])
def test_it_keeps_a_tie_without_positive_valence_aside(valence):
    ties = DeclaredTies.from_rows([(9, 1, 2, 4, "told", 1.0, valence), (8, 1, 77, 4, "told", 1.0, valence)])
    snapshot = build([1, 2], declared=ties)
    assert len(snapshot.edges) == 0
    assert snapshot.weightless.id.tolist() == [9]
    evidence = snapshot.evidence_for(2, 1)
    assert (evidence.weight, evidence.strength, evidence.distance, evidence.weightless) == (0, 0, None, (9,))


def test_it_fades_an_introduction_and_adds_it():
    rows = [(1, 3, 4, YEAR_AGO), (2, 3, 4, None)]
    assert weight(build([3, 4], introductions=Introductions.from_rows(rows)), 3, 4) == pytest.approx(1.5)


def test_it_adds_up_repeated_rows_of_a_file_in_either_direction():
    assert weight(build([1, 2], given=GivenEdges.from_rows([(1, 2, 1), (2, 1, 2), (1, 2, 0.5)])), 1, 2) == 3.5


def test_it_leaves_out_a_tie_to_oneself_and_an_edge_without_weight():
    snapshot = build([1, 2], given=GivenEdges.from_rows([(1, 1, 5), (1, 2, 0)]))
    assert len(snapshot.edges) == 0
    assert snapshot.left_out.ties_to_self == 1


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -1.0])
def test_it_refuses_a_weight_that_is_no_number_or_below_zero(bad):
    with pytest.raises(GraphError, match=r"^Give "):
        GivenEdges.from_rows([(1, 2, 1.0), (2, 3, bad)])
    with pytest.raises(GraphError, match=r"^Give "):
        DeclaredTies.from_rows([(1, 1, 2, 3, "told", bad, 1)])


def test_it_says_what_to_do_about_rows_that_make_no_sense():
    with pytest.raises(GraphError, match="closeness from 0 to 4"):
        build([1, 2], declared=DeclaredTies.from_rows([(1, 1, 2, 5, "told", 1.0, 1)]))
    with pytest.raises(GraphError, match="Give the basis “rumour” a weight"):
        build([1, 2], declared=DeclaredTies.from_rows([(1, 1, 2, 3, "rumour", 1.0, 1)]))
    with pytest.raises(GraphError, match="Give each meeting once"):
        Meetings.from_rows([(1, TODAY, ""), (1, TODAY, "")])
    with pytest.raises(GraphError, match="Give a day as a date"):
        Meetings.from_rows([(1, "2026-05-01", "")])
    with pytest.raises(GraphError, match="whole number as id"):
        Attendances.from_rows([(1, "Ada")])
    with pytest.raises(GraphError, match=r"Give rows as \(meeting, person\)"):
        Attendances.from_rows([(1, 2, 3)])
    with pytest.raises(GraphError, match="body's size"):
        Roles.from_rows([(1, 2, 3, -4)])
    with pytest.raises(GraphError, match="one id stands twice"):
        Nodes.of(people=[1, 2], organizations=[2])


@pytest.mark.parametrize(
    "wrong",
    [
        {"half_life_days": 0},
        {"half_point": float("nan")},
        {"meeting_cap": 1},
        {"role_weight": -1},
        {"kind_weights": {"event": float("inf")}},
        {"closeness_weights": ()},
    ],
)
def test_it_refuses_settings_that_make_no_sense(wrong):
    with pytest.raises(GraphError, match=r"^Give "):
        TieParameters(**wrong)


def test_it_says_what_a_tie_rests_on_heaviest_first():
    snapshot = build(
        [1, 2, 3],
        [100],
        declared=DeclaredTies.from_rows([(41, 2, 1, 2, "told", 1.0, 1)]),
        meetings=Meetings.from_rows([(5, YEAR_AGO, ""), (6, TODAY, ""), (7, TODAY, "")]),
        attendances=Attendances.from_rows([(5, 1), (5, 2), (6, 1), (6, 2), (7, 1), (7, 3)]),
        roles=Roles.from_rows([(1, 1, 100, 0), (2, 2, 100, 0)]),
        introductions=Introductions.from_rows([(11, 1, 2, YEAR_AGO)]),
    )
    evidence = snapshot.evidence_for(2, 1)
    assert [(r.part, r.weight, [g.id for g in r.grounds]) for r in evidence.reasons] == [
        (Part.ROLES, 3.0, [100]),
        (Part.MEETINGS, 1.5, [6, 5]),
        (Part.DECLARED, 1.0, [41]),
        (Part.INTRODUCTIONS, 0.5, [11]),
    ]
    assert evidence.weight == pytest.approx(6.0)
    assert evidence.strength == pytest.approx(6 / 7)
    for reason in evidence.reasons:
        assert sum(ground.weight for ground in reason.grounds) == pytest.approx(reason.weight)


def test_it_leaves_out_layers_that_are_not_asked_for():
    tables = {"declared": DeclaredTies.from_rows([(1, 1, 2, 2, "told", 1.0, 1)]), **meeting(1, 2, 3)}
    only = Snapshot.build(Nodes.of([1, 2, 3]), Records(**tables), as_of=TODAY, parts=[Part.MEETINGS])
    assert only.edges.weight.tolist() == [0.5, 0.5, 0.5]
    assert build([1, 2, 3], **tables).without(Part.DECLARED).edges.weight.tolist() == [0.5, 0.5, 0.5]


def test_it_adds_very_many_pairs_in_portions_without_losing_any(monkeypatch):
    attended = [(m, p) for m in range(30) for p in range(m % 7, m % 7 + 6)]
    tables = {
        "meetings": Meetings.from_rows([(m, TODAY, "") for m in range(30)]),
        "attendances": Attendances.from_rows(attended),
    }
    whole = build(range(12), **tables)
    monkeypatch.setattr("network.graph.rooms.PAIRS_AT_ONCE", 40)
    portions = build(range(12), **tables)
    assert portions.edges.weight == pytest.approx(whole.edges.weight)
    assert portions.edges.a.tolist() == whole.edges.a.tolist()
