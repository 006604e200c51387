"""What the tests that walk every route begin with."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.trust.world import World, build


@pytest.fixture
def world(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> World:
    """Something behind every address, and no limit to attempts: nobody comes as often as these tests."""
    monkeypatch.setattr("allauth.core.internal.ratelimit.get_rates", lambda **asked: [])
    return build(cast)
