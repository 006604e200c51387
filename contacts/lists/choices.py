"""What the filters of people and organizations let one choose from: initiatives, point persons, tags, organizations,
lists chosen by hand; and the saved lists that stand beside them.

All of it in one query, whatever is asked: a filter's form is drawn on every list, and each choice of its own would be
a query more. Of the many organizations only those are read that the address names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from contacts.lists.models import SavedList
from contacts.organizations.models import Organization
from contacts.parties.models import Tag
from contacts.policy.models import Initiative
from crm.accounts.models import User

Choice = tuple[str, str]
# Saved lists by whose they are and how they came about: only those chosen by hand can be asked for by a filter.
OWN_BY_HAND, OWN, SHARED_BY_HAND, SHARED = (
    "list: own, by hand",
    "list: own",
    "list: shared, by hand",
    "list: shared",
)


class Choices:
    """The choices of one filter: per kind the pairs (uid, name) in order, and the key behind each uid.

    `lists_of`: whose saved lists ("people", "organizations") are read along; none if it is empty.
    """

    def __init__(self, user: User, organizations: Iterable[str] = (), *, lists_of: str = "") -> None:
        self._pairs: dict[str, list[Choice]] = {}
        self._keys: dict[tuple[str, str], int] = {}
        named = [uid for text in organizations if (uid := _uid(text))]
        for kind, key, uid, name, _ in _everything(user, named, lists_of):
            text = str(uid if isinstance(uid, UUID) else UUID(str(uid)))
            self._pairs.setdefault(kind, []).append((text, str(name)))
            self._keys[kind, text] = key
        self._pairs["list"] = sorted(
            (pair for kind in (OWN_BY_HAND, SHARED_BY_HAND) for pair in self.of(kind)),
            key=lambda pair: (pair[1].casefold(), pair[0]),
        )
        for kind in (OWN_BY_HAND, SHARED_BY_HAND):
            self._keys.update({("list", uid): self._keys[kind, uid] for uid, _name in self.of(kind)})

    @property
    def signature(self) -> tuple[Any, ...]:
        """The same for the same choices: all that a form with them is drawn from."""
        return tuple((kind, *pairs) for kind, pairs in sorted(self._pairs.items()) if ":" not in kind)

    @property
    def own_lists(self) -> list[Choice]:
        """The user's own saved lists of this kind, by name."""
        return self._together(OWN, OWN_BY_HAND)

    @property
    def shared_lists(self) -> list[Choice]:
        """Those that colleagues share with the user."""
        return self._together(SHARED, SHARED_BY_HAND)

    def _together(self, *kinds: str) -> list[Choice]:
        pairs = [pair for kind in kinds for pair in self.of(kind)]
        return sorted(pairs, key=lambda pair: (pair[1].casefold(), pair[0]))

    def of(self, kind: str) -> list[Choice]:
        """The pairs (uid, name) of one kind: initiative, owner, tag, organization or list."""
        return self._pairs.get(kind, [])

    def key(self, kind: str, uid: str) -> int | None:
        """The key of what a uid names, if it may be chosen."""
        return self._keys.get((kind, uid))

    def keys(self, kind: str, uids: Iterable[str]) -> list[int]:
        """The keys of what these uids name."""
        return [key for uid in uids if (key := self.key(kind, uid)) is not None]

    def name(self, kind: str, uid: str) -> str:
        return dict(self.of(kind)).get(uid, "")


def _everything(user: User, organizations: list[UUID], lists_of: str) -> list[Any]:
    """(kind, key, uid, name, place) of all that can be chosen, in order."""
    initiatives = _rows(Initiative.objects.visible_to(user), "initiative", "uid", "name", "folded")
    owners = _rows(
        User.objects.filter(is_active=True),
        "owner",
        "uid",
        Concat("first_name", Value(" "), "last_name", Value(""), output_field=CharField()),
        Concat("first_name", Value(" "), "last_name", "username", output_field=CharField()),
    )
    tags = _rows(Tag.objects.visible_to(user), "tag", "uid", "name", "folded")
    parts = [owners, tags]
    if organizations:
        rows = Organization.objects.visible_to(user).filter(party__uid__in=organizations)
        parts.append(_rows(rows, "organization", "party__uid", "name", "sort_name"))
    if lists_of:
        kind = Case(
            When(owner=user.pk, dynamic=False, then=Value(OWN_BY_HAND)),
            When(owner=user.pk, then=Value(OWN)),
            When(dynamic=False, then=Value(SHARED_BY_HAND)),
            default=Value(SHARED),
            output_field=CharField(),
        )
        parts.append(
            _rows(SavedList.objects.visible_to(user).filter(of=lists_of), kind, "uid", "name", "folded")
        )
    return sorted(initiatives.union(*parts, all=True), key=lambda row: (row[0], row[4].casefold(), row[1]))


def _rows(rows: Any, kind: Any, uid: str, name: Any, place: Any) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(
            of_kind=Value(kind, output_field=CharField()) if isinstance(kind, str) else kind,
            words=Cast(name, CharField()),
            place=Cast(place, CharField()),
        )
        .values_list("of_kind", "pk", uid, "words", "place")
    )
    return found


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
