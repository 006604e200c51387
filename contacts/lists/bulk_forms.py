"""The base of what can be done to many at once: how those chosen stand before, what is done, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import ngettext

from contacts.lists.bulk_choice import Choice, Named, counted
from crm.accounts.models import User
from crm.accounts.queries import colleagues
from crm.parts.forms import RecordForm
from crm.parts.many import Done

PEOPLE, ORGANIZATIONS = "people", "organizations"
# So many names stand in one fact; more than a few are folded away.
IN_A_FACT, FEW = 40, 10


@dataclass(frozen=True)
class Fact:
    """One thing that is so now of some of those chosen: in words, how many, and who."""

    words: str
    count: int
    who: Named | None = None

    @property
    def folded(self) -> bool:
        return self.count > FEW


class BulkForm(RecordForm):
    """The base: `apply` writes, `said` tells what was done, `facts` tells how they stand before."""

    slug: ClassVar[str]
    of: ClassVar[tuple[str, ...]] = (PEOPLE, ORGANIZATIONS)
    # On the bar
    word: ClassVar[Any]
    icon: ClassVar[str]
    # On the page; each takes what is chosen in words.
    asks: ClassVar[Any]
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

    def fact(self, words: str, keys: list[int]) -> Fact:
        """What is so of the rows of these keys, with their names. One query."""
        return Fact(words, len(keys), self.choice.named(keys, IN_A_FACT))

    def apply(self, choice: Choice) -> Done:
        """Do it to the rows chosen, in the running act."""
        raise TypeError(f"{type(self).__name__} does not say what it does")

    def subject(self) -> str:
        """What the act is about, besides how many."""
        return ""

    def said(self, done: Done) -> str:
        """What was done, in a sentence without its end."""
        raise TypeError(f"{type(self).__name__} does not say what it did")

    def left(self, count: int) -> str:
        """Why some were left as they are."""
        return ""

    def in_words(self, done: Done) -> str:
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


class ColleagueForm(BulkForm):
    """A form in which a colleague is chosen by uid."""

    @cached_property
    def colleagues(self) -> dict[str, User]:
        return {str(user.uid): user for user in colleagues()}

    def choices(self, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
        return [*((uid, str(user)) for uid, user in self.colleagues.items()), *more]
