"""Forms about users: one's own, and those of admins."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Team, User
from crm.accounts.rights import UserRole
from crm.accounts.services import refuse_demo_address
from crm.accounts.sign_in_forms import what_a_password_needs
from crm.parts.text import fold

# Without an @, so that nobody signs in under a name that is somebody else's e-mail.
a_name_to_sign_in_with = RegexValidator(
    r"\A[\w.-]+\Z", _("Use letters, digits, points, hyphens and underlines only, such as “hodan.abdi”.")
)

WHAT_ROLES_MAY = {
    UserRole.VIEWER: _("reads what everyone may see; takes no lists out"),
    UserRole.OUTREACH: _(
        "also logs meetings, keeps people and organizations, brings files in, takes lists out"
    ),
    UserRole.DIRECTOR: _("also reads everything, merges, keeps coalitions"),
    UserRole.ADMIN: _("also looks after users, settings and the record of acts"),
}


def role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("May"),
        choices=[(role.value, f"{role.label}: {WHAT_ROLES_MAY[role]}") for role in UserRole],
        initial=UserRole.OUTREACH,
        widget=forms.RadioSelect(attrs={"class": "check"}),
    )


def teams_field() -> forms.ModelMultipleChoiceField[Team]:
    return forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Colleagues of a team share what is written for it."),
    )


def _free_username(username: str, *, but: User | None = None) -> str:
    """The name, if nobody signs in with it in any case of letters."""
    others = User.objects.filter(username__iexact=username)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if any(fold(other.username) == fold(username) for other in others):
        raise ValidationError(_("Somebody signs in with this name already. Choose another."))
    return username


def _free_email(email: str, *, but: User | None = None) -> str:
    email = email.lower()
    refuse_demo_address(email)
    others = User.objects.filter(email=email)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise ValidationError(_("Somebody signs in with this e-mail already."))
    return email


class NamesForm(forms.Form):
    """What somebody is called, and the name to sign in with."""

    first_name = forms.CharField(
        label=_("First name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    username = forms.CharField(
        label=_("Name to sign in with"),
        max_length=150,
        validators=[a_name_to_sign_in_with],
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_username(self) -> str:
        return _free_username(self.cleaned_data["username"], but=self.user)


class ProfileForm(NamesForm):
    # A choice of three: the empty value that is stored has a name here, so that one of them is always chosen.
    theme = forms.TypedChoiceField(
        label=_("Look"),
        choices=[(theme.value or "device", theme.label) for theme in User.Theme],
        coerce=lambda value: "" if value == "device" else value,
        widget=forms.RadioSelect,
    )


class JoinForm(NamesForm):
    """What somebody who was invited fills in. The e-mail is the one that the invitation went to."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = what_a_password_needs()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            like = User(
                username=cleaned.get("username", ""),
                email=self.email,
                first_name=cleaned.get("first_name", ""),
                last_name=cleaned.get("last_name", ""),
            )
            try:
                validate_password(password, like)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("New e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        return _free_email(self.cleaned_data["email"], but=self.user)


class TokenForm(forms.Form):
    """A key for a program."""

    DAYS = {"30": 30, "90": 90, "365": 365}

    name = forms.CharField(
        label=_("What it is for"),
        max_length=100,
        help_text=_("Such as “newsletter sync”. You see it in the list."),
    )
    good_for = forms.ChoiceField(
        label=_("Good for"),
        choices=[
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("365", _("a year")),
            ("always", _("until revoked")),
        ],
        initial="90",
        widget=forms.RadioSelect,
    )

    def expires_at(self) -> datetime | None:
        days = self.DAYS.get(self.cleaned_data["good_for"])
        return timezone.now() + timedelta(days=days) if days else None


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = role_field()
    teams = teams_field()

    def clean_email(self) -> str:
        return _free_email(self.cleaned_data["email"])


class RightsForm(forms.Form):
    role = role_field()
    teams = teams_field()


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        self.team = team
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if any(fold(other.name) == fold(name) for other in Team.objects.all() if other != self.team):
            raise ValidationError(_("There is a team of this name already."))
        return name
