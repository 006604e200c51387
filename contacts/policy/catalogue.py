"""What every installation begins with: initiatives of the field, kinds of tie, key dates. Facts to keep editable.

Rows, not code: whatever staff change afterwards stays as they changed it, and `seed_catalogue` may run again.
Citations stand as the field's own pages give them; what is doubtful is marked to be checked.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

_ = gettext_noop  # seeds are stored as written; a translation would fix them in the language of the first start

INITIATIVES: tuple[dict[str, Any], ...] = (
    {
        "catalogue_key": "mn-site-governed-schools",
        "name": "Minnesota Site Governed Schools Law",
        "lever": "state_law",
        "state": "MN",
        "citation": "Minn. Stat. 123B.045",
        "about": (
            "A school board may approve a school that governs itself: its site decides about staffing, budget, "
            "learning program and schedule under an agreement with the board. An existing site needs the vote of at "
            "least 60 % of its teachers; the board decides within 60 days."
        ),
    },
    {
        "catalogue_key": "mps-policy-6100",
        "name": "Minneapolis Public Schools Policy 6100: Autonomous Schools",
        "lever": "district_policy",
        "state": "MN",
        "citation": "MPS Policy 6100",
        "check_citation": True,
        "check_note": "The district's list of policies shows 6010.",
        "about": "The district's own policy on schools with more say over their program.",
    },
    {
        "catalogue_key": "mps-community-partnership-mou",
        "name": "MPS Community Partnership Schools union/district MOU",
        "lever": "memorandum",
        "state": "MN",
        "about": (
            "A memorandum between the union and the district: sites plan with their community and may ask for "
            "exceptions."
        ),
    },
    {
        "catalogue_key": "mn-teacher-governed-grants",
        "name": "Teacher-Governed Schools Grant Program",
        "lever": "grant",
        "state": "MN",
        "citation": "Minnesota laws",
        "about": "State grants to plan and begin schools in which teachers hold the authority.",
    },
    {
        "catalogue_key": "mn-district-authorized-charters",
        "name": "District-Authorized Autonomous Charter Schools",
        "lever": "authorizing",
        "state": "MN",
        "citation": "Minn. Stat. 125E.05",
        "check_citation": True,
        "check_note": "Authorizing reads 124E.05.",
        "about": "A district authorizes charter schools and grants them wide autonomy.",
    },
    {
        "catalogue_key": "empowerment-zones",
        "name": "Empowerment Zones",
        "lever": "district_policy",
        "about": "A group of schools with a board of its own and more say than the rest of the district.",
    },
    {
        "catalogue_key": "nyc-prose",
        "name": "PROSE in New York City",
        "lever": "memorandum",
        "state": "NY",
        "about": "Schools change rules of contract and district together; at least 65 % of the staff vote for it.",
    },
    {
        "catalogue_key": "pilot-schools",
        "name": "Pilot Schools",
        "lever": "memorandum",
        "about": "District schools with autonomy over staffing, budget, program, governance and schedule.",
    },
    {
        "catalogue_key": "teacher-powered-schools",
        "name": "Teacher-Powered Schools",
        "lever": "national",
        "about": "A national program that helps teams build their capacity to design and run a school.",
    },
    {
        "catalogue_key": "flexibility-from-state-laws",
        "name": "Flexibility from State Laws",
        "lever": "waiver",
        "about": "Exceptions from state laws for designs of learning that put the student in the middle.",
    },
)

# key, seen from the first, seen from the second, same both ways, sign, between whom, counts (0 to 1), may introduce
_TIE_COLUMNS = ("key", "forward", "reverse", "symmetric", "valence", "ends", "prior", "introduces")
TIE_TYPES: tuple[dict[str, Any], ...] = tuple(
    dict(zip(_TIE_COLUMNS, row, strict=True))
    for row in (
        ("knows", _("knows"), _("knows"), True, 1, "people", 0.4, True),
        ("works_with", _("works with"), _("works with"), True, 1, "any", 0.6, True),
        ("trusts", _("trusts"), _("is trusted by"), False, 1, "people", 0.8, True),
        ("mentors", _("mentors"), _("is mentored by"), False, 1, "people", 0.8, True),
        ("reports_to", _("reports to"), _("has reporting to them"), False, 1, "people", 0.5, False),
        (
            "same_council",
            _("on the same council as"),
            _("on the same council as"),
            True,
            1,
            "people",
            0.5,
            True,
        ),
        ("related", _("related to"), _("related to"), True, 1, "people", 0.7, False),
        ("introduced", _("introduced us to"), _("was introduced to us by"), False, 1, "people", 0.6, True),
        ("opposes", _("opposes"), _("is opposed by"), False, -1, "any", 0.0, False),
        ("partners", _("partner of"), _("partner of"), True, 1, "organizations", 0.6, True),
        ("funds", _("funds"), _("is funded by"), False, 0, "any", 0.3, False),
    )
)

KEY_DATE_KINDS: tuple[dict[str, Any], ...] = tuple(
    {"name": name, "no_school": no_school}
    for name, no_school in (
        (_("session"), False),
        (_("committee deadline"), False),
        (_("election"), False),
        (_("filing"), False),
        (_("seating"), False),
        (_("contract end"), False),
        (_("bargaining"), False),
        (_("school break"), True),
        (_("hearing"), False),
        (_("report due"), False),
    )
)

_MN = "Minnesota"
# key, kind, title, first day, last day, where it comes from. All of them are to be checked: `checked` stays false.
_DATE_COLUMNS = ("catalogue_key", "kind", "title", "start", "end", "source")
KEY_DATES: tuple[dict[str, Any], ...] = tuple(
    dict(zip(_DATE_COLUMNS, row, strict=True), jurisdiction=_MN)
    for row in (
        (
            "mn-2026-election",
            "election",
            "General election",
            date(2026, 11, 3),
            None,
            "Minn. Stat. 204D.03; check",
        ),
        (
            "mn-2027-seating",
            "seating",
            "School board members take office",
            date(2027, 1, 4),
            None,
            "Minn. Stat. 123B.09; check",
        ),
        (
            "mn-2027-session",
            "session",
            "Legislature in session",
            date(2027, 1, 5),
            date(2027, 5, 17),
            "Constitution, art. IV, sec. 12; check",
        ),
        (
            "mn-2027-contracts",
            "contract end",
            "Teacher contracts end",
            date(2027, 6, 30),
            None,
            "Minn. Stat. 179A.20; check",
        ),
        (
            "mn-2027-filing",
            "filing",
            "Filing for school board (no primary)",
            date(2027, 7, 27),
            date(2027, 8, 10),
            "Minn. Stat. 205A.06; check",
        ),
        (
            "mn-2027-election",
            "election",
            "School board elections of odd years",
            date(2027, 11, 2),
            None,
            "Minn. Stat. 205A.04; check",
        ),
        (
            "mn-2028-settlement",
            "bargaining",
            "Teacher contracts to be settled",
            date(2028, 1, 15),
            None,
            "Minn. Stat. 123B.05; check",
        ),
        (
            "mn-2026-report",
            "report due",
            "Achievement and civic readiness report to the state",
            date(2026, 12, 15),
            None,
            "Minn. Stat. 120B.11; check",
        ),
        (
            "mn-2026-thanksgiving",
            "school break",
            "Thanksgiving",
            date(2026, 11, 26),
            date(2026, 11, 27),
            "usual; check each district's calendar",
        ),
        (
            "mn-2026-winter",
            "school break",
            "Winter break",
            date(2026, 12, 24),
            date(2027, 1, 1),
            "usual; check each district's calendar",
        ),
        (
            "mn-2027-spring",
            "school break",
            "Spring break",
            date(2027, 3, 29),
            date(2027, 4, 2),
            "varies; check each district's calendar",
        ),
    )
)
