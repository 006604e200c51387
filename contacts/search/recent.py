"""What somebody opened lately. Which records these were, only their device knows; here they get their names.

Whatever is gone meanwhile or may not be seen any more is left out, as if it had never been there.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from contacts.meetings.models import Meeting
from contacts.parties.models import Document, Party
from contacts.policy.models import Initiative
from crm.parts.search_query import Hit, named

if TYPE_CHECKING:
    from crm.accounts.models import User

AT_ONCE = 12
_MODELS: dict[str, Any] = {
    "person": Party,
    "organization": Party,
    "meeting": Meeting,
    "initiative": Initiative,
    "document": Document,
}


def recent_hits(user: User, asked: str) -> list[Hit]:
    """The records that `asked` names as "person:<uid>,meeting:<uid>", in that order. At most one query for each kind of
    record that is named, and one more. What cannot be read is left out."""
    wanted = _read(asked)
    uids: dict[Any, set[UUID]] = defaultdict(set)
    for kind, uid in wanted:
        uids[_MODELS[kind]].add(uid)
    keys: dict[tuple[Any, UUID], int] = {}
    for model, of_model in uids.items():
        rows = model.objects.visible_to(user).filter(uid__in=of_model)
        keys.update({(model, uid): key for uid, key in rows.values_list("uid", "pk")})
    records: dict[str, set[int]] = defaultdict(set)
    for kind, uid in wanted:
        if (_MODELS[kind], uid) in keys:
            records[kind].add(keys[_MODELS[kind], uid])
    found = named(user, records)
    places = [(kind, keys.get((_MODELS[kind], uid))) for kind, uid in wanted]
    return [found[kind, key] for kind, key in places if key is not None and (kind, key) in found]


def _read(asked: str) -> list[tuple[str, UUID]]:
    wanted: dict[tuple[str, UUID], None] = {}
    for entry in asked[:2000].split(",")[:AT_ONCE]:
        kind, _colon, text = entry.partition(":")
        try:
            uid = UUID(text)
        except ValueError:
            continue
        if kind in _MODELS:
            wanted.setdefault((kind, uid))
    return list(wanted)
