"""Kinds of meeting and what else describes one. Code attaches meaning to these words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    ONE_TO_ONE = "one_to_one", _("one-to-one")
    SMALL_GROUP = "small_group", _("small group")
    SCHOOL_VISIT = "school_visit", _("school visit")
    THEIR_MEETING = "their_meeting", _("their meeting")
    PUBLIC_MEETING = "public_meeting", _("public meeting")
    EVENT = "event", _("event")
    FACULTY_VOTE = "faculty_vote", _("faculty vote")
    LEGISLATIVE = "legislative", _("legislative meeting")
    BARGAINING = "bargaining", _("labor-management or bargaining session")
    COALITION = "coalition", _("coalition meeting")
    HOUSE_MEETING = "house_meeting", _("house meeting")
    TRAINING = "training", _("training")
    CONFERENCE = "conference", _("conference")
    ENCOUNTER = "encounter", _("informal encounter")


# Six first as chips, the rest under "more".
FIRST_KINDS = (
    MeetingKind.ONE_TO_ONE,
    MeetingKind.SMALL_GROUP,
    MeetingKind.SCHOOL_VISIT,
    MeetingKind.THEIR_MEETING,
    MeetingKind.PUBLIC_MEETING,
    MeetingKind.EVENT,
)

# How much a tie grows from one shared meeting of this kind, before it is divided among those who came; 1.0 where none
# stands. Where people come to speak with each other it is more, where most of them come to listen it is less.
# `docs/measures.md` lists them.
KIND_WEIGHT: dict[str, float] = {
    MeetingKind.ONE_TO_ONE: 1.5,
    MeetingKind.SMALL_GROUP: 1.2,
    MeetingKind.SCHOOL_VISIT: 1.2,
    MeetingKind.HOUSE_MEETING: 1.2,
    MeetingKind.COALITION: 1.2,
    MeetingKind.THEIR_MEETING: 0.6,
    MeetingKind.CONFERENCE: 0.5,
    MeetingKind.EVENT: 0.5,
    MeetingKind.PUBLIC_MEETING: 0.4,
}


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("phone")
    VIDEO = "video", _("video")
    WRITTEN = "written", _("written")


class Status(models.TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    ATTEMPTED = "attempted", _("attempted")
    CANCELLED = "cancelled", _("cancelled")


class Outcome(models.TextChoices):
    HELD = "held", _("held")
    NO_SHOW = "no_show", _("no-show")
    RESCHEDULED = "rescheduled", _("rescheduled")
    CANCELLED = "cancelled", _("cancelled")
    LEFT_MESSAGE = "left_message", _("left message")
    UNREACHABLE = "unreachable", _("unreachable")


class Advocacy(models.TextChoices):
    NONE = "none", _("none")
    LEGISLATIVE = "legislative", _("legislative")
    ADMINISTRATIVE = "administrative", _("administrative")
    LOCAL = "local", _("local official action")
    UNSURE = "unsure", _("not sure")


class Side(models.TextChoices):
    EXTERNAL = "external", _("external")
    STAFF = "staff", _("our staff")


class Presence(models.TextChoices):
    ATTENDED = "attended", _("was there")
    ABSENT = "absent", _("was not there")
    INVITED = "invited", _("invited")
