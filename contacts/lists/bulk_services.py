"""One thing done to many people or organizations at once. One verb a write; each is one act, however many rows it has.

All work by keys and by sets: a fixed number of statements for each 5,000 rows. What is so already is not written, so
that a second press changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from contacts.lists.models import SavedList
from contacts.lists.services import add_to_list
from contacts.organizations.models import Organization
from contacts.parties.consents import set_consents as set_consents
from contacts.parties.keeping import check, needed
from contacts.parties.models import Party, Tag, Tagging
from contacts.parties.services import tags_called
from contacts.people.models import Person
from contacts.tasks.models import Task
from crm.parts.audit import act
from crm.parts.keys import among, in_parts
from crm.parts.many import Done, change_columns, create_columns, held
from crm.parts.turning_back import remove

if TYPE_CHECKING:
    from crm.accounts.models import User

Owned = type[Person] | type[Organization]


def assign_point_person(model: Owned, keys: Iterable[int], *, by: User, owner: User | None) -> Done:
    """Make a colleague the point person of all of these people or organizations, or nobody."""
    wanted = owner.pk if owner is not None else None
    others: list[int] = []
    chosen = sorted(set(keys))
    with act(by=by, verb="assign point person", subject=str(owner or _("no one"))):
        for part in in_parts(chosen):
            rows = held(model, {"pk__in": among(part)}, "pk", "owner_id")
            others += [key for key, now in rows if now != wanted]
        change_columns(model, others, owner_id=wanted)
    return Done(len(others), len(chosen) - len(others))


def tag_all(keys: Iterable[int], *, by: User, names: Iterable[str]) -> Done:
    """Put these tags on all of these parties; new words become tags. Tags that they carry stay.

    A party counts as changed if one of the tags was new to it. Raises ValidationError at `tags` for a word too long.
    """
    chosen = sorted(set(keys))
    changed: set[int] = set()
    with act(by=by, verb="tag", subject=", ".join(words := [*names])):
        tags = tags_called(words)
        for part in in_parts(chosen):
            held(Party, {"pk__in": among(part)}, "pk")
            for tag in tags:
                carried = Tagging.objects.filter(tag=tag, party__in=among(part))
                has = set(carried.values_list("party_id", flat=True))
                new = [key for key in part if key not in has]
                create_columns(Tagging, len(new), party_id=new, tag_id=tag.pk)
                changed.update(new)
    return Done(len(changed), len(chosen) - len(changed))


def untag_all(keys: Iterable[int], *, by: User, tags: Sequence[Tag]) -> Done:
    """Take these tags off all of these parties."""
    chosen = sorted(set(keys))
    changed: set[int] = set()
    with act(by=by, verb="take tag off", subject=", ".join(tag.name for tag in tags)):
        for part in in_parts(chosen):
            where = {"party__in": among(part), "tag__in": [tag.pk for tag in tags]}
            carried = held(Tagging, where, "pk", "party_id")
            remove(Tagging, [key for key, _party in carried])
            changed.update(party for _key, party in carried)
    return Done(len(changed), len(chosen) - len(changed))


def put_all_on_list(saved_list: SavedList, keys: Iterable[int], *, by: User) -> Done:
    """Put all of these parties on a list that is chosen by hand."""
    chosen = sorted(set(keys))
    new = add_to_list(saved_list, chosen, by=by)
    return Done(new, len(chosen) - new)


def add_next_steps(
    model: Owned,
    keys: Iterable[int],
    *,
    by: User,
    title: str,
    due_on: date | None = None,
    assignee: User | None = None,
    to_point_persons: bool = False,
    uid: UUID,
) -> Done:
    """Add the same next step for each of these people or organizations, for one colleague or for each one's own point
    person. The same uid again adds nothing: each step's own uid follows from it. Everyone may see them."""
    title = needed(title, "title", _("Say what the next step is."))
    check(Task(title=title, due_on=due_on))
    chosen = sorted(set(keys))
    made = 0
    with act(by=by, verb="add next step", subject=title):
        for part in in_parts(chosen):
            # The rows are held, so that two presses at once do not both find nothing.
            owners = dict(held(model, {"pk__in": among(part)}, "pk", "owner_id"))
            mine = Task._base_manager.filter(party__in=among(part), created_by=by)
            there = set(mine.values_list("uid", flat=True))
            named = {key: uuid5(uid, f"{by.pk}:{key}") for key in owners}
            new = [key for key in part if key in named and named[key] not in there]
            whose = [owners[key] for key in new] if to_point_persons else None
            create_columns(
                Task, len(new), title=title, due_on=due_on, party_id=new, uid=[named[key] for key in new],
                assignee_id=whose if whose is not None else assignee.pk if assignee else None,
            )  # fmt: skip
            made += len(new)
    return Done(made, len(chosen) - made)


def archive_all(keys: Iterable[int], *, by: User) -> Done:
    """Take all of these people out of the lists. Who is not active is left as they are."""
    return _turn(keys, by=by, verb="archive", before=Person.Status.ACTIVE, after=Person.Status.ARCHIVED)


def activate_all(keys: Iterable[int], *, by: User) -> Done:
    """Bring archived people back into the lists. Who has died is left as they are."""
    return _turn(keys, by=by, verb="make active", before=Person.Status.ARCHIVED, after=Person.Status.ACTIVE)


def _turn(keys: Iterable[int], *, by: User, verb: str, before: str, after: str) -> Done:
    chosen = sorted(set(keys))
    turned: list[int] = []
    so_already = 0
    with act(by=by, verb=verb):
        for part in in_parts(chosen):
            for key, status in held(Person, {"pk__in": among(part)}, "pk", "status"):
                if status == before:
                    turned.append(key)
                so_already += status == after
        change_columns(Person, turned, status=after)
    return Done(len(turned), so_already, len(chosen) - len(turned) - so_already)
