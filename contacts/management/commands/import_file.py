"""Bring a file in: `manage.py import_file nces-districts districts.csv --dry-run`, or any table of people."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from contacts.imports.formats import FORMATS
from contacts.imports.planned import Did, Plan, last_line, no_progress
from contacts.imports.planned import Progress as Tell
from contacts.imports.reading import WrongFile
from contacts.imports.services import bring_in, prepare
from crm.accounts.models import User
from crm.accounts.rights import Right

# How many problems are printed; the rest are counted.
PRINTED = 50


class Command(BaseCommand):
    requires_system_checks = ()
    requires_migrations_checks = True
    help = "Bring a file in, in one act that `manage.py undo` takes back. A second run finds nothing to do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=sorted(FORMATS), metavar="FORMAT", help=", ".join(FORMATS))
        parser.add_argument(
            "path", metavar="PATH", help="a CSV file of any dialect and encoding, or an .xlsx workbook"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, and write nothing"
        )
        parser.add_argument("--by", metavar="USERNAME", help="in whose name (else Groundwork's own)")
        for name, says in _options().items():
            parser.add_argument(f"--{name}", default="", help=f"{says}")

    def handle(self, *args: Any, **options: Any) -> None:
        by = named_user(options["by"])
        if by is not None and not by.may(Right.IMPORT):
            raise CommandError(f"{by.username} may not bring files in.")
        path = Path(options["path"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        if not os.access(path, os.R_OK):
            raise CommandError(f"The file {path} cannot be read. Check who may read it.")
        chosen = {name: options[name] for name in _options()}
        try:
            with shown_progress() as tell:
                tell("Reading", 0, 0)
                prepared = prepare(FORMATS[options["format"]], path, path.name, chosen, by=by)
                batch = None
                if not options["dry_run"]:
                    batch = bring_in(prepared, by=by or User.objects.system(), progress=tell)
        except WrongFile as reason:
            raise CommandError(str(reason)) from None
        self.sum_up(prepared.plan)
        if options["dry_run"]:
            if prepared.plan.useless:
                raise CommandError("None of the rows can be brought in.")
            self.stdout.write("Dry run: nothing was written.")
        elif batch is not None and batch.act is not None:
            self.stdout.write(
                f"Act {batch.act.pk} ({batch.act.uid}); undo it with: manage.py undo {batch.act.pk}"
            )
        self.stdout.write(last_line(prepared.plan.counts()))

    def sum_up(self, plan: Plan) -> None:
        """What else came in, what deserves a look, and the problems by line."""
        if plan.also:
            besides = ", ".join(f"{count:,} {words}" for words, count in sorted(plan.also.items()))
            self.stdout.write(f"Besides the rows: {besides}.")
        for warning in plan.warnings:
            self.stdout.write(f"Note: {warning}")
        for count, row in enumerate(plan.rows_that(Did.ERROR)):
            if count == PRINTED:
                more = plan.counts()[Did.ERROR.value] - PRINTED
                self.stdout.write(f"… and {more:,} more problems.")
                break
            self.stdout.write(f"Line {row.line}: {row.says}")


def _options() -> dict[str, str]:
    return {name: str(says) for format in FORMATS.values() for name, says in format.options.items()}


def named_user(username: str | None) -> User | None:
    """The user of this name; None if no name was given."""
    if not username:
        return None
    user: User | None = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no user {username}.")
    return user


@contextmanager
def shown_progress() -> Iterator[Tell]:
    """A bar on standard error while somebody watches; nothing otherwise."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(doing: str, done: int, of: int) -> None:
            bar.update(task, description=doing, completed=done, total=of or None)

        yield tell
