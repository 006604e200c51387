"""Taking what was answered about a table; what is wrong comes back by the name of its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.imports.asking import SHOWN
from contacts.imports.tables import scales
from contacts.imports.tables.bodies import Bodies, key_of
from contacts.imports.tables.days import DAY_FIRST, MONTH_FIRST
from contacts.imports.tables.mapping import BODIES, LEVELS, SPLITS, STANCES, TITLES, TableMapping
from contacts.imports.tables.titles import role_type_of
from contacts.interest.models import HowWeKnow, InterestLevel, Stance
from contacts.organizations.models import OrganizationType
from contacts.policy.models import Initiative
from contacts.roles.types import RoleType
from crm.parts.visibility import Visibility


def take_answers(mapping: TableMapping, sent: Mapping[str, str], bodies: Bodies) -> dict[str, str]:
    """Write what was sent into the mapping; what is wrong comes back, by the name of its field."""
    wrong: dict[str, str] = {}
    before = mapping.option("direction")
    for about, take in ((SPLITS, _take_split), (TITLES, _take_title), (BODIES, _take_body)):
        for at in _numbers(sent, about):
            take(mapping, sent, f"{about}-{at}", bodies, wrong)
    _take_options(mapping, sent, wrong)
    for about, allowed in (
        (STANCES, {*Stance.values, "-"}),
        (LEVELS, {*map(str, InterestLevel.values), "-"}),
    ):
        for at in _numbers(sent, about):
            value, means = sent.get(f"{about}-{at}", ""), sent.get(f"{about}-{at}-means", "")
            if means in allowed and mapping.option("direction") == before:
                mapping.say(about, value, means)
    if mapping.option("direction") != before:
        # The values were filled in for the other direction: they follow the new one.
        mapping.answers.pop(STANCES, None)
    return wrong


def _numbers(sent: Mapping[str, str], about: str) -> Iterable[int]:
    return islice((at for at in range(SHOWN) if f"{about}-{at}" in sent), SHOWN)


def _take_split(
    mapping: TableMapping, sent: Mapping[str, str], name: str, bodies: Bodies, wrong: dict[str, str]
) -> None:
    title, body = (" ".join(sent.get(f"{name}-{part}", "").split()) for part in ("title", "body"))
    if len(title) > 200 or len(body) > 300:
        wrong[name] = _("That is too long for a role or an organization.")
    elif title or body:
        mapping.say(SPLITS, sent[name], {"title": title, "body": body})


def _take_title(
    mapping: TableMapping, sent: Mapping[str, str], name: str, bodies: Bodies, wrong: dict[str, str]
) -> None:
    means, value = sent.get(f"{name}-means", ""), sent[name]
    if means not in ("", *RoleType.values):
        wrong[name] = _("Choose one of the roles.")
    elif means != role_type_of(value) or mapping.answer(TITLES, value) is not None:
        mapping.say(TITLES, value, means or "-")


def _take_body(
    mapping: TableMapping, sent: Mapping[str, str], name: str, bodies: Bodies, wrong: dict[str, str]
) -> None:
    means, value = sent.get(f"{name}-means", ""), sent[name]
    typed = " ".join(sent.get(f"{name}-name", "").split())
    if typed:
        found = bodies.index.exact.get(key_of(typed), []) or bodies.index.numbered(typed)
        if len(found) != 1:
            wrong[name] = (
                _("Several organizations are called “%(name)s”. Choose above.")
                if found
                else _(
                    "No organization is called “%(name)s”. Look it up, and write its name as it stands there."
                )
            ) % {"name": typed[:80]}
            return
        means = f"uid:{bodies.index.held[found[0]].uid}"
    what, _colon, which = means.partition(":")
    if means and not (
        means == "none"
        or (what == "new" and which in OrganizationType.values)
        or (what == "uid" and _is_held(bodies, which))
    ):
        wrong[name] = _("Choose one of these.")
    else:
        mapping.say(BODIES, value, means)


def _is_held(bodies: Bodies, uid: str) -> bool:
    return any(str(held.uid) == uid for held in bodies.index.held.values())


def _take_options(mapping: TableMapping, sent: Mapping[str, str], wrong: dict[str, str]) -> None:
    choices: dict[str, Iterable[str]] = {
        "day_order": (MONTH_FIRST, DAY_FIRST),
        "meetings": ("yes", "no"),
        "note_visibility": Visibility.values,
        "direction": (scales.LOW_IS_STRONG, scales.HIGH_IS_STRONG),
        "how": HowWeKnow.values,
    }
    for name, allowed in choices.items():
        if (chosen := sent.get(name, "")) and chosen in allowed:
            mapping.options[name] = chosen
    if "year" in sent:
        year = sent["year"].strip()
        if year and not (len(year) == 4 and year.isdigit() and 1900 <= int(year) <= 2200):
            wrong["year"] = _("Write a year such as 2026, or leave it empty.")
        else:
            mapping.options["year"] = year
    if "as_of" in sent:
        _take_scale(mapping, sent, wrong)


def _take_scale(mapping: TableMapping, sent: Mapping[str, str], wrong: dict[str, str]) -> None:
    day, initiative = sent.get("as_of", ""), sent.get("initiative", "")
    try:
        on = date.fromisoformat(day) if day else None
        if on is not None and on > timezone.localdate():
            raise ValueError
        mapping.options["as_of"] = on.isoformat() if on else ""
    except ValueError:
        wrong["as_of"] = _("Choose the day on which this was so, today or before.")
    if initiative and not any(
        initiative == str(uid) for uid in Initiative.objects.values_list("uid", flat=True)
    ):
        wrong["initiative"] = _("This is not on the record any more. Choose again.")
    else:
        mapping.options["initiative"] = initiative
    mapping.options["scale_seen"] = "yes"
