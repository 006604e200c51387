"""What can be done with whoever the record is about: tags, consent, the trash. One verb a write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contacts.parties.documents import attach as attach
from contacts.parties.documents import detach as detach
from contacts.parties.documents import keep_document as keep_document
from contacts.parties.keeping import keep, needed, put, put_in_trash, take_from_trash
from contacts.parties.models import Consent, Note, Party, Tag, Tagging
from contacts.parties.reach import add_contact_point as add_contact_point
from contacts.parties.reach import change_contact_point as change_contact_point
from contacts.parties.reach import end_contact_point as end_contact_point
from crm.parts.audit import act
from crm.parts.records import delete_all, once
from crm.parts.text import fold
from crm.parts.visibility import Visibility

if TYPE_CHECKING:
    from crm.accounts.models import Team, User

LABEL = 300


def new_party(kind: str, name: str, *, uid: UUID | None = None) -> Party:
    """The party of a new person or organization, inside the running act."""
    party = Party(kind=kind, label=name[:LABEL])
    if uid is not None:
        party.uid = uid
    party.save()
    return party


def rename_party(party: Party, name: str) -> None:
    """Let the party's label follow a new name, inside the running act."""
    if party.label != name[:LABEL]:
        party.label = name[:LABEL]
        party.save()


def set_consent(
    party: Party, *, by: User, channel: str, answer: str, on: date | None = None, how: str = ""
) -> Consent:
    """Write down what somebody said about one channel. One row a channel; its history keeps what was said before."""
    with act(by=by, verb="set consent", subject=party.label):
        consent = Consent.objects.filter(party=party, channel=channel).first() or Consent(
            party=party, channel=channel, answer=""
        )
        if put(consent, {"answer": answer, "on": on, "how": how.strip()}, ("answer", "on", "how")):
            keep(consent)
    return consent


def set_do_not_contact(party: Party, *, by: User, switch: bool, reason: str = "") -> Party:
    """Turn the one switch over all channels on or off. Turning it on needs a reason."""
    if switch:
        reason = needed(
            reason, "do_not_contact_reason", _("Say why, so that nobody turns it off by mistake.")
        )
    with act(by=by, verb="do not contact" if switch else "may be contacted again", subject=party.label):
        fields = {"do_not_contact": switch, "do_not_contact_reason": reason if switch else ""}
        if put(party, fields, fields):
            keep(party)
    return party


def put_tags(party: Party, *, by: User, names: Iterable[str]) -> list[Tag]:
    """Make these the party's tags: new words become tags, those left out are taken off. Case does not matter."""
    with act(by=by, verb="tag", subject=party.label):
        tags = tags_called(names)
        has = {tagging.tag_id: tagging for tagging in Tagging.objects.filter(party=party)}
        for tag in tags:
            if tag.pk not in has:
                Tagging(party=party, tag=tag).save()
        keys = {tag.pk for tag in tags}
        gone = [tagging for key, tagging in has.items() if key not in keys]
        if gone:
            delete_all(Tagging, gone)
    return tags


def tags_called(names: Iterable[str]) -> list[Tag]:
    """The tags of these names, in order, inside the running act: new words become tags. Case does not matter.

    Raises ValidationError at `tags` for a word that is too long for one.
    """
    wanted = {fold(name): " ".join(name.split()) for name in names if name.strip()}
    too_long = [name for name in wanted.values() if len(name) > 80]
    if too_long:
        words = _("“%(tag)s…” is too long for a tag. Write it as a note.")
        raise ValidationError({"tags": words % {"tag": too_long[0][:40]}})
    known = {tag.folded: tag for tag in Tag.objects.filter(folded__in=wanted)}
    for folded, name in wanted.items():
        if folded not in known:
            known[folded] = keep(Tag(name=name, folded=folded))
    return [known[folded] for folded in sorted(wanted)]


def create_tag(*, by: User, name: str, uid: UUID | None = None) -> Tag:
    """Add a tag that nobody carries yet. Raises ValidationError at `name` if the word is one already."""
    if (made := once(Tag, uid, by=by)) is not None:
        return made
    name = " ".join(needed(name, "name", _("Write the tag.")).split())
    with act(by=by, verb="add tag", subject=name):
        tag = Tag(name=name)
        _check_tag(tag)
        return keep(tag, uid=uid)


def change_tag(tag: Tag, *, by: User, version: int, name: str) -> Tag:
    """Write a tag in another way, for all who carry it."""
    name = " ".join(needed(name, "name", _("Write the tag.")).split())
    with act(by=by, verb="change tag", subject=name):
        tag.version = version
        if put(tag, {"name": name}, ("name",)):
            _check_tag(tag)
            keep(tag)
    return tag


def write_note(
    party: Party,
    *,
    by: User,
    text: str,
    on: date,
    visibility: str = Visibility.EVERYONE,
    team: Team | None = None,
    uid: UUID | None = None,
) -> Note:
    """Write a note about a party, with its own visibility."""
    if (made := once(Note, uid, by=by)) is not None:
        return made
    needed(text, "text", _("Write the note."))
    with act(by=by, verb="write note", subject=party.label):
        note = Note(party=party, text=text, on=on, visibility=visibility, team=_team_of(visibility, team))
        return keep(note, uid=uid)


def change_note(
    note: Note, *, by: User, version: int, text: str, on: date, visibility: str, team: Team | None = None
) -> Note:
    """Change a note. Raises VersionConflict if somebody else did since it was read."""
    needed(text, "text", _("Write the note."))
    with act(by=by, verb="change note", subject=note.party.label):
        note.version = version
        fields = {"text": text, "on": on, "visibility": visibility, "team": _team_of(visibility, team)}
        if put(note, fields, fields):
            keep(note)
    return note


def trash(party: Party, *, by: User) -> Party:
    """Put a person or organization into the trash. Its links stay, and come back with it."""
    return put_in_trash(party, by=by, subject=party.label)


def restore(party: Party, *, by: User) -> Party:
    """Take a person or organization back out of the trash, with all that hangs on it."""
    return take_from_trash(party, by=by, subject=party.label)


def _check_tag(tag: Tag) -> None:
    tag.folded = fold(tag.name)
    if Tag.objects.filter(folded=tag.folded).exclude(pk=tag.pk).exists():
        raise ValidationError({"name": _("There is a tag of this name already.")})


def _team_of(visibility: str, team: Team | None) -> Team | None:
    return team if visibility == Visibility.TEAM else None
