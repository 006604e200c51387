"""What every test of the meeting log begins with."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.fixture
def ben(cast: Cast) -> Client:
    return cast.client("ben")
