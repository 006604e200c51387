"""Forms for a school's standing and its autonomies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.organizations.fields import OrganizationPickField
from contacts.organizations.models import Organization
from contacts.organizations.queries import organizations_for
from contacts.policy.models import Arrangement, Initiative, SchoolAutonomy
from contacts.policy.standing import add_arrangement, change_arrangement, set_autonomies
from contacts.policy.vocabulary import ArrangementType, AutonomyArea, AutonomyLevel
from crm.accounts.models import User
from crm.parts.forms import ByUidField, DayField, RecordForm, SheetForm
from crm.parts.records import history_table


class StandingForm(RecordForm):
    """Under which agreement, contract or act a school governs itself. Only the type is required."""

    type = forms.ChoiceField(label=_("Type"), choices=[("", ""), *ArrangementType.choices])
    status = forms.ChoiceField(
        label=_("Status"), choices=Arrangement.Status.choices, initial=Arrangement.Status.IN_FORCE
    )
    authority = OrganizationPickField(label=_("Granted by"), required=False)
    initiative = ByUidField(None, label=_("Under the initiative"), required=False)
    approved_on = DayField(label=_("Approved"), required=False)
    start = DayField(label=_("From"), required=False)
    end = DayField(label=_("Until"), required=False)
    voted_yes = forms.IntegerField(label=_("Voted yes"), min_value=0, max_value=100_000, required=False)
    voted_eligible = forms.IntegerField(
        label=_("Of eligible"), min_value=0, max_value=100_000, required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("authority").rows = organizations_for(user)
        self.field("initiative").queryset = Initiative.objects.visible_to(user)

    def add(self, school: Organization, *, by: User) -> Arrangement:
        return add_arrangement(by=by, school=school, uid=self.made_uid, **self.values)

    def change(self, arrangement: Arrangement, *, by: User) -> Arrangement:
        return change_arrangement(arrangement, by=by, version=self.read_version, **self.values)


def name_of(area: int) -> str:
    """The field of an area."""
    return f"area_{area}"


class AutonomiesForm(SheetForm):
    """How far a school decides for itself in each of the 15 areas, with where that is written."""

    said_anew = SheetForm.said_anew | {"source", "as_of"}

    source = forms.CharField(label=_("Where it is written"), max_length=200, required=False)
    as_of = DayField(label=_("As of"), required=False)

    def __init__(self, *args: Any, school: Organization, **kwargs: Any) -> None:
        known = {row.area: row.level for row in SchoolAutonomy.objects.filter(school=school)}
        levels = {name_of(area): known.get(area, AutonomyLevel.UNKNOWN) for area in AutonomyArea.values}
        changes = history_table(SchoolAutonomy).objects.filter(school_id=school.pk)
        super().__init__(*args, initial=levels, changes=changes, **kwargs)
        for area, words in AutonomyArea.choices:
            self.fields[name_of(area)] = forms.ChoiceField(
                label=words, choices=AutonomyLevel.choices, required=False, widget=forms.RadioSelect
            )

    @property
    def areas(self) -> list[Any]:
        """The bound fields of the areas, in their order."""
        return [self[name_of(area)] for area in AutonomyArea.values]

    def change(self, school: Organization, *, by: User) -> int:
        levels = {area: self.values[name_of(area)] or AutonomyLevel.UNKNOWN for area in AutonomyArea.values}
        source, as_of = self.values["source"], self.values["as_of"]
        return set_autonomies(school, by=by, levels=levels, source=source, as_of=as_of)
