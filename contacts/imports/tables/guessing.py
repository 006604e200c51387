"""What is in a table and what its columns mean: guessed from its header and from what its cells look like."""

from __future__ import annotations

from collections.abc import Sequence

from contacts.imports.tables import values
from contacts.imports.tables.fields import (
    DETAILS,
    LABELLED,
    LEFT_OUT,
    MEANINGS,
    ORGANIZATIONS,
    PEOPLE,
    Meaning,
    parted,
    place_of,
    stem_of,
)
from contacts.imports.tables.headers import LABELS_OF, by_header, is_of_others, words_of
from contacts.imports.tables.looks import MOST, Column, by_values, corrected
from contacts.imports.tables.titles import looks_like_body
from crm.parts.sheets import Sheet, header_key
from crm.parts.text import fold_accents


def guess_columns(columns: Sequence[Column], kind: str) -> list[str]:
    """What each column means, in their order. One meaning stands once, unless several columns may have it."""
    own = _called(columns) if kind == ORGANIZATIONS else frozenset()
    guessed = [_guess(column, kind, own) for column in columns]
    _label(guessed, columns, kind)
    best: dict[tuple[str, str], int] = {}
    for at, means in enumerate(guessed):
        one = MEANINGS[kind].get(parted(means)[0])
        if one is None or one.many:
            continue
        place = place_of(means, columns[at].header)
        first = best.setdefault(place, at)
        if first == at:
            continue
        loser = at if _rank(columns[first], one) <= _rank(columns[at], one) else first
        best[place] = first if loser == at else at
        guessed[loser] = DETAILS if columns[loser].filled else LEFT_OUT
        if means == "title" and "prefix" not in guessed and fold_accents(columns[loser].header) == "title":
            guessed[loser] = "prefix"
    _settle(guessed, columns, kind)
    return guessed


def _rank(column: Column, one: Meaning) -> tuple[bool, int]:
    """How well a column bears a meaning: filled ones first, then by its place among the known headers."""
    keys = [header_key(word) for word in one.known]
    key = header_key(column.header)
    return (not column.filled, keys.index(key) if key in keys else len(keys))


def _called(columns: Sequence[Column]) -> frozenset[str]:
    """The words by which a table calls its rows: `School Name` tells that they are schools."""
    for column in columns:
        if by_header(column.header, ORGANIZATIONS) == "name":
            return frozenset(words_of(column.header).every) - {"name"}
    if any(by_header(column.header, ORGANIZATIONS) == "parent" for column in columns):
        return frozenset({"district"})
    return frozenset()


def _label(guessed: list[str], columns: Sequence[Column], kind: str) -> None:
    """Columns that only say whether the way to reach beside them is one's work or home."""
    stems = {
        stem_of(column.header) for at, column in enumerate(columns) if parted(guessed[at])[0] in LABELLED
    }
    for at, column in enumerate(columns):
        every = words_of(column.header).every
        stem = stem_of(column.header)
        if stem and every and every[-1] in LABELS_OF and any(stem == other for other in stems):
            guessed[at] = ("label" if column.filled else LEFT_OUT) if kind == PEOPLE else DETAILS


def _guess(column: Column, kind: str, own: frozenset[str]) -> str:
    said = by_header(column.header, kind, own)
    if not column.filled:
        # An empty column means nothing, unless its header says what will stand there.
        return said or LEFT_OUT
    if not said and is_of_others(column.header, kind, own):
        return DETAILS
    means = corrected(said, column, kind) if said else by_values(column, kind)
    return means or DETAILS


def _settle(guessed: list[str], columns: Sequence[Column], kind: str) -> None:
    """What only the whole table can tell: a district without a school is where somebody works, and so on."""
    if kind != PEOPLE:
        if "name" not in guessed and "parent" in guessed:
            guessed[guessed.index("parent")] = "name"
        return
    if "district" in guessed and not {"organization", "role_at"} & set(guessed):
        guessed[guessed.index("district")] = "organization"
    if {"given", "family"} <= set(guessed):
        for at, means in enumerate(guessed):
            if means in ("name", "last_first"):
                guessed[at] = LEFT_OUT
    if not {"name", "last_first", "given", "family"} & set(guessed):
        _find_names(guessed, columns)


def _find_names(guessed: list[str], columns: Sequence[Column]) -> None:
    """A table of people has their names somewhere, whatever the column is called."""
    for at, column in enumerate(columns):
        if guessed[at] != DETAILS or not column.filled:
            continue
        if values.share(column.filled, values.is_last_first) >= MOST:
            guessed[at] = "last_first"
            return
        if (
            values.share(column.filled, values.is_name) >= MOST
            and values.share(column.filled, looks_like_body) < 0.3
        ):
            guessed[at] = "name"
            return


_OF_PEOPLE = frozenset(
    {
        "given",
        "family",
        "last_first",
        "title",
        "role_at",
        "since",
        "term_end",
        "stance",
        "met",
        "pronouns",
        "prefix",
        "middle",
    }
)
_OF_BODIES = frozenset(
    {"nces", "grades", "lowest_grade", "highest_grade", "pupils", "charter", "parent", "type"}
)


def guess_kind(columns: Sequence[Column]) -> str:
    """Whether the rows are people or organizations: by what only one of them has, and by how the names look."""
    people, bodies = (set(guess_columns(columns, kind)) for kind in (PEOPLE, ORGANIZATIONS))
    score = len(people & _OF_PEOPLE) - len(bodies & _OF_BODIES)
    if {"given", "family"} <= people or "last_first" in people:
        score += 4
    for column in columns:
        named = (
            by_header(column.header, PEOPLE) in ("name", "organization")
            or by_header(column.header, ORGANIZATIONS) == "name"
        )
        if named and column.filled:
            score += 2 if values.share(column.filled, values.is_name) >= MOST else 0
            score -= 3 if values.share(column.filled, looks_like_body) >= 0.5 and "given" not in people else 0
            break
    return PEOPLE if score >= 0 else ORGANIZATIONS


def has_no_header(sheet: Sheet, columns: Sequence[Column]) -> bool:
    """Whether the first row looks like what stands below it: then it names nobody's columns."""
    names = [name for name in sheet.header if name]
    if any(by_header(name, kind) for name in names for kind in MEANINGS):
        return False
    tests = (values.is_email, values.is_phone, values.is_day, values.is_web, values.is_zip, values.is_state)
    return any(test(name) for name in names for test in tests if not name.isalpha() or len(name) == 2)
