"""What may be said about a table beside its file: on the command line by name, on the pages by choosing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports.tables.days import DAY_FIRST, MONTH_FIRST
from contacts.imports.tables.fields import DETAILS, LEFT_OUT, MEANINGS, meaning
from contacts.imports.tables.mapping import TableMapping
from contacts.imports.tables.scales import HIGH_IS_STRONG, LOW_IS_STRONG
from contacts.interest.models import HowWeKnow
from contacts.policy.models import Initiative
from crm.parts.sheets import header_key
from crm.parts.visibility import Visibility

OF_ALL: dict[str, Any] = {
    "columns": gettext_lazy(
        "what columns mean where the guess is wrong: “Who=role_at; Cell=phone.mobile; Fax=”"
    ),
    "sheet": gettext_lazy("the worksheet of a workbook"),
    "differs": gettext_lazy(
        "where the record differs: fill (what is empty), add (ways to reach), file (wins)"
    ),
    "likely": gettext_lazy(
        "likely duplicates: same, new or out; else they wait until somebody says on the page"
    ),
    "unknown": gettext_lazy("organizations that are not on the record: create (else) or leave"),
    "note_visibility": gettext_lazy("who may see notes: everyone, team or owner"),
}
OF_PEOPLE: dict[str, Any] = {
    **OF_ALL,
    "old_roles": gettext_lazy("roles of those with a new one: keep (else) or ended"),
    "initiative": gettext_lazy("the initiative on which positions are, by its name"),
    "as_of": gettext_lazy("the day on which positions were so: 2026-11-01"),
    "how": gettext_lazy("how we know positions: told_us, saw_it, heard or guess"),
    "direction": gettext_lazy("the strongest end of a scale from 1 to 5: low or high"),
    "meetings": gettext_lazy("yes: days on which somebody was met become meetings"),
    "day_order": gettext_lazy("mdy (else) or dmy, where days do not tell"),
    "year": gettext_lazy("the year of days that name none"),
}
_ALLOWED: dict[str, tuple[str, ...]] = {
    "differs": ("fill", "add", "file"),
    "likely": ("same", "new", "out"),
    "unknown": ("create", "leave"),
    "old_roles": ("keep", "ended"),
    "note_visibility": tuple(Visibility.values),
    "how": tuple(HowWeKnow.values),
    "direction": (LOW_IS_STRONG, HIGH_IS_STRONG),
    "meetings": ("yes", "no"),
    "day_order": (MONTH_FIRST, DAY_FIRST),
}


def take_options(mapping: TableMapping, said: Mapping[str, str]) -> None:
    """Write what was said into a mapping. Raises ValueError, in words, for what makes no sense."""
    for name, value in said.items():
        if not value:
            continue
        if name == "columns":
            _take_columns(mapping, value)
        elif name == "initiative":
            mapping.options[name] = _initiative(value)
        elif name == "as_of":
            mapping.options[name] = _day(value)
        elif name in _ALLOWED and value not in _ALLOWED[name]:
            raise ValueError(
                _("“%(value)s” is not one of %(allowed)s (%(name)s).")
                % {"value": value[:40], "allowed": ", ".join(_ALLOWED[name]), "name": name}
            )
        elif name != "sheet":
            mapping.options[name] = value


def _take_columns(mapping: TableMapping, text: str) -> None:
    keys = [header_key(header) for header in mapping.headers]
    for part in filter(None, (each.strip() for each in text.split(";"))):
        header, _equals, means = (each.strip() for each in part.partition("="))
        if header_key(header) not in keys:
            raise ValueError(_("There is no column “%(header)s”.") % {"header": header[:60]})
        if means not in (LEFT_OUT, DETAILS) and meaning(mapping.kind, means) is None:
            raise ValueError(
                _("A column cannot mean “%(means)s”. Choose from: %(known)s.")
                % {"means": means[:40], "known": ", ".join(MEANINGS[mapping.kind])}
            )
        mapping.columns[keys.index(header_key(header))] = means


def _initiative(name: str) -> str:
    found = Initiative.objects.filter(trashed_at__isnull=True, name__iexact=name.strip()).first()
    if found is None:
        raise ValueError(_("There is no initiative “%(name)s”.") % {"name": name[:80]})
    return str(found.uid)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(_("“%(text)s” is not a day such as 2026-11-01.") % {"text": text[:40]}) from None
