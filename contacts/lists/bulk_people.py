"""What can be done to many people alone: what they agreed to get, archiving them and making them active again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.lists import bulk_services as bulk
from contacts.lists.bulk_choice import Choice
from contacts.lists.bulk_forms import PEOPLE, BulkForm, Fact
from contacts.parties.models import Consent
from contacts.people.models import Person
from crm.parts.forms import DayField
from crm.parts.keys import among
from crm.parts.many import Done


class ConsentForm(BulkForm):
    slug, verb, icon, of = "consent", "set consent", "mail", (PEOPLE,)
    word = _("Consent")
    asks = _("What %(who)s agreed to get")
    explain = _("Write down only what they told you. Whoever asked not to get it stays as they are.")
    save = _("Write it down for all of them")

    channel = forms.ChoiceField(label=_("Of what"), choices=Consent.Channel.choices, widget=forms.RadioSelect)
    their_answer = forms.ChoiceField(
        label=_("Their answer"), choices=Consent.Answer.choices, widget=forms.RadioSelect
    )
    on = DayField(label=_("They said so on"), required=False)
    how = forms.CharField(
        label=_("How they said so"),
        max_length=200,
        required=False,
        help_text=_("Sign-up sheet at the fall forum"),
    )
    over_refusals = forms.BooleanField(label=_("Also those who asked not to get it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    @classmethod
    def state(cls, choice: Choice) -> Iterable[Any]:
        return _answers(choice)

    def facts(self) -> list[Fact]:
        agreed: Counter[str] = Counter()
        refused: dict[str, set[int]] = defaultdict(set)
        for key, channel, answer in _answers(self.choice):
            if answer == Consent.Answer.NOT:
                refused[channel].add(key)
            agreed[channel] += answer == Consent.Answer.MAY
        found = []
        for each in Consent.Channel:
            if agreed[each.value]:
                found.append(
                    Fact(say("agreed to get: %(channel)s") % {"channel": each.label}, agreed[each.value])
                )
            if keys := [key for key in self.choice.keys if key in refused[each.value]]:
                words = say("asked not to get: %(channel)s") % {"channel": each.label}
                found.append(self.fact(words, keys))
        return found

    def subject(self) -> str:
        channel, answer = self.cleaned_data["channel"], self.cleaned_data["their_answer"]
        return f"{Consent.Channel(channel).label}: {Consent.Answer(answer).label}"

    def apply(self, choice: Choice) -> Done:
        values = self.values
        return bulk.set_consents(choice.keys, by=self.user, answer=values.pop("their_answer"), **values)

    def said(self, done: Done) -> str:
        return f"{self.people(done.changed)}: {self.subject()}"

    def left(self, count: int) -> str:
        words = ngettext(
            "%(count)s had asked not to and was left as they are.",
            "%(count)s had asked not to and were left as they are.",
            count,
        )
        return words % {"count": f"{count:,}"}


class _StatusForm(BulkForm):
    of = (PEOPLE,)
    before: ClassVar[str]

    @classmethod
    def state(cls, choice: Choice) -> Iterable[Any]:
        return choice.column("status").items()

    def facts(self) -> list[Fact]:
        by_status = self.choice.by_value("status")
        return [
            Fact(str(status.label), len(keys))
            if status == self.before
            else self.fact(str(status.label), keys)
            for status in Person.Status
            if (keys := by_status.get(status.value))
        ]

    def left(self, count: int) -> str:
        words = ngettext(
            "%(count)s is neither active nor archived and was left as they are.",
            "%(count)s are neither active nor archived and were left as they are.",
            count,
        )
        return words % {"count": f"{count:,}"}


class ArchiveForm(_StatusForm):
    slug, verb, icon = "archive", "archive", "archive"
    before = Person.Status.ACTIVE
    word = _("Archive")
    asks = _("Archive %(who)s?")
    explain = _(
        "They leave the lists, and stay on the record with all that hangs on them. Who is not active stays."
    )
    save = _("Archive them")

    @classmethod
    def offered(cls, asked: Any) -> bool:
        return asked.get("status", "") not in (Person.Status.ARCHIVED, Person.Status.DECEASED)

    def apply(self, choice: Choice) -> Done:
        return bulk.archive_all(choice.keys, by=self.user)

    def said(self, done: Done) -> str:
        return say("Archived %(who)s") % {"who": self.people(done.changed)}


class ActivateForm(_StatusForm):
    slug, verb, icon = "make-active", "make active", "restore"
    before = Person.Status.ARCHIVED
    word = _("Make active")
    asks = _("Make %(who)s active again?")
    explain = _("They come back into the lists. Who has died stays as they are.")
    save = _("Make them active")

    @classmethod
    def offered(cls, asked: Any) -> bool:
        return asked.get("status", "") in (Person.Status.ARCHIVED, "any")

    def apply(self, choice: Choice) -> Done:
        return bulk.activate_all(choice.keys, by=self.user)

    def said(self, done: Done) -> str:
        return say("Made %(who)s active") % {"who": self.people(done.changed)}


def _answers(choice: Choice) -> list[tuple[int, str, str]]:
    """What they answered on each channel: key, channel, answer. One query."""
    rows = Consent.objects.filter(party__in=among(choice.keys)).exclude(answer=Consent.Answer.NOT_ASKED)
    return list(rows.order_by("party_id", "channel").values_list("party_id", "channel", "answer"))
