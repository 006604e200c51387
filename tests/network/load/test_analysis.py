"""The same map tomorrow: an analysis is stored, starts from the last, and keeps letters, names and places."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from itertools import combinations

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from contacts.models import Organization, Person
from contacts.parties.services import trash
from crm.accounts.models import User
from crm.parts.visibility import Scope
from network import analysis, nightly
from network.models import Analysis
from network.stored import NO_CLUSTER, Analysed
from tests import factories
from tests.cast import Cast
from tests.factories import A_DAY

pytestmark = pytest.mark.django_db

EVERYONE = Scope()


def circle(name: str, size: int) -> tuple[Organization, list[Person]]:
    """People of one organization who all met at its meetings."""
    at = factories.organization(name)
    people = [factories.person(f"{name} {number}") for number in range(size)]
    for who in people:
        factories.role(who, at, type="teacher")
    for _ in range(3):
        factories.meeting(*people, organization=at)
    return at, people


def two_circles() -> tuple[tuple[Organization, list[Person]], tuple[Organization, list[Person]]]:
    return circle("Prairie Rose", 9), circle("Heron Lake", 8)


def clusters(made: Analysed) -> dict[str, tuple[str, int]]:
    """Letter → name and number of people."""
    return {
        each.letter: (each.name, int(((made.labels == label) & made.people).sum()))
        for label, each in enumerate(made.clusters)
    }


def afresh(scope: Scope, day: date = A_DAY) -> Analysed:
    """As another process sees it, which has nothing in memory."""
    analysis._analyses.forget()
    analysis._networks.forget()
    return analysis.analysis_for(scope, day)


def test_it_names_clusters_by_what_their_people_share(db: None) -> None:
    two_circles()
    assert clusters(afresh(EVERYONE)) == {"A": ("Prairie Rose", 9), "B": ("Heron Lake", 8)}


def test_it_keeps_letters_names_and_places_though_the_order_of_size_turns(db: None) -> None:
    (_, roses), (lake, herons) = two_circles()
    first, _ = analysis.store(EVERYONE, A_DAY)
    for number in range(3):
        new = factories.person(f"New {number}")
        factories.role(new, lake, type="teacher")
        factories.meeting(new, *herons, organization=lake)
    later = afresh(EVERYONE, A_DAY + timedelta(days=1))
    assert clusters(later) == {"A": ("Prairie Rose", 9), "B": ("Heron Lake", 11)}
    radius = max(np.ptp(first.x), np.ptp(first.y)) / 2
    for who in (*roses, *herons):
        then, now = first.at(who.pk), later.at(who.pk)
        assert then is not None
        assert now is not None
        assert np.hypot(first.x[then] - later.x[now], first.y[then] - later.y[now]) < 0.25 * radius


def test_it_gives_the_same_answer_in_every_process(db: None) -> None:
    two_circles()
    analysis.store(EVERYONE, A_DAY)
    factories.meeting(factories.person("Newcomer"), Person.objects.earliest("pk"))
    one, other = afresh(EVERYONE), afresh(EVERYONE)
    assert one.labels.tolist() == other.labels.tolist()
    assert one.x.tolist() == other.x.tolist()
    assert one.summary() == other.summary()


def test_it_drops_a_name_when_what_it_says_is_in_the_trash(db: None, cast: Cast) -> None:
    (rose, _), _lake = two_circles()
    analysis.store(EVERYONE, A_DAY)
    trash(rose.party, by=cast.ada)
    now = clusters(afresh(EVERYONE))
    assert now["A"][1] == 9
    assert now["A"][0] != "Prairie Rose"
    assert now["B"] == ("Heron Lake", 8)


def test_it_never_gives_two_clusters_one_name_or_a_name_with_an_id_in_it(db: None) -> None:
    for _ in range(3):
        people = [factories.person("Maria Lopez") for _ in range(4)]
        for pair in combinations(people, 2):
            factories.meeting(*pair)
    names = [name for name, _ in clusters(afresh(EVERYONE)).values()]
    assert len(set(names)) == 3
    assert not any("(" in name for name in names)


def test_it_makes_no_cluster_of_organizations_alone(db: None) -> None:
    (rose, _), _lake = two_circles()
    union, district = factories.organization("Educators"), factories.organization("District")
    factories.tie(union, district)
    factories.tie(union, rose)
    made = afresh(EVERYONE)
    assert clusters(made) == {"A": ("Prairie Rose", 9), "B": ("Heron Lake", 8)}
    at = made.at(rose.pk)
    assert at is not None
    assert made.labels[at] == 0


def test_it_stores_plain_arrays_that_come_back_equal(db: None) -> None:
    _, people = circle("Prairie Rose", 5)
    factories.tie(people[0], factories.person("Opponent"), type=factories.tie_type("opposes", valence=-1))
    made, is_new = analysis.store(EVERYONE, A_DAY)
    assert is_new
    back = analysis.last_stored(EVERYONE, A_DAY)
    assert back is not None
    for name in ("ids", "labels", "agreement", "x", "y", "discs", "edge_a", "edge_weight", "opposed"):
        assert getattr(back, name).tolist() == getattr(made, name).tolist()
    assert back.clusters == made.clusters
    assert np.array_equal(back.measures["brokerage"], made.measures["brokerage"], equal_nan=True)
    assert (back.labels == NO_CLUSTER).sum() == 1


def test_it_stores_nothing_twice_and_only_so_many(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "KEPT_A_SCOPE", 3)
    circle("Prairie Rose", 4)
    assert [analysis.store(EVERYONE, A_DAY)[1] for _ in range(2)] == [True, False]
    for day in range(1, 6):
        analysis.store(EVERYONE, A_DAY + timedelta(days=day))
    kept = Analysis.objects.filter(scope="everyone").values_list("as_of", flat=True)
    assert list(kept.order_by("as_of")) == [A_DAY + timedelta(days=day) for day in (3, 4, 5)]


def test_it_analyses_every_scope_that_somebody_has(cast: Cast) -> None:
    User.objects.filter(pk=cast.cy.pk).update(is_active=False)
    assert [scope.key for scope in nightly.scopes_in_use()] == [
        "all",
        "everyone",
        f"everyone+{cast.north.pk}",
    ]


def test_it_runs_as_a_command_and_says_what_it_did(cast: Cast) -> None:
    circle("Prairie Rose", 4)

    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("analyse_network", *arguments, stdout=out)
        return out.getvalue()

    assert "Dry run: nothing was stored." in run("--dry-run")
    assert not Analysis.objects.exists()
    first = run()
    assert "all: 4 people, 1 organizations, 10 ties, 1 clusters" in first
    assert first.endswith("stored 4, unchanged 0\n")
    assert run().endswith("stored 0, unchanged 4\n")
    assert run("--scope", "everyone").endswith("stored 0, unchanged 1\n")
    for wrong in ("everybody", "everyone+x", "everyone+2+1+"):
        with pytest.raises(CommandError, match="There is no scope"):
            run("--scope", wrong)


def test_it_stores_a_first_analysis_soon_and_then_leaves_it_to_the_night(db: None) -> None:
    circle("Prairie Rose", 4)
    assert nightly.analyse_first() == "2 new, 0 unchanged"
    assert nightly.analyse_first() == "none waiting"
