"""What the worker keeps ready: an analysis for everybody who may look at the map."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.rights import Right, may
from crm.parts.jobs import SCHEDULE, Scheduled
from crm.parts.visibility import Scope
from network.models import Analysis


def scopes_in_use() -> list[Scope]:
    """Every scope that somebody who can sign in has, and the two that always exist: everyone's and the whole."""
    scopes = {Scope(), Scope(all=True)}
    for user in User.objects.filter(is_active=True).prefetch_related("teams"):
        if not may(user.role, Right.DIRECT):
            scopes.add(Scope(teams=tuple(sorted(team.pk for team in user.teams.all()))))
    return sorted(scopes, key=lambda scope: scope.key)


def analyse_all(scopes: Iterable[Scope] | None = None) -> str:
    """Store today's analysis of each scope (all that are in use); says how many were new."""
    from network.analysis import store  # the engine takes half a second to import

    stored = [store(scope, timezone.localdate()) for scope in scopes or scopes_in_use()]
    new = sum(is_new for _, is_new in stored)
    return f"{new} new, {len(stored) - new} unchanged"


def analyse_first() -> str:
    """Store an analysis where a scope has none: from the first day on, tomorrow's map has one to start from."""
    known = set(Analysis.objects.values_list("scope", flat=True).distinct())
    waiting = [scope for scope in scopes_in_use() if scope.key not in known]
    return analyse_all(waiting) if waiting else "none waiting"


SCHEDULE += [
    Scheduled("network analysis", analyse_all, at_hour=1),
    Scheduled("first network analysis", analyse_first, every=timedelta(minutes=10)),
]
