"""Rows made from columns are the same as rows made one by one, history and digest included."""

from __future__ import annotations

import pytest

from contacts.models import ContactPoint, ImportBatch, ImportRow, Organization, Party, Person
from crm.parts.audit import AuditEvent, WriteOutsideAct, act
from crm.parts.many import change_columns, create_columns, insert_columns
from crm.parts.records import change_all, create_all
from crm.parts.undo import undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

OWN = {"id", "uid", "party_id", "history_id", "history_date", "act_id", "created_at", "changed_at"}


def _values(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if name not in OWN and not name.startswith("_")}


def test_it_makes_the_rows_that_model_instances_make(cast: Cast) -> None:
    fields = {
        "sort_name": "x",
        "type": "school",
        "sphere": "school",
        "state": "MN",
        "city": "100 %s|=",
        "charter": True,
    }
    with act(by=cast.ben, verb="one by one"):
        parties = create_all(Party, [Party(kind="organization", label=name) for name in ("A", "B")])
        create_all(Organization, [Organization(party=party, name=party.label, **fields) for party in parties])
        ones = [Organization.objects.get(pk=party.pk) for party in parties]
    with act(by=cast.ben, verb="in columns"):
        keys = create_columns(Party, 2, kind="organization", label=["A", "B"])
        create_columns(Organization, 2, party_id=keys, name=["A", "B"], details=[{}, {}], **fields)
    many = [Organization.objects.get(pk=key) for key in keys]
    assert [_values(row) for row in many] == [_values(row) for row in ones]
    histories = [[_values(row.history.get()) for row in rows] for rows in (ones, many)]
    assert histories[0] == histories[1]
    assert [_values(Party.objects.get(pk=key)) for key in keys] == [
        _values(party) for party in Party.objects.all()[:2]
    ]


def test_it_counts_and_signs_what_it_made(cast: Cast) -> None:
    with act(by=cast.ben, verb="import") as running:
        create_columns(Party, 3, kind="person", label=["A", "B", "C"])
    event = AuditEvent.objects.get(pk=running.event.pk)
    assert event.counts == {"party+": 3}
    assert len(event.digest) == 64


def test_it_never_gives_a_key_twice(cast: Cast) -> None:
    with act(by=cast.ben, verb="import") as first:
        gone = create_columns(Party, 2, kind="person", label=["A", "B"])
    undo(first.event, by=cast.ben)
    one = factories.person()
    with act(by=cast.ben, verb="import"):
        new = create_columns(Party, 2, kind="person", label=["C", "D"])
    assert not {*gone, one.pk} & set(new)
    assert factories.person().pk not in new


def test_it_keeps_text_and_days_as_they_are(cast: Cast) -> None:
    who = factories.person()
    values = ["'; DROP TABLE x; --", "=1+1", "日本 🏫 \u202e", "%s %(x)s"]
    with act(by=cast.ben, verb="import"):
        create_columns(
            ContactPoint,
            4,
            party_id=who.pk,
            kind="web",
            value=values,
            valid_from=[factories.A_DAY, None, None, None],
        )
    kept = ContactPoint.objects.order_by("pk")
    assert [point.value for point in kept] == values
    assert [point.valid_from for point in kept] == [factories.A_DAY, None, None, None]
    assert len({point.uid for point in kept}) == 4


def test_it_fills_a_table_without_history(cast: Cast) -> None:
    batch = ImportBatch.objects.create(format="x", filename="x", sha256="x", by=cast.ben, rows=2, created=2)
    insert_columns(ImportRow, 2, batch_id=batch.pk, line=[2, 3], did="created")
    assert list(batch.lines.values_list("line", "did", "record_id", "says")) == [
        (2, "created", None, ""),
        (3, "created", None, ""),
    ]


def test_it_refuses_what_the_table_does_not_have(cast: Cast) -> None:
    with act(by=cast.ben, verb="import"):
        with pytest.raises(TypeError, match="no column nick"):
            create_columns(Party, 1, kind="person", label="A", nick="x")
        with pytest.raises(TypeError, match="must have 2 values"):
            create_columns(Party, 2, kind="person", label=["A"])
    with pytest.raises(WriteOutsideAct):
        create_columns(Party, 1, kind="person", label="A")


def test_it_changes_rows_as_model_instances_do(cast: Cast) -> None:
    def people() -> list[Person]:
        return [factories.person(name) for name in ("A", "B")]

    ones, many = people(), people()
    with act(by=cast.ben, verb="one by one") as first:
        for one in ones:
            one.owner = cast.cy
        change_all(Person, ones, ["owner"])
    with act(by=cast.ben, verb="by columns") as second:
        assert change_columns(Person, [one.pk for one in many], owner_id=cast.cy.pk) == 2
    assert first.event.counts == second.event.counts == {"person~": 2}
    for one, other in zip(ones, many, strict=True):
        assert _values(Person.objects.get(pk=one.pk)) == _values(Person.objects.get(pk=other.pk))
        assert _values(one.history.latest()) == _values(other.history.latest())
    undo(second.event, by=cast.ben)
    assert set(Person.objects.filter(pk__in=[one.pk for one in many]).values_list("owner", "version")) == {
        (None, 3)
    }


def test_it_tells_an_act_which_columns_it_wrote(cast: Cast) -> None:
    """Until the same row is written in another way, which may have changed any of them."""
    who = factories.person()
    with act(by=cast.ben, verb="change") as running:
        change_columns(Person, [who.pk], owner_id=cast.cy.pk)
        change_columns(Person, [who.pk], status="archived")
        assert running.keys(Person, reading=frozenset({"name"})) == []
        assert running.keys(Person, reading=frozenset({"name", "status"})) == [who.pk]
        assert running.keys(Person) == [who.pk]
        again = Person.objects.get(pk=who.pk)
        again.pronouns = "she"
        again.save()
        assert running.keys(Person, reading=frozenset({"name"})) == [who.pk]
