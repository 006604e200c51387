"""What the words of a header say that its column means: synonyms, labels, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from contacts.imports.tables.fields import (
    LABELLED,
    LABELS,
    MEANINGS,
    ORGANIZATIONS,
    PEOPLE,
)
from crm.parts.sheets import header_key
from crm.parts.text import fold_accents


def known_headers() -> list[str]:
    """Every header that means something: by these the header is found below titles."""
    return sorted({word for kind in MEANINGS.values() for one in kind.values() for word in one.known})


LABEL_WORDS = {
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
LABELS_OF = frozenset(["label", "type"])


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
    label = next((str(LABEL_WORDS[word].value) for word in plain if word in LABEL_WORDS), "")
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
    if plain and words.label == LABELS.MOBILE.value and all(word in LABEL_WORDS for word in plain):
        return "phone"
    if plain[-1:] in (["number"], ["no"], ["address"]):  # e-mail address, mobile number
        found = known.get(header_key(" ".join(word for word in plain[:-1] if word not in LABEL_WORDS)))
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
    without = [word for word in plain if word not in LABEL_WORDS]
    numbered = [word for word in words.every if word not in LABEL_WORDS and word not in _EMPTY_WORDS]
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
