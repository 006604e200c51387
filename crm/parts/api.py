"""What every part of the API shares: rights, strict filters, keyset paging, answers to conflicts.

The settings name these classes; what rooms build with stands in `crm.accounts.viewsets`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from crm.parts.records import UidTaken, VersionConflict

if TYPE_CHECKING:
    from rest_framework.views import APIView


class HasRight(BasePermission):
    """Holds the request against the view's policy, the same table as for pages."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        policy = getattr(view, "policy", None)
        user = request.user
        if policy is None or not user.is_authenticated:
            return False
        right = policy.needed_for(request.method or "GET")
        return right is None or bool(user.may(right))


class StrictFilterBackend(BaseFilterBackend):
    """The page's own filter set; a wrong question is a 400 with a reason, never a wider answer."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        filters_class = getattr(view, "filterset_class", None)
        if filters_class is None or getattr(view, "action", "") != "list":
            return queryset
        filters = filters_class(request.query_params, queryset=queryset, request=request)
        problems = filters.problems()
        if problems:
            found: dict[str, list[str]] = {}
            for problem in problems:
                found.setdefault(problem.key, []).append(problem.says)
            raise ValidationError(found)
        rows: QuerySet[Any] = filters.rows()
        return rows

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        filters_class = getattr(view, "filterset_class", None)
        if filters_class is None:
            return []
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": str(filter_.label or name),
                "schema": {"type": "string"},
            }
            for name, filter_ in filters_class.base_filters.items()
        ]


class KeysetPagination(CursorPagination):
    """Pages by key: page 1,800 costs what page 1 costs."""

    ordering = "-pk"
    cursor_query_param = "after"
    page_size_query_param = "limit"
    max_page_size = 200


def answer_to(error: Exception, context: dict[str, Any]) -> Response | None:
    """Conflicts are 409 with both values; everything else as DRF answers it."""
    # Imported here: DRF reads this module while it loads its views.
    from rest_framework.views import exception_handler

    if isinstance(error, VersionConflict):
        return Response({"detail": str(error), "conflict": "version"}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, UidTaken):
        return Response({"detail": str(error), "conflict": "uid"}, status=status.HTTP_409_CONFLICT)
    return exception_handler(error, context)
