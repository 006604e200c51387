"""What a bulk act over everybody on the large record takes, and taking it back: `python -m tests.speed.bench_bulk`.

Each act is undone, so that the record stands as it was (with a longer history).
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.speed.setting import prepare


def main() -> None:
    prepare()
    from contacts.lists import bulk_services as bulk
    from contacts.models import Person
    from crm.accounts.models import User
    from tests.speed import load
    from tests.speed.large_record import READER

    load.load()
    ben = User.objects.get(username=READER)
    keys = list(Person.objects.visible_to(ben).in_lists().values_list("pk", flat=True))
    give_history(ben, keys)
    acts: dict[str, Callable[[], Any]] = {
        "point person": lambda: bulk.assign_point_person(Person, keys, by=ben, owner=User.objects.system()),
        "tag": lambda: bulk.tag_all(keys, by=ben, names=[f"measured {uuid4()}"[:40]]),
        "next step": lambda: bulk.add_next_steps(Person, keys, by=ben, title="Call", uid=uuid4()),
        "consent": lambda: bulk.set_consents(keys, by=ben, channel="mail", answer="may", how="measured"),
        "archive": lambda: bulk.archive_all(keys, by=ben),
    }
    for name, do in acts.items():
        measure(name, do, ben)
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def give_history(by: Any, keys: list[int]) -> None:
    """The large record was put in past history, and nothing goes back to a state that no history has."""
    from contacts.models import Consent, Person
    from crm.parts.audit import act
    from crm.parts.keys import among, in_parts
    from crm.parts.many import remember

    with act(by=by, verb="measure"):
        for part in in_parts(keys):
            remember(Person, part, "~")
            remember(
                Consent, list(Consent.objects.filter(party__in=among(part)).values_list("pk", flat=True)), "~"
            )


def measure(name: str, do: Callable[[], Any], by: Any) -> None:
    """Do it in one act, take it back, and say what each took."""
    from crm.parts.audit import act
    from crm.parts.undo import undo

    began = time.monotonic()
    with act(by=by, verb=name) as running:
        done = do()
    took = time.monotonic() - began
    began = time.monotonic()
    undo(running.event, by=by)
    back = time.monotonic() - began
    print(f"{name}: {done.changed:,} rows written in {took:.1f} s, taken back in {back:.1f} s", flush=True)


if __name__ == "__main__":
    main()
