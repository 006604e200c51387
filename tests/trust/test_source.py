"""What no line of ours may do (S6, S15): put a query together from text, or call text from outside markup."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for app in ("crm", "contacts", "network") for path in (ROOT / app).rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*"))

# Where a statement is put together at all, and of what. Data goes in as parameters, always.
PUT_TOGETHER = {
    "contacts/interest/facts.py": "recompute: one of two statements that stand in the module",
    "contacts/organizations/circles.py": "make_trigger: statements for one database or the other, from constants",
    "crm/parts/backups/restoring.py": "_wipe: names of our own tables, quoted by Django",
    "crm/parts/backups/rows.py": "write_lines: names of our own columns, quoted by Django",
    "crm/parts/many.py": "insert: names of our own columns, quoted by Django",
    "crm/parts/prepared.py": "ask: what Django itself wrote for a queryset",
    "crm/parts/records.py": "copy_to_history: names of our own columns, quoted by Django",
    "crm/parts/search_index.py": "the search seam: statements for one database or the other, from constants",
    "crm/parts/search_query.py": "_some: one of two statements that stand in the module",
    "crm/parts/turning_back.py": "put_back, give_back: names of our own columns, quoted by Django",
}
RUNS_SQL = {"execute", "executemany", "executescript", "raw", "RawSQL", "extra", "RunSQL"}
MAKES_MARKUP = {"mark_safe", "SafeString", "SafeText", "html_safe"}


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def constants(path: Path) -> set[str]:
    """Names that a module binds to a plain text once, at its top."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        value = getattr(node, "value", None)
        if is_plain(value, set()):
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def is_plain(value: ast.expr | None, known: set[str]) -> bool:
    """Whether an expression is text that stands in the source: a string, or a constant of the module."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str)
    return isinstance(value, ast.Name) and value.id in known


def put_together(path: Path) -> list[str]:
    """Lines that hand a database something else than text from the source."""
    known = constants(path)
    found = []
    for call in calls(path):
        if name_of(call) not in RUNS_SQL:
            continue
        statement = (
            call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "sql"), None)
        )
        if statement is not None and not is_plain(statement, known):
            found.append(f"{path.relative_to(ROOT)}:{call.lineno} {ast.unparse(call)[:100]}")
    return found


def test_it_finds_what_it_looks_for(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        'cursor.execute(f"SELECT {x}")\ncursor.execute("a" + b)\nM.objects.raw("%s" % x)\nT = "SELECT 1"\nc.execute(T)'
    )
    known = constants(bad)
    flagged = [
        call.lineno for call in calls(bad) if name_of(call) in RUNS_SQL and not is_plain(call.args[0], known)
    ]
    assert flagged == [1, 2, 3]


def test_it_puts_no_statement_together_but_where_it_says_why() -> None:
    found = [line for path in SOURCES for line in put_together(path)]
    unexplained = [line for line in found if line.partition(":")[0] not in PUT_TOGETHER]
    assert unexplained == []
    explained = {line.partition(":")[0] for line in found}
    assert set(PUT_TOGETHER) - explained == set(), "an exception that is no longer needed"


def test_it_calls_no_text_markup() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for call in calls(path)
        if name_of(call) in MAKES_MARKUP
        or (name_of(call) == "format_html" and not is_plain(call.args[0] if call.args else None, set()))
    ]
    assert found == []


def test_it_escapes_in_every_template() -> None:
    """Mail is plain text and escapes nothing; pages always do."""
    switched_off = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
    pages = [path for path in TEMPLATES if path.suffix in {".html", ".svg"}]
    assert len(pages) > 20
    assert [str(path.relative_to(ROOT)) for path in pages if switched_off.search(path.read_text())] == []


def test_it_writes_no_script_or_style_into_a_page() -> None:
    """The content policy would refuse it; here it fails before anybody opens the page."""
    written = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\son\w+=|\sstyle=|javascript:", re.IGNORECASE
    )
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in TEMPLATES
        if path.suffix == ".html"
        and (match := written.search(re.sub(r"{%.*?%}", "", path.read_text(), flags=re.DOTALL)))
    ]
    assert found == []


def test_it_loads_nothing_from_elsewhere() -> None:
    foreign = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE)
    found = [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if path.suffix == ".html" and foreign.search(path.read_text())
    ]
    assert found == []


def test_it_hands_no_dictionary_from_outside_to_a_query() -> None:
    """`filter(**request.GET)` and its like let a stranger name the columns."""
    asking = {"filter", "exclude", "get", "annotate", "alias", "order_by", "create", "update"}
    outside = re.compile(r"request\.(GET|POST|query_params|data)|cleaned_data")
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for call in calls(path)
        if name_of(call) in asking
        and any(
            keyword.arg is None and outside.search(ast.unparse(keyword.value)) for keyword in call.keywords
        )
    ]
    assert found == []


def test_it_unpacks_no_objects_and_runs_no_text() -> None:
    """No pickle, no eval: jobs carry JSON, analyses plain arrays."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
                if {"pickle", "marshal", "shelve", "dill"} & {name.partition(".")[0] for name in names}:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} imports {names}")
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec", "compile"}:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.func.id}")
                if any(k.arg == "allow_pickle" and getattr(k.value, "value", True) for k in node.keywords):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} allow_pickle")
    assert found == []


def test_it_starts_no_thread_with_the_application() -> None:
    """Background threads of a web process met locked databases elsewhere; jobs are rows run by a command."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for call in calls(path)
        if name_of(call) in {"Thread", "Timer", "start_new_thread", "ThreadPoolExecutor"}
    ]
    assert found == []
