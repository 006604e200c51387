"""What is in a table and what its columns mean: guessed from its header and from what its cells look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from contacts.imports.tables import values
from contacts.imports.tables.fields import (
    DETAILS,
    LABELLED,
    LABELS,
    LEFT_OUT,
    MEANINGS,
    ORGANIZATIONS,
    PEOPLE,
    Meaning,
    parted,
    place_of,
    stem_of,
)
from contacts.imports.tables.titles import looks_like_body, role_type_of, split_role
from crm.parts.sheets import Sheet, header_key
from crm.parts.text import fold_accents

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


def known_headers() -> list[str]:
    """Every header that means something: by these the header is found below titles."""
    return sorted({word for kind in MEANINGS.values() for one in kind.values() for word in one.known})


# --- headers ---------------------------------------------------------------------------------------------------------

_LABEL_WORDS = {
    "home": LABELS.HOME, "personal": LABELS.HOME, "private": LABELS.HOME, "priv": LABELS.HOME,
    "mobile": LABELS.MOBILE, "cell": LABELS.MOBILE, "cellular": LABELS.MOBILE, "cellphone": LABELS.MOBILE,
    "shared": LABELS.SHARED, "other": LABELS.OTHER, "alternate": LABELS.OTHER, "alt": LABELS.OTHER,
    "secondary": LABELS.OTHER,
    "work": LABELS.WORK, "business": LABELS.WORK, "office": LABELS.WORK, "primary": LABELS.WORK, "main": LABELS.WORK,
    "mailing": LABELS.WORK, "direct": LABELS.WORK,
}  # fmt: skip
# Somebody else's, or no way to reach at all.
_NOT_THEIRS = frozenset(
    [
        "fax",
        "pager",
        "spouse",
        "partner",
        "mum",
        "mums",
        "mom",
        "moms",
        "dad",
        "dads",
        "father",
        "mother",
        "parent1",
        "parent2",
        "assistant",
        "assistants",
        "manager",
        "managers",
        "emergency",
        "guardian",
        "referred",
        "household",
        "account",
        "billing",
        "phonetic",
        "yomi",
        "internet",
        "donation",
        "payment",
        "giving",
        "contact2",
        "birth",
        "anniversary",
        "deceased",
        "account1",
        "account2",
    ]
)
# In a table of organizations these are others, unless the rows are just those.
_OTHER_BODIES = frozenset(
    ["district", "principal", "superintendent", "director", "superintendents", "parent", "county", "region"]
)
# Words that say nothing about what a column means, and words that say whose it is.
_EMPTY_WORDS = frozenset(["the", "your", "of", "a", "value", "contact1", "can2", "custom"])
_WHOSE = frozenset(
    [
        "user",
        "person",
        "contact",
        "member",
        "constituent",
        "organization",
        "company",
        "school",
        "site",
        "campus",
        "building",
        "capitol",
        "office",
        "location",
        "address",
        "agency",
        "employer",
        "legislator",
        "their",
        "current",
    ]
)
_SAID_AS = frozenset(["phonetic", "yomi"])
_LABELS_OF = frozenset(["label", "type"])


class Words(NamedTuple):
    """A header taken apart: its words without numbers and labels, the label they say, and all of its words."""

    plain: str
    label: str
    every: tuple[str, ...]


@lru_cache(maxsize=5000)
def words_of(header: str) -> Words:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    every = tuple(re.findall(r"[^\W_]+", re.sub(r"\be[- ]mail", "email", fold_accents(spaced))))
    joined = [_joined(word) for word in every]
    plain = [word for word in joined if not word.isdigit() and word not in _EMPTY_WORDS]
    label = next((str(_LABEL_WORDS[word].value) for word in plain if word in _LABEL_WORDS), "")
    return Words(" ".join(plain), label, every)


def _joined(word: str) -> str:
    """`address1` as `address`: numbers at the end tell one column from another."""
    stem = word.rstrip("0123456789")
    return (
        stem
        if stem in ("address", "email", "phone", "street", "tag", "note", "line") and stem != word
        else word
    )


@lru_cache(maxsize=1)
def _by_header() -> Mapping[str, Mapping[str, tuple[str, int]]]:
    """For each kind, the key of a known header to what it means, and how far back it stands among its names."""
    found: dict[str, dict[str, tuple[str, int]]] = {}
    for kind, meanings in MEANINGS.items():
        of_kind = found.setdefault(kind, {})
        for one in meanings.values():
            for rank, word in enumerate(one.known):
                key = header_key(word)
                if key not in of_kind or rank < of_kind[key][1]:
                    of_kind[key] = (one.name, rank)
    return found


def by_header(header: str, kind: str, own: frozenset[str] = frozenset()) -> str:
    """What a header says that the column means, with its label; "" if it says nothing we know.

    `own` are the words by which a table of organizations calls its rows: in one of districts a `District Phone` is
    theirs.
    """
    known, words = _by_header()[kind], words_of(header)
    every = set(words.every)
    if _SAID_AS & every:
        return "said_as" if kind == PEOPLE and every & {"name", "first", "pronunciation"} else ""
    name = _spelled(header, words, known, own)
    if not name or (is_of_others(header, kind, own) and name not in known_as_whole(header, known)):
        return ""
    if name not in LABELLED or words.label in ("", LABELS.WORK.value):
        return name
    if words.label == LABELS.MOBILE.value and name != "phone":
        return name
    return f"{name}.{words.label}" if kind == PEOPLE or name == "phone" else name


def known_as_whole(header: str, known: Mapping[str, tuple[str, int]]) -> tuple[str, ...]:
    """The meaning of a header that is known just as it stands."""
    found = known.get(header_key(header))
    return (found[0],) if found else ()


def is_of_others(header: str, kind: str, own: frozenset[str] = frozenset()) -> bool:
    """Whether a header names somebody else than the row does: a spouse, an assistant, the district of a school."""
    others = _NOT_THEIRS | (_OTHER_BODIES - own if kind == ORGANIZATIONS else frozenset())
    return bool(others & set(words_of(header).every))


def _spelled(header: str, words: Words, known: Mapping[str, tuple[str, int]], own: frozenset[str]) -> str:
    """The meaning that these words spell: all of them, or without label, numbers and what stands around."""
    for text in _spellings(header, words, own):
        if (key := header_key(text)) and key in known:
            return known[key][0]
    plain = words.plain.split()
    if plain and words.label == LABELS.MOBILE.value and all(word in _LABEL_WORDS for word in plain):
        return "phone"
    if plain[-1:] in (["number"], ["no"], ["address"]):  # e-mail address, mobile number
        found = known.get(header_key(" ".join(word for word in plain[:-1] if word not in _LABEL_WORDS)))
        if found and found[0] in LABELLED:
            return found[0]
        if plain[-1] != "address" and words.label == LABELS.MOBILE.value:
            return "phone"
    for word, name in _TELLING.items():
        if (
            word in plain
            and len(plain) <= 4
            and (name in MEANINGS[PEOPLE] or name in MEANINGS[ORGANIZATIONS])
        ):
            return name
    return ""


# Words that tell what a column means whatever stands around them.
_TELLING = {
    "email": "email", "phone": "phone", "telephone": "phone", "cell": "phone", "zip": "zip", "facebook": "social",
    "twitter": "social", "notes": "note", "pronouns": "pronouns",
}  # fmt: skip


def _spellings(header: str, words: Words, own: frozenset[str]) -> list[str]:
    plain = words.plain.split()
    without = [word for word in plain if word not in _LABEL_WORDS]
    numbered = [word for word in words.every if word not in _LABEL_WORDS and word not in _EMPTY_WORDS]
    whose = _WHOSE | own
    tries = [[header], [*words.every], plain, without, numbered]
    for of_it in (without, numbered):
        if len(of_it) > 1 and of_it[0] in whose:
            tries.append(of_it[1:])
            if len(of_it) > 2 and of_it[1] in whose:
                tries.append(of_it[2:])
        if len(of_it) > 1 and of_it[-1] in ("location", "mailing"):
            tries.append(of_it[:-1])
        # `Address 1 - Postal Code`
        if len(of_it) > 2 and of_it[0] in whose and of_it[1].isdigit():
            tries.append(of_it[2:])
    return [" ".join(one) for one in tries]


# --- values ----------------------------------------------------------------------------------------------------------

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


def _corrected(means: str, column: Column, kind: str) -> str:
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


# --- the whole table -------------------------------------------------------------------------------------------------


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
        if stem and every and every[-1] in _LABELS_OF and any(stem == other for other in stems):
            guessed[at] = ("label" if column.filled else LEFT_OUT) if kind == PEOPLE else DETAILS


def _guess(column: Column, kind: str, own: frozenset[str]) -> str:
    said = by_header(column.header, kind, own)
    if not column.filled:
        # An empty column means nothing, unless its header says what will stand there.
        return said or LEFT_OUT
    if not said and is_of_others(column.header, kind, own):
        return DETAILS
    means = _corrected(said, column, kind) if said else by_values(column, kind)
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
