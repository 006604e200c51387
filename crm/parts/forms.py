"""What every form of the record shares: nothing typed is lost, a second press changes nothing, and nobody overwrites
unseen.

    form = PersonForm(request.POST or None, initial=…)
    write = lambda: change_person(person, by=request.user, version=form.read_version, **form.values)
    if form.attempt(write, by=request.user, verb="change person") is not None: …

A form that makes something carries a hidden uid; one that changes something a hidden version. What a service refuses
lands at its field; a version conflict shows both values and lets one choose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from crm.parts.audit import act
from crm.parts.dates import UNKNOWN, DateError, FuzzyDate
from crm.parts.records import Record, UidTaken, VersionConflict, refuse_nul, same_since

if TYPE_CHECKING:
    from crm.accounts.models import User
    from crm.parts.audit import AuditEvent

Made = TypeVar("Made")


@dataclass(frozen=True)
class Difference:
    """One field on which two people differ: what the other saved, and what is typed here."""

    label: Any
    theirs: str
    mine: str


class RecordForm(forms.Form):
    """The base of forms that write one record. Its fields carry the names of the service's keywords."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    # What somebody else saved meanwhile, if that was so.
    differences: list[Difference]
    conflict: Any = None

    def __init__(
        self, data: Any = None, files: Any = None, *, initial: Mapping[str, Any] | None = None, **kw: Any
    ) -> None:
        super().__init__(data, files, initial={"uid": uuid4(), **(initial or {})}, **kw)
        self.differences = []
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Fill this in.")
            if (
                isinstance(field, forms.CharField)
                and not isinstance(field, forms.UUIDField)
                and refuse_nul not in field.validators
            ):
                field.validators.append(refuse_nul)

    def field(self, name: str) -> Any:
        """One field, of whatever kind it was declared."""
        return self.fields[name]

    # Whether only some of the fields are asked for, because somebody corrects one fact where it stands.
    only_some: bool = False

    def ask_only(self, names: Sequence[str]) -> None:
        """Ask for these fields alone. Raises KeyError for one that the form does not have."""
        if unknown := set(names) - (set(self.fields) - {"uid", "version"}):
            raise KeyError(", ".join(sorted(unknown)))
        for name in set(self.fields) - {*names, "version"}:
            del self.fields[name]
        self.only_some = True

    @property
    def seen(self) -> frozenset[str]:
        """The uids of those who may be the same that stood under the name while it was typed: looked at already."""
        listed = getattr(self.data, "getlist", None)
        return frozenset(listed("seen")) if listed else frozenset()

    @property
    def heading(self) -> str:
        """What a form that asks for some facts alone is headed by: the first of them."""
        return str(next(field.label for name, field in self.fields.items() if name != "version"))

    @property
    def place(self) -> str:
        """Where on the record's page the first of them stands."""
        return f"fact-{next(name for name in self.fields if name != 'version')}"

    def version_for(self, record: Record) -> int:
        """The version under which `record`, read just now, may be written.

        Who corrects one fact does not stand in the way of who corrected another one meanwhile; the whole form shows
        everything, so it asks for the version that was on screen.
        """
        names = [name for name in self.fields if name not in ("uid", "version")]
        if self.only_some and same_since(record, self.read_version, names):
            return record.version
        return self.read_version

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by keyword, without uid and version."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("uid", "version")}

    @property
    def made_uid(self) -> UUID | None:
        """The uid under which this form makes its record, however often it is sent."""
        uid: UUID | None = self.cleaned_data.get("uid")
        return uid

    @property
    def read_version(self) -> int:
        """The version that was on screen; 0 (which no record has) if the form does not say."""
        return self.cleaned_data.get("version") or 0

    # The act of the attempt that succeeded; None if nothing differed.
    event: AuditEvent | None = None

    def attempt(self, write: Callable[[], Made], *, by: User, verb: str, subject: str = "") -> Made | None:
        """Write as one act if the form is good. None if it is not, or if a service refuses, with the reasons in it."""
        if not self.is_valid():
            return None
        try:
            with act(by=by, verb=verb, subject=subject) as running:
                made = write()
            self.event = running.event if running.changed_something else None
            return made
        except ValidationError as refused:
            self.take_errors(refused)
        except UidTaken as taken:
            self.add_error(None, str(taken))
        except VersionConflict as conflict:
            self.take_conflict(conflict)
        return None

    def take_errors(self, refused: ValidationError) -> None:
        """Put what a service refuses at its field; what names no field of this form stands at its head."""
        if not hasattr(refused, "error_dict"):
            self.add_error(None, refused)
            return
        for name, errors in refused.error_dict.items():
            self.add_error(name if name in self.fields and name != NON_FIELD_ERRORS else None, errors)

    def take_conflict(self, conflict: VersionConflict) -> None:
        """Show both values of what differs; sending the form again is then a choice with open eyes."""
        theirs = conflict.theirs
        self.conflict = theirs
        if theirs is None:
            self.add_error(
                None, _("Somebody else deleted this meanwhile. Copy what you typed before you leave.")
            )
            return
        saved = self.as_typed(theirs)
        for name, field in self.fields.items():
            compared = name != "version" and name in saved and name in self.cleaned_data
            if compared and saved[name] != self.cleaned_data[name]:
                both = (_in_words(field, saved[name]), _in_words(field, self.cleaned_data[name]))
                self.differences.append(Difference(field.label, *both))
        self.answer("version", str(getattr(theirs, "version", "")))

    def answer(self, name: str, value: str) -> None:
        """Let the form be sent back with this value in a hidden field, everything else as it was typed."""
        sent: Any = self.data
        data = sent.copy()  # keeps several values of one key, as a posted form has them
        data[self.add_prefix(name)] = value
        self.data = data

    @classmethod
    def as_typed(cls, record: Any) -> dict[str, Any]:
        """What this form shows of a record before anything is typed. A field that is no column of it says more."""
        names = {field.name for field in record._meta.concrete_fields} - {"uid"}
        return {name: getattr(record, name) for name in cls.base_fields if name in names}


