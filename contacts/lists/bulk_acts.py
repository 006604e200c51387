"""What can be done to many people and to many organizations: point person, tags, lists, next steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from contacts.lists import bulk_services as bulk
from contacts.lists.bulk_choice import Choice
from contacts.lists.bulk_forms import BulkForm, ColleagueForm, Fact
from contacts.lists.models import SavedList
from contacts.lists.services import create_static_list, may_put_on
from contacts.parties.models import Tag, Tagging
from contacts.tasks.models import Task
from crm.accounts.models import User
from crm.parts.forms import DayField, WordsField
from crm.parts.keys import among
from crm.parts.many import Done

NOBODY, EACH_ONES = "nobody", "each"


class PointPersonForm(ColleagueForm):
    slug, verb, icon = "point-person", "assign point person", "person"
    word = _("Point person")
    asks = _("Point person of %(who)s")
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
        names: dict[Any, str] = {
            user.pk: str(user) for user in User.objects.filter(pk__in=owners.keys() - {None})
        }
        names[None] = say("no one yet")
        found = [self.fact(names[owner], keys) for owner, keys in owners.items()]
        return sorted(found, key=lambda fact: -fact.count)

    @property
    def chosen(self) -> User | None:
        return self.colleagues.get(self.cleaned_data["owner"])

    def subject(self) -> str:
        return str(self.chosen or say("no one"))

    def apply(self, choice: Choice) -> Done:
        return bulk.assign_point_person(choice.model, choice.keys, by=self.user, owner=self.chosen)

    def said(self, done: Done) -> str:
        if self.chosen is None:
            return say("%(who)s have no point person now") % {"who": self.people(done.changed)}
        words = {"name": self.chosen, "who": self.people(done.changed)}
        return say("%(name)s is now the point person of %(who)s") % words


class TagForm(BulkForm):
    slug, verb, icon = "tag", "tag", "tag"
    word = _("Tag")
    asks = _("Tag %(who)s")
    explain = _("Whoever does not carry the tag gets it. Tags that they carry stay.")
    save = _("Put the tag on")

    tags = WordsField(label=_("Tag"), help_text=_("Several parted by commas. New words become tags."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].widget.attrs |= {
            "list": "known-tags",
            "autocomplete": "off",
            "data-takes-focus": "",
        }

    @property
    def known(self) -> list[str]:
        """The tags that there are, for the field to offer."""
        return list(Tag.objects.order_by("folded", "pk").values_list("name", flat=True))

    def facts(self) -> list[Fact]:
        return [Fact(name, count) for _key, name, count in carried(self.choice)[:12]]

    def subject(self) -> str:
        return ", ".join(self.cleaned_data["tags"])

    def apply(self, choice: Choice) -> Done:
        return bulk.tag_all(choice.keys, by=self.user, names=self.cleaned_data["tags"])

    def said(self, done: Done) -> str:
        words = {"tag": self.subject(), "who": self.people(done.changed)}
        return say("Put “%(tag)s” on %(who)s") % words


class UntagForm(BulkForm):
    slug, verb, icon = "untag", "take tag off", "untag"
    word = _("Take tag off")
    asks = _("Take a tag off %(who)s")
    explain = _("Whoever carries the tag loses it. Other tags stay.")
    save = _("Take the tag off")

    tag = forms.ChoiceField(label=_("Tag"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._carried = carried(self.choice)
        if not self._carried:
            self.fields["tag"].help_text = _("None of them carries a tag.")
        self.field("tag").choices = [
            ("", ""), *((str(key), f"{name} ({count:,})") for key, name, count in self._carried)
        ]  # fmt: skip

    @property
    def chosen(self) -> Tag:
        found: Tag = Tag.objects.get(pk=int(self.cleaned_data["tag"]))
        return found

    def subject(self) -> str:
        return self.chosen.name

    def apply(self, choice: Choice) -> Done:
        return bulk.untag_all(choice.keys, by=self.user, tags=[self.chosen])

    def said(self, done: Done) -> str:
        words = {"tag": self.chosen, "who": self.people(done.changed)}
        return say("Took “%(tag)s” off %(who)s") % words

    def in_words(self, done: Done) -> str:
        return f"{self.said(done)}."


class ListForm(BulkForm):
    slug, verb, icon = "list", "add to list", "list"
    word = _("Add to list")
    asks = _("Put %(who)s on a list")
    explain = _(
        "For lists whose members are chosen by hand. Others follow from their conditions by themselves."
    )
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

    def apply(self, choice: Choice) -> Done:
        saved_list = self.lists.get(self.cleaned_data["saved_list"]) or create_static_list(
            by=self.user, name=self.cleaned_data["name"], of=choice.of.name, uid=self.made_uid
        )
        return bulk.put_all_on_list(saved_list, choice.keys, by=self.user)

    def said(self, done: Done) -> str:
        words = {"list": self.subject(), "who": self.people(done.changed)}
        return say("Put %(who)s on “%(list)s”") % words


class NextStepForm(ColleagueForm):
    slug, verb, icon = "next-step", "add next step", "step"
    word = _("Next step")
    asks = _("A next step for each of %(who)s")
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
        return [self.fact(say("have an open next step"), keys)] if keys else []

    def subject(self) -> str:
        return str(self.cleaned_data["title"])

    def apply(self, choice: Choice) -> Done:
        values, uid = self.cleaned_data, self.made_uid
        if uid is None:
            raise ValidationError(_("This page is out of date. Open it again."))
        return bulk.add_next_steps(
            choice.model, choice.keys, by=self.user, title=values["title"], due_on=values["due_on"],
            assignee=self.colleagues.get(values["assignee"]),
            to_point_persons=values["assignee"] == EACH_ONES, uid=uid,
        )  # fmt: skip

    def said(self, done: Done) -> str:
        words = {"title": self.cleaned_data["title"], "who": self.people(done.changed)}
        return say("Added “%(title)s” for %(who)s") % words


def carried(choice: Choice) -> list[tuple[int, str, int]]:
    """The tags that those chosen carry, the commonest first: key, name, and how many carry it. One query."""
    rows = Tagging.objects.filter(party__in=among(choice.keys)).order_by()
    found = rows.values_list("tag_id", "tag__name").annotate(carriers=Count("pk"))
    return sorted(found, key=lambda row: (-row[2], row[1].casefold()))
