"""Where a case spends its time: functions by their own time, and each query with the way the database takes."""

from __future__ import annotations

import cProfile
import pstats
import time
from typing import Any

from django.db import connection

from tests.speed.bench_pages import cases, reader

SHOWN = 28


def show(words: str) -> None:
    """Profile every case whose name holds these words."""
    client = reader()
    for case in cases(client):
        if words not in case.name:
            continue
        for address in case.addresses:
            client.get(address)
        print(f"\n=== {case.name}")
        _queries(client, case.addresses)
        profiler = cProfile.Profile()
        profiler.enable()
        for address in case.addresses:
            client.get(address)
        profiler.disable()
        pstats.Stats(profiler).sort_stats("cumtime").print_stats(SHOWN)


def _queries(client: Any, addresses: Any) -> None:
    """Every query of each address that takes more than a millisecond."""
    for address in addresses:
        seen: list[tuple[float, str, Any]] = []

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any, seen: Any = seen) -> Any:
            began = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                seen.append(((time.perf_counter() - began) * 1000, sql, params))

        with connection.execute_wrapper(watch):
            began = time.perf_counter()
            client.get(address)
            whole = (time.perf_counter() - began) * 1000
        print(
            f"\n{address}: {whole:.1f} ms, {len(seen)} queries, {sum(took for took, *_ in seen):.1f} ms in them"
        )
        for took, sql, params in sorted(seen, key=lambda one: -one[0])[:4]:
            if took > 1:
                print(f"  {took:6.1f} ms  {sql[:1500]}  {str(params)[:200]}")
                _explain(sql, params)


def _explain(sql: str, params: Any) -> None:
    if not sql.lstrip().upper().startswith("SELECT"):
        return
    how = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(how + sql, params)
        for row in cursor.fetchall():
            print(f"            {row[-1]}")
