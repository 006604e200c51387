"""Ways to reach somebody: adding, changing and ending them. Nothing is forgotten; an old address becomes past."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.parties.keeping import keep, needed, put
from contacts.parties.models import Consent, ContactPoint, Party, alive
from crm.parts.audit import act
from crm.parts.records import once
from crm.parts.text import fold, normal_email, normal_phone

if TYPE_CHECKING:
    from crm.accounts.models import User

Kind = ContactPoint.Kind
# By which channel somebody is reached who presses on it.
CHANNEL_OF_A_PRESS = {
    Kind.EMAIL.value: Consent.Channel.EMAIL.value,
    Kind.PHONE.value: Consent.Channel.PHONE.value,
    Kind.ADDRESS.value: Consent.Channel.MAIL.value,
}
CHANGEABLE = ("kind", "value", "label", "valid_from", "valid_to", "status", "primary", "source")


def normal_form(kind: str, value: str) -> str:
    """The spelling by which ways to reach are matched; "" if it cannot be told. The value stays as it was written."""
    if kind == Kind.EMAIL:
        return normal_email(value)
    if kind == Kind.PHONE:
        return normal_phone(value, settings.PHONE_REGION)
    return fold(value)[:500]


def kind_of(value: str) -> str:
    """What a way to reach is, told from how it is written: an e-mail, a website, a phone number, else an address."""
    text = value.strip()
    if normal_email(text):
        return Kind.EMAIL.value
    if re.match(r"(https?://|www\.)", text, re.IGNORECASE):
        return Kind.WEB.value
    if text.startswith("@"):
        return Kind.SOCIAL.value
    letters = sum(character.isalpha() for character in text)
    if normal_phone(text, settings.PHONE_REGION) and letters <= len("extension"):
        return Kind.PHONE.value
    # An e-mail with a slip in it is refused as one, not kept as an address.
    return Kind.EMAIL.value if "@" in text and " " not in text else Kind.ADDRESS.value


def refusal_of(kind: str, consents: Iterable[Any]) -> Any:
    """What somebody said who asked not to be reached by this kind of way; None if they did not."""
    channel = CHANNEL_OF_A_PRESS.get(kind)
    return next(
        (one for one in consents if one.channel == channel and one.answer == Consent.Answer.NOT), None
    )


def sharing(point: ContactPoint) -> Any:
    """The others who are reached by the same way today, as parties."""
    same = Party.objects.filter(
        contact_points__kind=point.kind,
        contact_points__normalized=point.normalized,
        contact_points__valid_to__isnull=True,
    )
    return same.filter(alive("")).exclude(pk=point.party_id).exclude(contact_points__normalized="").distinct()


def add_contact_point(
    party: Party,
    *,
    by: User,
    kind: str,
    value: str,
    label: str = ContactPoint.Label.WORK,
    primary: bool = False,
    source: str = "",
    valid_from: date | None = None,
    uid: UUID | None = None,
) -> ContactPoint:
    """Add a way to reach. A first choice takes the place of the one before it.

    Raises ValidationError at `value` for an e-mail that is none, or one that this party has already.
    """
    if (made := once(ContactPoint, uid, by=by)) is not None:
        return made
    value = _checked(kind, value)
    with act(by=by, verb="add way to reach", subject=party.label):
        point = ContactPoint(
            party=party,
            kind=kind,
            value=value,
            label=label,
            primary=primary,
            source=source,
            valid_from=valid_from,
        )
        point.normalized = normal_form(kind, value)
        _refuse_home_of_minor(point)
        _refuse_twice(point)
        if primary:
            _make_room(point)
        return keep(point, uid=uid)


def change_contact_point(point: ContactPoint, *, by: User, version: int, **fields: Any) -> ContactPoint:
    """Change a way to reach. Raises VersionConflict if somebody else did since it was read."""
    with act(by=by, verb="change way to reach", subject=point.party.label):
        point.version = version
        changed = put(point, fields, CHANGEABLE)
        if not changed:
            return point
        point.value = _checked(point.kind, point.value)
        point.normalized = normal_form(point.kind, point.value)
        if point.valid_from and point.valid_to and point.valid_to < point.valid_from:
            raise ValidationError({"valid_to": _("It ends before it starts. Swap the days?")})
        _refuse_home_of_minor(point)
        _refuse_twice(point)
        if point.primary and point.valid_to is None:
            _make_room(point)
        return keep(point)


def end_contact_point(
    point: ContactPoint, *, by: User, status: str = "", on: date | None = None
) -> ContactPoint:
    """Say that a way to reach is past (`on` a day), or no longer right (`status` wrong, bounced, returned).

    It stays on the record, and is no first choice any more.
    """
    with act(by=by, verb="end way to reach", subject=point.party.label) as running:
        fields: dict[str, Any] = {"primary": False, "valid_to": on or running.at.date()}
        if status:
            fields["status"] = status
        if point.valid_from and fields["valid_to"] < point.valid_from:
            raise ValidationError({"on": _("It ends before it starts. Swap the days?")})
        if put(point, fields, CHANGEABLE):
            keep(point)
    return point


def _checked(kind: str, value: str) -> str:
    value = needed(value, "value", _("Write the address or number."))
    if kind == Kind.EMAIL and not normal_email(value):
        raise ValidationError(
            {
                "value": _("“%(value)s” is not an e-mail address. It looks like name@place.org.")
                % {"value": value[:60]}
            }
        )
    return value


def _refuse_home_of_minor(point: ContactPoint) -> None:
    """No home address of somebody under age is kept. One query for a home address of a person."""
    if (
        point.kind != Kind.ADDRESS
        or point.label != ContactPoint.Label.HOME
        or point.party.kind != Party.Kind.PERSON
    ):
        return
    until = point.party.person.minor_until
    if until is not None and until > timezone.localdate():
        raise ValidationError(
            {"value": _("Home addresses of minors are not kept. Write the school’s address.")}
        )


def _refuse_twice(point: ContactPoint) -> None:
    if not point.normalized:
        return
    same = ContactPoint.objects.filter(
        party=point.party_id, kind=point.kind, normalized=point.normalized, valid_to__isnull=True
    ).exclude(pk=point.pk)
    if same.exists():
        raise ValidationError({"value": _("This is on the record already.")})


def _make_room(point: ContactPoint) -> None:
    """One first choice a kind: the one before steps back."""
    others = ContactPoint.objects.filter(
        party=point.party_id, kind=point.kind, primary=True, valid_to__isnull=True
    ).exclude(pk=point.pk)
    for other in others:
        other.primary = False
        other.save()
