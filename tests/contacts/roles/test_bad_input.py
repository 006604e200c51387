"""What certainly cannot be is refused in words at the field, and by the database whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from contacts.models import Organization, Role, Tie
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def post(cast: Cast, path: str, **fields: Any) -> Any:
    return cast.client("ben").post(path, {"uid": str(uuid4()), **fields})


def two_main_roles() -> None:
    who = factories.person()
    factories.role(who, factories.organization(), primary=True)
    factories.role(who, factories.organization(), primary=True)


def a_role_that_ends_before_it_starts() -> None:
    over = {"ended": True, "start": date(2024, 1, 1), "end": date(2023, 12, 31)}
    factories.role(factories.person(), factories.organization(), **over)


def a_role_without_words() -> None:
    factories.role(factories.person(), factories.organization(), type="", title="")


def a_tie_to_oneself() -> None:
    who = factories.person()
    factories.tie(who, who)


def a_tie_that_ends_before_it_starts() -> None:
    over = {"ended": True, "start": date(2024, 1, 1), "end": date(2023, 12, 31)}
    factories.tie(factories.person(), factories.person(), **over)


def the_same_tie_twice() -> None:
    one, other = factories.person(), factories.person()
    factories.tie(one, other)
    factories.tie(other, one)


def an_organization_above_itself() -> None:
    one = factories.organization()
    one.parent = one
    factories.make(one)


def two_seats_of_one_name() -> None:
    board = factories.organization(type="district")
    factories.seat(board, label="District 4")
    factories.seat(board, label="District 4")


@pytest.mark.parametrize(
    "write",
    [
        two_main_roles,
        a_role_that_ends_before_it_starts,
        a_role_without_words,
        a_tie_to_oneself,
        a_tie_that_ends_before_it_starts,
        the_same_tie_twice,
        an_organization_above_itself,
        two_seats_of_one_name,
    ],
    ids=lambda write: write.__name__.replace("_", " "),
)
def test_the_database_refuses(write: Callable[[], None]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_it_refuses_a_main_role_beside_another_at_the_field_of_the_form_that_changes_one(cast: Cast) -> None:
    who = factories.person()
    factories.role(who, factories.organization(), primary=True)
    second = factories.role(who, factories.organization(), type="teacher")
    refused = post(cast, f"/roles/{second.uid}/", version="1", type="teacher", primary="on")
    assert "has a main role already" in str(refused.context["form"].errors["primary"])
    assert Role.objects.filter(primary=True).count() == 1


def test_it_refuses_an_end_before_the_start_at_the_field_of_every_form_that_ends_something(
    cast: Cast,
) -> None:
    began = {"start": date(2024, 1, 1), "start_precision": "day"}
    role = factories.role(factories.person(), factories.organization(), **began)
    tie = factories.tie(factories.person(), factories.person(), by=cast.ben, **began)
    for path, more in (
        (f"/roles/{role.uid}/", {"version": "1", "type": "principal", "start": "1/1/2024"}),
        (f"/roles/{role.uid}/end/", {"version": "1"}),
        (f"/roles/{role.uid}/moved-on/", {}),
        (f"/ties/{tie.uid}/end/", {"version": "1"}),
    ):
        refused = post(cast, path, end="2023", **more)
        assert refused.status_code == 200, path
        assert "ends before it starts" in str(refused.context["form"].errors["end"]), path
        assert 'value="2023"' in refused.content.decode(), path
    assert not Role.objects.filter(ended=True).exists()
    assert not Tie.objects.filter(ended=True).exists()


def test_it_refuses_a_circle_of_parents_at_the_field(cast: Cast) -> None:
    above = factories.organization("Above", type="district")
    below = factories.organization("Below", parent=above)
    refused = post(cast, f"/organizations/{above.uid}/edit/", version="1", name="Above", type="district",
                   parent=str(below.uid), status="active")  # fmt: skip
    assert "makes a circle" in str(refused.context["form"].errors["parent"])
    assert Organization.objects.get(pk=above.pk).parent is None
