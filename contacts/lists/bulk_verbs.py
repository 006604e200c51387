"""Everything that can be done to many at once, in the order of the bar."""

from __future__ import annotations

from contacts.lists.bulk_acts import ListForm, NextStepForm, PointPersonForm, TagForm, UntagForm
from contacts.lists.bulk_forms import BulkForm
from contacts.lists.bulk_people import ActivateForm, ArchiveForm, ConsentForm

VERBS: tuple[type[BulkForm], ...] = (
    PointPersonForm, TagForm, UntagForm, ListForm, NextStepForm, ConsentForm, ArchiveForm, ActivateForm,
)  # fmt: skip


def verbs_of(of: str) -> dict[str, type[BulkForm]]:
    """What can be done to people, or to organizations: by the word in the address."""
    return {verb.slug: verb for verb in VERBS if of in verb.of}
