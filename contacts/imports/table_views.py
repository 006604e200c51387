"""A table on its way in: what its columns mean, and how its words were understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from contacts.imports.answering import take_answers
from contacts.imports.asking import SHOWN, Questions, questions_of
from contacts.imports.jobs import prepared_from
from contacts.imports.reading import WrongFile
from contacts.imports.services import Prepared
from contacts.imports.tables.fields import DETAILS, KINDS, LEFT_OUT, choices, meaning
from contacts.imports.tables.mapping import TableMapping
from contacts.imports.tables.opening import Table, open_table
from contacts.imports.waiting import State, WaitingFile, waiting_file
from contacts.interest.models import HowWeKnow, InterestLevel, Stance
from contacts.organizations.models import OrganizationType
from contacts.policy.models import Initiative
from contacts.roles.choices import ROLE_CHOICES
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.sheets import SheetError
from crm.parts.visibility import Visibility

LONGEST_SOURCE = 50


def table_of(request: SignedInRequest, uid: UUID) -> tuple[WaitingFile, TableMapping]:
    """One's own table that waits, and what is known of it. Raises Http404 for any other."""
    waiting = waiting_file(uid, request.user)
    if waiting is None or not waiting.mapping or waiting.state != State.WAITING:
        raise Http404
    return waiting, TableMapping.from_json(waiting.mapping)


def keep_mapping(waiting: WaitingFile, mapping: TableMapping) -> None:
    """Remember what was decided about a table; `format` follows what its rows are."""
    waiting.mapping, waiting.format = mapping.to_json(), mapping.kind
    waiting.keep()


def start_table(
    waiting: WaitingFile, *, kind: str = "", sheet: str = "", headerless: bool | None = None
) -> TableMapping:
    """Open a file as a table and guess what its columns mean. Raises SheetError."""
    table = open_table(waiting.path, waiting.name, sheet=sheet, headerless=headerless)
    mapping = table.guess(kind)
    mapping.sheet = table.sheet.sheet_name
    waiting.rows = sum(1 for _row in table.sheet.rows())
    if not waiting.rows:
        raise SheetError(_("The file names its columns but has no rows below them. Export it again."))
    return mapping


@page(Right.IMPORT, methods=("GET", "POST"))
def table_columns_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Each column with three of its values and what it means; whoever knows better says so."""
    waiting, mapping = table_of(request, uid)
    problems: dict[int, str] = {}
    if request.method == "POST":
        answer = request.POST
        if _read_anew(answer, mapping):
            try:
                mapping = start_table(
                    waiting,
                    kind=answer.get("kind", ""),
                    sheet=answer.get("sheet", ""),
                    headerless=answer.get("headerless") == "yes",
                )
            except SheetError as error:
                problems = {-1: str(error)}
            else:
                keep_mapping(waiting, mapping)
                return redirect("table_columns", uid=waiting.uid)
        else:
            _take_columns(mapping, answer)
            problems = mapping.problems()
            if not problems:
                keep_mapping(waiting, mapping)
                return redirect(
                    "table_understood" if answer.get("do") == "look" else "waiting_file", uid=waiting.uid
                )
    try:
        table = open_table(waiting.path, waiting.name, sheet=mapping.sheet, headerless=mapping.headerless)
    except (SheetError, OSError) as error:
        waiting.close(State.FAILED, says=str(error))
        return redirect("waiting_file", uid=waiting.uid)
    return render(
        request,
        "imports/table_columns.html",
        {
            "waiting": waiting,
            "mapping": mapping,
            "kinds": KINDS.items(),
            "columns": list(_shown_columns(table, mapping, problems)),
            "choices": choices(mapping.kind),
            "problem": problems.get(-1, ""),
            "sheets": table.sheet.sheet_names,
            "warnings": table.sheet.warnings,
        },
        status=400 if problems else 200,
    )


def _read_anew(sent: Mapping[str, str], mapping: TableMapping) -> bool:
    """Whether the rows are something else than they were taken for, or another worksheet was chosen."""
    return (
        sent.get("kind", mapping.kind) != mapping.kind
        or sent.get("sheet", mapping.sheet) != mapping.sheet
        or (sent.get("headerless") == "yes") != mapping.headerless
    )


def _take_columns(mapping: TableMapping, sent: Mapping[str, str]) -> None:
    for at in range(len(mapping.columns)):
        means = sent.get(f"column-{at}", mapping.columns[at])
        known = means in (LEFT_OUT, DETAILS) or meaning(mapping.kind, means) is not None
        mapping.columns[at] = means if known else DETAILS
        source = " ".join(sent.get(f"source-{at}", "").split())[:LONGEST_SOURCE]
        if source and means == "number":
            mapping.sources[str(at)] = source


def _shown_columns(table: Table, mapping: TableMapping, problems: Mapping[int, str]) -> Any:
    for at, (column, means) in enumerate(zip(table.columns, mapping.columns, strict=True)):
        yield {
            "at": at,
            "header": mapping.headers[at],
            "samples": [sample[:80] for sample in column.samples],
            "means": means,
            "source": mapping.source(at) if means == "number" else "",
            "problem": problems.get(at, ""),
            "empty": not column.filled,
        }


@page(Right.IMPORT, methods=("GET", "POST"))
def table_understood_page(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """How days, positions, roles and organizations were understood, each distinct value once."""
    waiting, mapping = table_of(request, uid)
    try:
        prepared = prepared_from(waiting, request.user)
    except (WrongFile, OSError) as error:
        waiting.close(State.FAILED, says=str(error))
        return redirect("waiting_file", uid=waiting.uid)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        direction = mapping.option("direction")
        wrong = take_answers(mapping, request.POST, prepared.plan.extra["bodies"])
        if not wrong:
            turned = mapping.option("direction") != direction
            mapping.options["looked"] = "yes"
            keep_mapping(waiting, mapping)
            if turned or request.POST.get("do") == "again":
                return redirect("table_understood", uid=waiting.uid)
            return redirect("waiting_file", uid=waiting.uid)
    questions = questions_of(prepared)
    return render(
        request,
        "imports/table_understood.html",
        {
            "waiting": waiting,
            "mapping": mapping,
            "wrong": wrong,
            "initiatives": Initiative.objects.visible_to(request.user).order_by("folded", "pk"),
            **_asked(questions, mapping),
        },
        status=400 if wrong else 200,
    )


def _asked(questions: Questions, mapping: TableMapping) -> dict[str, Any]:
    return {
        "ask": questions,
        "shown": SHOWN,
        "roles": ROLE_CHOICES,
        "types": OrganizationType.choices,
        "stances": Stance.choices,
        "levels": InterestLevel.choices,
        "hows": HowWeKnow.choices,
        "visibilities": Visibility.choices,
    }


def must_look(prepared: Prepared) -> bool:
    """Whether somebody should look at how a table was understood before its plan is shown."""
    mapping = prepared.reading.mapping
    return mapping is not None and not mapping.option("looked") and questions_of(prepared).waits
