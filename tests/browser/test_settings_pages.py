"""It is without a fault on every page of settings and administration, on a desk and on a phone, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from crm.accounts.models import ApiToken, Invitation
from crm.parts.exports import open_log
from crm.parts.jobs import beat
from tests import factories
from tests.cast import Cast

PAGES = (
    "/settings/",
    "/settings/tokens/",
    "/settings/users/",
    "/settings/teams/",
    "/audit/",
    "/exports/",
    "/status/",
    "/account/sessions/",
    "/account/2fa/",
    "/account/password/change/",
    "/account/logout/",
    "/admin/",
    "/admin/contacts/tietype/",
)
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_without_a_fault(
    visit_as: Callable[..., Page],
    cast: Cast,
    all_without_faults: Callable[..., None],
    viewport: dict[str, int],
    scheme: str,
) -> None:
    ApiToken.make(cast.rut, "newsletter sync")
    Invitation.make(by=cast.rut, email="somebody.with.a.long.name@a-long-domain.invalid", role="outreach")
    factories.person(by=cast.ben)
    open_log(by=cast.ben, what="people", format="csv", filter="role=principal").close("complete", 312)
    beat("worker")
    all_without_faults(visit_as(cast.rut, viewport=viewport, color_scheme=scheme), PAGES)


@pytest.mark.parametrize(
    "path", ["/account/login/", "/account/password/reset/", "/account/password/reset/done/"]
)
def test_it_is_without_a_fault_before_signing_in(
    page: Page, db: None, without_faults: Callable[..., None], path: str
) -> None:
    page.goto(path)
    without_faults(page)
