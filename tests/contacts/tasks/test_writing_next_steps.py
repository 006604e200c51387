"""Next steps: done means a time of doing; some come back."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from contacts.models import Task
from contacts.tasks.services import add_task, change_task, complete_task, next_due, reopen_task, trash_task
from crm.parts.records import VersionConflict
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_refuses_a_step_without_words(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="Say what the next step is"):
        add_task(by=cast.ben, title=" ")


def test_it_is_done_once_and_can_be_taken_back(cast: Cast) -> None:
    task = add_task(by=cast.ben, title="Call", assignee=cast.ben)
    complete_task(task, by=cast.ben)
    first = Task.objects.get().done_at
    complete_task(Task.objects.get(), by=cast.cy)
    assert Task.objects.get().done_at == first
    reopen_task(Task.objects.get(), by=cast.ben)
    assert Task.objects.open().count() == 1
    trash_task(Task.objects.get(), by=cast.ben)
    assert not Task.objects.visible_to(cast.ben).exists()


def test_it_leaves_the_next_one_behind_when_it_repeats(cast: Cast) -> None:
    task = add_task(by=cast.ben, title="Check in", due_on=date(2026, 1, 31), repeats="monthly")
    complete_task(task, by=cast.ben)
    assert [t.due_on for t in Task.objects.open()] == [date(2026, 2, 28)]


@pytest.mark.parametrize(
    ("after", "repeats", "due"),
    [
        (date(2026, 12, 31), "weekly", date(2027, 1, 7)),
        (date(2026, 12, 15), "monthly", date(2027, 1, 15)),
        (date(2026, 11, 30), "quarterly", date(2027, 2, 28)),
    ],
)
def test_it_counts_on_over_the_end_of_the_year(after: date, repeats: str, due: date) -> None:
    assert next_due(after, repeats) == due


def test_it_is_seen_by_no_more_people_than_its_meeting(cast: Cast) -> None:
    met = factories.meeting(factories.person(), by=cast.ben, visibility="team", team=cast.north)
    task = add_task(by=cast.ben, title="Call", meeting=met)
    assert (task.visibility, task.team) == ("team", cast.north)
    assert not Task.objects.visible_to(cast.cy).exists()


def test_it_never_overwrites_unseen(cast: Cast) -> None:
    task = add_task(by=cast.ben, title="Call")
    change_task(Task.objects.get(), by=cast.cy, version=1, title="Call back")
    with pytest.raises(VersionConflict):
        change_task(task, by=cast.ben, version=1, title="Write")
