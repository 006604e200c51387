"""Reading the cells of one row by what their columns mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from contacts.imports.planned import RowProblem
from contacts.imports.reading import Cells
from contacts.imports.states import code_of_state
from contacts.imports.tables.fields import ADDRESS_PARTS, DETAILS, LABELS, parted, stem_of
from contacts.imports.tables.headers import words_of
from contacts.imports.tables.mapping import TableMapping
from contacts.imports.tables.values import said
from contacts.imports.wanted import Point
from contacts.parties.models import ContactPoint
from crm.parts.text import normal_email

LONGEST_POINT = 500
_SEVERAL = re.compile(r"\s*[;\n|]\s*|\s*:::\s*")
_SEVERAL_EMAILS = re.compile(r"[;,\s|]+")
_LIST = re.compile(r"\s*[;,|\n]\s*|\s*:::\s*")
# Mailboxes of offices: whoever shares one is not the same person.
_OFFICE = re.compile(
    r"(?:info|office|contact|admin\d*|administration|frontdesk|front\.?office|reception|mail|hello|help|support|"
    r"enquiries|inquiries|school|schoolboard|board|district|superintendent|principal|secretary|webmaster|team|staff)@"
)


class Cell(NamedTuple):
    """A filled cell: its column's position, its label, and its text."""

    at: int
    label: str
    text: str


