"""What the page of a meeting asks once: when, what kind, where, about what, notes, who may see it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.meetings.kinds import FIRST_KINDS, MeetingKind, Mode, Outcome, Status
from contacts.meetings.models import Meeting
from contacts.organizations.models import Organization, Sphere
from contacts.organizations.queries import organizations_for
from contacts.policy.models import Initiative
from contacts.roles.types import SPHERE_OF_ROLE, USUAL_ROLES, RoleType
from crm.accounts.models import User
from crm.parts.records import refuse_nul
from crm.parts.visibility import Visibility

OTHER_DAY = "other"
# The six kinds as chips, and the rest behind "More kinds".
FIRST = [(kind.value, kind.label) for kind in FIRST_KINDS]
MORE = [(kind.value, kind.label) for kind in MeetingKind if kind not in FIRST_KINDS]
# The usual roles first, then all by sphere, for somebody new.
ROLES: list[tuple[Any, list[tuple[str, Any]]]] = [
    (_("usual"), [(role.value, role.label) for role in USUAL_ROLES]),
    *(
        (
            sphere.label,
            [(role.value, role.label) for role in RoleType if SPHERE_OF_ROLE[role.value] == sphere],
        )
        for sphere in Sphere
    ),
]


class MeetingForm(forms.Form):
    """Everything about a meeting but who was there and what comes next (those are rows of the sheet)."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = forms.ChoiceField(label=_("Day"), widget=forms.RadioSelect)
    held_on = forms.DateField(
        label=_("Other day"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        error_messages={"invalid": _("This is no day. Write it like 2026-11-23; is the year right?")},
    )
    at = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput({"type": "time"}),
        error_messages={"invalid": _("Write the time like 15:30.")},
    )
    zone = forms.CharField(
        required=False,
        max_length=50,
        widget=forms.HiddenInput({"data-time-zone": ""}),
        validators=[refuse_nul],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=MeetingKind.choices, widget=forms.RadioSelect, initial=MeetingKind.ONE_TO_ONE
    )
    mode = forms.ChoiceField(
        label=_("How"), choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.IN_PERSON, required=False
    )
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, required=False)
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=[("", _("nothing to add")), *Outcome.choices], required=False
    )
    title = forms.CharField(label=_("Title"), max_length=300, required=False, validators=[refuse_nul])
    organization = forms.UUIDField(widget=forms.HiddenInput, required=False)
    place = forms.CharField(label=_("Place"), max_length=300, required=False, validators=[refuse_nul])
    initiative = forms.ChoiceField(label=_("About"), required=False, widget=forms.RadioSelect)
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        strip=False,
        validators=[refuse_nul],
    )
    private_notes = forms.CharField(
        label=_("Only owner and directors"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        strip=False,
        validators=[refuse_nul],
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        initial=Visibility.EVERYONE,
    )
    team = forms.ChoiceField(label=_("Which team"), required=False)

    def __init__(
        self, data: Any = None, *, user: User, meeting: Meeting | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id="id_%s", **kwargs)
        self.user = user
        self.meeting = meeting
        self.today = timezone.localdate()
        self.initiatives = {
            str(one.uid): one for one in Initiative.objects.visible_to(user).order_by("folded", "pk")
        }
        self.teams = {str(team.pk): team for team in self._teams()}
        self.at_organization: Organization | None = self._find_organization()
        self._offer()

    def _teams(self) -> list[Any]:
        """One's own teams, and the one that the meeting is for already."""
        found = list(self.user.teams.all())
        if self.meeting is not None and self.meeting.team and self.meeting.team not in found:
            found.append(self.meeting.team)
        return found

    def _offer(self) -> None:
        """Fill in what can be chosen from."""
        fields: dict[str, Any] = self.fields
        yesterday = self.today - timedelta(days=1)
        near = [
            (self.today, gettext("Today")),
            (yesterday, gettext("Yesterday, %s") % date_format(yesterday, "j M")),
        ]
        given = _day(self.data.get("day", "")) if self.is_bound else None
        if given and given not in (self.today, yesterday):
            # "Today" of a page that was opened before midnight.
            near.append((given, date_format(given, "j M")))
        fields["day"].choices = [
            *((day.isoformat(), word) for day, word in near),
            (OTHER_DAY, gettext("Other day")),
        ]
        fields["initiative"].choices = [
            ("", gettext("nothing in particular")),
            *((uid, one.name) for uid, one in self.initiatives.items()),
        ]
        fields["team"].choices = [("", "")] * (len(self.teams) != 1) + [
            (key, str(one)) for key, one in self.teams.items()
        ]
        if not self.teams:
            fields["visibility"].choices = [pair for pair in Visibility.choices if pair[0] != Visibility.TEAM]

    def sent_again_with(self, **values: str) -> MeetingForm:
        """The same form with some values changed."""
        data = cast("QueryDict", self.data).copy()
        for name, value in values.items():
            data[name] = value
        return MeetingForm(data, user=self.user, meeting=self.meeting)

    def _find_organization(self) -> Organization | None:
        """The organization that the meeting is at, if one that may be seen is named. At most one query."""
        uid: Any = self["organization"].value()
        try:
            uid = self.fields["organization"].to_python(uid)
        except forms.ValidationError:
            return None
        return (
            organizations_for(self.user).filter(party__uid=uid).select_related("party").first()
            if uid
            else None
        )

    @property
    def chosen_initiative(self) -> Initiative | None:
        """What the meeting is about, as chosen now, also in a form that is not valid."""
        return self.initiatives.get(str(self["initiative"].value() or ""))

    def clean_organization(self) -> Organization | None:
        if self.cleaned_data.get("organization") and self.at_organization is None:
            raise forms.ValidationError(
                _("This organization is not in the record (any more). Choose another.")
            )
        return self.at_organization

    def clean_initiative(self) -> Initiative | None:
        return self.initiatives.get(self.cleaned_data["initiative"])

    def clean_team(self) -> Any:
        return self.teams.get(self.cleaned_data["team"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        day = cleaned.get("day")
        if day == OTHER_DAY:
            if not cleaned.get("held_on") and "held_on" not in self.errors:
                self.add_error("held_on", _("Choose the day."))
        elif day:
            cleaned["held_on"] = date.fromisoformat(day)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the services take, from a valid form."""
        cleaned = self.cleaned_data
        names = (
            "kind",
            "title",
            "place",
            "organization",
            "initiative",
            "notes",
            "visibility",
            "team",
            "held_on",
        )
        values = {name: cleaned[name] for name in names}
        values["mode"] = cleaned["mode"] or Mode.IN_PERSON
        values["zone"] = cleaned["zone"] if cleaned["at"] and _zone(cleaned["zone"]) else ""
        values["starts_at"] = _moment(cleaned["held_on"], cleaned["at"], _zone(cleaned["zone"]))
        if self.meeting is not None:
            values["outcome"] = cleaned["outcome"]
            values["status"] = cleaned["status"] or self.meeting.status
        return values


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError):  # no such zone, or not a name of one
        return None


def _moment(day: date, at: time | None, zone: ZoneInfo | None) -> datetime | None:
    return None if at is None else datetime.combine(day, at, zone or timezone.get_current_timezone())


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """How the form opens for a meeting that is in the record."""
    starts = meeting.starts_at
    if starts is not None:
        starts = starts.astimezone(_zone(meeting.zone) or timezone.get_current_timezone())
    names = (
        "uid",
        "version",
        "held_on",
        "kind",
        "mode",
        "status",
        "outcome",
        "title",
        "place",
        "notes",
        "visibility",
    )
    return {
        **{name: getattr(meeting, name) for name in names},
        "private_notes": meeting.private_notes,
        "day": OTHER_DAY,
        "at": starts.time() if starts else None,
        "zone": meeting.zone,
        "organization": meeting.organization.party.uid if meeting.organization else None,
        "initiative": str(meeting.initiative.uid) if meeting.initiative else "",
        "team": str(meeting.team_id or ""),
    }
