"""The formats that files may have, each declared in a module of its own."""

from __future__ import annotations

from contacts.imports.formats import (
    committee_seats,
    committees,
    meeting_attendance,
    nces_districts,
    nces_schools,
    organizations,
    people,
    state_legislators,
)
from contacts.imports.reading import Format

# In the order in which files are brought in: what others rest on comes first.
FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (
        nces_districts,
        nces_schools,
        state_legislators,
        committees,
        committee_seats,
        meeting_attendance,
        people,
        organizations,
    )
}