class TableCells:
    """The cells of one row by meaning."""

    def __init__(self, cells: Cells, columns: TableColumns) -> None:
        self.line = cells.line
        self.columns = columns
        self._texts = [said(text) for text in cells.at(columns.every)]
        self.rest: list[tuple[str, str]] = []

    def one(self, name: str, limit: int = 0) -> str:
        """The text of a meaning, "" if it has no column or no word in it. Raises RowProblem if it does not fit."""
        for at, _label in self.columns.at.get(name, ()):
            if text := self._texts[at]:
                if limit and len(text) > limit:
                    raise RowProblem(
                        _("%(length)s characters, at most %(limit)s fit.")
                        % {"length": f"{len(text):,}", "limit": limit},
                        self.columns.headers[at],
                    )
                return text
        return ""

    def every(self, name: str) -> list[Cell]:
        """All filled cells of a meaning, each with the label that its own column or the one beside it says."""
        found = []
        for at, label in self.columns.at.get(name, ()):
            if text := self._texts[at]:
                beside = self.columns.beside.get(at)
                found.append(Cell(at, _label_in(self._texts[beside]) if beside is not None else label, text))
        return found

    def words(self, name: str) -> list[str]:
        """The words of a list, be it in one cell or in several."""
        parts = (part.strip(" ?*\"'") for cell in self.every(name) for part in _LIST.split(cell.text))
        return list(dict.fromkeys(part for part in parts if part))

    def keep(self, at: int, text: str) -> None:
        """Keep a text as the file has it, since it is not what its column means."""
        self.rest.append((self.columns.names[at], text))

    def details(self) -> list[tuple[str, str]]:
        """What is kept as details, with the texts that fit nowhere else."""
        return [
            *((self.columns.names[at], self._texts[at]) for at, _label in self.columns.at.get(DETAILS, ())),
            *self.rest,
        ]

    def numbers(self) -> tuple[tuple[str, str], ...]:
        """Numbers elsewhere, each with its source."""
        found = []
        for at, _label in self.columns.at.get("number", ()):
            if text := self._texts[at]:
                if len(text) > 200:
                    raise RowProblem(_("is too long for a number."), self.columns.headers[at])
                found.append((self.columns.sources[at], text))
        return tuple(found)

    def points(self) -> tuple[Point, ...]:
        """Every way to reach; what is no e-mail address is kept as it is written, beside the record."""
        found: list[Point] = []
        kinds = ContactPoint.Kind
        for cell in self.every("email"):
            for part in filter(None, _SEVERAL_EMAILS.split(cell.text) if "@" in cell.text else [cell.text]):
                if normal_email(part):
                    label = LABELS.SHARED.value if _OFFICE.match(normal_email(part)) else cell.label
                    found.append(Point(kinds.EMAIL.value, part, label=label))
                elif "@" in part or part == cell.text:
                    self.keep(cell.at, part)
        for name, kind in (("phone", kinds.PHONE), ("web", kinds.WEB), ("social", kinds.SOCIAL)):
            for cell in self.every(name):
                for part in filter(None, _SEVERAL.split(cell.text)):
                    if name == "phone" and not any(map(str.isdigit, part)):
                        self.keep(cell.at, part)
                    else:
                        found.append(Point(kind.value, " ".join(part.split()), label=cell.label))
        found += [Point(kinds.ADDRESS.value, text, label=label) for label, text in self.addresses()]
        for point in found:
            if len(point.value) > LONGEST_POINT:
                raise RowProblem(
                    _("A way to reach has %(length)s characters, at most %(limit)s fit.")
                    % {"length": f"{len(point.value):,}", "limit": LONGEST_POINT}
                )
        return tuple(dict.fromkeys(found))

    def addresses(self) -> list[tuple[str, str]]:
        """Each address, put together from its parts; a state alone is none, and is kept as it is."""
        groups: dict[tuple[str, str], dict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
        for name in ADDRESS_PARTS:
            for cell in self.every(name):
                groups[cell.label, stem_of(self.columns.headers[cell.at])][name].append(cell)
        found = []
        for (label, _stem), parts in groups.items():
            text = _address(parts)
            if text:
                found.append((label, text))
            else:
                for name, cells in parts.items():
                    for cell in cells:
                        if name != "state":
                            self.keep(cell.at, cell.text)
        return found

    def state(self) -> str:
        """The two letters of the state, of one's work if several are given; "" if none is meant."""
        cells = sorted(self.every("state"), key=lambda cell: cell.label != LABELS.WORK.value)
        return next((code for cell in cells if (code := code_of_state(cell.text))), "")


def _address(parts: Mapping[str, Sequence[Cell]]) -> str:
    def said_of(name: str, between: str = ", ") -> str:
        return between.join(" ".join(cell.text.split()) for cell in parts.get(name, ()))

    whole, city = said_of("address"), said_of("city")
    streets = whole or ", ".join(filter(None, (said_of("street", " "), said_of("street2"))))
    if not streets and not said_of("zip") and not city:
        return ""
    if whole and city and city.casefold() in whole.casefold():
        return whole
    code = said_of("zip")
    if code.isdigit() and len(code) in (3, 4) and code_of_state(said_of("state")):
        code = code.zfill(5)  # a spreadsheet took its zero away
    place = " ".join(filter(None, (said_of("state"), code)))
    country = said_of("country")
    country = (
        "" if country.casefold() in ("us", "usa", "united states", "united states of america") else country
    )
    return ", ".join(filter(None, (streets, city, place, country)))


def _label_in(text: str) -> str:
    """`* Work`, `Home`, `Mobile` as one of our labels."""
    return words_of(text[:40]).label or (LABELS.OTHER.value if text else LABELS.WORK.value)


class TableColumns:
    """Where each meaning stands, worked out once for all rows."""

    def __init__(self, mapping: TableMapping) -> None:
        self.headers = mapping.headers
        self.every = tuple(range(len(mapping.headers)))
        self.at: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for position, means in enumerate(mapping.columns):
            name, label = parted(means)
            self.at[name].append((position, label or LABELS.WORK.value))
        self.sources = {position: mapping.source(position) for position, _label in self.at.get("number", ())}
        self.names = _unlike(mapping.headers)
        stems = {
            stem_of(mapping.headers[position]): position for position, _label in self.at.get("label", ())
        }
        self.beside = {
            position: stems[stem]
            for position, name in enumerate(mapping.headers)
            if (stem := stem_of(name)) in stems and stem and position != stems[stem]
        }

    def has(self, *names: str) -> bool:
        return any(name in self.at for name in names)


def _unlike(headers: Sequence[str]) -> list[str]:
    """The names of columns; one that stands twice gets a number, one without a name its letter."""
    from contacts.imports.tables.opening import letters

    names: list[str] = []
    for at, name in enumerate(headers):
        name = name or _("Column %(letters)s") % {"letters": letters(at)}
        unique, copy = name, 2
        while unique in names:
            unique, copy = f"{name} ({copy})", copy + 1
        names.append(unique)
    return names
