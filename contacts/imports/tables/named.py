"""The key by which two spellings of a person's name agree."""

from __future__ import annotations

import re
from functools import lru_cache

from crm.parts.text import fold_accents

_BESIDE = frozenset(
    (
        "dr", "mr", "mrs", "ms", "miss", "mx", "rev", "hon", "sir", "madam", "prof", "professor", "rep", "sen",
        "representative", "senator", "phd", "edd", "md", "esq",
    )
)  # fmt: skip
# A son is not his father, whatever else is the same.
_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """`DR RICK J. WEBB` and `Rick Webb` have one key: no titles, initials, accents or capitals. `Jr.` stays.

    `Webb, Rick` has it too: what stands after a comma goes first.
    """
    text = fold_accents(name[:300])
    family, comma, given = text.partition(",")
    if comma and given.strip().rstrip(".") not in _BESIDE | _GENERATIONS:
        text = f"{given} {family}"
    words = re.findall(r"[^\W_]+(?:['-][^\W_]+)*", text)
    kept = [word for word in words if word not in _BESIDE and len(word) > 1]
    return " ".join(kept or words)
