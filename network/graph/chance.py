"""Randomness that repeats: igraph draws from one generator for the whole process, so it is set and held per call."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import igraph

_holding = Lock()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Inside, igraph draws the same numbers each time; another thread waits rather than draw from them."""
    with _holding:
        igraph.set_random_number_generator(random.Random(seed))
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)
