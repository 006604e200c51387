"""What was planted in the demo is what the engine finds: four coalitions, one of them apart by now, and brokers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pytest
from django.utils import timezone

from contacts.demo import plan
from contacts.demo.world import Somebody, World
from contacts.models import Party
from crm.parts.visibility import Scope
from network.graph.communities import Communities, find_communities
from network.graph.measures import brokerage
from network.graph.snapshot import Kind, Snapshot
from network.load import load


class Found:
    """The network as of a day, with the planted people in it."""

    def __init__(self, world: World, on: date) -> None:
        self.world = world
        self.snapshot: Snapshot = load(Scope(all=True), on).snapshot
        self.keys = dict(Party.objects.values_list("uid", "pk"))

    def ids(self, people: Iterable[Somebody]) -> set[int]:
        return {self.keys[one.person.party.uid] for one in people}

    def clusters(self) -> Communities:
        return find_communities(self.snapshot)

    def labels(self, people: Iterable[Somebody]) -> list[int]:
        """The cluster of each."""
        found = self.clusters()
        label = dict(zip(found.ids.tolist(), found.labels.tolist(), strict=True))
        return [label[key] for key in self.ids(people)]

    def edges(self):
        """Ends and weights of the ties between people."""
        snapshot = self.snapshot
        person = snapshot.kinds == Kind.PERSON
        kept = person[snapshot.edges.a] & person[snapshot.edges.b]
        ids = snapshot.ids
        return ids[snapshot.edges.a][kept], ids[snapshot.edges.b][kept], snapshot.edges.weight[kept]

    def outside(self, people: Iterable[Somebody]) -> float:
        """Share of the weight of these people's ties that goes to others."""
        a, b, weight = self.edges()
        members = list(self.ids(people))
        ends = np.isin(a, members).astype(int) + np.isin(b, members)
        return float(weight[ends == 1].sum() / (weight * ends).sum())


@pytest.fixture
def now(world: World) -> Found:
    return Found(world, timezone.localdate())


@pytest.fixture
def then(world: World) -> Found:
    """Shortly before the one coalition came apart."""
    return Found(world, world.split_on - timedelta(days=1))


def test_it_plants_as_many_as_the_plan_says(world):
    for coalition in plan.COALITIONS:
        assert len(world.coalitions[coalition.key]) == coalition.members
    assert len(world.brokers) == len(plan.BROKERS)
    assert not any(one.coalition for one in world.brokers)


def test_it_sends_about_a_quarter_of_their_ties_outside(now):
    for coalition in plan.COALITIONS:
        assert now.outside(now.world.coalitions[coalition.key]) == pytest.approx(coalition.outside, abs=0.07)


def test_it_is_found_as_clusters_by_the_engine(now):
    whole = [one.key for one in plan.COALITIONS if one.key != plan.SPLITTING]
    labels = {key: set(now.labels(now.world.coalitions[key])) for key in whole}
    assert [len(found) for found in labels.values()] == [1, 1, 1]
    assert len(set().union(*labels.values())) == 3


def test_it_shows_one_coalition_before_the_split_and_two_halves_after_it(then, now):
    assert len(set(then.labels(then.world.coalitions[plan.SPLITTING]))) == 1
    halves = [set(now.labels(now.world.halves[half])) for half in plan.HALVES]
    assert [len(found) for found in halves] == [1, 1]
    assert halves[0] != halves[1]


def test_it_puts_the_brokers_among_those_between_others(now):
    score = dict(zip(now.snapshot.ids.tolist(), brokerage(now.snapshot).tolist(), strict=True))
    top = sorted(score, key=lambda key: -score[key])[:40]
    assert now.ids(now.world.brokers) <= set(top)
