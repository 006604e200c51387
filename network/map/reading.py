"""The sentences of the map before anything is pressed: who is on it, where they stand, who connects them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.interest.models import Stance
from network.map.nodes import Node
from network.map.payload import drawn_of
from network.map.question import MapQuestion
from network.map.words import sure, why
from network.stored import NO_CLUSTER, ClusterFacts, IntArray

BROKERS = 3


@dataclass(frozen=True)
class Answer:
    """One question, answered in a sentence that opens with `lead`, with what it rests on and since when."""

    asks: str
    lead: str
    says: str
    base: str
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ClusterRow:
    """One cluster in the list beside the picture: how many of its people are shown, and why it is one."""

    cluster: ClusterFacts
    people: int
    sure: str
    why: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Counts:
    """How many people and organizations there are, are shown, stand in a cluster, have a tie, are drawn."""

    people: int
    people_shown: int
    organizations_shown: int
    clusters: int
    in_none: int
    untied: int
    drawn: int
    tied_shown: int
    ties_shown: int

    @property
    def is_thinned(self) -> bool:
        return self.drawn < self.tied_shown


def counts_of(question: MapQuestion) -> Counts:
    """Everything counted once, on the nodes that answer the filter."""
    analysed = question.analysed
    shown, people = question.shown, question.people_shown
    labels = analysed.labels[people]
    tied = shown & analysed.tied
    return Counts(
        people=int(analysed.people.sum()),
        people_shown=int(people.sum()),
        organizations_shown=int((shown & ~analysed.people).sum()),
        clusters=len(np.unique(labels[labels != NO_CLUSTER])),
        in_none=int((labels == NO_CLUSTER).sum()),
        untied=int((people & ~analysed.tied).sum()),
        drawn=len(drawn_of(question)),
        tied_shown=int(tied.sum()),
        ties_shown=int((shown[analysed.edge_a] & shown[analysed.edge_b]).sum()),
    )


def clusters_of(question: MapQuestion) -> list[ClusterRow]:
    """The clusters that hold somebody who is shown, in the order of their letters."""
    analysed = question.analysed
    rows = []
    for label, cluster in enumerate(analysed.clusters):
        members = question.people_shown & (analysed.labels == label)
        people = int(members.sum())
        if not people:
            continue
        counts = dict(question.stances(members)) if question.colour == "position" else {}
        rows.append(ClusterRow(cluster, people, sure(cluster.agreement), why(cluster, 1)[0], counts))
    return sorted(rows, key=lambda row: (len(row.cluster.letter), row.cluster.letter))


def foremost_brokers(question: MapQuestion) -> IntArray:
    """The places of the people shown through whom most of the shortest ways run, three at most."""
    values = np.where(question.people_shown, question.analysed.measures["brokerage"], 0.0)
    values = np.nan_to_num(values, nan=0.0)
    order = np.lexsort((question.analysed.ids, -values))[:BROKERS]
    return np.asarray(order[values[order] > 0])


def answers_of(question: MapQuestion, counts: Counts, brokers: Sequence[Node]) -> list[Answer]:
    """What the page says first, each with its base."""
    answers = [_who(counts)]
    if question.colour == "position" and counts.people_shown:
        answers.append(_where(question, counts))
    if brokers:
        answers.append(_between(counts, brokers))
    return answers


def _who(counts: Counts) -> Answer:
    people = ngettext("%(n)s person", "%(n)s people", counts.people) % {"n": intcomma(counts.people)}
    lead = people
    if counts.people_shown < counts.people:
        lead = _("%(shown)s of %(people)s") % {"shown": intcomma(counts.people_shown), "people": people}
    placed = counts.people_shown - counts.in_none
    says = ngettext("%(placed)s in %(n)s cluster", "%(placed)s in %(n)s clusters", counts.clusters)
    says %= {"placed": intcomma(placed), "n": counts.clusters}
    if counts.in_none:
        says = _("%(in_clusters)s, %(none)s in none") % {
            "in_clusters": says,
            "none": intcomma(counts.in_none),
        }
    ties = ngettext("%(n)s tie", "%(n)s ties", counts.ties_shown) % {"n": intcomma(counts.ties_shown)}
    if counts.organizations_shown:
        with_them = ngettext(
            "with %(n)s organization", "with %(n)s organizations", counts.organizations_shown
        ) % {"n": intcomma(counts.organizations_shown)}
        ties = f"{ties}, {with_them}"
    return Answer(_("Who is on this map?"), f"{lead}:", f"{says}.", ties)


def _where(question: MapQuestion, counts: Counts) -> Answer:
    stances = question.stances(question.shown)
    unknown = stances[Stance.UNKNOWN]
    acting = stances[Stance.ACTIVE_ALLY]
    in_favour = acting + stances[Stance.PASSIVE_ALLY]
    against = stances[Stance.ACTIVE_OPPONENT] + stances[Stance.PASSIVE_OPPONENT]
    lead = _("%(known)s of %(n)s with a reading:") % {
        "known": intcomma(counts.people_shown - unknown),
        "n": intcomma(counts.people_shown),
    }
    says = _("%(favour)s for, %(acting)s of them acting, %(undecided)s undecided, %(against)s against.") % {
        "favour": intcomma(in_favour),
        "acting": intcomma(acting),
        "undecided": intcomma(stances[Stance.NEUTRAL]),
        "against": intcomma(against),
    }
    base = question.initiative.name if question.initiative is not None else _("in general")
    return Answer(_("Where do we stand?"), lead, says, base, {str(k): v for k, v in stances.items()})


def _between(counts: Counts, brokers: Sequence[Node]) -> Answer:
    *first, last = [node.name for node in brokers]
    names = _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
    says = ngettext(
        "stands on most of the shortest ways between two others.",
        "stand on most of the shortest ways between two others.",
        len(brokers),
    )
    base = ngettext("among %(n)s person", "among all %(n)s people", counts.people) % {
        "n": intcomma(counts.people)
    }
    return Answer(_("Who connects the others?"), names, says, base)
