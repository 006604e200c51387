"""`make bench`: load the large record if it is not there, then measure.

    python -m tests.speed [--only WORDS] [--profile WORDS] [--file ours|bare]

What bringing in large files takes is measured by `python -m tests.speed.bench_imports`, which needs the real files.

`--only` measures the cases whose name holds the words; `--profile` shows where such a case spends its time and how the
database reads its queries.
"""

from __future__ import annotations

import argparse

from tests.speed.setting import prepare


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.speed", description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--profile", default="")
    parser.add_argument("--file", choices=("ours", "bare"))
    asked = parser.parse_args()
    prepare()
    from tests.speed import bench_pages, load, profile

    if asked.file:
        bench_pages.take_file(asked.file)
        return
    load.load()
    if asked.profile:
        profile.show(asked.profile)
        return
    bench_pages.bench(asked.only)


if __name__ == "__main__":
    main()
