"""Which column is which: the header's names against the names that a field goes by."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm.parts.text import fold, fold_accents


@dataclass(frozen=True)
class Columns:
    """Where each field stands.

    `at` gives a field's position in the header; `missing` the required fields that stand nowhere; `unknown` the
    header's names that no field claimed; `doubtful` the fields for which several columns would do, of which the
    first was taken.
    """

    at: Mapping[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    doubtful: tuple[str, ...]


def header_key(name: str) -> str:
    """A name as two spellings of it agree: `E-mail Address`, `email_address` and `EMAIL ADDRESS` are one."""
    folded = fold_accents(name)
    # A name made of signs alone, such as #, stays what it is
    return "".join(filter(str.isalnum, folded)) or folded


def match_headers(
    header: Sequence[str], aliases: Mapping[str, Iterable[str]], required: Iterable[str] = ()
) -> Columns:
    """Find each field by its name or one of its aliases, best first; a column serves one field only.

    An exact spelling (but for capitals) comes before a loose one, so that `Name` and `Name #` stay apart.
    """
    exact, loose = _positions(header, fold), _positions(header, header_key)
    at: dict[str, int] = {}
    doubtful = []
    taken: set[int] = set()
    wanted = {field: [field, *names] for field, names in aliases.items()}
    for places, spell in ((exact, fold), (loose, header_key)):
        for field, names in wanted.items():
            if field in at:
                continue
            for name in names:
                free = [position for position in places.get(spell(name), ()) if position not in taken]
                if free:
                    at[field] = free[0]
                    taken.add(free[0])
                    if len(free) > 1:
                        doubtful.append(field)
                    break
    unknown = tuple(name for position, name in enumerate(header) if name and position not in taken)
    missing = tuple(field for field in required if field not in at)
    return Columns(at, missing, unknown, tuple(doubtful))


def _positions(header: Sequence[str], spell: Callable[[str], str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for position, name in enumerate(header):
        if name.strip():
            places.setdefault(spell(name), []).append(position)
    return places
