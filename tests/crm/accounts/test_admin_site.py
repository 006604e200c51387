"""Django's tables: behind the one way in, to look at, and what is edited there leaves an act."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from contacts.models import KeyDateKind, Person, Tag, TieType
from crm.accounts.site import ActAdmin, admin_site
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def test_it_sends_strangers_to_the_one_way_in(client: Client, db: None) -> None:
    for path in ("/admin/", "/admin/login/", "/admin/contacts/person/", "/admin/contacts/person/1/change/"):
        assert client.get(path)["Location"].startswith("/account/login/?next="), path


def test_it_takes_no_password_of_its_own(client: Client, cast: Cast) -> None:
    """A second door would have none of the limits."""
    client.post("/admin/login/", {"username": "rut", "password": PASSWORD, "next": "/admin/"})
    assert client.get("/admin/").status_code == 302
    signed_in = cast.client("rut")
    assert signed_in.get("/admin/login/")["Location"] == "/account/login/?next=%2Fadmin%2F"
    assert signed_in.get("/admin/password_change/")["Location"] == "/account/password/change/"


@pytest.mark.parametrize("name", ["ada", "ben", "cy", "vi"])
def test_it_is_for_admins_alone(cast: Cast, name: str) -> None:
    assert cast.client(name).get("/admin/").status_code == 403


def test_it_shows_every_table_and_every_row_opens(cast: Cast) -> None:
    factories.full_person(cast)
    rut = cast.client("rut")
    for model, registered in admin_site._registry.items():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert rut.get(base).status_code == 200, base
        row = model._default_manager.first()
        if row is not None:
            assert rut.get(f"{base}{row.pk}/change/").status_code == 200, base
        assert registered.has_delete_permission(None) is False, model


def test_it_changes_nothing_but_vocabularies(cast: Cast) -> None:
    who = factories.person("Hodan")
    rut = cast.client("rut")
    assert rut.post(f"/admin/contacts/person/{who.pk}/change/", {"name": "Other"}).status_code == 403
    for path in (
        f"person/{who.pk}/delete/",
        "person/add/",
        f"tag/{factories.tag(who.party, 'x').pk}/delete/",
    ):
        rut.post(f"/admin/contacts/{path}", {"post": "yes", "name": "New"})
    assert list(Person.objects.values_list("name", flat=True)) == ["Hodan"]
    assert Tag.objects.exists()
    edited = {
        model._meta.model_name for model, one in admin_site._registry.items() if isinstance(one, ActAdmin)
    }
    assert edited == {"tietype", "tag", "keydatekind", "keydate"}


def test_it_changes_a_vocabulary_by_an_act(cast: Cast) -> None:
    kind = factories.make(KeyDateKind(name="Filing"))
    rut = cast.client("rut")
    path = f"/admin/contacts/keydatekind/{kind.pk}/change/"
    form = rut.get(path).context["adminform"].form
    rut.post(path, {"name": "Filing day", "read_version": form.initial["read_version"]})
    kind.refresh_from_db()
    assert (kind.name, kind.changed_by) == ("Filing day", cast.rut)
    event = AuditEvent.objects.latest("pk")
    assert (event.by, event.counts) == (cast.rut, {"keydatekind~": 1})


def test_it_never_saves_over_what_was_not_seen(cast: Cast) -> None:
    kind = factories.tie_type("knows well")
    rut = cast.client("rut")
    path = f"/admin/contacts/tietype/{kind.pk}/change/"
    seen = rut.get(path).context["adminform"].form.initial
    kind.forward = "knows very well"
    factories.make(kind)
    answer = rut.post(path, {**seen, "forward": "overwritten"})
    assert "Somebody else changed this meanwhile" in answer.content.decode()
    assert TieType.objects.get(pk=kind.pk).forward == "knows very well"


def test_it_leaves_djangos_own_site_unused() -> None:
    from django.urls import get_resolver

    assert all(
        getattr(pattern, "app_name", "") != "admin" or "admin" in str(pattern.pattern)
        for pattern in get_resolver().url_patterns
    )
    assert admin.site is not admin_site
