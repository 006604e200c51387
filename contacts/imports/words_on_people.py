"""What a file says of people beside fields of their own: a tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _

from contacts.imports.known import as_last_imported, parts
from contacts.imports.wanted import WantedParty
from contacts.parties.models import Tag, Tagging
from crm.parts.many import create_columns
from crm.parts.records import create_all, delete_all
from crm.parts.text import fold


class Tags:
    """One tag a row, such as a party. One that the same format put there before is taken off for a new one."""

    def __init__(self, format: str, rows: Collection[WantedParty], also: Counter[str]) -> None:
        self.format = format
        self.names = {fold(row.tag): row.tag for row in sorted(rows, key=lambda row: row.tag) if row.tag}
        self.ids = dict(Tag._base_manager.filter(folded__in=self.names).values_list("folded", "pk"))
        self.new: list[tuple[int, str]] = []
        self.old: list[int] = []
        missing = len(self.names) - len(self.ids)
        if missing:
            also[_("tags")] += missing

    def compare(self, rows: Sequence[WantedParty]) -> None:
        there: dict[int, WantedParty] = {
            row.party_id: row for row in rows if row.party_id is not None and row.tag
        }
        has: dict[int, dict[str, tuple[int, str]]] = {party: {} for party in there}
        for part in parts(sorted(there)):
            taggings = Tagging._base_manager.filter(party__in=part)
            columns = ("pk", "party_id", "tag__folded", "tag__name")
            for pk, party, folded, name in taggings.values_list(*columns):
                has[party][folded] = (pk, name)
        others = [
            pk
            for party, row in there.items()
            for each, (pk, _name) in has[party].items()
            if each != fold(row.tag)
        ]
        by_import = as_last_imported(Tagging, others, ["tag_id"], self.format)
        taken_off = self._taken_off(
            [party for party, row in there.items() if fold(row.tag) not in has[party]]
        )
        for party, row in there.items():
            wanted = fold(row.tag)
            gone = {pk: name for pk, name in has[party].values() if pk in by_import}
            missing = wanted not in has[party] and (party, self.ids.get(wanted)) not in taken_off
            self.old += gone
            if missing:
                self.new.append((party, wanted))
            if missing or gone:
                row.change(_("tag"), ", ".join(gone.values()), row.tag)

    def _taken_off(self, parties: Sequence[int]) -> set[tuple[int, int]]:
        """(party, tag) that somebody took off by hand: an import does not put it back."""
        return {
            pair
            for part in parts(sorted(parties))
            for pair in Tagging.history.filter(
                party__in=part, history_type="-", act__undoes__isnull=True, act__import_batch__isnull=True
            ).values_list("party_id", "tag_id")
        }

    def create(self, rows: Sequence[WantedParty]) -> None:
        self._make()
        tagged = [row for row in rows if row.tag]
        self._write([(row.party_id, fold(row.tag)) for row in tagged])

    def change(self) -> None:
        self._make()
        for part in parts(sorted(self.old)):
            delete_all(Tagging, list(Tagging._base_manager.filter(pk__in=part)))
        self._write(self.new)

    def _write(self, new: Sequence[tuple[Any, str]]) -> None:
        parties, names = [party for party, _name in new], [name for _party, name in new]
        create_columns(Tagging, len(new), party_id=parties, tag_id=[self.ids[name] for name in names])

    def _make(self) -> None:
        missing = [name for name in sorted(self.names) if name not in self.ids]
        made = create_all(Tag, [Tag(name=self.names[name], folded=name) for name in missing])
        self.ids.update({tag.folded: tag.pk for tag in made})
