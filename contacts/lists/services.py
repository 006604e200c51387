"""Saved lists: keeping a filter or a choice of members under a name, sharing it, copying it. One verb a write.

The owner (and a director) changes a list's name, filter, columns and sharing. Who goes on a shared list by hand is
everybody's work: whoever sees it and may write adds members and takes them off. Others' lists are copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from contacts.lists.models import ListEntry, SavedList
from contacts.parties.keeping import keep, needed, put, put_in_trash
from contacts.parties.models import Party
from crm.accounts.rights import Right
from crm.parts.audit import act
from crm.parts.filters import LEFT_OUT_WHEN_SAVED
from crm.parts.keys import among, in_parts
from crm.parts.many import create_columns
from crm.parts.records import delete_all, once
from crm.parts.text import fold

if TYPE_CHECKING:
    from crm.accounts.models import Team, User

CHANGEABLE = ("name", "sharing", "team", "query", "columns")
KIND_OF = {
    SavedList.Of.PEOPLE.value: Party.Kind.PERSON,
    SavedList.Of.ORGANIZATIONS.value: Party.Kind.ORGANIZATION,
}


def save_list(
    *,
    by: User,
    name: str,
    of: str,
    sharing: str = SavedList.Sharing.PRIVATE,
    team: Team | None = None,
    query: QueryDict | Mapping[str, Sequence[str]] | str = "",
    columns: Sequence[str] = (),
    uid: UUID | None = None,
) -> SavedList:
    """Keep a question under a name: its conditions and its order as the address has them, never who answers them.

    `query` is what stands behind the `?` of a list's address; the page, the format and the columns in it are left out.
    """
    return _make(
        by, "save list", uid, name=name, of=of, sharing=sharing, team=team, dynamic=True,
        filter=as_kept(query), columns=[*columns],
    )  # fmt: skip


def create_static_list(
    *,
    by: User,
    name: str,
    of: str,
    sharing: str = SavedList.Sharing.PRIVATE,
    team: Team | None = None,
    uid: UUID | None = None,
) -> SavedList:
    """A list whose members are put on it by hand. It starts empty."""
    return _make(by, "make list", uid, name=name, of=of, sharing=sharing, team=team, dynamic=False)


def change_list(saved_list: SavedList, *, by: User, version: int, **fields: Any) -> SavedList:
    """Change a list: any of CHANGEABLE. Raises VersionConflict if somebody else did since it was read, and
    PermissionDenied for another's list."""
    _must_be_theirs(saved_list, by)
    if "query" in fields:
        fields["filter"] = as_kept(fields.pop("query"))
    if "columns" in fields:
        fields["columns"] = [*fields["columns"]]
    if "name" in fields:
        fields["name"] = _named(fields["name"], saved_list.owner, but=saved_list)
    if "sharing" in fields:
        fields["team"] = _team_of(by, fields["sharing"], fields.get("team"), now=saved_list)
    with act(by=by, verb="change list", subject=str(fields.get("name", saved_list.name))):
        saved_list.version = version
        if put(saved_list, fields, ("name", "sharing", "team", "filter", "columns")):
            keep(saved_list)
    return saved_list


def copy_list(saved_list: SavedList, *, by: User, name: str = "", uid: UUID | None = None) -> SavedList:
    """One's own copy of any list that one sees, with its members if they were chosen by hand; nobody else sees it."""
    if (made := once(SavedList, uid, by=by)) is not None:
        return made
    with act(by=by, verb="copy list", subject=saved_list.name):
        copied = _make(
            by, "copy list", uid, name=name or free_name(by, saved_list.name), of=saved_list.of,
            sharing=SavedList.Sharing.PRIVATE, team=None, dynamic=saved_list.dynamic,
            filter=saved_list.filter, columns=saved_list.columns,
        )  # fmt: skip
        if not copied.dynamic:
            members = ListEntry.objects.filter(saved_list=saved_list).order_by("pk").values_list("party_id")
            _put_on(copied, [party for (party,) in members])
    return copied


def trash_list(saved_list: SavedList, *, by: User) -> SavedList:
    """Put a list into the trash. Nobody who is on it is touched."""
    _must_be_theirs(saved_list, by)
    return put_in_trash(saved_list, by=by, subject=saved_list.name, verb="trash list")


def add_to_list(saved_list: SavedList, parties: Iterable[Party | int], *, by: User) -> int:
    """Put parties (or their keys) on a list that is chosen by hand. Returns how many were not on it before.

    However many: a fixed number of queries for each 5,000. Raises ValidationError if one of them is of another kind
    than the list or is not to be seen, PermissionDenied where one may not write on the list.
    """
    keys = _keys(parties)
    _must_be_open_to(saved_list, by)
    with act(by=by, verb="add to list", subject=saved_list.name):
        # Two acts at once must not put the same party on it twice.
        _lock(saved_list)
        fitting = Party.objects.visible_to(by).filter(kind=KIND_OF[saved_list.of])
        for part in in_parts(keys):
            if fitting.filter(pk__in=among(part)).count() != len(part):
                raise ValidationError(_not_of_its_kind(saved_list))
        return _put_on(saved_list, keys)


