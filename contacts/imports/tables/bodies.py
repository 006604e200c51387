"""Organizations that a table names: found on the record by number, name or part of it, asked about, or made."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from contacts.imports.tables.titles import kind_of_body
from contacts.organizations.models import Organization, OrganizationType, sphere_of_type
from contacts.parties.models import ExternalId, Party, alive
from crm.parts.many import create_columns
from crm.parts.text import fold, fold_accents

LONGEST_NAME = 300
# How alike two names must be (0 to 100) that it is worth asking, and how many are offered.
ALIKE, OFFERED = 86, 4
# A word that so many names share tells nothing.
COMMON = 400
DISTRICT = OrganizationType.DISTRICT.value
KNOWN, NEW, ASKED, LEFT = "known", "new", "asked", "left"

_NUMBERED = re.compile(
    r"(?:(?P<kind>i|s|c)?\.?s\.?d\.?|(?:independent |special |common )?(?:school )?district|dist\.?|i\.s\.d\.)\s*"
    r"(?:no\.?|number|#)?\s*0*(?P<number>\d{1,4})\s*",
    re.IGNORECASE,
)
_GENERIC = {
    "elem": "elementary", "el": "elementary", "hs": "high", "ms": "middle", "jr": "junior", "sr": "senior",
    "st": "saint",
    "dept": "department", "univ": "university", "assn": "association", "assoc": "association", "ctr": "center",
    "sch": "school", "dist": "district", "mpls": "minneapolis", "intl": "international", "mt": "mount", "ft": "fort",
    "comm": "community", "twp": "township", "co": "county", "fed": "federation",
}  # fmt: skip
_SAID_EASILY = frozenset(
    [
        "the",
        "of",
        "school",
        "schools",
        "district",
        "public",
        "independent",
        "isd",
        "sd",
        "inc",
        "no",
        "number",
        "area",
    ]
)


def key_of(name: str) -> str:
    """A name without accents, signs and capitals."""
    return " ".join(re.findall(r"[^\W_]+", fold_accents(name)))


def loose_key(name: str) -> str:
    """A name as people say it: `Lincoln Elementary School` is Lincoln Elementary, and so is Lincoln Elem."""
    words = [_GENERIC.get(word, word) for word in key_of(name).split()]
    return " ".join([word for word in words if word not in _SAID_EASILY] or words)


class Held(NamedTuple):
    """An organization that is on the record."""

    pk: int
    name: str
    short: str
    state: str
    type: str
    parent: int | None
    uid: Any


@dataclass(slots=True, eq=False)
class Body:
    """An organization as the table names it. `how` says what becomes of it: known, new, asked, or left out."""

    name: str
    count: int = 0
    states: Counter[str] = field(default_factory=Counter)
    parents: Counter[str] = field(default_factory=Counter)
    cities: Counter[str] = field(default_factory=Counter)
    parent: Body | None = None
    party_id: int | None = None
    how: str = NEW
    type: str = ""
    # What it is made as where its name tells no type.
    otherwise: str = OrganizationType.NONPROFIT.value
    candidates: list[Held] = field(default_factory=list)
    match: Held | None = None

    @property
    def state(self) -> str:
        """The state that all rows agree on."""
        return next(iter(self.states)) if len(self.states) == 1 else ""


class OrganizationIndex:
    """Every organization of the record by its names. Two queries, the second only where a number is named."""

    def __init__(self) -> None:
        self.held: dict[int, Held] = {}
        self.exact: dict[str, list[int]] = defaultdict(list)
        self.loose: dict[str, list[int]] = defaultdict(list)
        names = ("pk", "name", "short_name", "state", "type", "parent_id", "party__uid", "aliases")
        rows: Any = Organization._base_manager.filter(alive()).order_by("pk").values_list(*names)
        for *values, aliases in rows:
            held = Held(*values)
            self.held[held.pk] = held
            keys = {key_of(held.name), key_of(held.short), *(key_of(str(one)) for one in aliases)} - {""}
            for key in keys:
                self.exact[key].append(held.pk)
            self.loose[loose_key(held.name)].append(held.pk)

    @cached_property
    def by_number(self) -> Mapping[int, list[tuple[int, str]]]:
        """District numbers as the states count them (`MN-010625` is number 625, of kind 01)."""
        found: dict[int, list[tuple[int, str]]] = defaultdict(list)
        numbers: Any = ExternalId._base_manager.filter(source__startswith="state-lea:").order_by("pk")
        for party, value in numbers.values_list("party_id", "value"):
            digits = value.rpartition("-")[2]
            if party in self.held and digits.isdigit() and len(digits) >= 4:
                found[int(digits[-4:])].append((party, digits[:-4]))
        for pk, held in self.held.items():
            if (named := _NUMBERED.search(held.name)) and held.type == OrganizationType.DISTRICT:
                found[int(named["number"])].append((pk, ""))
        return found

    @cached_property
    def _words(self) -> Mapping[str, list[int]]:
        words: dict[str, list[int]] = defaultdict(list)
        for key, pks in self.loose.items():
            for word in set(key.split()):
                words[word] += pks
        return words

    def named(self, name: str) -> bool:
        """Whether an organization is called so."""
        return key_of(name) in self.exact or bool(self.numbered(name))

    def numbered(self, name: str) -> list[int]:
        """The districts that a number such as `ISD 625` names."""
        found = _NUMBERED.fullmatch(name.strip())
        if found is None:
            return []
        of_number = self.by_number.get(int(found["number"]), [])
        kinds = {"i": "01", "s": "03", "c": "02"}
        wanted = kinds.get((found["kind"] or "").casefold(), "")
        fitting = [pk for pk, kind in of_number if kind.endswith(wanted) and kind] if wanted else []
        return list(dict.fromkeys(fitting or [pk for pk, _kind in of_number]))

    def alike(self, name: str) -> list[int]:
        """Those whose names are much alike, the most first."""
        wanted = loose_key(name)
        near: Counter[int] = Counter()
        for word in set(wanted.split()):
            pks = self._words.get(word, ())
            if len(pks) <= COMMON:
                near.update(pks)
        if not near:
            return []
        names = {pk: loose_key(self.held[pk].name) for pk, _count in near.most_common(300)}
        best = process.extract(wanted, names, scorer=fuzz.token_sort_ratio, limit=OFFERED, score_cutoff=ALIKE)
        return [pk for _name, _score, pk in best]


class Bodies:
    """The organizations that a table names, each name once, with what was answered about it."""

    def __init__(
        self, answers: Mapping[str, Any], *, create: bool = True, index: OrganizationIndex | None = None
    ) -> None:
        self.answers = answers
        self.create = create
        self.of: dict[str, Body] = {}
        self._index = index

    @property
    def index(self) -> OrganizationIndex:
        if self._index is None:
            self._index = OrganizationIndex()
        return self._index

    def want(
        self, name: str, *, state: str = "", district: str = "", city: str = "", otherwise: str = ""
    ) -> Body | None:
        """The organization of this name, wanted once more; None for an empty name."""
        name = " ".join(name.split())[:LONGEST_NAME]
        if not name:
            return None
        body = self.of.setdefault(key_of(name) or name, Body(name))
        body.count += 1
        body.otherwise = otherwise or body.otherwise
        if state:
            body.states[state] += 1
        if district and key_of(district) != key_of(name):
            body.parents[district] += 1
        if city:
            body.cities[city] += 1
        return body

    def find(self) -> None:
        """Look all of them up. Whoever is not on the record is made when the plan is written, if that is wanted."""
        for body in list(self.of.values()):
            if body.parents and len(body.parents) == 1:
                body.parent = self.want(next(iter(body.parents)), state=body.state, otherwise=DISTRICT)
                if body.parent:
                    body.parent.count -= 1
        for body in self.of.values():
            self._find(body)

    def _find(self, body: Body) -> None:
        body.type = kind_of_body(body.name) or body.otherwise
        answer = self.answers.get(body.name)
        found, sure = self._candidates(body)
        body.candidates = [self.index.held[pk] for pk in found][:OFFERED]
        if isinstance(answer, str) and answer:
            self._answered(body, answer)
        elif sure and body.candidates:
            self._is(body, body.candidates[0])
        elif body.candidates:
            body.how = ASKED
        else:
            body.how = NEW if self.create else LEFT

    def _answered(self, body: Body, answer: str) -> None:
        what, _colon, which = answer.partition(":")
        if what == "new":
            body.how = NEW
            body.type = which if which in OrganizationType.values else body.type
        elif what == "none":
            body.how = LEFT
        else:
            held = next((one for one in self.index.held.values() if str(one.uid) == which), None)
            if held is None:
                body.how = ASKED
            else:
                self._is(body, held)

    def _is(self, body: Body, held: Held) -> None:
        body.how, body.party_id, body.match = KNOWN, held.pk, held

    def _candidates(self, body: Body) -> tuple[list[int], bool]:
        """Who may be meant, and whether that is certain: only one bears the name, in the state and district given."""
        index = self.index
        for found in (index.exact.get(key_of(body.name), []), index.numbered(body.name)):
            fitting = self._fitting(body, found)
            if fitting:
                return fitting, len(fitting) == 1
        loose = self._fitting(body, index.loose.get(loose_key(body.name), []))
        if len(loose) == 1:
            return loose, True
        return (loose or self._fitting(body, index.alike(body.name))), False

    def _fitting(self, body: Body, found: Iterable[int]) -> list[int]:
        """Without those of another state; where the district is named, those that belong to it, if there are any."""
        held = [self.index.held[pk] for pk in dict.fromkeys(found)]
        held = [one for one in held if not (body.state and one.state) or one.state == body.state]
        if body.parent and len(held) > 1:
            wanted = set(self.index.exact.get(key_of(body.parent.name), []))
            wanted |= set(self.index.loose.get(loose_key(body.parent.name), []))
            held = [one for one in held if one.parent in wanted] or held
        return [one.pk for one in held]

    def write(self, used: Iterable[Body]) -> None:
        """Make those of the new ones that are used, inside the running act, each after what it belongs to."""
        new = {id(body): body for body in used if body.how == NEW and body.party_id is None}
        for body in list(new.values()):
            above = body.parent
            if above is not None and above.how == NEW and above.party_id is None:
                new[id(above)] = above
        for storey in (False, True):
            self._make([body for body in new.values() if (body.parent is not None) == storey])

    def _make(self, bodies: list[Body]) -> None:
        names = [body.name for body in bodies]
        keys = create_columns(Party, len(bodies), kind=Party.Kind.ORGANIZATION.value, label=names)
        create_columns(
            Organization,
            len(bodies),
            party_id=keys,
            name=names,
            sort_name=[fold(name)[:300] for name in names],
            type=[body.type for body in bodies],
            sphere=[sphere_of_type(body.type).value for body in bodies],
            state=[body.state for body in bodies],
            parent_id=[body.parent.party_id if body.parent else None for body in bodies],
        )
        for body, key in zip(bodies, keys, strict=True):
            body.party_id = key
