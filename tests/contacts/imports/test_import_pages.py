"""Bringing a file in by page: choose, look, bring in, read what was done, take it back."""

from __future__ import annotations

import stat
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from contacts.imports import views, waiting
from contacts.models import ImportBatch, Organization
from crm.parts.exports import ExportLog
from tests.cast import Cast
from tests.contacts.imports.files import DISTRICTS, FILES, LEGISLATORS, SCHOOLS, as_csv, bring, state, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast: Cast) -> Client:
    return cast.client("ben")


def send(
    client: Client, content: str | bytes, format: str = "nces-schools", name: str = "schools.csv"
) -> Any:
    content = content.encode() if isinstance(content, str) else content
    return client.post("/imports/new/", {"format": format, "file": SimpleUploadedFile(name, content)})


def uploads() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    return sorted(path for path in folder.rglob("file")) if folder.is_dir() else []


def test_it_brings_a_file_in_and_takes_it_back(ben: Client) -> None:
    kept, before = uploads(), state()
    sent = send(ben, as_csv(SCHOOLS))
    assert sent.status_code == 302
    plan = ben.get(sent.url)
    assert state() == before
    text = plan.content.decode()
    for words in ("schools.csv", "School 1", "Orphan School – Gone District", "nothing is written yet"):
        assert words in text
    done = ben.post(sent.url, {"do": "bring_in"}, follow=True)
    batch = ImportBatch.objects.get()
    assert done.redirect_chain[-1][0] == f"/imports/{batch.uid}/"
    assert Organization.objects.count() == 3
    assert uploads() == kept
    assert batch.act is not None
    assert f"/acts/{batch.act.uid}/undo/" in ben.get("/imports/").content.decode()
    ben.post(f"/acts/{batch.act.uid}/undo/", {"next": "/imports/"})
    assert not Organization.objects.exists()
    assert "taken back" in ben.get("/imports/").content.decode()


def test_it_changes_nothing_on_a_second_press(ben: Client) -> None:
    address = send(ben, as_csv(SCHOOLS)).url
    first = ben.post(address, {"do": "bring_in"}, follow=True)
    second = ben.post(address, {"do": "bring_in"}, follow=True)
    assert first.redirect_chain[-1] == second.redirect_chain[-1]
    assert ImportBatch.objects.count() == 1


def test_it_forgets_a_file_that_is_not_wanted(ben: Client) -> None:
    kept = uploads()
    address = send(ben, as_csv(SCHOOLS)).url
    assert len(uploads()) == len(kept) + 1
    assert ben.post(address, {"do": "drop"}).url == "/imports/"
    assert uploads() == kept
    assert ben.get(address).status_code == 404
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "Columns missing: ncessch"),
        (bytes(range(256)) * 40, "not a text file"),
    ],
)
def test_it_says_at_the_field_what_is_wrong_with_a_file(ben: Client, content: bytes, says: str) -> None:
    kept = uploads()
    answer = send(ben, content)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert uploads() == kept


def test_it_refuses_a_file_that_is_too_large(ben: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 100
    assert "larger than" in send(ben, as_csv(SCHOOLS)).content.decode()


def test_it_shows_problems_by_line_and_offers_no_button_where_all_are(ben: Client) -> None:
    rows = [{**SCHOOLS[0], "ncessch": "7"}]
    text = ben.get(send(ben, as_csv(rows)).url).content.decode()
    assert "line 2" in text
    assert "not a number of 12 digits" in text
    assert "bring_in" not in text


def test_it_shows_what_would_change_field_by_field(ben: Client, tmp_path: Path) -> None:
    bring("nces-districts", write(tmp_path, DISTRICTS))
    changed = [{**DISTRICTS[0], "LEA_NAME": "Riverfork Schools", "PHONE": "(651)555-0199"}]
    text = ben.get(send(ben, as_csv(changed), "nces-districts").url).content.decode()
    assert "<del>Riverfork Public Schools</del> <ins>Riverfork Schools</ins>" in text
    assert "<del>(651)555-0101</del> <ins>(651)555-0199</ins>" in text


def test_it_keeps_a_file_for_its_owner_alone(cast: Cast, ben: Client) -> None:
    address = send(ben, as_csv(SCHOOLS)).url
    path = uploads()[-1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for name in ("cy", "ada", "rut"):
        client = cast.client(name)
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "bring_in"}).status_code == 404
    assert not ImportBatch.objects.exists()
    assert ben.get(f"/imports/waiting/{uuid.uuid4()}/").status_code == 404


