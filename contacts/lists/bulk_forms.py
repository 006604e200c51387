"""What can be done to many at once: for each verb its field or two, how those chosen stand now, and the words for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.lists import bulk_services as bulk
from contacts.lists.bulk_choice import Choice, Named, counted
from contacts.lists.models import SavedList
from contacts.lists.services import create_static_list, may_put_on
from contacts.parties.models import Consent, Tag, Tagging
from contacts.people.models import Person
from contacts.tasks.models import Task
from crm.accounts.models import User
from crm.accounts.queries import colleagues
from crm.parts.forms import DayField, RecordForm, WordsField
from crm.parts.keys import among

PEOPLE, ORGANIZATIONS = "people", "organizations"
NOBODY, EACH_ONES = "nobody", "each"


@dataclass(frozen=True)
class Fact:
    """One thing that is so now of some of those chosen: in words, how many, and who."""

    words: str
    count: int
    who: Named | None = None


class BulkForm(RecordForm):
    """The base: `apply` writes, `said` tells what was done, `facts` tells how they stand before."""

    slug: ClassVar[str]
    of: ClassVar[tuple[str, ...]] = (PEOPLE, ORGANIZATIONS)
    # On the bar
    word: ClassVar[Any]
    icon: ClassVar[str]
    # On the page; each takes what is chosen in words.
    heading: ClassVar[Any]
    explain: ClassVar[Any]
    save: ClassVar[Any]
    verb: ClassVar[str]

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice = choice
        self.user: User = choice.user

    @classmethod
    def offered(cls, asked: Any) -> bool:
        """Whether it means anything for a list that asks this."""
        return True

    @classmethod
    def state(cls, choice: Choice) -> Iterable[Any]:
        """How those chosen stand in what would be overwritten: if it changes before the page is sent, it is shown
        again."""
        return ()

    def facts(self) -> list[Fact]:
        return []

    def apply(self, choice: Choice) -> bulk.Done:
        raise NotImplementedError

    def subject(self) -> str:
        """What the act is about, besides how many."""
        return ""

    def said(self, done: bulk.Done) -> str:
        """What was done, in a sentence without its end."""
        raise NotImplementedError

    def left(self, count: int) -> str:
        """Why some were left as they are."""
        return ""

    def in_words(self, done: bulk.Done) -> str:
        """All that a bulk act did, in sentences."""
        sentences = [f"{self.said(done)}."]
        if done.unchanged:
            words = ngettext("%(count)s was so already.", "%(count)s were so already.", done.unchanged)
            sentences.append(words % {"count": f"{done.unchanged:,}"})
        if done.left:
            sentences.append(self.left(done.left))
        return " ".join(sentences)

    def people(self, count: int) -> str:
        return counted(self.choice.of.name, count)


class _OfColleagues(BulkForm):
    """A form in which a colleague is chosen by uid."""

    @cached_property
    def colleagues(self) -> dict[str, User]:
        return {str(user.uid): user for user in colleagues()}

    def choices(self, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
        return [*((uid, str(user)) for uid, user in self.colleagues.items()), *more]


class PointPersonForm(_OfColleagues):
    slug, verb, icon = "point-person", "assign point person", "person"
    word = _("Point person")
    heading = _("Point person of %(who)s")
    explain = _("All of them get this point person, in place of the one they have now.")
    save = _("Set the point person")

    owner = forms.ChoiceField(label=_("Point person"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("owner").choices = self.choices((NOBODY, _("no one")))
        self.fields["owner"].initial = str(self.user.uid)

    @classmethod
    def state(cls, choice: Choice) -> Iterable[Any]:
        return choice.column("owner_id").items()

    def facts(self) -> list[Fact]:
        owners = self.choice.by_value("owner_id")
        names: dict[Any, str] = {user.pk: str(user) for user in User.objects.filter(pk__in=owners.keys() - {None})}
        names[None] = say("no one yet")
        found = [Fact(names[owner], len(keys), self.choice.named(keys)) for owner, keys in owners.items()]
        return sorted(found, key=lambda fact: -fact.count)

    @property
    def chosen(self) -> User | None:
        return self.colleagues.get(self.cleaned_data["owner"])

    def subject(self) -> str:
        return str(self.chosen or say("no one"))

    def apply(self, choice: Choice) -> bulk.Done:
        return bulk.assign_point_person(choice.model, choice.keys, by=self.user, owner=self.chosen)

    def said(self, done: bulk.Done) -> str:
        if self.chosen is None:
            return say("%(who)s have no point person now") % {"who": self.people(done.changed)}
        words = {"name": self.chosen, "who": self.people(done.changed)}
        return say("%(name)s is now the point person of %(who)s") % words


class TagForm(BulkForm):
    slug, verb, icon = "tag", "tag", "tag"
    word = _("Tag")
    heading = _("Tag %(who)s")
    explain = _("Whoever does not carry the tag gets it. Tags that they carry stay.")
    save = _("Put the tag on")

    tags = WordsField(label=_("Tag"), help_text=_("Several parted by commas. New words become tags."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].widget.attrs |= {"list": "known-tags", "autocomplete": "off", "data-takes-focus": ""}

    @property
    def known(self) -> list[str]:
        """The tags that there are, for the field to offer."""
        return list(Tag.objects.order_by("folded", "pk").values_list("name", flat=True))

    def facts(self) -> list[Fact]:
        return [Fact(name, count) for _key, name, count in carried(self.choice)[:12]]

    def subject(self) -> str:
        return ", ".join(self.cleaned_data["tags"])

    def apply(self, choice: Choice) -> bulk.Done:
        return bulk.tag_all(choice.keys, by=self.user, names=self.cleaned_data["tags"])

    def said(self, done: bulk.Done) -> str:
        words = {"tag": self.subject(), "who": self.people(done.changed)}
        return say("Put “%(tag)s” on %(who)s") % words


class UntagForm(BulkForm):
    slug, verb, icon = "untag", "take tag off", "untag"
    word = _("Take a tag off")
    heading = _("Take a tag off %(who)s")
    explain = _("Whoever carries the tag loses it. Other tags stay.")
    save = _("Take the tag off")

    tag = forms.ChoiceField(label=_("Tag"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._carried = carried(self.choice)
        self.field("tag").choices = [
            ("", ""), *((str(key), f"{name} ({count:,})") for key, name, count in self._carried)
        ]  # fmt: skip

    @property
    def chosen(self) -> Tag:
        found: Tag = Tag.objects.get(pk=int(self.cleaned_data["tag"]))
        return found

    def subject(self) -> str:
        return self.chosen.name

    def apply(self, choice: Choice) -> bulk.Done:
        return bulk.untag_all(choice.keys, by=self.user, tags=[self.chosen])

    def said(self, done: bulk.Done) -> str:
        words = {"tag": self.chosen, "who": self.people(done.changed)}
        return say("Took “%(tag)s” off %(who)s") % words

    def in_words(self, done: bulk.Done) -> str:
        return f"{self.said(done)}."


class ListForm(BulkForm):
    slug, verb, icon = "list", "add to list", "list"
    word = _("Add to list")
    heading = _("Put %(who)s on a list")
    explain = _("For lists whose members are chosen by hand. Others follow from their conditions by themselves.")
    save = _("Put them on the list")

    saved_list = forms.ChoiceField(label=_("List"), required=False)
    name = forms.CharField(
        label=_("Or a new list, called"),
        max_length=100,
        required=False,
        help_text=_("Only you see it until you share it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = SavedList.objects.visible_to(self.user).filter(of=self.choice.of.name, dynamic=False)
        self.lists = {
            str(one.uid): one for one in lists.select_related("owner") if may_put_on(one, self.user)
        }
        self.field("saved_list").choices = [("", ""), *self.lists.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("saved_list")) == bool(cleaned.get("name", "").strip()):
            self.add_error("saved_list", _("Choose a list, or name a new one."))
        return cleaned

    def subject(self) -> str:
        return str(self.lists.get(self.cleaned_data["saved_list"]) or self.cleaned_data["name"])

    def apply(self, choice: Choice) -> bulk.Done:
        saved_list = self.lists.get(self.cleaned_data["saved_list"]) or create_static_list(
            by=self.user, name=self.cleaned_data["name"], of=choice.of.name, uid=self.made_uid
        )
        return bulk.put_all_on_list(saved_list, choice.keys, by=self.user)

    def said(self, done: bulk.Done) -> str:
        words = {"list": self.subject(), "who": self.people(done.changed)}
        return say("Put %(who)s on “%(list)s”") % words


class NextStepForm(_OfColleagues):
    slug, verb, icon = "next-step", "add next step", "step"
    word = _("Next step")
    heading = _("A next step for each of %(who)s")
    explain = _("Each of them gets a next step of this name. Everyone can see them.")
    save = _("Add the next steps")

    title = forms.CharField(label=_("What"), max_length=300)
    due_on = DayField(label=_("By"), required=False)
    assignee = forms.ChoiceField(label=_("Who does it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = self.choices((EACH_ONES, _("the point person of each")))
        self.field("assignee").choices = [("", _("no one yet")), *every]
        self.fields["assignee"].initial = str(self.user.uid)

    def facts(self) -> list[Fact]:
        open_steps = Task.objects.visible_to(self.user).open().filter(party__in=among(self.choice.keys))
        busy = set(open_steps.values_list("party_id", flat=True))
        keys = [key for key in self.choice.keys if key in busy]
        return [Fact(say("have an open next step"), len(keys), self.choice.named(keys))] if keys else []

    def subject(self) -> str:
        return str(self.cleaned_data["title"])

    def apply(self, choice: Choice) -> bulk.Done:
        values, uid = self.cleaned_data, self.made_uid
        if uid is None:
            raise ValidationError(_("This page is out of date. Open it again."))
        return bulk.add_next_steps(
            choice.model, choice.keys, by=self.user, title=values["title"], due_on=values["due_on"],
            assignee=self.colleagues.get(values["assignee"]),
            to_point_persons=values["assignee"] == EACH_ONES, uid=uid,
        )  # fmt: skip

    def said(self, done: bulk.Done) -> str:
        words = {"title": self.cleaned_data["title"], "who": self.people(done.changed)}
        return say("Added “%(title)s” for %(who)s") % words


class ConsentForm(BulkForm):
    slug, verb, icon, of = "consent", "set consent", "mail", (PEOPLE,)
    word = _("Consent")
    heading = _("What %(who)s agreed to get")
    explain = _("Write down only what they told you. Whoever asked not to get it stays as they are.")
    save = _("Write it down for all of them")

    channel = forms.ChoiceField(
        label=_("Of what"), choices=Consent.Channel.choices, widget=forms.RadioSelect
    )
    answer = forms.ChoiceField(label=_("Their answer"), choices=Consent.Answer.choices, widget=forms.RadioSelect)
    on = DayField(label=_("They said so on"), required=False)
    how = forms.CharField(
        label=_("How they said so"), max_length=200, required=False, help_text=_("Sign-up sheet at the fall forum")
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
                found.append(Fact(say("agreed to get: %(channel)s") % {"channel": each.label}, agreed[each.value]))
            if keys := [key for key in self.choice.keys if key in refused[each.value]]:
                words = say("asked not to get: %(channel)s") % {"channel": each.label}
                found.append(Fact(words, len(keys), self.choice.named(keys)))
        return found

    def subject(self) -> str:
        return f"{Consent.Channel(self.cleaned_data['channel']).label}: {Consent.Answer(self.cleaned_data['answer']).label}"

    def apply(self, choice: Choice) -> bulk.Done:
        return bulk.set_consents(choice.keys, by=self.user, **self.values)

    def said(self, done: bulk.Done) -> str:
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
            Fact(str(status.label), len(keys), self.choice.named(keys) if status != self.before else None)
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
    heading = _("Archive %(who)s?")
    explain = _("They leave the lists, and stay on the record with all that hangs on them. Who is not active stays.")
    save = _("Archive them")

    @classmethod
    def offered(cls, asked: Any) -> bool:
        return asked.get("status", "") not in (Person.Status.ARCHIVED, Person.Status.DECEASED)

    def apply(self, choice: Choice) -> bulk.Done:
        return bulk.archive_all(choice.keys, by=self.user)

    def said(self, done: bulk.Done) -> str:
        return say("Archived %(who)s") % {"who": self.people(done.changed)}


class ActivateForm(_StatusForm):
    slug, verb, icon = "make-active", "make active", "restore"
    before = Person.Status.ARCHIVED
    word = _("Make active")
    heading = _("Make %(who)s active again?")
    explain = _("They come back into the lists. Who has died stays as they are.")
    save = _("Make them active")

    @classmethod
    def offered(cls, asked: Any) -> bool:
        return asked.get("status", "") in (Person.Status.ARCHIVED, "any")

    def apply(self, choice: Choice) -> bulk.Done:
        return bulk.activate_all(choice.keys, by=self.user)

    def said(self, done: bulk.Done) -> str:
        return say("Made %(who)s active") % {"who": self.people(done.changed)}


VERBS: tuple[type[BulkForm], ...] = (
    PointPersonForm, TagForm, UntagForm, ListForm, NextStepForm, ConsentForm, ArchiveForm, ActivateForm,
)  # fmt: skip


def verbs_of(of: str) -> dict[str, type[BulkForm]]:
    """What can be done to people, or to organizations: by the word in the address."""
    return {verb.slug: verb for verb in VERBS if of in verb.of}


def _answers(choice: Choice) -> list[tuple[int, str, str]]:
    """What they answered on each channel: key, channel, answer. One query."""
    rows = Consent.objects.filter(party__in=among(choice.keys)).exclude(answer=Consent.Answer.NOT_ASKED)
    return list(rows.order_by("party_id", "channel").values_list("party_id", "channel", "answer"))


def carried(choice: Choice) -> list[tuple[int, str, int]]:
    """The tags that those chosen carry, the commonest first: key, name, and how many carry it. One query."""
    rows = Tagging.objects.filter(party__in=among(choice.keys)).order_by()
    found = rows.values_list("tag_id", "tag__name").annotate(carriers=Count("pk"))
    return sorted(found, key=lambda row: (-row[2], row[1].casefold()))
