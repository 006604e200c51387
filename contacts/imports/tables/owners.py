"""Point persons that a table names, by name or e-mail."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.utils.translation import gettext as _

from contacts.imports.planned import listed
from crm.accounts.models import User
from crm.parts.text import fold_accents


class Owners:
    """The colleagues of this installation by every name they go by. One query, when the first is asked for."""

    def __init__(self) -> None:
        self._known: dict[str, set[int]] | None = None
        self._strangers: Counter[str] = Counter()

    def named(self, text: str) -> int | None:
        """The one colleague of this name, e-mail or user name; None if nobody or several are meant."""
        if self._known is None:
            self._known = defaultdict(set)
            for user in User.objects.filter(is_active=True):
                full = user.get_full_name()
                for name in (user.username, user.email, full, full.split(" ")[0]):
                    if name:
                        self._known[fold_accents(name)].add(user.pk)
        found = self._known.get(fold_accents(text), set())
        if len(found) != 1:
            self._strangers[text[:60]] += 1
            return None
        return next(iter(found))

    def warnings(self) -> list[str]:
        if not self._strangers:
            return []
        return [
            _("No colleague is called so; kept as details: %(names)s.")
            % {"names": listed(f"{name} ({count})" for name, count in self._strangers.most_common())}
        ]

    def shown(self, name: str, value: object) -> object:
        """A colleague by name where a field holds one by key."""
        if name != "owner_id" or not value:
            return value
        user = User.objects.filter(pk=str(value)).first()
        return str(user) if user else value