def test_it_lets_nobody_in_who_may_not_import(cast: Cast) -> None:
    client = cast.client("vi")
    before = state()
    for address in (
        "/imports/",
        "/imports/new/",
        f"/imports/waiting/{uuid.uuid4()}/",
        f"/imports/{uuid.uuid4()}/",
    ):
        assert client.get(address).status_code == 403
    assert send(client, as_csv(SCHOOLS)).status_code == 403
    assert state() == before


def test_it_shows_ones_own_imports_and_an_admin_all(cast: Cast, tmp_path: Path) -> None:
    bring("nces-schools", write(tmp_path, SCHOOLS), "--by", "ben")
    batch = ImportBatch.objects.get()
    for name, sees in (("ben", True), ("cy", False), ("ada", False), ("rut", True)):
        client = cast.client(name)
        assert (str(batch.uid) in client.get("/imports/").content.decode()) is sees
        assert client.get(f"/imports/{batch.uid}/").status_code == (200 if sees else 404)
        assert client.get(f"/imports/{batch.uid}/?format=csv").status_code == (200 if sees else 404)


def test_it_reports_row_by_row_and_takes_the_problems_out(ben: Client, tmp_path: Path) -> None:
    rows = [SCHOOLS[0], SCHOOLS[0], {**SCHOOLS[1], "ncessch": "=1+1"}]
    bring("nces-schools", write(tmp_path, rows), "--by", "ben")
    batch = ImportBatch.objects.get()
    school = Organization.objects.get()
    text = ben.get(f"/imports/{batch.uid}/").content.decode()
    assert f'<a class="name" href="/organizations/{school.uid}/">School 1</a>' in text
    assert "Repeats line 2." in text
    answer = ben.get(f"/imports/{batch.uid}/?did=error&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Line,What was done,Record,Why"
    assert len(lines) == 2
    assert lines[1].startswith("4,problem,,")
    assert ExportLog.objects.get().rows == 1


def test_it_guards_what_a_spreadsheet_would_compute(ben: Client, tmp_path: Path) -> None:
    rows = [{**SCHOOLS[0], "school_name": "=1+1"}]
    bring("nces-schools", write(tmp_path, rows), "--by", "ben")
    answer = ben.get(f"/imports/{ImportBatch.objects.get().uid}/?format=csv")
    assert "'=1+1" in b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize("query", ["did=nothing", "colour=red", "line=x", "page=x"])
def test_it_refuses_a_question_about_rows_that_it_does_not_know(
    ben: Client, tmp_path: Path, query: str
) -> None:
    bring("nces-schools", write(tmp_path, SCHOOLS), "--by", "ben")
    answer = ben.get(f"/imports/{ImportBatch.objects.get().uid}/?{query}")
    assert answer.status_code == 400
    assert "<tbody" not in answer.content.decode()


@pytest.mark.parametrize("format", list(FILES))
def test_it_shows_the_rows_of_every_format(ben: Client, format: str, tmp_path: Path) -> None:
    for before in {"committee-seats": ["state-legislators", "committees"]}.get(format, []):
        bring(before, write(tmp_path, FILES[before]))
    bring(format, write(tmp_path, FILES[format]), "--by", "ben")
    text = ben.get(f"/imports/{ImportBatch.objects.latest('pk').uid}/").content.decode()
    name = {
        "nces-districts": "Riverfork Public Schools",
        "nces-schools": "School 1",
        "committees": "Education Finance",
        "organizations": "Oak Elementary",
    }
    assert name.get(format, {"meeting-attendance": "Ana Bravo"}.get(format, "Mai Houa Xiong")) in text


def test_it_shows_hostile_text_as_text(ben: Client) -> None:
    rows = [{**LEGISLATORS[0], "name": "<script>alert(1)</script>", "state": "<img src=x onerror=alert(2)>"},
            {**LEGISLATORS[1], "name": "<script>alert(3)</script>"}]  # fmt: skip
    address = send(ben, as_csv(rows), "state-legislators", name="<b>x</b>.csv").url
    for text in (
        ben.get(address).content.decode(),
        ben.post(address, {"do": "bring_in"}, follow=True).content.decode(),
        ben.get("/imports/").content.decode(),
    ):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<b>x</b>" not in text
    assert "&lt;script&gt;alert(3)" in ben.get(f"/imports/{ImportBatch.objects.get().uid}/").content.decode()


def test_it_costs_the_same_for_three_rows_or_thirty(ben: Client, tmp_path: Path, flat_queries: Any) -> None:
    grown = iter(range(100, 1000))

    def grow() -> None:
        rows = [{**SCHOOLS[0], "ncessch": f"270000100{next(grown)}"} for _ in range(3)]
        bring("nces-schools", write(tmp_path, rows), "--by", "ben")

    flat_queries(lambda: ben.get("/imports/"), grow=grow, limit=12, by_itself=True)
    many = [{**SCHOOLS[0], "ncessch": f"270000200{n}"} for n in range(100, 140)]
    bring("nces-schools", write(tmp_path, many), "--by", "ben")
    batch = ImportBatch.objects.latest("pk")
    flat_queries(lambda: ben.get(f"/imports/{batch.uid}/"), grow=lambda: None, limit=15)


def test_it_lets_the_worker_bring_a_large_file_in(
    ben: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(views, "INLINE_ROWS", 2)
    address = send(ben, as_csv(SCHOOLS)).url
    assert "it goes on if you close this page" in ben.get(address).content.decode()
    ben.post(address, {"do": "bring_in"})
    running = ben.get(address)
    assert running["Refresh"] == "2"
    assert "you may close this page" in running.content.decode()
    assert not ImportBatch.objects.exists()
    # What the worker does with its next job.
    job = DBTaskResult.objects.get()
    import_string(job.task_path).func(*job.args_kwargs["args"])
    assert Organization.objects.count() == 3
    assert ben.get(address).url == f"/imports/{ImportBatch.objects.get().uid}/"


def test_it_says_why_a_large_file_did_not_come_in(
    cast: Cast, ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(ben, as_csv(SCHOOLS)).url

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("contacts.imports.jobs.bring_in", broken)
    ben.post(address, {"do": "bring_in"})
    answer = ben.get(address)
    assert "Refresh" not in answer
    assert "nothing was written" in answer.content.decode()
    assert "the disk is full" not in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_it_asks_again_whether_one_may_when_the_turn_comes(cast: Cast, ben: Client) -> None:
    address = send(ben, as_csv(SCHOOLS)).url
    found = waiting.waiting_file(address.split("/")[-2])
    assert found is not None
    assert found.claim()
    cast.ben.role = "viewer"
    cast.ben.save()
    from contacts.imports.jobs import finish

    assert finish(found) is None
    assert not Organization.objects.exists()


def test_it_throws_away_what_nobody_came_back_for(ben: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    send(ben, as_csv(SCHOOLS))
    kept = uploads()
    monkeypatch.setattr(waiting, "KEPT_SECONDS", -1)
    assert waiting.throw_old_away() >= len(kept)
    assert uploads() == []


def test_it_plans_anew_if_the_record_changed_since(cast: Cast, ben: Client, tmp_path: Path) -> None:
    address = send(ben, as_csv(SCHOOLS)).url
    ben.get(address)
    bring("nces-schools", write(tmp_path, SCHOOLS[:1]))
    with transaction.atomic():
        ben.post(address, {"do": "bring_in"})
    batch = ImportBatch.objects.latest("pk")
    assert (batch.created, batch.unchanged) == (2, 1)
    assert Organization.objects.count() == 3
