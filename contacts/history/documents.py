"""Documents that hang on somebody: those on them alone go with them, others lose the link and are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from contacts.evidence.models import BarrierEvidence
from contacts.history.named import Hand
from contacts.interest.models import Assessment, HowWeKnow
from contacts.parties.models import Attachment, Document
from contacts.policy.models import Arrangement
from crm.parts.erasing import close_for_good, delete_for_good
from crm.parts.keys import among
from crm.parts.records import change_all, history_table

ON_A_PARTY = ("person", "organization", "party")


@dataclass
class OfThem:
    """The documents of somebody: `alone` and `past` go for good, `shared` are to be looked at."""

    alone: list[int] = field(default_factory=list)
    past: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    past_links: list[int] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    acts: set[int] = field(default_factory=set)
    shared: list[Hand] = field(default_factory=list)


def attached_to(parties: Sequence[int]) -> OfThem:
    """What hangs, or once hung, on these parties. A handful of queries."""
    of_a_party: dict[str, Any] = {"record_kind__in": ON_A_PARTY, "record_id__in": list(parties)}
    ever = history_table(Attachment).objects.filter(**of_a_party)
    found = OfThem(links=list(Attachment.objects.filter(**of_a_party).values_list("pk", flat=True)))
    found.past_links = sorted(set(ever.values_list("id", flat=True)) - set(found.links))
    found.acts.update(ever.values_list("act_id", flat=True))
    keys = set(ever.values_list("document_id", flat=True)) - {None}
    others = Attachment.objects.filter(document__in=keys).exclude(**of_a_party)
    kept = set(others.values_list("document_id", flat=True)) | _rested_on(keys)
    once_elsewhere = set(
        history_table(Attachment)
        .objects.filter(document__in=keys)
        .exclude(**of_a_party)
        .values_list("document_id", flat=True)
    )
    for document in Document._base_manager.filter(pk__in=keys).order_by("pk"):
        if document.pk in kept:
            address = reverse("record_history", args=["document", document.uid])
            found.shared.append(
                Hand(str(Document._meta.verbose_name), address, f"{document.created_at:%Y-%m-%d}")
            )
        else:
            found.alone.append(document.pk)
    there = set(Document._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
    found.past = sorted(keys - there - once_elsewhere)
    states = history_table(Document).objects.filter(id__in=[*found.alone, *found.past])
    for title, act in states.values_list("title", "act_id"):
        found.titles.add(title)
        found.acts.add(act)
    return found


def _rested_on(keys: Iterable[int]) -> set[int]:
    """Those on which a standing or an account of a barrier rests: they are not about one person alone."""
    found: set[int] = set()
    for model in (Arrangement, BarrierEvidence):
        found.update(
            model._base_manager.filter(document__in=list(keys)).values_list("document_id", flat=True)
        )
    return found


def delete(of_them: OfThem, parties: Sequence[int]) -> list[str]:
    """Delete the documents that hang on somebody alone, and every link to theirs. Gives the files to remove."""
    states = history_table(Document).objects.filter(id__in=among([*of_them.alone, *of_them.past]))
    files = sorted({str(name) for name in states.values_list("file", flat=True) if name})
    delete_for_good(Attachment, of_them.links)
    close_for_good(Attachment, of_them.past_links)
    let_go(of_them.alone)
    delete_for_good(Document, of_them.alone)
    close_for_good(Document, of_them.past)
    return files


def let_go(keys: Sequence[int]) -> None:
    """Let readings no longer name these documents, inside the running act."""
    readings = list(Assessment._base_manager.filter(document__in=list(keys)))
    for reading in readings:
        reading.document = None
        if not (reading.meeting_id or reading.note or reading.supersedes_id):
            reading.note = reading.note if reading.how_we_know == HowWeKnow.GUESS else "(erased)"
    change_all(Assessment, readings, ["document", "note"])
