"""The page of a meeting as it stands: the form, who was there, what comes next, and what was found while typing.

It is read from an address, from a meeting, or from what was sent; a button that is not "save" changes the sheet and
shows it again with everything typed on it, so the page works without a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.interest.models import Assessment
from contacts.interest.queries import fetch_latest_readings
from contacts.meeting_log.entries import Attendee, NextStep
from contacts.meeting_log.forms import MeetingForm, initial_of
from contacts.meeting_log.ready import people_at_hand, people_called
from contacts.meeting_log.rows import NOBODY, PersonRow, StepRow, read_steps, steps_posted, uids_posted
from contacts.meeting_log.rules import Problems, position_of
from contacts.meeting_log.writing import team_for
from contacts.meetings.kinds import MeetingKind
from contacts.meetings.models import Attendance, Meeting
from contacts.organizations.models import Organization
from contacts.organizations.queries import organizations_for
from contacts.people.models import Person
from contacts.people.queries import people_for
from contacts.policy.models import Initiative
from contacts.roles.queries import fetch_current_roles
from crm.accounts.models import User
from crm.parts.search_query import Hit, names_beginning
from crm.parts.text import fold

# How many initiatives stand as chips before "more".
CHIPS = 3


class Sheet:
    """What stands on the page. Call `settle` before showing it."""

    def __init__(self, user: User, form: MeetingForm, people: list[PersonRow], steps: list[StepRow]) -> None:
        self.user = user
        self.form = form
        self.people = people
        self.steps = steps
        self.asked = ""
        self.found: list[Hit] = []
        self.asked_place = ""
        self.found_places: list[Hit] = []
        self.errors: Problems = {}
        self.pressed = ""

    @classmethod
    def blank(cls, user: User, asked: QueryDict) -> Sheet:
        """A new meeting, with whom, where and about what the address names."""
        form = MeetingForm(
            None,
            user=user,
            initial={
                "uid": uuid4(),
                "day": timezone.localdate().isoformat(),
                "organization": asked.get("organization", ""),
                "initiative": asked.get("initiative", ""),
            },
        )
        people = [PersonRow(uid) for uid in uids_posted(asked)]
        return cls(user, form, people, [StepRow()])

    @classmethod
    def of(cls, user: User, meeting: Meeting) -> Sheet:
        """A meeting that is in the record, as it stands."""
        form = MeetingForm(None, user=user, meeting=meeting, initial=initial_of(meeting))
        readings = Assessment.objects.visible_to(user).filter(
            meeting=meeting, initiative=meeting.initiative, superseded_by=None
        )
        said = {reading.party_id: reading for reading in readings}
        rows = Attendance.objects.filter(meeting=meeting).select_related(
            "person__party", "represented__party"
        )
        people = [PersonRow.of_attendance(row, said.get(row.person_id)) for row in rows.order_by("pk")]
        return cls(user, form, people, [StepRow()])

    @classmethod
    def posted(cls, user: User, data: QueryDict, meeting: Meeting | None = None) -> Sheet:
        """What was sent."""
        form = MeetingForm(data, user=user, meeting=meeting)
        people = [PersonRow.posted(uid, data) for uid in uids_posted(data)]
        steps = [row for row in steps_posted(data) if not row.is_empty]
        sheet = cls(user, form, people, steps)
        sheet.asked = data.get("find", "").replace("\x00", "")[:200]
        sheet.asked_place = data.get("find-place", "").replace("\x00", "")[:200]
        return sheet

    # --- Buttons that change the sheet ---------------------------------------------------------------------------

    def press(self, button: str) -> None:
        """Do what a button says. One that is not known changes nothing."""
        verb, _colon, what = button.partition(":")
        self.pressed = verb
        if verb == "find":
            self.found = people_called(self.user, self.asked)
        elif verb == "add":
            self._add(what)
        elif verb == "new":
            self.people.append(PersonRow(uuid4(), new_name=(what or self.asked).strip()[:300]))
            self.asked = ""
        elif verb == "out":
            self.people = [row for row in self.people if str(row.uid) != what]
        elif verb == "find-place":
            self.found_places = names_beginning(self.user, self.asked_place, kind="organization")
        elif verb in ("at", "not-at"):
            self._be_at(what)
        elif verb == "step":
            self.steps.append(StepRow())
        if verb in ("add", "new", "out"):
            self._fit_kind()

    def _add(self, text: str) -> None:
        try:
            uid = UUID(text)
        except ValueError:
            return
        if all(row.uid != uid for row in self.people):
            self.people.append(PersonRow(uid))
        self.asked = ""

    def _fit_kind(self) -> None:
        """One person or several: the kind follows while it is one of the two that say no more than that."""
        kinds = (MeetingKind.ONE_TO_ONE, MeetingKind.SMALL_GROUP)
        wanted = kinds[len(self.people) > 1]
        if self.form["kind"].value() in kinds and self.form["kind"].value() != wanted:
            self.form = self.form.sent_again_with(kind=wanted)

    def _be_at(self, uid: str) -> None:
        """Choose where it was, or take that out."""
        self.asked_place = ""
        self.form = self.form.sent_again_with(organization=uid)

    # --- Asking the record ---------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Read who the people are, what they do now, and where they stood last. Three queries, and one for places."""
        uids = [row.uid for row in self.people]
        found = {
            person.party.uid: person
            for person in people_for(self.user).filter(party__uid__in=uids).select_related("party")
        }
        known = list(found.values())
        fetch_current_roles(known, self.user)
        fetch_latest_readings(self.form.chosen_initiative)(known, self.user)
        for row in self.people:
            row.person = found.get(row.uid) or row.person
            if row.person is not None:
                row.last = getattr(row.person, "latest_reading", None)
        self._settle_new()
        # Whoever was taken out of the record meanwhile, or was never in it.
        self.people = [row for row in self.people if row.person or row.new_name or self._is_being_added(row)]
        for row in self.people:
            row.settle()
        if not self.steps:
            self.steps = [StepRow()]

    def _is_being_added(self, row: PersonRow) -> bool:
        return (self.form.is_bound and f"new-name-{row.uid}" in self.form.data) or self.pressed == "new"

    def _settle_new(self) -> None:
        """Find the organizations that were typed beside new people."""
        for row in self.people:
            if row.person is None and row.new_at.strip():
                row.new_organization, words = find_organization(self.user, row.new_at)
                if words:
                    self.errors.setdefault(f"new-{row.uid}", []).append(words)

    @property
    def how_far(self) -> bool:
        """Whether the steps of the ladder are on show."""
        return bool(self.form.data.get("how-far") == "1")

    @property
    def at_hand(self) -> list[Person]:
        """People to add by one press, for a meeting that is new."""
        if self.form.meeting is not None:
            return []
        return people_at_hand(self.user, self.form.at_organization, [row.uid for row in self.people])

    @property
    def places_near(self) -> list[Organization]:
        """Where the people there are now: a meeting is often at one of these."""
        return list({place.pk: place for row in self.people for place in row.places}.values())[:4]

    @property
    def initiatives(self) -> tuple[list[Initiative], list[Initiative]]:
        """What the meeting can be about: a few as chips, the chosen one among them, and the rest."""
        every = list(self.form.initiatives.values())
        recent = list(
            Meeting.objects.filter(logged_by=self.user, initiative__isnull=False)
            .order_by("-held_on", "-pk")
            .values_list("initiative_id", flat=True)[:30]
        )
        place = {key: number for number, key in reversed(list(enumerate(recent)))}
        chosen = self.form.chosen_initiative
        every.sort(key=lambda one: (one != chosen, place.get(one.pk, len(recent)), one.folded, one.pk))
        return every[:CHIPS], sorted(every[CHIPS:], key=lambda one: (one.folded, one.pk))

    # --- Saving --------------------------------------------------------------------------------------------------

    def read(self) -> tuple[list[Attendee], list[NextStep]]:
        """What the services take. Raises ValidationError by field for what cannot be read."""
        steps = read_steps(self.steps, self.errors)
        if self.errors or not self.form.is_valid():
            raise ValidationError(self.errors or {})
        visibility = self.form.cleaned_data["visibility"]
        team = team_for(self.user, visibility, self.form.cleaned_data["team"])
        named = {
            row.represented
            for row in self.people
            if row.stands_for is None and row.represented not in ("", NOBODY)
        }
        organizations = _by_uid(self.user, named)
        return [row.attendee(visibility, team, organizations) for row in self.people], steps

    def refuse(self, problems: Problems) -> None:
        """Show what the services refused, each at the field where it can be mended."""
        for field, words in problems.items():
            self.errors.setdefault(field, [])
            self.errors[field] += [word for word in words if word not in self.errors[field]]

    def place_errors(self) -> None:
        """Hand each row its own; what belongs to the form goes there."""
        for row in self.people:
            for field in (position_of(row.uid), f"new-{row.uid}", f"note-{row.uid}"):
                row.errors += self.errors.get(field, [])
        for number, step in enumerate(self.steps):
            step.errors += self.errors.get(f"step-{number}", [])
        for field, words in self.errors.items():
            if field in self.form.fields and self.form.is_bound:
                for word in words:
                    self.form.add_error(field, word)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Everything that is wrong, with the field to go to: for the head of the page."""
        found = []
        if self.form.is_bound:
            for name, errors in self.form.errors.items():
                at = f"id_{name}" if name in self.form.fields else "form"
                found += [(at, f"{self._label(name)}{error}") for error in errors]
        found += [("h-who", words) for words in self.errors.get("attendees", [])]
        for row in self.people:
            found += [(f"who-{row.uid}", words) for words in row.errors]
        for number, step in enumerate(self.steps):
            found += [(f"step-{number}", words) for words in step.errors]
        return found

    def _label(self, name: str) -> str:
        label = self.form.fields[name].label if name in self.form.fields else ""
        return f"{label}: " if label else ""


def find_organization(user: User, typed: str) -> tuple[Organization | None, str]:
    """The organization that was meant by its name or uid, or why none can be told. One query."""
    rows: Any = organizations_for(user).select_related("party")
    try:
        found: Sequence[Organization] = list(rows.filter(party__uid=UUID(typed.strip())))
    except ValueError:
        found = list(rows.filter(sort_name=fold(typed))[:2])
    if len(found) == 1:
        return found[0], ""
    if found:
        return None, _("Several organizations are called “%(name)s”. Choose from the list.") % {"name": typed}
    return None, _("“%(name)s” is not in the record. Leave it empty, or add it first.") % {"name": typed}


def _by_uid(user: User, uids: Iterable[str]) -> dict[str, Organization]:
    wanted = []
    for text in uids:
        try:
            wanted.append(UUID(text))
        except ValueError:
            continue
    if not wanted:
        return {}
    rows: Any = organizations_for(user).filter(party__uid__in=wanted).select_related("party")
    return {str(row.party.uid): row for row in rows}
