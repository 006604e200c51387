"""From a public file to the map: who sat together at Toronto's council meetings, brought in, loaded, clustered."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from contacts.models import Meeting, Person
from crm.parts.visibility import Scope
from network import analysis
from network.graph.communities import Certainty, find_communities, label_of
from network.load import PARAMETERS, load
from tests.network.worlds import agreement

pytestmark = pytest.mark.django_db

FOLDER = "networks/toronto_council_meetings"


def path(name: str) -> Path:
    return Path(os.environ["GROUNDWORK_DATA"]) / FOLDER / name


@pytest.fixture
def truth(db: None) -> dict[int, str]:
    """The community council of each councillor, by party id, after the file was brought in."""
    call_command("import_file", "meeting-attendance", str(path("attendance_raw.csv")), verbosity=0)
    with path("people_truth.csv").open(encoding="utf-8-sig", newline="") as file:
        council = {row["person"]: row["truth_group"] for row in csv.DictReader(file)}
    return {pk: council[name] for pk, name in Person.objects.values_list("pk", "name") if council.get(name)}


def test_it_finds_torontos_four_community_councils_in_the_imported_meetings(truth: dict[int, str]) -> None:
    """With the full council among the meetings, and nothing faded, as the published groups are of the whole term."""
    last = Meeting.objects.latest("held_on").held_on
    network = load(Scope(), last, replace(PARAMETERS, half_life_days=1e6))
    found = find_communities(network.snapshot, seed=0)
    assert agreement(label_of(found.ids, found.labels), truth) >= 0.94


def test_it_names_them_on_todays_map_and_is_unsure_of_whom_it_gets_wrong(truth: dict[int, str]) -> None:
    last = Meeting.objects.latest("held_on").held_on
    made = analysis.analysis_for(Scope(), last)
    labels = dict(zip(made.ids.tolist(), made.labels.tolist(), strict=True))
    assert agreement(labels, truth) >= 0.85
    named = {cluster.name for cluster in made.clusters}
    assert len(named & {"Scarborough Community Council", "Etobicoke York Community Council"}) == 2
    for label in range(len(made.clusters)):
        here = [truth[pk] for pk, its in labels.items() if its == label and pk in truth]
        most = max(here, key=here.count)
        for pk, its in labels.items():
            if its == label and truth.get(pk, most) != most:
                at = made.at(pk)
                assert at is not None
                assert Certainty.of(float(made.agreement[at])) is not Certainty.CLEAR
