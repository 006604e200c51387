"""From what people write to roles and organizations: `Asst. Supt.`, `Supt., ISD 625`, and what kind a body is."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from contacts.organizations.models import OrganizationType
from contacts.roles.types import SYNONYMS, RoleType
from crm.parts.text import fold_accents

# How single words of titles are shortened.
_SHORT = {
    "asst": "assistant", "ass't": "assistant", "assoc": "associate", "supt": "superintendent",
    "super": "superintendent", "superint": "superintendent",
    "dep": "deputy", "dir": "director", "exec": "executive", "pres": "president",
    "prin": "principal", "princ": "principal", "vp": "vice president", "v": "vice", "bd": "board", "sch": "school",
    "mbr": "member", "memb": "member", "sec": "secretary", "treas": "treasurer", "chairperson": "chair",
    "chairman": "chair", "chairwoman": "chair", "commish": "commissioner", "comm'r": "commissioner", "sen": "senator",
    "rep": "representative", "curr": "curriculum", "coord": "coordinator", "mgr": "manager", "tchr": "teacher",
    "counsellor": "counselor", "boe": "board", "organiser": "organizer",
}  # fmt: skip
# Other words for a role than those under which a picker finds it; the longest that stands in a title decides.
_PHRASES: dict[str, RoleType] = {
    "assistant superintendent": RoleType.DEPUTY_SUPERINTENDENT,
    "associate superintendent": RoleType.DEPUTY_SUPERINTENDENT,
    "deputy superintendent": RoleType.DEPUTY_SUPERINTENDENT,
    "area superintendent": RoleType.AREA_SUPERINTENDENT,
    "zone superintendent": RoleType.AREA_SUPERINTENDENT,
    "network superintendent": RoleType.AREA_SUPERINTENDENT,
    "chief academic officer": RoleType.CHIEF_ACADEMIC_OFFICER,
    "director of innovation": RoleType.INNOVATION_DIRECTOR,
    "director of new schools": RoleType.INNOVATION_DIRECTOR,
    "human resources": RoleType.LABOR_RELATIONS, "hr director": RoleType.LABOR_RELATIONS,
    "director of human resources": RoleType.LABOR_RELATIONS, "labor relations": RoleType.LABOR_RELATIONS,
    "director of finance": RoleType.FINANCE_DIRECTOR, "chief financial officer": RoleType.FINANCE_DIRECTOR,
    "business manager": RoleType.FINANCE_DIRECTOR,
    "director of communications": RoleType.COMMUNICATIONS_DIRECTOR,
    "parent liaison": RoleType.FAMILY_LIAISON, "family liaison": RoleType.FAMILY_LIAISON,
    "cultural liaison": RoleType.FAMILY_LIAISON,
    "board chair": RoleType.BOARD_CHAIR, "chair of the board": RoleType.BOARD_CHAIR,
    "board president": RoleType.BOARD_CHAIR, "board vice chair": RoleType.BOARD_VICE_CHAIR,
    "board vice president": RoleType.BOARD_VICE_CHAIR,
    "board clerk": RoleType.BOARD_CLERK, "board treasurer": RoleType.BOARD_TREASURER,
    "board member": RoleType.BOARD_MEMBER, "member of the board": RoleType.BOARD_MEMBER,
    "board director": RoleType.BOARD_MEMBER, "school board": RoleType.BOARD_MEMBER,
    "board student representative": RoleType.BOARD_STUDENT, "board candidate": RoleType.BOARD_CANDIDATE,
    "assistant principal": RoleType.ASSISTANT_PRINCIPAL, "vice principal": RoleType.ASSISTANT_PRINCIPAL,
    "dean of students": RoleType.ASSISTANT_PRINCIPAL, "head of school": RoleType.PRINCIPAL,
    "lead teacher": RoleType.LEAD_TEACHER, "teacher leader": RoleType.TEACHER_LEADER,
    "instructional coach": RoleType.COACH, "educational assistant": RoleType.PARAPROFESSIONAL,
    "union president": RoleType.UNION_PRESIDENT, "local president": RoleType.UNION_PRESIDENT,
    "union vice president": RoleType.UNION_VICE_PRESIDENT,
    "state representative": RoleType.REPRESENTATIVE, "state senator": RoleType.SENATOR,
    "assembly member": RoleType.REPRESENTATIVE, "assemblymember": RoleType.REPRESENTATIVE,
    "delegate": RoleType.REPRESENTATIVE,
    "committee chair": RoleType.COMMITTEE_CHAIR, "committee administrator": RoleType.COMMITTEE_STAFF,
    "legislative assistant": RoleType.COMMITTEE_STAFF, "program officer": RoleType.FUNDER_OFFICER,
    "mayor": RoleType.MUNICIPAL_OFFICIAL, "council member": RoleType.MUNICIPAL_OFFICIAL,
    "city council member": RoleType.MUNICIPAL_OFFICIAL, "county commissioner": RoleType.MUNICIPAL_OFFICIAL,
    "reverend": RoleType.FAITH_LEADER, "rabbi": RoleType.FAITH_LEADER, "minister": RoleType.FAITH_LEADER,
    "parent leader": RoleType.PARENT_LEADER, "community organizer": RoleType.ORGANIZER, "organizer": RoleType.ORGANIZER,
    "professor": RoleType.RESEARCHER, "lobbyist": RoleType.LOBBYIST, "editor": RoleType.JOURNALIST,
    "charter director": RoleType.CHARTER_DIRECTOR,
}  # fmt: skip
# What stands beside a role without making it another one.
_BESIDE = frozenset(
    [
        "interim",
        "acting",
        "the",
        "of",
        "a",
        "an",
        "and",
        "new",
        "former",
        "state",
        "elementary",
        "middle",
        "high",
        "school",
        "schools",
        "district",
        "former",
        "senior",
        "junior",
        "head",
        "co",
        "for",
        "at",
        "1st",
        "2nd",
        "3rd",
        "grade",
        "math",
        "science",
        "english",
        "art",
        "music",
        "special",
        "education",
        "ell",
        "esl",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "kindergarten",
        "classroom",
        "lead",
        "part",
        "time",
        "full",
        "retired",
        "grades",
        "k",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
        "11",
        "12",
        "community",
        "public",
        "building",
        "site",
        "hs",
        "ms",
        "es",
    ]
)


def _spell(text: str) -> str:
    """The words of a title, in one spelling."""
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)?", fold_accents(text))
    return " ".join(_SHORT.get(word, word) for word in words)


def _known_words() -> dict[str, str]:
    known = {_spell(phrase): role.value for phrase, role in _PHRASES.items()}
    known |= {_spell(word): role.value for word, role in SYNONYMS.items()}
    for role in RoleType:
        known[_spell(str(role.label))] = role.value
        known[_spell(role.value.replace("_", " "))] = role.value
    return known


@lru_cache(maxsize=1)
def _known() -> tuple[dict[str, str], list[str]]:
    known = _known_words()
    return known, sorted(known, key=lambda words: (-len(words.split()), -len(words)))


@lru_cache(maxsize=20_000)
def role_type_of(title: str) -> str:
    """The role type that a title names, "" if none does: the title as printed then says it all."""
    if not title or len(title) > 200:
        return ""
    known, longest_first = _known()
    words = _spell(title)
    if words in known:
        return known[words]
    padded = f" {words} "
    for phrase in longest_first:
        if f" {phrase} " in padded:
            rest = padded.replace(f" {phrase} ", " ", 1).split()
            # `principal engineer` is no principal; `interim superintendent of schools` is a superintendent
            if all(word in _BESIDE for word in rest) or len(phrase.split()) > len(rest) + 1:
                return known[phrase]
    return ""


# What a name says about the kind of body; the first that fits decides.
_KINDS: tuple[tuple[str, OrganizationType], ...] = (
    (r"federation of teachers|education association|teachers? (?:union|association)|\b(?:aft|nea|seiu|uft|ea) local|"
     r"\blocal \d+|\bunion\b", OrganizationType.UNION_LOCAL),
    (r"\bpt[aoc]\b|\bpts[ao]\b|parent teacher|parents\b|families\b", OrganizationType.PARENT_GROUP),
    (r"charter school|charter academy", OrganizationType.CHARTER_SCHOOL),
    (r"\b[iusc]?\.?i?sd\b|school district|public schools|unified\b|school corporation|county schools|city schools|"
     r"\bdistrict \d+|independent school|community schools\b|board of education", OrganizationType.DISTRICT),
    (r"service coop|intermediate district|education district|\bboces\b|service agency|educational service",
     OrganizationType.SERVICE),
    (r"department of education|state board|department of|\bdepartment\b|state agency|\bmde\b",
     OrganizationType.STATE_AGENCY),
    (r"house of representatives|\bsenate\b|legislat|\bassembly\b|committee on|\bcommittee\b|congress",
     OrganizationType.LEGISLATURE),
    (r"universit|college|seminary", OrganizationType.HIGHER_ED),
    (r"\bschool\b|elementary|\bmiddle\b|\bacademy\b|\bhigh\b|\bp\.?s\.? ?\d+|\b(?:el|elem|hs|ms|jr high|sr high)$|"
     r"montessori|kindergarten|\blearning center", OrganizationType.SCHOOL),
    (r"church|mosque|temple|synagogue|parish|islamic center|ministr|diocese|lutheran|congregation",
     OrganizationType.FAITH),
    (r"foundation|philanthrop|\bfund\b", OrganizationType.FUNDER),
    (r"^(?:city|county|town|village) of|\bcounty\b|city council|mayor", OrganizationType.CITY),
    (r"nation\b|tribal|tribe|band of|ojibwe|dakota community", OrganizationType.TRIBAL),
    (r"tribune|times\b|news|radio|\btv\b|herald|gazette|\bpost\b|chalkbeat|media", OrganizationType.MEDIA),
    (r"association\b|society\b|council\b", OrganizationType.ASSOCIATION),
    (r"\binc\b|\bllc\b|\bcorp|\bco\.$|\bcompany\b|consult|partners\b|\bgroup\b", OrganizationType.BUSINESS),
)  # fmt: skip
_KIND_PATTERNS = tuple((re.compile(pattern), kind) for pattern, kind in _KINDS)
# What looks like the name of a body, though it may be any.
_BODY = re.compile(
    r"\b(?:isd|school|schools|district|academy|university|college|center|association|council|department|"
    r"foundation|coalition|project|house|senate|elementary|high|middle|local|union|church|institute|"
    r"alliance|board of)\b"
)


@lru_cache(maxsize=20_000)
def kind_of_body(name: str) -> str:
    """The type of organization that a name tells, "" if it tells none."""
    words = fold_accents(name[:300])
    return next((kind.value for pattern, kind in _KIND_PATTERNS if pattern.search(words)), "")


def looks_like_body(name: str) -> bool:
    return bool(kind_of_body(name)) or _BODY.search(fold_accents(name[:300])) is not None


class Split(NamedTuple):
    """What one text says: a role as printed and the name of an organization. `sure` if nothing else makes sense."""

    title: str
    body: str
    sure: bool


# How the two are divided, the clearest first; a comma or a dash needs its space, or `K-5` falls apart.
_DIVIDERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s+at\s+|\s*@\s*", r"\s*\|\s*|\s*;\s+", r",\s+", r"\s+[-–—/]\s+", r"\s*\((?=[^()]+\)\s*$)",
        r"\s+(?:of|for)\s+",
    )
)  # fmt: skip

OF = len(_DIVIDERS) - 1
# A split must make this much sense.
ENOUGH = 1.4


@lru_cache(maxsize=20_000)
def _splits(text: str) -> tuple[tuple[str, str, int], ...]:
    found = []
    for rank, divider in enumerate(_DIVIDERS):
        for at in divider.finditer(text):
            left, right = text[: at.start()].strip(" ,;"), text[at.end() :].strip(" ,;")
            if rank == 4:
                right = right.removesuffix(")").strip()
            if left and right:
                found.append((left, right, rank))
    return tuple(found)


def split_role(text: str, is_known: Callable[[str], bool] = lambda name: False) -> Split:
    """`Supt., ISD 625` as role and organization, in either order; `is_known` tells whether a body is on the record."""
    text = " ".join(text.split())
    whole_role = bool(role_type_of(text))
    best, best_score = None, ENOUGH
    for left, right, rank in _splits(text):
        if rank == OF and whole_role:
            continue  # the superintendent of schools
        if _spell(f"{right} {left}") in _known()[0]:
            return Split(text, "", True)  # vice chair, school board
        for title, body in ((left, right), (right, left)):
            role = bool(role_type_of(title))
            place = 2 if is_known(body) else 1 if looks_like_body(body) else 0
            if not role and not place:
                continue
            doubt = 1 if looks_like_body(title) and not role else 0
            score = 3 * role + 2 * place - 2 * doubt - rank / 10 - (0.5 if title == right else 0)
            if score > best_score:
                best, best_score = Split(title, body, bool(role and place)), score
    if best is not None:
        return best
    if whole_role:
        return Split(text, "", True)
    if is_known(text):
        return Split("", text, True)
    return Split("", text, False) if looks_like_body(text) else Split(text, "", False)
