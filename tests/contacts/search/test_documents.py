"""Documents follow a change of many rows that says which columns it wrote."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from contacts.models import Organization, Party, Person
from crm.parts.audit import act
from crm.parts.many import change_columns
from crm.parts.records import tracked_names
from crm.parts.search import rebuild
from crm.parts.undo import undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def another(row: Any, field: models.Field[Any, Any]) -> Any:
    """A value that this column does not have."""
    if isinstance(field, models.ForeignKey):
        others = field.related_model._base_manager.exclude(pk=row.pk)
        return None if getattr(row, field.attname) else others.latest("pk").pk
    if isinstance(field, models.JSONField):
        return {"a": "Zebra"} if isinstance(field.get_default(), dict) else ["Zebra"]
    if isinstance(field, models.BooleanField):
        return not getattr(row, field.attname)
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.localdate()
    return "Zebra"[: field.max_length] if isinstance(field, models.CharField) else 7


@pytest.mark.parametrize("model", [Person, Organization, Party])
def test_it_follows_whichever_column_of_many_is_changed(cast: Cast, model: Any) -> None:
    """Documents say which columns they read; a column that one of them reads and that is not named would stay old."""
    school = factories.organization("Prairie Rose", parent=factories.organization("Riverfork", city="Ely"))
    who = factories.person("Hodan Abdi", owner=cast.ben)
    factories.role(who, school)
    factories.note(who, "A word")
    row = {Person: who, Organization: school, Party: who.party}[model]
    common = {"version", "created_at", "created_by_id", "changed_at", "changed_by_id", "uid", "kind"}
    names = [name for name in tracked_names(model) if name not in common | {model._meta.pk.attname}]
    assert names
    rebuild()
    for name in names:
        value = another(row, model._meta.get_field(name))
        with act(by=cast.ben, verb="change many") as running:
            change_columns(model, [row.pk], **{name: value})
        assert not any(rebuild().values()), f"after a change of {name}"
        undo(running.event, by=cast.ben)
        assert not any(rebuild().values()), f"after {name} was put back"
