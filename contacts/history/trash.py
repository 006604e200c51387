"""What lies in the trash: the kinds of record that have one, who sees which of them, and the way back out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import IntegerField, Q, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.history.kinds import seen_by
from contacts.history.models import Forgotten, Hold
from contacts.lists.models import SavedList
from contacts.meetings.models import Meeting
from contacts.parties.keeping import check
from contacts.parties.models import Document, Party
from contacts.policy.models import Barrier, Initiative
from contacts.tasks.models import Task
from contacts.ties.models import Tie
from crm.accounts.rights import Right
from crm.parts.audit import act
from crm.parts.keys import among
from crm.parts.records import Record
from crm.parts.text import fold

if TYPE_CHECKING:
    from crm.accounts.models import User


@dataclass(frozen=True)
class InTrash:
    """One kind of record that has a trash."""

    key: str
    word: Any
    many: Any
    model: type[Record]
    icon: str
    title: Callable[[Any], str] = str
    related: tuple[str, ...] = ()
    only: Q | None = None
    # The column that another record may have taken meanwhile, if one can choose another value.
    renamed_by: str = ""
    # What can be done where something else has taken its place.
    otherwise: Any = ""

    def rows(self, user: User | None = None) -> Any:
        """Those that lie in the trash and, if somebody asks, that they may see."""
        every: Any = self.model._base_manager
        rows = every.filter(self.only or Q(), trashed_at__isnull=False)
        if user is not None and self.model is SavedList and not user.may(Right.DIRECT):
            return rows.filter(owner=user)  # others' lists are not one's own to bring back
        seen = seen_by(self.model, user) if user is not None else None
        return rows if seen is None else rows.filter(seen)

    @property
    def held_as(self) -> str:
        """How a hold names the kind."""
        return str(self.model._meta.model_name)


def _party(kind: str) -> Q:
    """Neither merged away nor forgotten: of those nothing can come back."""
    forgotten = Forgotten.objects.values("party_id")
    return Q(kind=kind, merged_into__isnull=True) & ~Q(pk__in=forgotten)


def _met(meeting: Meeting) -> str:
    return f"{meeting.title or str(meeting.get_kind_display()).capitalize()}, {date_format(meeting.held_on)}"


def _tied(tie: Tie) -> str:
    return f"{tie.from_party} {tie.type.forward} {tie.to_party}"


_RENAME = gettext_lazy("Give it another name, or give the other one another name first.")
TRASH: dict[str, InTrash] = {
    kind.key: kind
    for kind in (
        InTrash(
            "person", gettext_lazy("person"), gettext_lazy("People"), Party, "person", only=_party("person"),
            otherwise=gettext_lazy("Leave it here and use the other one, or merge both later."),
        ),
        InTrash(
            "organization", gettext_lazy("organization"), gettext_lazy("Organizations"), Party, "building",
            only=_party("organization"),
            otherwise=gettext_lazy("Leave it here and use the other one, or merge both later."),
        ),
        InTrash(
            "meeting", gettext_lazy("meeting"), gettext_lazy("Meetings"), Meeting, "chat", title=_met,
            otherwise=gettext_lazy("It was brought in again meanwhile: leave it here and use the other one."),
        ),
        InTrash(
            "tie", gettext_lazy("tie"), gettext_lazy("Ties"), Tie, "tie", title=_tied,
            related=("from_party", "to_party", "type"),
            otherwise=gettext_lazy("Leave it here and change the tie that there is, or end that one first."),
        ),
        InTrash("next-step", gettext_lazy("next step"), gettext_lazy("Next steps"), Task, "task"),
        InTrash(
            "initiative", gettext_lazy("initiative"), gettext_lazy("Initiatives"), Initiative, "policy",
            renamed_by="name", otherwise=_RENAME,
        ),
        InTrash("barrier", gettext_lazy("barrier"), gettext_lazy("Barriers"), Barrier, "barrier"),
        InTrash(
            "list", gettext_lazy("list"), gettext_lazy("Lists"), SavedList, "list", renamed_by="name",
            otherwise=_RENAME,
        ),
        InTrash("document", gettext_lazy("document"), gettext_lazy("Documents"), Document, "document"),
    )
}  # fmt: skip

# By the kind of record in addresses, how a hold names it.
HOLDABLE: dict[str, str] = {key: kind.held_as for key, kind in TRASH.items()}


@dataclass
class Lying:
    """One record in the trash, as the page shows it."""

    kind: InTrash
    record: Any
    hold: Hold | None = None

    @property
    def title(self) -> str:
        return self.kind.title(self.record)

    @property
    def goes_at(self) -> datetime | None:
        """When it is emptied; None while it is held."""
        return None if self.hold else self.record.trashed_at + timedelta(days=settings.TRASH_DAYS)


def lying_for(
    user: User,
    *,
    kinds: Sequence[str] = (),
    by: User | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Any:
    """Keys of what lies in the trash for this user, the newest first: (place of its kind, key, since). One query."""
    asked = Q()
    asked &= Q(changed_by=by) if by is not None else Q()
    asked &= Q(trashed_at__gte=since) if since is not None else Q()
    asked &= Q(trashed_at__lt=until) if until is not None else Q()
    arms = []
    for place, (key, kind) in enumerate(TRASH.items()):
        if kinds and key not in kinds:
            continue
        arms.append(
            kind.rows(user)
            .filter(asked)
            .order_by()
            .annotate(of_kind=Value(place, output_field=IntegerField()))
            .values_list("of_kind", "pk", "trashed_at")
        )
    union = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    return union.order_by("-trashed_at", "-of_kind", "-pk")


def fetch_lying(keys: Sequence[tuple[int, int, Any]]) -> list[Lying]:
    """The records behind such keys, in their order. One query a kind, one for holds."""
    kinds = list(TRASH.values())
    wanted: dict[int, list[int]] = {}
    for place, key, _since_when in keys:
        wanted.setdefault(place, []).append(key)
    rows = {
        (place, row.pk): row
        for place, of_kind in wanted.items()
        for row in kinds[place]
        .model._base_manager.filter(pk__in=among(of_kind))
        .select_related("changed_by", *kinds[place].related)
    }
    holds = {
        (held.record_kind, held.record_id): held
        for held in Hold.objects.filter(record_kind__in={kinds[place].held_as for place in wanted})
    }
    return [
        Lying(kinds[place], rows[place, key], holds.get((kinds[place].held_as, key)))
        for place, key, _since_when in keys
        if (place, key) in rows
    ]


def take_back_out(kind: InTrash, record: Any, *, by: User, name: str = "") -> Any:
    """Take a record out of the trash with all that hangs on it, under another name if one is given.

    Raises ValidationError, in words, if something else has come to hold a value that only one may have.
    """
    with act(by=by, verb="restore", subject=kind.title(record)):
        if record.trashed_at is None:
            return record
        record.trashed_at = None
        if kind.renamed_by and name.strip():
            setattr(record, kind.renamed_by, name.strip())
        if kind.renamed_by:
            record.folded = fold(record.name)
        check(record)
        record.validate_constraints()  # of them the values that only one may have among those outside the trash
        record.save()
    return record


def refused_because(kind: InTrash, refused: ValidationError) -> list[str]:
    """Why a record does not come back as it is, and what can be done."""
    return [*refused.messages, str(kind.otherwise) if kind.otherwise else _("Change the other one first.")]
