"""What a file reads of a row says the same as the whole record."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from contacts.models import Assessment, Organization, Party, Person
from contacts.organizations.views import ORGANIZATIONS
from contacts.people.views import PEOPLE
from crm.parts.columns import Column, read_by
from crm.parts.keys import FEW, among
from crm.parts.lists import ListOf, Question
from crm.parts.reading import each_once, read_only
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("of", [PEOPLE, ORGANIZATIONS], ids=["people", "organizations"])
@pytest.mark.parametrize("name", ["ada", "ben", "cy"])
def test_it_says_the_same_of_a_row_read_in_part(cast: Cast, of: ListOf, name: str) -> None:
    on = factories.initiative()
    for _ in range(3):
        factories.full_person(cast, on)
        factories.full_organization(cast, on)
    factories.person("Nobody in particular")
    request = RequestFactory().get("/", {"initiative": str(on.uid)})
    request.user = getattr(cast, name)
    offered = Question(of, request).offered
    compared = 0
    for column in offered:
        if column.reads is None:
            continue
        compared += 1
        whole, part = (_said(of, request, column, reads=reads) for reads in (None, column.reads))
        assert part == whole, column.key
    assert compared > 10


def _said(of: ListOf, request: Any, column: Column, reads: tuple[str, ...] | None) -> list[Any]:
    """What the column says of every row that the list holds, read whole or in part."""
    question = Question(of, request)
    ids = list(question.matching.values_list("pk", flat=True))
    assert len(ids) >= 3
    rows = question.of.rows(request.user).filter(pk__in=ids)
    read = question.of.prepare(rows) if reads is None else read_only(rows, reads)
    found = {row.pk: row for row in read}
    in_order = [found[key] for key in ids]
    for fetcher in column.needs:
        fetcher(in_order, request.user)
    return [column.value(row) for row in in_order]


def test_it_reads_whole_rows_where_a_column_may_read_anything() -> None:
    known = Column("a", "A", lambda row: row.name, reads=("name",))
    assert read_by([known, Column("b", "B", lambda row: row.city, reads=("city", "name"))]) == (
        "name",
        "city",
    )
    assert read_by([known, Column("c", "C", lambda row: row)]) is None


def test_it_knows_a_related_row_that_is_missing(cast: Cast) -> None:
    district = factories.organization("District", type="district")
    factories.organization("School", parent=district)
    read = {row.name: row.parent for row in read_only(Organization.objects.all(), ("name", "parent__name"))}
    assert read["District"] is None
    assert read["School"].name == "District"


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 3000])
def test_it_finds_the_rows_of_many_keys(cast: Cast, count: int) -> None:
    made = [factories.person().pk for _ in range(3)]
    keys = [*made, *range(10**9, 10**9 + count)][: max(count, 1)]
    found = Person.objects.filter(pk__in=among(keys)).order_by("pk").values_list("pk", flat=True)
    assert list(found) == made[: len(keys)]
    assert Party.objects.exclude(pk__in=among(keys)).count() == 3 - len(found)


def test_it_makes_what_many_point_to_once(cast: Cast) -> None:
    on = factories.initiative("Four-day week")
    who = factories.person()
    for by, initiative in ((cast.ben, on), (cast.ada, on), (cast.ben, None)):
        factories.reading(who, initiative, by=by)
    rows = Assessment.objects.order_by("pk")
    relations = {
        "initiative": ("name",),
        "assessor": ("username", "last_name", "first_name"),
        "team": ("name",),
    }
    read = list(each_once(rows, ("stance", "initiative_id", "assessor_id", "team_id"), relations))
    with CaptureQueriesContext(connection) as asked:
        said = [
            (one.pk, one.stance, one.initiative and one.initiative.name, str(one.assessor)) for one in read
        ]
        assert [one.team for one in read] == [None, None, None]
    assert len(asked) == 0
    assert said == [
        (one.pk, one.stance, one.initiative and one.initiative.name, str(one.assessor)) for one in rows
    ]
    assert read[0].initiative is read[1].initiative
    assert read[0].assessor is read[2].assessor
    assert read[0].note == rows[0].note  # what was not read is asked for
