"""Forgetting somebody: personal data leave the record, its history, search, files and logs; what stays is the shape.

One act that cannot be taken back. Meetings keep how many were there, for which organization, and readings their
position and level; nothing says any more of whom. What others wrote in their own words is not touched but named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote_plus

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.history import documents
from contacts.history.models import Forgotten, Hold
from contacts.history.named import Hand, Words, contains, to_look_at, words_for
from contacts.history.personal import (
    BLANKED,
    DELETED,
    ERASED,
    NAMELESS,
    ORGANIZATION,
    Blanked,
    leading_to,
)
from contacts.imports.models import ImportBatch, ImportRow
from contacts.interest.models import Assessment, HowWeKnow
from contacts.lists.models import ListEntry
from contacts.meetings.models import Attendance
from contacts.organizations.models import Organization
from contacts.parties.keeping import needed
from contacts.parties.models import Consent, Party, Tagging
from contacts.people.models import Person
from contacts.roles.models import Role
from crm.parts import search
from crm.parts.audit import AuditEvent, act
from crm.parts.erasing import close_for_good, delete_for_good, erasable, erase_history
from crm.parts.exports import ExportLog
from crm.parts.hooks import AFTER_CLEARING
from crm.parts.keys import among, in_parts
from crm.parts.records import Record, change_all, history_table

if TYPE_CHECKING:
    from crm.accounts.models import User

VERB = "forget"
# What the screen calls rows, where the table's own name says less.
CALLED: dict[type[Record], Any] = {
    Tagging: gettext_lazy("tags"),
    Consent: gettext_lazy("what they agreed to get"),
    ListEntry: gettext_lazy("places on lists"),
    Attendance: gettext_lazy("meetings they were at"),
    Assessment: gettext_lazy("readings of where they stood"),
}


class CannotForget(Exception):
    """Why somebody is not forgotten, in words."""


@dataclass
class WhatGoes:
    """What forgetting somebody erases: rows by what they are called, and what is to be looked at by hand."""

    rows: dict[str, int] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)
    files: int = 0
    shared: list[Hand] = field(default_factory=list)
    by_hand: list[Hand] = field(default_factory=list)


def why_not(party: Party) -> str:
    """Why this party cannot be forgotten; "" if it can."""
    held = Hold.objects.filter(record_kind="party", record_id__in=with_merged(party)).first()
    if held is not None:
        return _("It is held: %(reason)s. A director lets go of it first.") % {"reason": held.reason}
    if Person._base_manager.filter(pk__in=with_merged(party), user__isnull=False).exists():
        return _(
            "This is a colleague with an account, and acts carry their name. Their account is closed instead."
        )
    return ""


def with_merged(party: Party) -> list[int]:
    """The party and all that were merged into it: they are the same person."""
    found, above = [party.pk], [party.pk]
    while above:
        above = list(
            Party._base_manager.filter(merged_into__in=above)
            .exclude(pk__in=found)
            .values_list("pk", flat=True)
        )
        found += above
    return found


def what_goes(party: Party) -> WhatGoes:
    """What forgetting would erase, counted and looked for before it is done. Two queries a table."""
    parties = with_merged(party)
    found = WhatGoes(by_hand=to_look_at(parties, words_for(parties)))
    for model, links in DELETED.items():
        _count(found.rows, model, model._base_manager.filter(leading_to(links, parties)).count())
    for model in (Attendance, Assessment):
        rows = model._base_manager.filter(leading_to(BLANKED[model].links, parties))
        _count(found.stays, model, rows.count())
    of_them = documents.attached_to(parties)
    found.files = len(of_them.alone)
    found.shared = of_them.shared
    return found


def forget(party: Party, *, by: User, reason: str) -> Forgotten:
    """Erase what is known of somebody, for good, and say how much it was. Not undone by anything.

    Raises CannotForget in words, and ValidationError at `reason` without one.
    """
    reason = needed(reason, "reason", _("Say why."))
    if refused := why_not(party):
        raise CannotForget(refused)
    if Forgotten.objects.filter(party_id=party.pk).exists():
        raise CannotForget(_("This has been done already."))
    with act(by=by, verb=VERB) as running:
        forgetting = _Forgetting(party, running.at)
        forgetting.run()
        event = running.event
        row = Forgotten(act=event, party_id=party.pk, reason=reason, counts=forgetting.said())
        row.save()
    for follow in AFTER_CLEARING:
        follow()
    return row


class _Forgetting:
    def __init__(self, party: Party, at: Any) -> None:
        self.party = party
        self.at = at
        self.parties = with_merged(party)
        self.words: Words = words_for(self.parties)
        self.texts: set[str] = set(self.words.every)
        self.what = WhatGoes()
        self.acts: set[int] = set()
        self.logs: dict[str, int] = {}

    def run(self) -> None:
        self.what.by_hand = to_look_at(self.parties, self.words)
        met = sorted(set(self._rows(Attendance, ("person_id",)).values_list("meeting_id", flat=True)))
        self._note_acts()
        lines = self._import_lines()
        self._documents()
        for model, links in DELETED.items():
            self._delete(model, links)
        for model, blanked in BLANKED.items():
            self._blank(model, blanked)
        self._blank(Organization, ORGANIZATION)
        self._elsewhere(lines)
        self._find_no_more(met)

    def said(self) -> dict[str, Any]:
        """What the row of the forgotten keeps of it: numbers, and where to look."""
        return {
            "erased": self.what.rows,
            "stays": self.what.stays,
            "files": self.what.files,
            "logs": {name: count for name, count in self.logs.items() if count},
            "by_hand": [one.as_stored() for one in self.what.by_hand],
            "shared": [one.as_stored() for one in self.what.shared],
        }

    # --- What it was ------------------------------------------------------------------------------------------------

    def _rows(self, model: type[Record], links: tuple[str, ...]) -> Any:
        return model._base_manager.filter(leading_to(links, self.parties))

    def _past(self, model: type[Record], links: tuple[str, ...]) -> Any:
        return history_table(model).objects.filter(leading_to(links, self.parties))

    def _note_acts(self) -> None:
        """Which acts touched rows of theirs, and what those rows said: it may stand in what an act is called."""
        tables = {**DELETED, **{model: blanked.links for model, blanked in BLANKED.items()}}
        for model, links in tables.items():
            self.acts.update(self._past(model, links).order_by().values_list("act_id", flat=True).distinct())
            for name in ("title", "text", "note"):
                if name in {each.name for each in model._meta.concrete_fields}:
                    said = self._past(model, links).order_by().values_list(name, flat=True).distinct()
                    self.texts.update(one for one in said if len(one) > 2)

    # --- Rows -------------------------------------------------------------------------------------------------------

    def _delete(self, model: type[Record], links: tuple[str, ...]) -> None:
        key = str(model._meta.pk.attname)
        keys = list(self._rows(model, links).order_by().values_list("pk", flat=True))
        _count(self.what.rows, model, delete_for_good(model, keys))
        past = set(self._past(model, links).order_by().values_list(key, flat=True)) - set(keys)
        elsewhere = set(model._base_manager.filter(pk__in=among(past)).values_list("pk", flat=True))
        close_for_good(model, past - elsewhere)
        # A row that stands on somebody else by now keeps what it says of them.
        for link in links:
            of_them = Q(**{f"{key}__in": among(elsewhere), f"{link}__in": self.parties})
            erase_history(model, of_them, [name for name in erasable(model) if name != link])

    def _blank(self, model: type[Record], blanked: Blanked) -> None:
        rows = list(self._rows(model, blanked.links))
        columns = [model._meta.get_field(name) for name in blanked.erased]
        # First the past, so that the last row of the history says what the row says.
        erase_history(
            model,
            leading_to(blanked.links, self.parties),
            [str(each.attname) for each in columns],  # type: ignore[union-attr] # columns, not relations to them
        )
        changed = [row for row in rows if self._is_blanked(model, blanked, row)]
        if model is Party:
            for row in rows:
                row.label, row.trashed_at = NAMELESS[row.kind], row.trashed_at or self.at
            change_all(model, rows, [*blanked.erased, "trashed_at"])
        elif changed:
            change_all(model, changed, [*blanked.erased])
        if model in (Attendance, Assessment):
            _count(self.what.stays, model, len(rows))

    def _is_blanked(self, model: type[Record], blanked: Blanked, row: Any) -> bool:
        """Let a row say no more than it may, and whether it said more."""
        before = {name: getattr(row, name) for name in blanked.erased}
        for name in blanked.erased:
            setattr(row, name, blanked.after(model, name))
        if isinstance(row, Assessment) and not _rests_on_something(row):
            row.note = ERASED
        return any(getattr(row, name) != value for name, value in before.items())

    def _documents(self) -> None:
        of_them = documents.attached_to(self.parties)
        self.texts.update(title for title in of_them.titles if len(title) > 2)
        self.acts.update(of_them.acts)
        files = documents.delete(of_them, self.parties)
        self.what.files, self.what.shared = len(of_them.alone), of_them.shared
        transaction.on_commit(lambda: _remove_files(files))

    # --- Logs, imports, exports -------------------------------------------------------------------------------------

    def _import_lines(self) -> list[int]:
        """Lines of files that brought in rows of theirs, looked for before the rows go."""
        roles = self._past(Role, ("person_id",)).values("id")
        there = self._past(Attendance, ("person_id",)).values("id")
        lines = ImportRow.objects.filter(
            Q(record_kind__in=Party.Kind.values, record_id__in=self.parties)
            | Q(record_kind="role", record_id__in=roles)
            | Q(record_kind="attendance", record_id__in=there)
        )
        return list(lines.exclude(says="").values_list("pk", flat=True))

    def _elsewhere(self, lines: list[int]) -> None:
        others_named_so = Party._base_manager.filter(
            label__in=self.words.names, trashed_at__isnull=True
        ).exclude(pk__in=self.parties)
        unmistakable = [word for word in self.words.every if len(word) > 5 and not word.isdigit()]
        if others_named_so.exists():
            unmistakable = [word for word in unmistakable if word in self.words.others]
        self.logs["acts"] = self._subjects(unmistakable)
        says = ImportRow.objects.filter(Q(pk__in=among(lines)) | _any_of("says", unmistakable)).exclude(
            says=""
        )
        self.logs["lines of files"] = says.update(says="")
        self.logs["files brought in"] = _warnings(unmistakable)
        asked = [*unmistakable, *(quote_plus(word) for word in unmistakable)]
        exports = ExportLog.objects.filter(_any_of("filter", asked)) if asked else ExportLog.objects.none()
        named = [one.pk for one in exports if contains(unquote_plus(one.filter), unmistakable)]
        self.logs["lists taken out"] = ExportLog.objects.filter(pk__in=named).update(filter="")

    def _subjects(self, unmistakable: list[str]) -> int:
        """What acts are called: those on their rows if it says anything of them, others if they name them for sure."""
        keys = []
        for part in in_parts(sorted(self.acts)):
            events = AuditEvent.objects.filter(pk__in=among(part)).exclude(subject="")
            keys += [
                key for key, subject in events.values_list("pk", "subject") if self._speaks_of_them(subject)
            ]
        if unmistakable:
            keys += AuditEvent.objects.filter(_any_of("subject", unmistakable)).values_list("pk", flat=True)
        # Acts that took such an act back are called as it was.
        undone = AuditEvent.objects.filter(undoes__in=among(keys)).values_list("pk", flat=True)
        every = {*keys, *undone}
        return int(AuditEvent.objects.filter(pk__in=among(every)).exclude(subject="").update(subject=""))

    def _speaks_of_them(self, subject: str) -> bool:
        # A subject is cut at 300, so a long text stands there in part.
        return contains(subject, self.texts) or any(text.startswith(subject) for text in self.texts)

    # --- What follows -----------------------------------------------------------------------------------------------

    def _find_no_more(self, met: Iterable[int]) -> None:
        """Meetings are found by who was there: without the name from now on."""
        for indexer in search.INDEXERS:
            if indexer.kind == "meeting":
                search.refresh(indexer, list(met))


def _any_of(column: str, words: Iterable[str]) -> Q:
    """The condition that a column holds any of the words; one that nothing meets for no words."""
    found = Q(pk__in=[])
    for word in words:
        found |= Q(**{f"{column}__icontains": word})
    return found


def _warnings(words: list[str]) -> int:
    """Take out of what imports warned of whatever names them, and their names out of the names of files."""
    changed = 0
    for batch in ImportBatch.objects.filter(_any_of("warnings", words) | _any_of("filename", words)):
        batch.warnings = [one for one in batch.warnings if not contains(str(one), words)]
        if contains(batch.filename, words):
            batch.filename = ERASED
        batch.save(update_fields=["warnings", "filename"])
        changed += 1
    return changed


def _rests_on_something(reading: Assessment) -> bool:
    """As the table asks of a reading."""
    return bool(
        reading.meeting_id
        or reading.document_id
        or reading.note
        or reading.supersedes_id
        or reading.how_we_know == HowWeKnow.GUESS
    )


def _remove_files(names: Iterable[str]) -> None:
    """Uploads go last, when nothing can bring their rows back any more."""
    for name in names:
        default_storage.delete(name)


def _count(counts: dict[str, int], model: type[Record], number: int) -> None:
    if number:
        word = str(CALLED.get(model) or model._meta.verbose_name_plural)
        counts[word] = counts.get(word, 0) + number
