"""Ways to reach that came back, and channels that many asked to be left out of: what a pasted list means, its review,
and marking what was ticked in one act."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.parties.bounced import emails_in, numbers_in
from contacts.parties.consents import set_consents
from contacts.parties.models import Consent, ContactPoint, Party
from crm.parts.audit import act
from crm.parts.keys import among
from crm.parts.many import Done, change_columns, held

if TYPE_CHECKING:
    from crm.accounts.models import User

Kind, Status, Channel = ContactPoint.Kind, ContactPoint.Status, Consent.Channel


class Meaning(models.TextChoices):
    """What it means that an address or number stands in what was pasted."""

    BOUNCED = "bounced", _("letters to them came back (bounced)")
    WRONG = "wrong", _("they are wrong")
    NO_EMAIL = "no_email", _("asked not to get e-mail")
    NO_NEWSLETTER = "no_newsletter", _("asked not to get the newsletter")
    NO_CALLS = "no_calls", _("asked not to get phone calls")
    NO_TEXTS = "no_texts", _("asked not to get text messages")


STATUS_OF: dict[str, str] = {Meaning.BOUNCED: Status.BOUNCED, Meaning.WRONG: Status.WRONG}
CHANNEL_OF: dict[str, str] = {
    Meaning.NO_EMAIL: Channel.EMAIL,
    Meaning.NO_NEWSLETTER: Channel.NEWSLETTER,
    Meaning.NO_CALLS: Channel.PHONE,
    Meaning.NO_TEXTS: Channel.TEXT,
}
EMAILS = (Kind.EMAIL.value,)
KINDS_OF: dict[str, tuple[str, ...]] = {
    Meaning.WRONG: (Kind.EMAIL, Kind.PHONE),
    Meaning.NO_CALLS: (Kind.PHONE,),
    Meaning.NO_TEXTS: (Kind.PHONE,),
}


@dataclass(frozen=True)
class Holder:
    """Somebody who has one of the addresses; `already` if it is marked so, or past; `colleague` if one of our own."""

    point: ContactPoint
    already: bool
    colleague: bool

    @property
    def party(self) -> Party:
        return self.point.party


@dataclass
class Review:
    """What marking would do: per address who has it, and what nobody has."""

    meaning: str
    holders: dict[str, list[Holder]] = field(default_factory=dict)
    nobodys: list[str] = field(default_factory=list)

    @property
    def found(self) -> list[tuple[str, list[Holder]]]:
        """The addresses of which something is to be marked, with all who have them."""
        return [(address, those) for address, those in self.holders.items() if not _all_marked(those)]

    @property
    def marked_already(self) -> list[tuple[str, list[Holder]]]:
        return [(address, those) for address, those in self.holders.items() if _all_marked(those)]

    @property
    def told(self) -> str:
        """What the page says, as one word: who has what, and how it is marked."""
        rows = sorted(
            (one.point.pk, one.point.party_id, one.already)
            for those in self.holders.values()
            for one in those
        )
        return hashlib.sha256(repr((self.meaning, rows)).encode()).hexdigest()[:40]


def addresses_in(text: str, meaning: str) -> list[str]:
    """What a text names that can have this meaning: e-mail addresses, numbers or both, each once."""
    kinds = KINDS_OF.get(meaning, EMAILS)
    return [
        *(emails_in(text) if Kind.EMAIL in kinds else ()),
        *(numbers_in(text) if Kind.PHONE in kinds else ()),
    ]


def review_of(wanted: Sequence[str], meaning: str, *, user: User) -> Review:
    """Who has these addresses and numbers, as far as this user may see them. Three queries."""
    kinds = KINDS_OF.get(meaning, EMAILS)
    having = ContactPoint.objects.visible_to(user).filter(kind__in=kinds, normalized__in=wanted)
    points = list(having.select_related("party").order_by("party__label", "pk"))
    parties = {point.party_id for point in points}
    channel = CHANNEL_OF.get(meaning, "")
    refused = Consent.objects.filter(party__in=among(parties), channel=channel, answer=Consent.Answer.NOT)
    said_no = set(refused.values_list("party_id", flat=True)) if channel else set()
    ours = set(
        Party.objects.filter(pk__in=among(parties), person__user__isnull=False).values_list("pk", flat=True)
    )
    today = timezone.localdate()

    def marked(point: ContactPoint) -> bool:
        if channel:
            return point.party_id in said_no
        past = point.valid_to is not None and point.valid_to <= today
        return past or point.status == STATUS_OF[meaning]

    found: dict[str, list[Holder]] = defaultdict(list)
    for point in points:
        found[point.normalized].append(Holder(point, marked(point), point.party_id in ours))
    return Review(
        meaning,
        {address: found[address] for address in wanted if address in found},
        [address for address in wanted if address not in found],
    )


def mark_all(
    points: Sequence[ContactPoint], *, by: User, meaning: str, on: date | None = None, how: str = ""
) -> Done:
    """Mark these ways to reach as bounced or wrong, or write down that who has them asked not to get something."""
    if meaning in CHANNEL_OF:
        parties = {point.party_id for point in points}
        return set_consents(
            parties, by=by, channel=CHANNEL_OF[meaning], answer=Consent.Answer.NOT, on=on, how=how
        )
    return _set_status([point.pk for point in points], by=by, status=STATUS_OF[meaning])


def _set_status(keys: Iterable[int], *, by: User, status: str) -> Done:
    with act(by=by, verb="mark ways to reach", subject=str(Status(status).label)):
        rows = held(ContactPoint, {"pk__in": among(sorted(set(keys)))}, "pk", "status")
        others = [key for key, now in rows if now != status]
        change_columns(ContactPoint, others, status=status)
    return Done(len(others), len(rows) - len(others))


def _all_marked(those: list[Holder]) -> bool:
    return all(one.already for one in those)
