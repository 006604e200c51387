"""What the cells of a column look like, where its header says nothing or says it wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

from contacts.imports.tables import values
from contacts.imports.tables.fields import (
    DETAILS,
    PEOPLE,
    parted,
)
from contacts.imports.tables.headers import words_of
from contacts.imports.tables.titles import looks_like_body, role_type_of, split_role
from crm.parts.sheets import Sheet

# How many rows are looked at.
LOOKED_AT = 200
SAMPLES = 3
# So many of the filled cells must look like it.
MOST = 0.7


class Column(NamedTuple):
    """A column of a table: its name as written, the filled cells among the first rows, and how many rows those were."""

    header: str
    filled: tuple[str, ...]
    looked_at: int

    @property
    def samples(self) -> list[str]:
        """Three values, each another."""
        return list(dict.fromkeys(self.filled))[:SAMPLES]


def columns_of(sheet: Sheet) -> list[Column]:
    """The columns with what stands in the first 200 rows."""
    rows = [row.values for row in islice(sheet.rows(), LOOKED_AT)]
    texts = zip(*rows, strict=True) if rows else [()] * len(sheet.header)
    return [
        Column(name, tuple(values.filled(cells)), len(rows))
        for name, cells in zip(sheet.header, texts, strict=True)
    ]


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("email", values.is_email),
    ("phone", values.is_phone),
    ("web", values.is_web),
    ("address", values.is_address),
)


def by_values(column: Column, kind: str) -> str:
    """What the cells look like where the header says nothing; "" where they look like nothing in particular."""
    cells, named = column.filled, bool(column.header.strip())
    if not cells:
        return ""
    for means, looks in _LOOKS:
        if named and means == "web" and not _WEB_WORDS & set(words_of(column.header).every):
            continue
        if named and means == "phone" and all(cell.isalnum() for cell in cells):
            continue  # some other number of ten digits
        if values.share(cells, looks) >= MOST:
            return means
    if named:
        # A header that we do not know means something of its own, however its words look.
        return "role_at" if kind == PEOPLE and _roles_in_one(cells) else ""
    if values.share(cells, values.is_state) >= MOST:
        return "state"
    if values.share(cells, values.is_zip) >= MOST:
        return "zip"
    if kind == PEOPLE:
        return _words_of_people(cells)
    return "name" if values.share(cells, looks_like_body) >= 0.5 else ""


_WEB_WORDS = frozenset(
    ["web", "website", "url", "site", "page", "homepage", "link", "links", "www", "profile", "linkedin"]
)


def _words_of_people(cells: Sequence[str]) -> str:
    if values.share(cells, values.is_last_first) >= MOST:
        return "last_first"
    if _roles_in_one(cells):
        return "role_at"
    if values.share(cells, lambda text: bool(role_type_of(text))) >= 0.5:
        return "title"
    if values.share(cells, looks_like_body) >= 0.5:
        return "organization"
    if values.share(cells, values.is_stance) >= MOST:
        return "stance"
    return "name" if values.share(cells, values.is_name) >= MOST else ""


def _roles_in_one(cells: Sequence[str]) -> bool:
    """Whether most cells name a role and where it is held."""
    return values.share(cells, lambda text: _both_in(text)) >= 0.6


def _both_in(text: str) -> bool:
    split = split_role(text[:300])
    return split.sure and bool(split.title and split.body)


def corrected(means: str, column: Column, kind: str) -> str:
    """What the header says, unless most of the cells say otherwise."""
    cells = column.filled
    name, _label = parted(means)
    if kind == PEOPLE and (otherwise := _of_people(name, cells)):
        return otherwise
    if name in ("district", "parent", "organization") and values.share(cells, _is_number) >= 0.5:
        return means if {"isd", "school", "lea"} & set(words_of(column.header).every) else DETAILS
    if name in ("phone", "web") and values.share(cells, values.is_email) >= MOST:
        return "email"
    if name == "email" and values.share(cells, values.is_phone) >= MOST:
        return "phone"
    looks = _MUST_LOOK.get(name.partition(".")[0])
    return DETAILS if looks is not None and values.share(cells, looks) < 0.5 else means


def _of_people(name: str, cells: Sequence[str]) -> str:
    """What else a column about people is by its cells; "" if it is what it is called."""
    if name == "name" and values.share(cells, values.is_last_first) >= MOST:
        return "last_first"
    if name in ("title", "organization") and _roles_in_one(cells):
        return "role_at"
    if (
        name == "title"
        and max(values.share(cells, values.is_stance), values.share(cells, str.isdigit)) >= MOST
    ):
        return "stance"
    return ""


def _may_be_day(text: str) -> bool:
    return values.is_day(text) or (text.isdigit() and len(text) in (4, 8))


def _may_be_rung(text: str) -> bool:
    """A step of a scale, or a word for one."""
    return values.is_small_number(text) or bool(values.stance_of(text)) or values.level_of(text) is not None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d{1,7}[A-Za-z]?", text) is not None


# Columns that are taken for something only if at least half of their cells look like it.
_MUST_LOOK: dict[str, Callable[[str], bool]] = {
    "met": _may_be_day,
    "since": _may_be_day,
    "term_end": _may_be_day,
    "stance": _may_be_rung,
    "level": _may_be_rung,
    "may": values.is_yes_or_no,
    "not": values.is_yes_or_no,
    "do_not_contact": values.is_yes_or_no,
    "state": lambda text: len(text) <= 40,
}
