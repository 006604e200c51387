"""A table of people: what each row says about one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.imports.planned import RowProblem, listed
from contacts.imports.reading import Cells
from contacts.imports.tables.bodies import Bodies
from contacts.imports.tables.cells import TableCells, TableColumns
from contacts.imports.tables.days import is_whole_day, read_day
from contacts.imports.tables.fields import CONSENTS
from contacts.imports.tables.mapping import LEVELS, ROWS, SPLITS, STANCES, TAKEN, TITLES, TableMapping
from contacts.imports.tables.named import name_key
from contacts.imports.tables.owners import Owners
from contacts.imports.tables.rows import Reading, TableRow, WantedRole
from contacts.imports.tables.scales import level_for, stance_for
from contacts.imports.tables.titles import Split, role_type_of, split_role
from contacts.imports.tables.values import yes_or_no
from contacts.interest.models import Stance
from contacts.parties.models import Consent
from crm.parts.dates import UNKNOWN, DateError, FuzzyDate

FIELDS = (
    "name",
    "given_name",
    "family_name",
    "aliases",
    "greeting",
    "pronouns",
    "said_as",
    "languages",
    "owner_id",
)
LONGEST_NAME, LONGEST_PART, LONGEST_TITLE = 300, 150, 200


class People:
    """Reads rows about people. What it notices on the way stands in `warnings` at the end."""

    def __init__(self, mapping: TableMapping, bodies: Bodies, owners: Owners) -> None:
        self.mapping = mapping
        self.columns = TableColumns(mapping)
        self.bodies = bodies
        self.owners = owners
        self.order, self.year = mapping.option("day_order", "mdy"), mapping.option("year")
        self.titles: Counter[str] = Counter()
        self.splits: dict[str, tuple[Split, int]] = {}
        self.stances: Counter[str] = Counter()
        self.levels: Counter[str] = Counter()
        self.undated: list[int] = []
        self.no_emails: list[str] = []

    def read(self, row: Cells) -> TableRow:
        """What one row says. Raises RowProblem, naming the column."""
        cells = TableCells(row, self.columns)
        name, given, family = _names(cells)
        state = cells.state()
        points = cells.points()
        owner = self._owner(cells)
        wanted = TableRow(
            cells.line,
            name,
            values=(
                name,
                given,
                family,
                cells.words("also_called") or None,
                _greeting(cells, family),
                cells.one("pronouns", 40),
                cells.one("said_as", LONGEST_PART),
                cells.words("languages") or None,
                owner,
            ),
            numbers=cells.numbers(),
            points=points,
            tags=[tag[:80] for tag in cells.words("tags")],
            notes=[cell.text for cell in cells.every("note")],
            consents=_consents(cells),
            do_not_contact=yes_or_no(cells.one("do_not_contact")) is True,
            name_key=name_key(name),
            state=state,
            answer=str(self.mapping.answer(ROWS, str(cells.line)) or ""),
            taken=frozenset(self.mapping.answer(TAKEN, str(cells.line)) or ()),
        )
        wanted.roles = self._roles(cells, state)
        wanted.reading = self._reading(cells)
        wanted.met = self._met(cells)
        if state and not any(point.kind == "address" for point in points) and not wanted.roles:
            cells.rest.append((str(_("State")), state))
        wanted.details = [(header, text) for header, text in cells.details() if text]
        if not name and not (wanted.numbers or points):
            raise RowProblem(_("There is no name in this row."))
        return wanted

    # --- roles -------------------------------------------------------------------------------------------------------

    def _roles(self, cells: TableCells, state: str) -> list[WantedRole]:
        title, body = cells.one("title", LONGEST_TITLE), cells.one("organization", LONGEST_NAME)
        district = cells.one("district", LONGEST_NAME)
        splits = [self._split(cell.text[:LONGEST_NAME]) for cell in cells.every("role_at")]
        pairs = [(split.title[:LONGEST_TITLE], split.body or body) for split in splits]
        if title or (body and not pairs):
            pairs.insert(0, (title, body))
        city = cells.one("city")
        start, term_end = self._day(cells, "since"), self._day(cells, "term_end")
        roles = []
        for title, body in pairs:
            if title:
                self.titles[title] += 1
            wanted = self.bodies.want(
                body or (district if title else ""), state=state, district=district, city=city
            )
            if wanted is None:
                if title:
                    # Nothing is lost: a role without a place is kept as it was written.
                    cells.rest.append((self._header("title", "role_at"), title))
                continue
            type_ = self._type_of(title)
            printed = title or str(_("role not known"))
            roles.append(WantedRole(wanted, type_, printed, start, term_end.latest))
        return list(dict.fromkeys(roles))

    def _header(self, *names: str) -> str:
        return next(
            (self.columns.names[self.columns.at[name][0][0]] for name in names if name in self.columns.at), ""
        )

    def _split(self, text: str) -> Split:
        answer = self.mapping.answer(SPLITS, text)
        if isinstance(answer, Mapping):
            split = Split(str(answer.get("title", "")), str(answer.get("body", "")), True)
        else:
            split = split_role(text, self.bodies.index.named)
        self.splits[text] = (split, self.splits.get(text, (split, 0))[1] + 1)
        return split

    def _type_of(self, title: str) -> str:
        answer = self.mapping.answer(TITLES, title)
        if answer is None:
            return role_type_of(title)
        return "" if answer == "-" else str(answer)

    # --- the rest ----------------------------------------------------------------------------------------------------

    def _day(self, cells: TableCells, name: str) -> FuzzyDate:
        text = cells.one(name)
        if not text:
            return UNKNOWN
        try:
            return read_day(text, self.order, self.year)
        except DateError:
            # Not a day: it stays beside the record as it was written.
            cells.rest.append((self._header(name), text))
            self.undated.append(cells.line)
            return UNKNOWN

    def _met(self, cells: TableCells) -> date | None:
        text = cells.one("met")
        if not text:
            return None
        if self.mapping.option("meetings") != "yes":
            cells.rest.append((self._header("met"), text))
            return None
        day = self._day(cells, "met")
        if day.day is not None and (not is_whole_day(day) or day.day > timezone.localdate()):
            cells.rest.append((self._header("met"), text))
            self.undated.append(cells.line)
            return None
        return day.day

    def _reading(self, cells: TableCells) -> Reading | None:
        stance, rung = cells.one("stance"), cells.one("level")
        if stance:
            self.stances[stance] += 1
        if rung:
            self.levels[rung] += 1
        meant = (
            stance_for(stance, self.mapping.answer(STANCES, stance), self.mapping.option("direction"))
            if stance
            else ""
        )
        level = level_for(rung, self.mapping.answer(LEVELS, rung)) if rung else None
        for text, understood, name in ((stance, meant, "stance"), (rung, level is not None, "level")):
            if text and (not understood or not self.mapping.option("as_of")):
                cells.rest.append((self._header(name), text))
        if not self.mapping.option("as_of") or not (meant or level is not None):
            return None
        if meant == Stance.UNKNOWN and level is None:
            return None
        return Reading(meant or Stance.UNKNOWN.value, level, " · ".join(filter(None, (stance, rung)))[:200])

    def _owner(self, cells: TableCells) -> int | None:
        text = cells.one("owner")
        owner = self.owners.named(text) if text else None
        if text and owner is None:
            cells.rest.append((self._header("owner"), text))
        return owner

    def warnings(self) -> list[str]:
        said = self.owners.warnings()
        if self.undated:
            said.append(
                ngettext(
                    "%(count)s day could not be read and is kept as it was written: line %(lines)s.",
                    "%(count)s days could not be read and are kept as they were written: lines %(lines)s.",
                    len(self.undated),
                )
                % {"count": len(self.undated), "lines": listed(map(str, self.undated))}
            )
        return said


def _names(cells: TableCells) -> tuple[str, str, str]:
    """The name as it is written, with given and family name where the table tells them apart."""
    given = " ".join(cells.one("given", LONGEST_PART).split())
    middle = " ".join(cells.one("middle", LONGEST_PART).split())
    family = " ".join(cells.one("family", LONGEST_PART).split())
    suffix = " ".join(cells.one("suffix", 40).split())
    whole = " ".join(cells.one("name", LONGEST_NAME).split())
    turned = " ".join(cells.one("last_first", LONGEST_NAME).split())
    if turned and not (given or family):
        family, comma, given = (part.strip() for part in turned.partition(","))
        if not comma:
            whole, family, given = whole or turned, "", ""
    if whole:
        return whole, given, family
    name = " ".join(part for part in (given, middle, family) if part)
    if len(name) > LONGEST_NAME:
        raise RowProblem(_("The name has more than %(limit)s characters.") % {"limit": LONGEST_NAME})
    if suffix and name:
        name = f"{name}, {suffix}" if suffix.rstrip(".").casefold() in ("jr", "sr") else f"{name} {suffix}"
    return name, " ".join(part for part in (given, middle) if part)[:LONGEST_PART], family


def _greeting(cells: TableCells, family: str) -> str:
    greeting, prefix = cells.one("greeting", LONGEST_PART), cells.one("prefix", 40)
    if greeting or not prefix:
        return greeting
    return f"{prefix} {family}" if family else prefix


def _consents(cells: TableCells) -> dict[str, str]:
    """What was said about each channel; "asked not to" wins where two columns disagree."""
    said: dict[str, str] = {}
    for name in CONSENTS:
        lead, _dot, channel = name.partition(".")
        for cell in cells.every(name):
            yes = yes_or_no(cell.text)
            if yes is None:
                cells.keep(cell.at, cell.text)
                continue
            may = yes if lead == "may" else not yes
            if not may:
                said[channel] = Consent.Answer.NOT.value
            elif lead == "may":
                said.setdefault(channel, Consent.Answer.MAY.value)
    return said