class SheetForm(RecordForm):
    """A form over several rows, which have no one version: what was on screen is known by the last change of any.

    `changes` are the rows of the history of all that it shows. Whoever is slower sees both values, as of one record.
    """

    shown = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    # Fields that say nothing of what stands in the record.
    said_anew: ClassVar[frozenset[str]] = frozenset({"uid", "version", "shown"})

    def __init__(
        self, *args: Any, changes: Any, initial: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        self.last = changes.select_related("history_user").order_by("-history_id").first()
        shown = self.last.history_id if self.last else 0
        super().__init__(*args, initial={**(initial or {}), "shown": shown}, **kwargs)

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name != "shown"}

    def attempt(self, write: Callable[[], Made], *, by: User, verb: str, subject: str = "") -> Made | None:
        if self.is_valid() and self.cleaned_data.get("shown") not in (None, self.initial["shown"]):
            self._take_changes()
            return None
        return super().attempt(write, by=by, verb=verb, subject=subject)

    def _take_changes(self) -> None:
        """Show both values of what differs; sending the form again is then a choice with open eyes."""
        self.conflict = SimpleNamespace(changed_by=self.last.history_user)
        for name, field in self.fields.items():
            now, typed = self.initial.get(name), self.cleaned_data.get(name)
            if name not in self.said_anew and (now or None) != (typed or None):
                self.differences.append(
                    Difference(field.label, _in_words(field, now), _in_words(field, typed))
                )
        self.answer("shown", str(self.initial["shown"]))


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        pairs: list[tuple[Any, Any]] = list(flatten_choices(choices))
        for key, words in pairs:
            if str(key) == str(value):
                return str(words)
    return str(value)


class FuzzyDateField(forms.CharField):
    """A day, a month or a year as people type it; nothing typed is a date that is not known."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "widget", forms.TextInput({"placeholder": "2023, Aug 2023, 8/14/2023", "autocomplete": "off"})
        )
        super().__init__(max_length=80, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return FuzzyDate.parse(text) if text else UNKNOWN
        except DateError as wrong:
            raise ValidationError(str(wrong)) from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, FuzzyDate):
            return str(value) if value.known else ""
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or ""))


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


class WordsField(forms.CharField):
    """Several words or phrases in one line, parted by commas; kept as a list.

    Where a phrase holds a comma itself (`Xiong, M.`), semicolons part them, and one at the end says so of a single one.
    """

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return [word for part in text.split(";" if ";" in text else ",") if (word := " ".join(part.split()))]

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        words = [str(each) for each in value]
        if any("," in word for word in words):
            return "; ".join(words) + (";" if len(words) == 1 else "")
        return ", ".join(words)


class ByUidField(forms.ModelChoiceField[Any]):
    """One of a short list of records, named by its uid."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        kwargs.setdefault("to_field_name", "uid")
        kwargs.setdefault("empty_label", "")
        super().__init__(queryset, **kwargs)

    def to_python(self, value: Any) -> Any:
        # A uid of the wrong shape is no crash but a choice that is not there.
        if value not in self.empty_values and not isinstance(value, models.Model):
            try:
                UUID(str(value))
            except ValueError:
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None
        return super().to_python(value)
