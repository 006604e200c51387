"""Ties: one row each, whichever side they are entered from."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from contacts.models import Tie, TieType
from contacts.ties.services import change_tie, declare_tie, end_tie, trash_tie
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def of(key: str) -> TieType:
    return TieType.objects.get(key=key)


def test_it_keeps_one_row_whichever_side_it_is_entered_from(cast: Cast) -> None:
    one, other = factories.person().party, factories.person().party
    tie = declare_tie(by=cast.ben, one=other, other=one, type=of("knows"))
    assert (tie.from_party_id, tie.to_party_id) == (one.pk, other.pk)
    with pytest.raises(ValidationError, match="in the record already"):
        declare_tie(by=cast.cy, one=one, other=other, type=of("knows"))
    assert Tie.objects.count() == 1


def test_it_reads_a_tie_from_each_end(cast: Cast) -> None:
    one, other = factories.person().party, factories.person().party
    tie = declare_tie(by=cast.ben, one=other, other=one, type=of("mentors"))
    assert (tie.label_from(other), tie.label_from(one)) == ("mentors", "is mentored by")
    declare_tie(by=cast.ben, one=one, other=other, type=of("mentors"))
    assert Tie.objects.count() == 2


def test_it_refuses_a_tie_to_oneself_and_a_kind_for_others(cast: Cast) -> None:
    who, school = factories.person().party, factories.organization().party
    with pytest.raises(ValidationError) as refused:
        declare_tie(by=cast.ben, one=who, other=who, type=of("knows"))
    assert "other" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        declare_tie(by=cast.ben, one=who, other=school, type=of("partners"))
    assert "type" in refused.value.message_dict


def test_it_lets_a_tie_be_seen_by_no_more_people_than_its_meeting(cast: Cast) -> None:
    one, other = factories.person(), factories.person()
    met = factories.meeting(one, other, by=cast.ben, visibility="team", team=cast.north)
    tie = declare_tie(by=cast.ben, one=one.party, other=other.party, type=of("knows"), source_meeting=met)
    assert (tie.visibility, tie.team) == ("team", cast.north)
    changed = change_tie(tie, by=cast.ben, version=1, visibility="everyone", note="told us", closeness=4)
    assert (changed.visibility, changed.closeness) == ("team", 4)
    assert not Tie.objects.visible_to(cast.cy).exists()


def test_it_ends_a_tie_and_lets_it_begin_again(cast: Cast) -> None:
    one, other = factories.person().party, factories.person().party
    tie = declare_tie(by=cast.ben, one=one, other=other, type=of("knows"), start=date(2024, 1, 1))
    with pytest.raises(ValidationError, match="ends before it starts"):
        end_tie(tie, by=cast.ben, on=date(2023, 1, 1))
    end_tie(Tie.objects.get(), by=cast.ben, on=date(2025, 1, 1))
    again = declare_tie(by=cast.ben, one=one, other=other, type=of("knows"))
    trash_tie(again, by=cast.ben)
    assert [t.ended for t in Tie.objects.visible_to(cast.ben)] == [True]
