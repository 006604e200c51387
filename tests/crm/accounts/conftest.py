"""An admin at work; and attempts that one test made are forgotten before the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import Cast
from tests.crm.accounts.signing_in import say_it_is_you


@pytest.fixture
def rut(cast: Cast) -> Client:
    """Rut, who administers, just after giving her password once more."""
    return say_it_is_you(cast.client("rut"))


@pytest.fixture(autouse=True)
def no_attempts_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
