"""Networks whose answer is known: what textbooks print, and groups that people really belonged to."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path
from statistics import median

import pytest

from network.graph.communities import NO_CLUSTER, Certainty, Communities, find_communities, label_of
from network.graph.explain import explain
from network.graph.measures import measure
from network.graph.snapshot import Snapshot
from tests.network.worlds import adjusted_rand, agreement, of_attendance, of_named_edges, of_seats

SEEDS = range(0, 1000, 100)


def rows(path: str) -> list[dict[str, str]]:
    with (Path(os.environ["GROUNDWORK_DATA"]) / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def agreement_on(people: list[str], found: Communities, truth: dict[str, str]) -> float:
    """How well clusters agree with the groups of people, who stand in the order of their ids, before any bodies."""
    ids = found.ids[: len(people)].tolist()
    known = {pk: truth[person] for pk, person in zip(ids, people, strict=True) if truth.get(person)}
    return agreement(label_of(found.ids, found.labels), known)


def agreements(people: list[str], snapshot: Snapshot, truth: dict[str, str]) -> list[float]:
    return [agreement_on(people, find_communities(snapshot, seed=seed), truth) for seed in SEEDS]


def textbook(folder: str, key: str) -> tuple[list[str], Snapshot, dict[str, dict[str, str]]]:
    nodes = {row[key]: row for row in rows(f"networks/{folder}/nodes.csv")}
    return list(nodes), of_named_edges(rows(f"networks/{folder}/edges.csv"), list(nodes)), nodes


@pytest.mark.parametrize("folder", ["krackhardt_kite", "florentine_families"])
def test_it_gives_the_printed_degree_and_betweenness(folder):
    names, snapshot, printed = textbook(folder, "id")
    assert measure(snapshot, "ties").tolist() == [float(printed[name]["degree"]) for name in names]
    expected = [float(printed[name]["betweenness"]) for name in names]
    assert measure(snapshot, "brokerage") == pytest.approx(expected, abs=1e-6)


def test_it_finds_diane_with_most_ties_and_heather_between():
    names, snapshot, _ = textbook("krackhardt_kite", "id")
    ties, brokerage = measure(snapshot, "ties"), measure(snapshot, "brokerage")
    assert (names[ties.argmax()], ties.max()) == ("Diane", 6)
    assert names[brokerage.argmax()] == "Heather"
    assert brokerage.max() == pytest.approx(0.388889, abs=1e-6)


def test_it_finds_the_medici_between():
    names, snapshot, _ = textbook("florentine_families", "id")
    brokerage = measure(snapshot, "brokerage")
    assert names[brokerage.argmax()] == "Medici"
    assert brokerage.max() == pytest.approx(0.521978, abs=1e-6)


def toronto(*, full_council: bool, aging: bool) -> tuple[list[str], Snapshot]:
    """Who was present at which meeting; a meeting is a committee, a number and a day, all its sessions together."""
    attended: set[tuple[str, str]] = set()
    days: dict[str, date] = {}
    for row in rows("networks/toronto_council_meetings/attendance_raw.csv"):
        meeting = "|".join((row["Committee"], row["MTG #"], row["Session Date"]))
        if row["Present"] == "Y" and (full_council or row["Committee"] != "City Council"):
            attended.add((f"{row['First Name']} {row['Last Name']}", meeting))
            days[meeting] = date.fromisoformat(row["Session Date"])
    return of_attendance(attended, days if aging else None, as_of=max(days.values()))


def community_councils() -> dict[str, str]:
    return {r["person"]: r["truth_group"] for r in rows("networks/toronto_council_meetings/people_truth.csv")}


def test_it_finds_torontos_four_community_councils_in_who_meets():
    truth = community_councils()
    assert median(agreements(*toronto(full_council=False, aging=False), truth)) == pytest.approx(1.0)
    assert median(agreements(*toronto(full_council=True, aging=False), truth)) >= 0.94


def test_it_finds_them_with_old_meetings_faded_and_is_unsure_of_whom_it_gets_wrong():
    """With the full council as well, the year that counts most leaves one councillor between two groups."""
    truth = community_councils()
    assert median(agreements(*toronto(full_council=False, aging=True), truth)) == pytest.approx(1.0)
    people, snapshot = toronto(full_council=True, aging=True)
    found = find_communities(snapshot)
    assert agreement_on(people, found, truth) >= 0.85
    groups = [truth[person] for person in people]
    for cluster in found.clusters:
        council = max(groups, key=[groups[member] for member in cluster.members if groups[member]].count)
        for member in cluster.members:
            if groups[member] not in ("", council):
                assert Certainty.of(found.agreement[member]) is Certainty.LOOSE


@pytest.mark.parametrize("aging", [False, True])
def test_it_finds_the_two_groups_of_southern_women(aging):
    truth = {r["person"]: r["truth_group"] for r in rows("networks/davis_southern_women/people.csv")}
    days = {
        r["event"]: date.fromisoformat(r["date"]) for r in rows("networks/davis_southern_women/events.csv")
    }
    attended = [(r["person"], r["event"]) for r in rows("networks/davis_southern_women/attendance.csv")]
    people, snapshot = of_attendance(attended, days if aging else None, as_of=date(1937, 1, 1))
    assert median(agreements(people, snapshot, truth)) >= 0.78


@pytest.mark.parametrize("with_bodies", [False, True])
def test_it_separates_minnesotas_chambers_by_committees_and_not_its_parties(with_bodies):
    legislators = {r["person_id"]: r for r in rows("people_officials/mn_state_legislators.csv")}
    seats = rows("people_officials/mn_legislative_committee_memberships.csv")
    people, snapshot = of_seats(((r["person_id"], r["committee_id"]) for r in seats), with_bodies=with_bodies)
    chambers = {person: legislators[person]["chamber"] for person in people}
    parties = {person: legislators[person]["party"] for person in people}
    assert median(agreements(people, snapshot, chambers)) >= 0.60
    assert abs(median(agreements(people, snapshot, parties))) < 0.05


def test_it_names_minnesotas_clusters_after_what_they_share():
    seats = rows("people_officials/mn_legislative_committee_memberships.csv")
    people, snapshot = of_seats((r["person_id"], r["committee_id"]) for r in seats)
    place = {person: number for number, person in enumerate(people)}
    chambers = {place[r["person_id"]]: {r["chamber"]} for r in seats}
    names = {place[r["person_id"]]: r["name"] for r in seats}
    found = find_communities(snapshot)
    explanations = explain(snapshot, found, {"chamber": chambers}, node_labels=names)
    assert all(explanation.reasons for explanation in explanations)
    assert len({explanation.name for explanation in explanations}) == len(found.clusters)


def test_it_gives_back_the_state_from_committees_of_all_legislatures():
    seats = rows("people_officials/legislative_committee_memberships.csv")
    people, snapshot = of_seats((r["person_id"], r["committee_id"]) for r in seats)
    states = {r["person_id"]: r["state"] for r in seats}
    found = find_communities(snapshot, runs=3)
    clustered = [place for place in range(len(people)) if found.labels[place] != NO_CLUSTER]
    ari = adjusted_rand(found.labels[clustered].tolist(), [states[people[place]] for place in clustered])
    assert len(clustered) > 0.99 * len(people)
    assert ari >= 0.85


def test_it_finds_both_sides_of_the_political_blogs_among_those_that_link():
    names, snapshot, truth = textbook("political_blogs", "id")
    linked = measure(snapshot, "ties") > 0
    people = [name for name, tied in zip(names, linked, strict=True) if tied]
    tied = snapshot.subgraph(snapshot.ids[linked].tolist())
    sides = {name: truth[name]["truth_group"] for name in people}
    assert median(agreements(people, tied, sides)) >= 0.70


def test_it_stands_isolated_blogs_in_no_cluster():
    names, snapshot, _ = textbook("political_blogs", "id")
    found = find_communities(snapshot, runs=2)
    assert len(names) == 1490
    assert (found.labels == NO_CLUSTER).sum() == 266
