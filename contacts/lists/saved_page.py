"""What the page of a saved list shows: its conditions or those in their place, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.lists.models import SavedList
from contacts.lists.services import as_kept, may_change, may_put_on
from crm.accounts.models import User
from crm.accounts.rights import Right

TEMPLATES = {
    SavedList.Of.PEOPLE.value: "people/person_list.html",
    SavedList.Of.ORGANIZATIONS.value: "organizations/organization_list.html",
}


@dataclass(frozen=True)
class SavedPage:
    """A saved list as somebody looks at it; `asked` is the address."""

    list: SavedList
    user: User
    asked: QueryDict

    @property
    def address(self) -> str:
        return reverse("saved_list", args=[self.list.uid])

    @cached_property
    def data(self) -> QueryDict:
        """What is asked: what the list keeps, unless the address says that its conditions stand in place of it."""
        data = QueryDict(mutable=True)
        if "changed" not in self.asked:
            kept = self.list.filter if self.list.dynamic else {"list": [str(self.list.uid)]}
            # PostgreSQL keeps the keys in an order of its own.
            for key, values in sorted(kept.items()):
                data.setlist(key, [str(value) for value in values])
        for key, values in self.asked.lists():
            data.setlist(key, [str(value) for value in values])
        return data

    @property
    def uid(self) -> str:
        return str(self.list.uid)

    @property
    def query(self) -> str:
        """What is asked now, as an address says it."""
        query = QueryDict(mutable=True)
        for key, values in self.conditions.items():
            query.setlist(key, [*values])
        if columns := self.data.getlist("columns") or self.list.columns:
            query["columns"] = ",".join(map(str, columns))
        return query.urlencode()

    @property
    def columns(self) -> Sequence[str]:
        return [str(key) for key in self.list.columns]

    @cached_property
    def conditions(self) -> Mapping[str, Sequence[str]]:
        """What a list that is saved now would keep."""
        return as_kept(self.data)

    @property
    def is_changed(self) -> bool:
        """Whether something else is asked than the list keeps."""
        columns = [key for given in self.data.getlist("columns") for key in given.split(",") if key]
        kept = self.list.filter if self.list.dynamic else {"list": [str(self.list.uid)]}
        return self.conditions != kept or (bool(columns) and columns != self.list.columns)

    @property
    def may_change(self) -> bool:
        return may_change(self.list, self.user)

    @property
    def may_save(self) -> bool:
        """Whether what is asked now may take the place of what the list keeps."""
        return self.list.dynamic and self.may_change

    @property
    def may_copy(self) -> bool:
        return self.user.may(Right.WRITE)

    @property
    def may_put_on(self) -> bool:
        return may_put_on(self.list, self.user)

    @property
    def words(self) -> str:
        """Whose it is, and who sees it."""
        return whose(self.list, self.user)


def whose(saved_list: SavedList, user: User) -> str:
    """ "Yours, everyone sees it", "Ben Lindqvist’s, North sees it"."""
    if saved_list.sharing == SavedList.Sharing.ALL:
        sees = _("everyone sees it")
    elif saved_list.sharing == SavedList.Sharing.TEAM:
        sees = _("%(team)s sees it") % {"team": saved_list.team}
    else:
        sees = _("nobody else sees it")
    if saved_list.owner_id == user.pk:
        return _("Yours, %(sees)s") % {"sees": sees}
    return _("%(name)s’s, %(sees)s") % {"name": saved_list.owner, "sees": sees}
