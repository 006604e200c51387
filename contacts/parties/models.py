"""Party: whoever the record is about. Whatever concerns people and organizations alike hangs on it once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.parts.records import Addressed, RecordQuerySet, Trashable, refuse_nul, remembered
from crm.parts.visibility import Restrictable, may_be_seen, team_names_a_team

if TYPE_CHECKING:
    from crm.accounts.models import User

ALIVE = Q(trashed_at__isnull=True, merged_into__isnull=True)


def alive(prefix: str = "party__") -> Q:
    """The condition that the party behind `prefix` is neither in the trash nor merged into another."""
    return Q(**{f"{prefix}trashed_at__isnull": True, f"{prefix}merged_into__isnull": True})


class PartyQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(ALIVE)


class Party(Addressed, Trashable):
    """One id space, one uid, one merge for people and organizations."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ORGANIZATION = "organization", _("organization")

    kind = models.CharField(max_length=12, choices=Kind)
    label = models.CharField(max_length=300, validators=[refuse_nul])
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", db_index=False
    )
    do_not_contact = models.BooleanField(_("do not contact at all"), default=False)
    do_not_contact_reason = models.CharField(
        _("why not"), max_length=300, blank=True, validators=[refuse_nul]
    )

    history = remembered()
    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(
                name="party_not_merged_into_itself", condition=~Q(merged_into=models.F("id"))
            ),
        ]
        indexes = [
            # Nearly no party is merged: an index over all of them would lure SQLite into reading them all.
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="party_merged"),
        ]

    def __str__(self) -> str:
        return self.label


class PartyRowQuerySet(RecordQuerySet):
    """Rows that hang on one party: seen while the party is."""

    def visible_to(self, user: User) -> Self:
        return self.filter(alive())


class ContactPoint(Addressed):
    """A way to reach. An e-mail is not unique: a shared office mailbox on five people is fine."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        ADDRESS = "address", _("address")
        WEB = "web", _("website")
        SOCIAL = "social", _("social media")

    class Label(models.TextChoices):
        WORK = "work", _("work")
        HOME = "home", _("home")
        MOBILE = "mobile", _("mobile")
        SHARED = "shared", _("shared office")
        OTHER = "other", _("other")

    class Status(models.TextChoices):
        OK = "ok", _("works")
        BOUNCED = "bounced", _("bounced")
        WRONG = "wrong", _("wrong")
        RETURNED = "returned", _("returned")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    value = models.CharField(_("as written"), max_length=500, validators=[refuse_nul])
    normalized = models.CharField(max_length=500, blank=True, editable=False, db_index=True)
    label = models.CharField(_("label"), max_length=8, choices=Label, default=Label.WORK)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.OK)
    primary = models.BooleanField(_("first choice"), default=False)
    source = models.CharField(max_length=200, blank=True)

    history = remembered()
    objects = PartyRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("way to reach")
        verbose_name_plural = _("ways to reach")
        ordering = ["-primary", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "kind"],
                condition=Q(primary=True, valid_to__isnull=True),
                name="contact_point_one_primary_a_kind",
                violation_error_message=_("There is a first choice of this kind already."),
            ),
            models.CheckConstraint(
                name="contact_point_ends_after_it_starts",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.value


class Consent(Addressed):
    """What a party said about one channel: may be written to, asked not to be, or was not asked."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        NEWSLETTER = "newsletter", _("newsletter")
        PHONE = "phone", _("phone calls")
        TEXT = "text", _("text messages")
        MAIL = "mail", _("mail")

    class Answer(models.TextChoices):
        MAY = "may", _("agreed")
        NOT = "not", _("asked not to")
        NOT_ASKED = "not_asked", _("not asked")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="consents")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.NOT_ASKED)
    on = models.DateField(_("on"), null=True, blank=True)
    how = models.CharField(_("how they said so"), max_length=200, blank=True, validators=[refuse_nul])

    history = remembered()
    objects = PartyRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "channel"], name="consent_one_a_channel")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_answer_display()}"


class ExternalId(Addressed):
    """How another record names this party: NCES, Open States, a spreadsheet. Imports match on it first."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="external_ids")
    source = models.CharField(_("source"), max_length=50)
    value = models.CharField(_("number or id"), max_length=200, validators=[refuse_nul])

    history = remembered()
    objects = PartyRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("number elsewhere")
        verbose_name_plural = _("numbers elsewhere")
        ordering = ["source", "value", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "value"], name="external_id_unique_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.value}"


class Tag(Addressed):
    """A word that staff put on parties."""

    name = models.CharField(_("name"), max_length=80, validators=[refuse_nul])
    folded = models.CharField(max_length=80, unique=True, editable=False)

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["folded", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        from crm.parts.text import fold

        self.folded = fold(self.name)
        super().save(*args, **kwargs)


class Tagging(Addressed):
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="taggings")

    history = remembered()
    objects = PartyRowQuerySet.as_manager()

    class Meta:
        ordering = ["tag__folded", "pk"]
        constraints = [models.UniqueConstraint(fields=["party", "tag"], name="tagging_once_a_party")]

    def __str__(self) -> str:
        return str(self.tag_id)


class NoteQuerySet(PartyRowQuerySet):
    def visible_to(self, user: User) -> Self:
        return super().visible_to(user).filter(may_be_seen(user))


class Note(Addressed, Restrictable):
    """Free text about a party: a row of its own with its own visibility, never a column on the person."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), validators=[refuse_nul])
    on = models.DateField(_("day"))

    history = remembered()
    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-on", "-pk"]
        constraints = [team_names_a_team("note_for_a_team_names_it")]

    def __str__(self) -> str:
        return self.text[:60]


def where_uploads_lie(document: Document, filename: str) -> str:
    """Under the uid alone: what somebody called the file never reaches the file system."""
    return f"documents/{document.uid.hex[:2]}/{document.uid.hex}"


class DocumentQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(may_be_seen(user), trashed_at__isnull=True)


class Document(Addressed, Trashable, Restrictable):
    """A file or a link, outside the web root and sent as a download, attached to any record."""

    class Kind(models.TextChoices):
        MOU = "mou", _("memorandum (MOU)")
        POLICY = "policy", _("policy")
        AGENDA = "agenda", _("agenda")
        TESTIMONY = "testimony", _("testimony")
        SIGN_IN = "sign_in", _("sign-in sheet")
        PHOTO = "photo", _("photo")
        OTHER = "other", _("other")

    title = models.CharField(_("title"), max_length=300, validators=[refuse_nul])
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    file = models.FileField(_("file"), upload_to=where_uploads_lie, blank=True, max_length=200)
    filename = models.CharField(max_length=255, blank=True, validators=[refuse_nul])
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    day = models.DateField(_("day"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True, validators=[refuse_nul])

    history = remembered()
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-day", "-pk"]
        constraints = [
            team_names_a_team("document_for_a_team_names_it"),
            models.CheckConstraint(
                name="document_is_a_file_or_a_link",
                condition=~Q(file="") | ~Q(link=""),
                violation_error_message=_("Choose a file, or give a link."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attachment(Addressed):
    """A document on a record of any kind, named by its model and id."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="attachments")
    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "record_kind", "record_id"], name="attachment_once_a_record"
            ),
        ]
        indexes = [models.Index(fields=["record_kind", "record_id"], name="attachment_by_record")]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id}"
