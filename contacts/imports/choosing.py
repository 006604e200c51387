"""What may be chosen on the plan of a table: whom rows mean, which values are written, and what holds for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports.services import Prepared
from contacts.imports.tables.deciding import ADD, ASK, FILE_WINS, FILL, NEW, OUT, SAME, offered, undecided
from contacts.imports.tables.fields import PEOPLE
from contacts.imports.tables.mapping import ROWS, TAKEN, TableMapping
from contacts.imports.tables.positions import ENDED, KEEP
from contacts.imports.tables.rows import Candidate, TableRow
from contacts.organizations.models import Organization
from contacts.parties.models import Party
from contacts.roles.models import Role

if TYPE_CHECKING:
    from crm.accounts.models import User

# So many rows are decided on one page; after that the next ones are shown.
SHOWN = 150

DIFFERS = (
    (FILL, gettext_lazy("leave it, and fill what is empty")),
    (ADD, gettext_lazy("fill what is empty, and add every way to reach")),
    (FILE_WINS, gettext_lazy("the file is right")),
)
LIKELY = (
    (ASK, gettext_lazy("leave them out until I say")),
    (SAME, gettext_lazy("all are the same, where only one may be meant")),
    (NEW, gettext_lazy("all are new")),
    (OUT, gettext_lazy("leave all of them out")),
)
OLD_ROLES = (
    (KEEP, gettext_lazy("they go on beside the new one")),
    (ENDED, gettext_lazy("they are over, day not known")),
)


def choices_of(prepared: Prepared, user: User) -> dict[str, Any]:
    """What the page of the plan shows of a table besides the counts. Three queries for whom rows may mean."""
    mapping, plan = prepared.reading.mapping, prepared.plan
    assert mapping is not None, "only tables have choices"
    answered = mapping.answers.get(ROWS, {})
    likely = undecided(plan)
    said = [row for row in plan.rows if isinstance(row, TableRow) and str(row.line) in answered]
    asked = [*likely[:SHOWN], *said[: max(0, SHOWN - len(likely))]]
    words = _words_of(asked, user)
    differing = offered(plan)
    people = mapping.kind == PEOPLE
    return {
        "mapping": mapping,
        "people": people,
        "differs": DIFFERS,
        "likely": LIKELY,
        "old_roles": OLD_ROLES,
        "has_roles": people and mapping.has("title", "organization", "role_at", "district"),
        "asked": [_asked(row, answered, words) for row in asked],
        "more_asked": max(0, len(likely) - SHOWN),
        "differing": differing[:SHOWN],
        "more_differing": max(0, len(differing) - SHOWN),
    }


def _words_of(rows: Sequence[TableRow], user: User) -> Mapping[str, dict[str, str]]:
    """Name, what they are, and address of everybody that the rows may mean, by uid."""
    keys = {each.party_id for row in rows for each in row.candidates if each.party_id}
    keys |= {row.party_id for row in rows if row.party_id}
    parties = {party.pk: party for party in Party.objects.visible_to(user).filter(pk__in=keys)}
    told: dict[int, str] = {}
    roles = Role.objects.visible_to(user).filter(person__in=keys, ended=False).select_related("organization")
    for role in roles.order_by("-primary", "pk"):
        told.setdefault(role.person_id, f"{role.called}, {role.organization}")
    places = Organization.objects.filter(pk__in=keys).select_related("parent")
    for one in places:
        told.setdefault(
            one.pk, ", ".join(filter(None, (one.parent.name if one.parent else "", one.city, one.state)))
        )
    return {
        str(party.uid): {
            "name": party.label,
            "told": told.get(pk, ""),
            "address": f"/{_where(party)}/{party.uid}/",
        }
        for pk, party in parties.items()
    }


def _where(party: Party) -> str:
    return "people" if party.kind == Party.Kind.PERSON else "organizations"


def _asked(row: TableRow, answered: Mapping[str, Any], words: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    """One row about which something is asked, with its choices."""
    choices = [_choice(candidate, words) for candidate in row.candidates]
    answer = str(answered.get(str(row.line), ""))
    if answer.startswith("same:") and answer not in [choice["answer"] for choice in choices]:
        held = words.get(answer.removeprefix("same:"), {})
        choices.insert(0, {"answer": answer, "why": "", "name": answer, "told": "", "address": "", **held})
    elif answer.startswith("line:") and answer not in [choice["answer"] for choice in choices]:
        choices.insert(
            0,
            {
                "answer": answer,
                "why": "",
                "name": _line(answer.removeprefix("line:")),
                "told": "",
                "address": "",
            },
        )
    told = "; ".join(
        filter(
            None,
            (
                *(f"{role.title}, {role.body.name}" for role in row.roles),
                *(point.value for point in row.points[:2]),
                row.state if not row.roles else "",
            ),
        )
    )
    return {"row": row, "choices": choices, "answer": answer, "told": told[:200]}


def _choice(candidate: Candidate, words: Mapping[str, dict[str, str]]) -> dict[str, str]:
    if candidate.uid is None:
        return {
            "answer": candidate.answer,
            "why": candidate.why,
            "name": _line(str(candidate.line)),
            "told": "",
            "address": "",
        }
    held = words.get(str(candidate.uid), {"name": "", "told": "", "address": ""})
    return {"answer": candidate.answer, "why": candidate.why, **held}


def _line(number: str) -> str:
    return _("line %(line)s of this file") % {"line": number}


def take_choices(mapping: TableMapping, sent: QueryDict) -> None:
    """Write into the mapping what was chosen on the page of the plan."""
    for name, allowed in (("differs", DIFFERS), ("likely", LIKELY), ("old_roles", OLD_ROLES)):
        chosen = sent.get(name)
        if chosen in [value for value, _words in allowed]:
            mapping.options[name] = str(chosen)
    for name in sent:
        what, _dash, line = name.partition("-")
        if not line.isdigit():
            continue
        if what == "row" and _is_answer(str(sent[name])):
            mapping.say(ROWS, line, str(sent[name]))
        elif what == "shown":
            mapping.say(TAKEN, line, sent.getlist(f"take-{line}"))


def _is_answer(text: str) -> bool:
    return text in (ASK, NEW, OUT) or text.startswith(("same:", "line:"))
