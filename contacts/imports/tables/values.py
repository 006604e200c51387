"""What the cells of a column look like: e-mails, phones, states, days, names, yes and no."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from contacts.imports.states import STATES, code_of_state
from contacts.interest.models import InterestLevel, Stance
from crm.parts.dates import DateError, FuzzyDate
from crm.parts.text import fold, normal_email

# What stands in an empty cell of some programs.
NOTHING = frozenset({"", "null", "none", "n/a", "na", "#n/a", "-", "–", "—", "nan", "nil", "(blank)"})

_PHONE = re.compile(
    r"(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}(?:\s*(?:x|ext\.?|#)[ :.]*\d+)?|\+\d[\d ().-]{6,18}"
)
_WEB = re.compile(
    r"(?:https?://|www\.)\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|edu|gov|us|info|school)(?:/\S*)?",
    re.IGNORECASE,
)
_ZIP = re.compile(r"\d{5}(?:-?\d{4})?")
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-](?:\d{2}|\d{4}))?")
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_]*(?:['’.-][^\W\d_]*)*\.?")
_STREET = re.compile(r"(?:\d+\w*|p\.?\s?o\.?)\s+.*[^\W\d_]{2}", re.IGNORECASE)
_WHOLE_ADDRESS = re.compile(r"\d+ .+,.+\b\d{5}(?:-\d{4})?$")

_YES = frozenset(
    {
        "y",
        "yes",
        "true",
        "t",
        "1",
        "x",
        "✓",
        "✔",
        "on",
        "subscribed",
        "opted in",
        "opt in",
        "agreed",
        "si",
        "sí",
    }
)
_NO = frozenset(
    {"n", "no", "false", "f", "0", "off", "unsubscribed", "opted out", "opt out", "declined", "not subscribed",
     "cleaned", "revoked"}
)  # fmt: skip
_BOUNCED = frozenset({"bouncing", "bounced", "spam complaint", "spam"})


def said(text: str) -> str:
    """The cell's text; "" for what programs write where there is nothing."""
    return "" if text.casefold() in NOTHING else text


def yes_or_no(text: str) -> bool | None:
    """Whether a cell says yes; None if it says neither."""
    word = fold(text)
    return True if word in _YES else False if word in _NO or word in _BOUNCED else None


def is_email(text: str) -> bool:
    return bool(normal_email(re.split(r"[;,\s]\s*", text.strip())[0])) if "@" in text else False


def is_phone(text: str) -> bool:
    return _PHONE.match(text) is not None and sum(map(str.isdigit, text)) >= 7


def is_web(text: str) -> bool:
    return "@" not in text and _WEB.fullmatch(text) is not None


def is_state(text: str) -> bool:
    return text.upper() in STATES or (len(text) > 3 and bool(code_of_state(text)))


def is_zip(text: str) -> bool:
    return _ZIP.fullmatch(text) is not None


def is_day(text: str) -> bool:
    if text.isdigit():
        return False
    if _DAY.fullmatch(text):
        return True
    try:
        return any(map(str.isdigit, text)) and FuzzyDate.parse(text).known
    except DateError:
        return False


def is_address(text: str) -> bool:
    return _WHOLE_ADDRESS.match(text) is not None


def is_street(text: str) -> bool:
    return _STREET.match(text) is not None


# Words that stand in titles and bodies, never in a person's name.
_NO_NAMES = frozenset(
    [
        "and",
        "of",
        "the",
        "for",
        "school",
        "schools",
        "district",
        "committee",
        "finance",
        "policy",
        "services",
        "education",
        "public",
        "county",
        "city",
        "state",
        "association",
        "department",
        "elementary",
        "high",
        "middle",
        "academy",
        "center",
        "board",
        "council",
        "health",
        "human",
        "affairs",
        "inc",
        "llc",
    ]
)


def is_name(text: str) -> bool:
    """Two to five words of letters, each beginning with a capital: as a person's name is written."""
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or not words[0][0].isupper():
        return False
    return all(_NAME_WORD.fullmatch(one) and one.casefold() not in _NO_NAMES for one in words)


def is_last_first(text: str) -> bool:
    """`Xiong, Mai Houa`: one comma, words of letters on both sides, and no generation behind it."""
    family, comma, given = text.partition(",")
    after = given.strip().rstrip(".").casefold()
    return (
        bool(comma)
        and is_name(text)
        and 0 < len(family.split()) <= 3
        and after not in ("jr", "sr", "ii", "iii", "phd")
    )


def is_yes_or_no(text: str) -> bool:
    return yes_or_no(text) is not None


def is_small_number(text: str) -> bool:
    return text.isdigit() and int(text[:4]) <= 10


# What people write for a position, whatever the scale.
_STANCES: dict[str, Stance] = {
    fold(word): stance
    for stance, words in {
        Stance.ACTIVE_ALLY: "active ally|champion|strong support|strongly support|strongly supports|strong supporter|"
        "strong yes|leader|advocate|very supportive|strongly agree|strongly for|for acting|++",
        Stance.PASSIVE_ALLY: "passive ally|support|supports|supporter|supportive|for|yes|ally|in favor|favorable|"
        "lean support|leaning support|leans support|agree|positive|warm|likely|lean yes|+",
        Stance.NEUTRAL: "neutral|undecided|mixed|on the fence|maybe|persuadable|=|50/50|lukewarm|open",
        Stance.PASSIVE_OPPONENT: "passive opponent|oppose|opposes|opposed|opponent|against|no|unsupportive|"
        "lean oppose|leaning oppose|leans oppose|disagree|negative|cold|unlikely|skeptical|lean no|-|−",
        Stance.ACTIVE_OPPONENT: "active opponent|strong oppose|strongly oppose|strongly opposes|strongly opposed|"
        "strong opponent|strong no|hostile|strongly disagree|strongly against|against acting|--|−−",
        Stance.UNKNOWN: "unknown|not known|not known yet|unsure|don't know|not sure|?|no answer|not asked|refused",
    }.items()
    for word in words.split("|")
}  # fmt: skip


def stance_of(text: str) -> str:
    """The position that a word names; "" for a number and for words that are none."""
    word = fold(text).replace(",", "")
    for stance in Stance:
        if word in (fold(str(stance.label)).replace(",", ""), stance.value):
            return stance.value
    found = _STANCES.get(word)
    return found.value if found else ""


def level_of(text: str) -> int | None:
    """The rung of the ladder that a text names by its number or its words; None if it names none."""
    word = fold(text)
    for rung in InterestLevel:
        if word in (str(rung.value), fold(str(rung.label)), rung.name.casefold()):
            return rung.value
    return None


def is_stance(text: str) -> bool:
    return len(text) > 1 and bool(stance_of(text)) and yes_or_no(text) is None


def share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    """How many of the filled cells look like it, 0 to 1; 0 where none is filled."""
    return sum(map(fits, values)) / len(values) if values else 0.0


def filled(values: Iterable[str]) -> list[str]:
    return [one for text in values if (one := said(text.strip()))]
