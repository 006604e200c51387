"""It keeps the order of the rooms in the tables too: a foreign key named by a string points downwards as well."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).parents[2]


def rooms() -> dict[str, int]:
    """The storey of each room of contacts, 0 the highest, as the import contract declares it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    order = next(contract["order"] for contract in contracts if contract["id"] == "rooms")
    return {room.strip(): storey for storey, level in enumerate(order) for room in level.split("|")}


def place(model: type[Model]) -> tuple[str, str]:
    """App and room of a model, by the module that holds it; of a history, by the model whose history it is."""
    path = getattr(model, "instance_type", model).__module__.split(".")
    return path[0], path[1] if len(path) > 1 else ""


def pointers() -> list[tuple[type[Model], str, type[Model]]]:
    """Every foreign key, one-to-one and many-to-many of our own models, histories included."""
    ours = [
        model
        for model in apps.get_models(include_auto_created=True)
        if place(model)[0] in {"crm", "contacts", "network"}
    ]
    return [
        (model, field.name, field.related_model)
        for model in ours
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.is_relation and isinstance(field.related_model, type)
    ]


def test_it_finds_the_foreign_keys():
    assert len(pointers()) > 20


def test_it_points_from_contacts_to_nothing_in_network():
    heights = {"network": 0, "contacts": 1, "crm": 2}
    against = [
        f"{model._meta.label}.{name} -> {target._meta.label}"
        for model, name, target in pointers()
        if heights.get(place(target)[0], 3) < heights[place(model)[0]]
    ]
    assert against == []


def test_it_points_downwards_from_room_to_room():
    storeys = rooms()
    against = []
    for model, name, target in pointers():
        (app, room), (target_app, target_room) = place(model), place(target)
        if app != "contacts" or target_app != "contacts" or room == target_room:
            continue
        if storeys[target_room] <= storeys[room]:
            against.append(f"{model._meta.label}.{name} -> {target._meta.label}")
    assert against == []
