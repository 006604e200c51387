"""Initiatives with the history of their stages, and the catalogue that every installation begins with."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from contacts.models import Initiative, KeyDate, StageChange, TieType
from contacts.policy.seeding import seed_catalogue, unseed_catalogue
from contacts.policy.services import (
    add_decision,
    change_initiative,
    create_initiative,
    restore_initiative,
    trash_initiative,
)
from crm.parts.audit import AuditEvent, broken_seals, seal_chain
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_keeps_the_history_of_stages(cast: Cast) -> None:
    on = create_initiative(by=cast.ben, name="Four-day week", lever="waiver", stage_since=date(2026, 1, 1))
    change_initiative(
        on, by=cast.ben, version=1, stage="vote", stage_since=date(2026, 5, 1), stage_note="board agreed"
    )
    change_initiative(on, by=cast.ben, version=2, about="A waiver")
    steps = StageChange.objects.filter(initiative=on)
    assert [(s.stage, s.on, s.note) for s in steps] == [
        ("vote", date(2026, 5, 1), "board agreed"),
        ("exploring", date(2026, 1, 1), ""),
    ]


def test_it_refuses_a_name_that_is_taken_also_when_one_comes_back(cast: Cast) -> None:
    on = create_initiative(by=cast.ben, name="Four-day week", lever="waiver")
    with pytest.raises(ValidationError) as refused:
        create_initiative(by=cast.ben, name="FOUR-DAY  WEEK", lever="waiver")
    assert "name" in refused.value.message_dict
    trash_initiative(on, by=cast.ben)
    create_initiative(by=cast.ben, name="Four-day week", lever="waiver")
    with pytest.raises(ValidationError):
        restore_initiative(Initiative.objects.get(pk=on.pk), by=cast.ben)


def test_it_refuses_a_circle_of_parts(cast: Cast) -> None:
    whole = create_initiative(by=cast.ben, name="Whole", lever="waiver")
    part = create_initiative(by=cast.ben, name="Part", lever="waiver", parent=whole)
    with pytest.raises(ValidationError) as refused:
        change_initiative(whole, by=cast.ben, version=1, parent=part)
    assert "parent" in refused.value.message_dict


def test_it_keeps_sizes_of_decisions_as_data_and_refuses_a_window_that_ends_before_it_starts(
    cast: Cast,
) -> None:
    on, board = factories.initiative(), factories.organization(type="district")
    decision = add_decision(
        by=cast.ben, initiative=on, body=board, rule="seats", needed=4, on=date(2026, 12, 1)
    )
    assert (decision.needed, decision.status) == (4, "ahead")
    with pytest.raises(ValidationError) as refused:
        add_decision(by=cast.ben, initiative=on, body=board, on=date(2026, 12, 1), until=date(2026, 11, 1))
    assert "until" in refused.value.message_dict


def test_it_begins_with_the_fields_initiatives_and_dates_to_check() -> None:
    assert Initiative.objects.exclude(catalogue_key="").count() == 10
    law = Initiative.objects.get(catalogue_key="mn-site-governed-schools")
    assert (law.citation, law.lever) == ("Minn. Stat. 123B.045", "state_law")
    assert Initiative.objects.filter(check_citation=True).count() == 2
    assert not KeyDate.objects.filter(checked=True).exists()
    assert TieType.objects.get(key="opposes").valence == -1


def test_it_leaves_history_and_an_act_that_can_be_sealed() -> None:
    event = AuditEvent.objects.get(verb="seed catalogue")
    assert event.by.username == "groundwork"
    assert event.counts["initiative+"] == Initiative.history.filter(act=event).count() == 10
    seal_chain()
    assert broken_seals() == []


def test_it_writes_nothing_a_second_time_and_leaves_what_staff_changed(cast: Cast) -> None:
    law = Initiative.objects.get(catalogue_key="mn-site-governed-schools")
    change_initiative(law, by=cast.ben, version=1, name="Our law")
    assert seed_catalogue(apps.get_model) == 0
    assert Initiative.objects.get(pk=law.pk).name == "Our law"


def test_it_takes_back_only_what_nobody_touched_and_seeds_it_again(cast: Cast) -> None:
    law = Initiative.objects.get(catalogue_key="mn-site-governed-schools")
    change_initiative(law, by=cast.ben, version=1, about="Ours now")
    used = Initiative.objects.get(catalogue_key="pilot-schools")
    factories.reading(factories.person(), used)
    factories.tie(factories.person(), factories.person())
    unseed_catalogue(apps.get_model)
    assert set(Initiative.objects.all()) == {law, used}
    assert [t.key for t in TieType.objects.all()] == ["knows"]
    assert seed_catalogue(apps.get_model) == 8 + 10 + 10 + 11
    assert Initiative.objects.count() == 10
