"""Somebody of whom everything is written down, each text a canary of its own: what must be nowhere once they are
forgotten."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models

from contacts.history.personal import BLANKED
from contacts.models import (
    Assessment,
    Attendance,
    Barrier,
    BarrierEvidence,
    Consent,
    ContactPoint,
    ExternalId,
    ImportBatch,
    ImportRow,
    ListEntry,
    Person,
    Role,
    SavedList,
    Tag,
    Tagging,
    Tie,
)
from contacts.parties.documents import attach, keep_document
from contacts.parties.services import set_do_not_contact, write_note
from contacts.people.services import change_person
from contacts.tasks.services import add_task, change_task
from crm.parts.audit import act
from crm.parts.exports import open_log
from crm.parts.records import delete_all
from tests import factories
from tests.cast import Cast

CANARY = "zqcanary"
# Of no person: an account of a barrier is kept, and named for somebody to look at.
KEPT_TEXTS = {(BarrierEvidence, "summary")}


class Canaries:
    """Texts that stand nowhere else, numbered."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)

    def __call__(self) -> str:
        return f"{CANARY}{next(self.numbers)}x"

    def fill(self, record: Any) -> Any:
        """Put a canary into every free text, list and day of a record that is of the person."""
        placed = BLANKED.get(type(record))
        for each in type(record)._meta.concrete_fields:
            wanted = placed is None or each.name in placed.erased
            if not wanted or each.is_relation or each.primary_key or each.name == "uid" or each.choices:
                continue
            if (type(record), each.name) in KEPT_TEXTS:
                continue
            if isinstance(each, models.JSONField):
                setattr(record, each.name, [self()] if each.default is list else {"said": self()})
            elif isinstance(each, models.FileField):
                continue
            elif isinstance(each, models.URLField):
                setattr(record, each.name, f"https://example.invalid/{self()}")
            elif isinstance(each, models.CharField | models.TextField):
                setattr(record, each.name, self()[: getattr(each, "max_length", None) or 999])
        return record


def somebody(cast: Cast) -> dict[str, Any]:
    """A person with every table filled, changed once and partly taken out again, in files, imports and logs."""
    say = Canaries()
    by = cast.ben
    who = factories.person(f"{say()} Oakes", by=by)
    fields = {
        each.name: getattr(say.fill(Person(party=who.party)), each.name)
        for each in Person._meta.concrete_fields
        if each.name in BLANKED[Person].erased and each.name not in ("owner", "status", "interpreter")
    }
    change_person(
        who, by=by, version=who.version, **{**fields, "minor_until": date(2031, 5, 4), "owner": cast.ada}
    )
    set_do_not_contact(who.party, by=by, switch=True, reason=say())
    school, other = factories.organization("Lakeview"), factories.person("Other Somebody")
    on = factories.initiative("Site governance")

    tag = factories.make(Tag(name="site council"))
    rows: list[Any] = [
        ContactPoint(party=who.party, kind="email"),
        ContactPoint(party=who.party, kind="phone"),
        Consent(party=who.party, channel="email", answer="may"),
        ExternalId(party=who.party),
        Tagging(party=who.party, tag=tag),
        Tie(from_party=who.party, to_party=other.party, type=factories.tie_type()),
        Tie(from_party=other.party, to_party=who.party, type=factories.tie_type("mentors", symmetric=False)),
        Role(person=who, organization=school, type="principal"),
    ]
    for row in rows:
        factories.make(say.fill(row), by)
    for row in rows[:2]:
        row.value = say()
        factories.make(row, by)
    taken_out = factories.make(say.fill(ContactPoint(party=who.party, kind="web")), by)
    with act(by=by, verb="take out", subject=taken_out.value):
        delete_all(ContactPoint, [taken_out])

    meeting = factories.meeting(other, by=by, title="Talk", organization=school)
    there = factories.make(say.fill(Attendance(meeting=meeting, person=who, represented=school)), by)
    there.note = say()
    factories.make(there, by)
    reading = Assessment(
        party=who.party, initiative=on, meeting=meeting, stance="passive_ally", level=3, assessor=by,
        assessed_on=factories.A_DAY,
    )  # fmt: skip
    factories.make(say.fill(reading), by)
    alone = Assessment(
        party=who.party, stance="neutral", how_we_know="heard", assessor=by, assessed_on=factories.A_DAY
    )
    factories.make(say.fill(alone), by)
    barrier = factories.make(Barrier(title="Seat time", level="state_law", category="credits"), by)
    evidence = BarrierEvidence(
        barrier=barrier, meeting=meeting, raised_by=who.party, summary="It is too much", quote="named"
    )
    factories.make(say.fill(evidence), by)

    write_note(who.party, by=by, text=say(), on=factories.A_DAY, visibility="owner")
    task = add_task(by=by, title=say(), party=who.party)
    change_task(task, by=by, version=task.version, title=say())
    listed = factories.make(SavedList(owner=by, name="Mine"), by)
    factories.make(ListEntry(saved_list=listed, party=who.party), by)
    document = keep_document(
        by=by, title=say(), source=say(), file=SimpleUploadedFile(f"{say()}.txt", say().encode() * 20)
    )
    attach(document, who, by=by)
    shared = keep_document(by=by, title="Agenda", file=SimpleUploadedFile("agenda.txt", b"agenda"))
    attach(shared, who, by=by)
    attach(shared, other, by=by)

    with act(by=by, verb="import", subject="people.csv") as brought:
        factories.email(who, say())
    batch = ImportBatch.objects.create(
        format="x", filename="people.csv", sha256="0" * 64, by=by, act=brought.event, rows=1, created=1,
        warnings=["Line 3 is fine", f"Line 2: {who.name} is there twice"],
    )  # fmt: skip
    ImportRow.objects.create(
        batch=batch, line=2, did="created", record_kind="person", record_id=who.pk, says=say()
    )
    open_log(by=by, what="people", format="csv", filter=f"q={who.name.replace(' ', '+')}").close(
        "complete", 3
    )
    return {"who": who, "meeting": meeting, "other": other, "on": on, "shared": shared, "school": school}


def in_tables(*, shadows: bool = False) -> list[str]:
    """Every cell of every table in which a canary stands. `shadows`: also what the search index keeps for itself."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("crm_search_words", "crm_search_trigrams")) and not shadows:
                continue
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - names of our tables
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found += [
                    f"{table}.{name}: {value!s:.200}"
                    for name, value in zip(names, row, strict=True)
                    if CANARY in str(value)
                ]
    return found


def in_files() -> list[str]:
    """Every file of the database and of the uploads in whose bytes a canary stands."""
    places = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        places += [path for end in ("", "-wal") if (path := database.with_name(database.name + end)).exists()]
    return [str(path.name) for path in places if CANARY.encode() in path.read_bytes() or CANARY in path.name]