def take_off_list(saved_list: SavedList, parties: Iterable[Party | int], *, by: User) -> int:
    """Take parties (or their keys) off a list that is chosen by hand. Returns how many were on it."""
    keys = _keys(parties)
    _must_be_open_to(saved_list, by)
    gone = 0
    with act(by=by, verb="take off list", subject=saved_list.name):
        _lock(saved_list)
        for part in in_parts(keys):
            rows = ListEntry.objects.filter(saved_list=saved_list, party__in=among(part)).order_by("pk")
            gone += delete_all(ListEntry, rows) if rows else 0
    return gone


def may_change(saved_list: SavedList, user: User) -> bool:
    """Whether this user may change the name, filter, columns and sharing of a list that they see."""
    return user.may(Right.WRITE) and (saved_list.owner_id == user.pk or user.may(Right.DIRECT))


def may_put_on(saved_list: SavedList, user: User) -> bool:
    """Whether this user may choose the members of a list that they see."""
    return not saved_list.dynamic and user.may(Right.WRITE)


def as_kept(query: QueryDict | Mapping[str, Sequence[str]] | str) -> dict[str, list[str]]:
    """The part of an address that a list keeps: every key with its values, but page, format and columns."""
    asked = QueryDict(query) if isinstance(query, str) else query
    pairs = asked.lists() if isinstance(asked, QueryDict) else asked.items()
    return {
        key: [str(value) for value in values]
        for key, values in sorted(pairs)
        if key not in LEFT_OUT_WHEN_SAVED and any(values)
    }


def free_name(owner: User, name: str) -> str:
    """The name for a copy that this owner has given to no list: "Principals (2)"."""
    taken = set(
        SavedList.objects.filter(owner=owner, trashed_at__isnull=True).values_list("folded", flat=True)
    )
    number, free = 2, name
    while fold(free) in taken:
        free = f"{name[:90]} ({number})"
        number += 1
    return free


def _make(
    by: User, verb: str, uid: UUID | None, *, name: str, sharing: str, team: Team | None, **columns: Any
) -> SavedList:
    if (made := once(SavedList, uid, by=by)) is not None:
        return made
    name = _named(name, by)
    team = _team_of(by, sharing, team)
    with act(by=by, verb=verb, subject=name):
        return keep(
            SavedList(owner=by, name=name, folded=fold(name), sharing=sharing, team=team, **columns), uid=uid
        )


def _put_on(saved_list: SavedList, keys: Sequence[int]) -> int:
    """Entries for those of these keys that have none, inside the running act."""
    there: set[int] = set()
    for part in in_parts(keys):
        known = ListEntry.objects.filter(saved_list=saved_list, party__in=among(part))
        there.update(known.values_list("party_id", flat=True))
    new = [key for key in keys if key not in there]
    create_columns(ListEntry, len(new), saved_list_id=saved_list.pk, party_id=new)
    return len(new)


def _keys(parties: Iterable[Party | int]) -> list[int]:
    """Each once, in the order of ids, so that two acts do not wait for each other."""
    return sorted({party.pk if isinstance(party, Party) else party for party in parties})


def _lock(saved_list: SavedList) -> None:
    """Hold the list until the act ends (SQLite lets one write at a time anyway)."""
    SavedList._base_manager.select_for_update().filter(pk=saved_list.pk).values_list("pk").first()


def _named(name: str, owner: User, *, but: SavedList | None = None) -> str:
    """The name as it is kept. Raises ValidationError at `name` where its owner calls another list so already."""
    name = " ".join(needed(name, "name", _("Give the list a name.")).split())
    same = SavedList.objects.filter(owner=owner, folded=fold(name), trashed_at__isnull=True)
    if same.exclude(pk=but.pk if but else None).exists():
        raise ValidationError({"name": _("You have a list of this name already.")})
    return name


def _team_of(by: User, sharing: str, team: Team | None, *, now: SavedList | None = None) -> Team | None:
    """The team that a list is for. Raises ValidationError at `team` where one shares with a team one is not in."""
    if sharing != SavedList.Sharing.TEAM:
        return None
    if team is None:
        raise ValidationError({"team": _("Choose the team that sees it.")})
    as_it_was = now is not None and now.team_id == team.pk
    if not (as_it_was or by.scope.all or team.pk in by.scope.teams):
        raise ValidationError({"team": _("Share it with a team of yours.")})
    return team


def _must_be_theirs(saved_list: SavedList, by: User) -> None:
    if not may_change(saved_list, by):
        raise PermissionDenied(_("Only its owner changes a list. Make a copy of your own."))


def _must_be_open_to(saved_list: SavedList, by: User) -> None:
    if saved_list.dynamic:
        raise ValidationError(_("This list follows from its conditions. Nobody is put on it by hand."))
    if not (
        may_put_on(saved_list, by) and SavedList.objects.visible_to(by).filter(pk=saved_list.pk).exists()
    ):
        raise PermissionDenied(_("You cannot choose who is on this list."))


def _not_of_its_kind(saved_list: SavedList) -> str:
    if saved_list.of == SavedList.Of.PEOPLE:
        return _("Only people who are on the record can be on this list.")
    return _("Only organizations that are on the record can be on this list.")
