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


def test_it_keeps_which_end_is_which_where_ties_are_of_a_kind(cast: Cast) -> None:
    used = TieType.objects.get(key="mentors")
    factories.tie(factories.person(), factories.person(), type=used)
    path = f"/admin/contacts/tietype/{used.pk}/change/"
    client = cast.client("rut")
    page = client.get(path).content.decode()
    assert 'name="symmetric"' not in page
    assert 'name="ends"' not in page
    fields = {
        "forward": "guides",
        "reverse": "is guided by",
        "valence": "1",
        "prior": "0.8",
        "introduces": "on",
    }
    client.post(
        path, {**fields, "symmetric": "on", "ends": "organizations", "read_version": str(used.version)}
    )
    used.refresh_from_db()
    assert (used.forward, used.reverse, used.symmetric, used.ends) == (
        "guides",
        "is guided by",
        False,
        "people",
    )
    client.post(f"/admin/contacts/tietype/{used.pk}/delete/", {"post": "yes"})
    assert TieType.objects.filter(pk=used.pk).exists()


def test_it_adds_a_kind_of_tie_with_both_labels_and_a_sign(cast: Cast) -> None:
    client, path = cast.client("rut"), "/admin/contacts/tietype/add/"
    fields = {"forward": "advises", "reverse": "is advised by", "valence": "0", "ends": "any", "prior": "0.3"}
    assert "Small letters" in client.post(path, {**fields, "key": "Ad:vises"}).content.decode()
    assert client.post(path, {**fields, "key": "advises"}).status_code == 302
    both_ways = {
        **fields,
        "key": "sings_with",
        "forward": "sings with",
        "reverse": "whatever",
        "symmetric": "on",
    }
    client.post(path, both_ways)
    made = TieType.objects.filter(key__in=("advises", "sings_with")).order_by("key")
    assert [(t.forward, t.reverse, t.valence, t.symmetric) for t in made] == [
        ("advises", "is advised by", 0, False),
        ("sings with", "sings with", 0, True),
    ]
    who = factories.person()
    assert "is advised by" in cast.page("ben", f"/ties/add/?party={who.uid}")
