"""What stands behind each address of the URLconf, and what a call to it is sent.

**When you add a page, a form or an API route**, run `pytest -n0 tests/trust`. If your address carries an id of
something that is here already (a person, a meeting), nothing is to be done: `OBJECTS` finds the object by the start
of the route's name, the longest start first, so `person_edit` and `person_tags` both open people. Otherwise the test
`test_it_has_an_object_for_every_route` names your route, and you add one line to `OBJECTS` (a name that ends in `$`
is meant exactly):

    "grant": lambda world: world.grants,           # a list of Things, each with who of the cast may see it
    "grant_restore": lambda world: world.trashed_grants,

and, for a new table, one object of it in `build()` of `world.py`. A route that only takes POST must be seen to
succeed: if it needs more than its address, say what it is sent in `SENT`; what an address asks after its `?` stands in
`ASKED`. A route that answers with a redirect by design stands in `LEADS_ELSEWHERE`, with the reason. Nothing is ever
skipped silently: each of these lists is held against the URLconf, and an entry that no route needs fails too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.trust.world import Thing, World

# Which things stand behind a route that carries ids, by the start of its name. The longest start wins; a name that
# ends in $ is meant exactly.
OBJECTS: dict[str, Callable[[World], list[Thing]]] = {
    "account_reset_password_from_key": lambda world: world.reset_links,
    "admin:view_on_site": lambda world: world.admin_links,
    "api-assessments": lambda world: world.readings,
    "api-initiatives": lambda world: world.initiatives,
    "api-lists": lambda world: world.lists,
    "api-meetings": lambda world: world.meetings,
    "api-organizations": lambda world: world.organizations,
    "api-people": lambda world: world.people,
    "api-roles": lambda world: world.roles,
    "api-tags": lambda world: world.tags,
    "api-tasks": lambda world: world.tasks,
    "api-ties": lambda world: world.ties,
    "consent_edit": lambda world: world.people,
    "decision_add": lambda world: world.initiatives,
    "decision_edit": lambda world: world.decisions,
    "do_not_contact": lambda world: world.people,
    "document_add": lambda world: world.people,
    "document$": lambda world: world.documents,
    "forgotten": lambda world: world.forgotten,
    "import": lambda world: world.imports,
    "initiative": lambda world: world.initiatives,
    "invitation": lambda world: world.invitations,
    "join": lambda world: world.invitation_links,
    "list_change": lambda world: world.lists_to_change,
    "list_columns": lambda world: [Thing("the columns of people", {"name": "people"})],
    "list_copy": lambda world: world.lists,
    "list_edit": lambda world: world.lists_to_change,
    "list_make": lambda world: [Thing("a list of people", {"of": "people"})],
    "list_trash": lambda world: world.lists_to_change,
    "map_cluster": lambda world: world.clusters,
    "map_panel": lambda world: world.people,
    "meeting": lambda world: world.meetings,
    # The page of a meeting in the trash offers to bring it back.
    "meeting$": lambda world: [*world.meetings[:-1], *world.trashed_meetings],
    "meeting_restore": lambda world: world.trashed_meetings,
    "mfa_": lambda world: world.passkeys,
    "moved_on": lambda world: world.roles,
    "note_add": lambda world: world.people,
    "note_edit": lambda world: world.notes,
    "organization": lambda world: world.organizations,
    "organizations_bulk": lambda world: [Thing("a point person for many", {"verb": "point-person"})],
    "party": lambda world: world.people,
    "people_bulk": lambda world: [Thing("a tag for many", {"verb": "tag"})],
    "person": lambda world: world.people,
    "reach_add": lambda world: world.people,
    "reach_edit": lambda world: world.contact_points,
    "reach_shared": lambda world: world.contact_points,
    "reading": lambda world: world.readings,
    "record_history": lambda world: [
        *world.records,
        *world.of_kinds(reading=world.readings, list=world.lists),
    ],
    "record_hold": lambda world: world.holdable,
    "record_put_back": lambda world: world.records,
    "record_trash": lambda world: world.of_kinds(document=world.documents, barrier=world.barriers),
    "role": lambda world: world.roles,
    "seat": lambda world: world.seats,
    "standing_add": lambda world: world.organizations,
    "standing_edit": lambda world: world.standings,
    "autonomies_edit": lambda world: world.organizations,
    "saved_list": lambda world: world.lists,
    "step_done": lambda world: world.tasks,
    "tags_edit": lambda world: world.people,
    "task": lambda world: world.tasks,
    "team": lambda world: world.teams,
    "tie": lambda world: world.ties,
    "token": lambda world: world.tokens,
    "trash_restore": lambda world: world.in_the_trash,
    "undo_act": lambda world: world.acts,
    "user": lambda world: world.users,
    "waiting_file": lambda world: world.waiting_files,
    "table_columns": lambda world: world.waiting_tables,
    "table_understood": lambda world: world.waiting_tables,
    "import_problems": lambda world: world.waiting_tables,
}

# What an address asks besides, where it means nothing without: "add a role" to whom?
ASKED: dict[str, Callable[[World], dict[str, Any]]] = {
    "list_choose": lambda world: {"party": world.people[0].value},
    "list_save": lambda world: {"of": "people"},
    "organizations_bulk": lambda world: {"whom": "all"},
    "people_bulk": lambda world: {"whom": "all"},
    "reading_add": lambda world: {"party": world.people[0].value},
    "record_put_back": lambda world: {"day": "2099-01-01"},
    "role_add": lambda world: {"person": world.people[0].value},
    "roster": lambda world: {"organization": world.organizations[0].value},
    "seat_add": lambda world: {"organization": world.organizations[0].value},
    "ties_add_several": lambda world: {"party": world.people[0].value},
    "tie_add": lambda world: {"party": world.people[0].value},
}

# What a route that only takes POST is sent, where its address alone is not enough.
SENT: dict[str, Callable[[World], dict[str, Any]]] = {
    "list_change": lambda world: {"query": "state=MN", "version": 1},
    "theme": lambda world: {"theme": "dark"},
}

# Routes that answer even those who may use them with a redirect, and why.
LEADS_ELSEWHERE: dict[str, str] = {
    "account_reset_password_from_key": "keeps the key out of the address: tests/crm/accounts/test_passwords.py",
    "tasks": "opens one's own next steps",
    "party": "opens the person's or organization's own page",
    "administration": "opens the first page of administration",
    "admin:login": "there is one way in: tests/crm/accounts/test_admin_site.py",
    "admin:logout": "there is one way out",
    "admin:password_change": "the password is changed in one's settings",
    "admin:password_change_done": "the password is changed in one's settings",
    "admin:view_on_site": "opens the record's own page",
    "mfa_authenticate": "needs a sign-in under way: tests/crm/accounts/test_second_factor.py",
    "mfa_login_webauthn": "answers scripts alone: tests/browser",
}

# What reading leaves behind, and why that is no change of the record.
NOTED_ON_READING: dict[str, set[str]] = {
    # A finished analysis is kept for the next reader.
    "home": {"network_analysis"},
    "map": {"network_analysis"},
    "map_cluster": {"network_analysis"},
    "map_graph": {"network_analysis"},
    "map_panel": {"network_analysis"},
    # Rows of a file leave the house again.
    "import_problems": {"crm_exportlog"},
    # That the codes were looked at once.
    "mfa_view_recovery_codes": {"mfa_authenticator"},
    "mfa_download_recovery_codes": {"mfa_authenticator"},
}
