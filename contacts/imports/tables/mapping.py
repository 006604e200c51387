"""What was decided about a table: the meaning of its columns, how to bring it in, and the answers to what was asked.

It is kept with the import, so that a file of the same columns is understood at once the next time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from contacts.imports.tables.fields import DETAILS, LEFT_OUT, PEOPLE, meaning, parted, place_of, title_of
from crm.parts.sheets import header_key

# What is asked about the values of a table, by what it is about; these hold for the next file too, except the last two.
TITLES, BODIES, SPLITS, STANCES, LEVELS, ROWS, TAKEN = (
    "titles", "bodies", "splits", "stances", "levels", "rows", "taken",
)  # fmt: skip
LASTING = (TITLES, BODIES, SPLITS, STANCES, LEVELS)
# These hold for one file alone.
OF_ONE_FILE = ("as_of", "likely", "looked", "scale_seen")


@dataclass
class TableMapping:
    """`columns` are meanings by position, `sources` what numbers elsewhere are called, by position as text."""

    kind: str = PEOPLE
    headers: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    headerless: bool = False
    sheet: str = ""
    # The file whose mapping this was, if it was taken over.
    as_in: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> TableMapping:
        known = {name: said[name] for name in cls.__dataclass_fields__ if name in said}
        return cls(**known)

    def option(self, name: str, default: str = "") -> str:
        return self.options.get(name) or default

    def answer(self, about: str, what: str) -> Any:
        return self.answers.get(about, {}).get(what)

    def say(self, about: str, what: str, answer: Any) -> None:
        """Write an answer down; an empty one takes it back."""
        said = self.answers.setdefault(about, {})
        if answer in ("", None, []):
            said.pop(what, None)
        else:
            said[what] = answer

    def positions(self, name: str) -> list[int]:
        """Where a meaning stands, whatever its label."""
        return [at for at, means in enumerate(self.columns) if parted(means)[0] == name]

    def has(self, *names: str) -> bool:
        return any(parted(means)[0] in names for means in self.columns)

    @property
    def shape(self) -> str:
        """The same for files with the same columns, in whatever order."""
        return shape_of(self.headers)

    def source(self, at: int) -> str:
        """What a number elsewhere in this column is called."""
        return self.sources.get(str(at)) or source_of(self.headers[at])

    def problems(self) -> dict[int, str]:
        """What is wrong with the columns, by position; -1 is the table as a whole."""
        found: dict[int, str] = {}
        seen: set[tuple[str, str]] = set()
        for at, means in enumerate(self.columns):
            if means in (LEFT_OUT, DETAILS):
                continue
            one = meaning(self.kind, means)
            if one is None:
                found[at] = _("Choose what this column means.")
            elif not one.many and place_of(means, self.headers[at]) in seen:
                found[at] = _("Another column is “%(title)s” already.") % {
                    "title": title_of(self.kind, means)
                }
            elif means == "number" and not self.source(at):
                found[at] = _("Say whose number this is: the name of the other program or list.")
            seen.add(place_of(means, self.headers[at]))
        named = ("name", "last_first", "given", "family") if self.kind == PEOPLE else ("name",)
        if not self.has(*named, "number", "email", "nces"):
            found[-1] = _("No column holds a name. Choose the one that does.")
        return found

    def for_next(self) -> dict[str, Any]:
        """What the next file of this shape may take over."""
        said = self.to_json()
        said["answers"] = {about: dict(self.answers[about]) for about in LASTING if self.answers.get(about)}
        # What this file makes is on the record when the next one comes, and must not be made once more.
        bodies = said["answers"].get(BODIES, {})
        said["answers"][BODIES] = {
            name: said_of for name, said_of in bodies.items() if not said_of.startswith("new:")
        }
        said["options"] = {name: value for name, value in self.options.items() if name not in OF_ONE_FILE}
        return said

    def take_over(self, before: TableMapping, filename: str) -> None:
        """Mean the columns as they were meant the last time, wherever they stand now."""
        meant: dict[tuple[str, int], tuple[str, str]] = {}
        seen: Counter[str] = Counter()
        for at, name in enumerate(before.headers):
            meant[header_key(name), seen[header_key(name)]] = (
                before.columns[at],
                before.sources.get(str(at), ""),
            )
            seen[header_key(name)] += 1
        seen.clear()
        for at, name in enumerate(self.headers):
            key = header_key(name)
            means, source = meant.get((key, seen[key]), (DETAILS, ""))
            seen[key] += 1
            self.columns[at] = means
            if source:
                self.sources[str(at)] = source
        self.kind, self.options, self.answers = before.kind, dict(before.options), dict(before.answers)
        self.as_in = filename


def shape_of(headers: Sequence[str]) -> str:
    keys = "\n".join(sorted(map(header_key, headers)))
    return hashlib.sha256(keys.encode()).hexdigest()[:32]


def source_of(header: str) -> str:
    """`nationbuilder_id` is nationbuilder's; an `id` alone is nobody's."""
    words = [
        word for word in _words(header) if word not in ("id", "number", "no", "num", "external", "record")
    ]
    return "-".join(words)[:50]


def _words(header: str) -> list[str]:
    import re

    return re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).casefold())
