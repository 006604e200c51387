"""Which table comes first: each after those that it points to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import models

AnyModel = TypeVar("AnyModel", bound=models.Model)


def parents_first(found: Iterable[type[AnyModel]]) -> list[type[AnyModel]]:
    """The same models, so ordered that each comes after the models it points to; otherwise as they were given.

    Where models point to each other in a circle, the one that was given first comes last.
    """
    given = list(found)
    known = dict.fromkeys(given)
    placed: dict[type[AnyModel], None] = {}

    def place(model: type[AnyModel], path: tuple[type[AnyModel], ...]) -> None:
        if model in placed or model in path:
            return
        for column in model._meta.concrete_fields:
            target = column.related_model
            if isinstance(target, type) and target in known and target is not model:
                place(target, (*path, model))
        placed[model] = None

    for model in given:
        place(model, ())
    return list(placed)
