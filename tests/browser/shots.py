"""Every page of which a picture is taken: pictures.py goes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

UID = r"[0-9a-f]{8}-[0-9a-f-]{27}"


@dataclass(frozen=True)
class Shot:
    """One page to picture. `links` lead there from `address`, each the first that fits; `press` is pressed on it;
    `file` is chosen, which sends it, and the main button of as many pages pressed as `onward` says; `wrong` leaves out
    what is asked for before the form is sent; `login` is whose page it is. The picture of one width in light is kept
    for the docs under the name that `in_docs` gives."""

    name: str
    address: str
    links: tuple[str, ...] = ()
    press: str = ""
    file: tuple[str, str] = ("", "")
    onward: int = 0
    wrong: bool = False
    signed_out: bool = False
    login: str = ""
    in_docs: tuple[str, int] = ("", 0)


# The same person, organization, meeting and initiative in every picture: those with the most to show.
SOMEBODY = ("/people/?sort=-last_contact", rf"^/people/{UID}/$")
SOME_BODY = ("/organizations/?sort=-last_contact", rf"^/organizations/{UID}/$")
A_DISTRICT = ("/organizations/?type=district&sort=-last_contact", rf"^/organizations/{UID}/$")
A_SCHOOL = ("/organizations/?type=school&sort=-last_contact", rf"^/organizations/{UID}/$")
A_MEETING = ("/meetings/?status=held", rf"^/meetings/{UID}/$")
A_BILL = ("/initiatives/?state=HW", rf"^/initiatives/{UID}/$")


def beyond(start: tuple[str, str], name: str, *links: str, **more: Any) -> Shot:
    """A page that the page of somebody or something leads to."""
    return Shot(name, start[0], (start[1], *links), **more)


DISTRICTS = "LEAID,LEA_NAME\n2790010,Stillwater Bend\n2790020,Two Rivers\n279,Too short\n"
CONTACTS = """Name,Who they are,E-mail,Cell,Met?,Support (1-5),Tags,Notes
Tove Aldergate,"Supt., Riverfork School District",tove@example.invalid,651-555-0101,3/4/2026,1,"fair; nurse",Asked
Pheng Cha,"Principal, New Harbor Academy",,651-555-0102,3/5/2026,2,,
Odin Brunvoll,Engineering lead,odin@example.invalid,,3/6/2026,5,fair,
,Teacher at Granite Hill Middle,,,,3,,
"""
COLUMNS = [
    "name",
    "role",
    "now_at",
    "district",
    "pupils",
    "sphere",
    "last_contact",
    "meetings",
    "point_person",
    "tags",
]
WIDE = "&".join(f"columns={key}" for key in COLUMNS)
IN_GROUPS = "any1.role=principal&any1.pupils=5000&any2.sphere=union&not.whose=mine"
FULL = [
    Shot("sign_in", "/account/login/", signed_out=True),
    Shot("sign_in_wrong", "/account/login/", wrong=True, signed_out=True),
    Shot("reset_password", "/account/password/reset/", signed_out=True),
    Shot("home", "/", login="sahra"),
    Shot("home_team", "/?whose=team", login="sahra"),
    Shot("home_of_an_admin", "/"),
    Shot("more", "/", press=".tabbar summary, .masthead .initials"),
    Shot("people", "/people/"),
    Shot("people_filtered", "/people/?sphere=school&whose=not_mine"),
    Shot("people_filter", "/people/", press=".filter-fields > summary"),
    Shot("people_columns", f"/people/?{WIDE}"),
    Shot("people_wrong_filter", "/people/?sphre=school"),
    Shot("people_nobody", "/people/?q=qqqqq"),
    Shot("people_groups", f"/people/?{IN_GROUPS}"),
    Shot("people_groups_panel", f"/people/?{IN_GROUPS}&groups=any1,any2,not"),
    Shot("people_groups_wrong", f"/people/?{IN_GROUPS}&any2.contact_after=soon"),
    Shot("lists", "/lists/"),
    Shot("saved_list", "/lists/", (rf"^/lists/{UID}/$",)),
    Shot("list_save", f"/lists/save/?of=people&{IN_GROUPS}"),
    Shot("list_save_wrong", f"/lists/save/?of=people&{IN_GROUPS}", wrong=True),
    beyond(SOMEBODY, "person", in_docs=("person", 1440)),
    beyond(SOMEBODY, "person_edit", "/edit/$"),
    beyond(SOMEBODY, "person_edit_one", r"/edit/\?field=owner$"),
    beyond(SOMEBODY, "person_edit_in_place", press="#fact-owner .pen"),
    Shot("person_likely", "/people/new/?name=Hodan+Abdi+Warsame"),
    beyond(SOMEBODY, "moved_on", "/moved-on/$", in_docs=("moved-on", 768)),
    beyond(SOMEBODY, "reading_add", "/readings/add/"),
    beyond(SOMEBODY, "reading_add_wrong", "/readings/add/", wrong=True),
    beyond(SOMEBODY, "role_add", r"/roles/add/"),
    beyond(SOMEBODY, "role_edit", rf"/roles/{UID}/$"),
    beyond(SOMEBODY, "tie_add", r"/ties/add/\?"),
    beyond(SOMEBODY, "ties_several", "/ties/add/several/"),
    beyond(SOMEBODY, "ties_several_wrong", "/ties/add/several/", wrong=True),
    beyond(SOMEBODY, "consent", "/consent/$"),
    beyond(SOMEBODY, "reach_add", "/ways-to-reach/$"),
    beyond(SOMEBODY, "note_add", "/notes/$"),
    beyond(SOMEBODY, "tags_edit", "/tags/$"),
    beyond(SOMEBODY, "document_add", "/documents/$"),
    beyond(SOMEBODY, "what_changed", "/changes/"),
    beyond(SOMEBODY, "put_back", "/changes/", r"/back/\?before="),
    beyond(SOMEBODY, "hold", "/hold/$"),
    beyond(SOMEBODY, "forget", "/forget/$"),
    beyond(SOMEBODY, "forget_wrong", "/forget/$", wrong=True),
    beyond(A_MEETING, "meeting_changes", "^/history/meeting/"),
    Shot("forgotten", "/history/forgotten/"),
    Shot("old_notes", "/history/old-notes/"),
    beyond(SOMEBODY, "task_add", "/next-steps/add/"),
    beyond(SOMEBODY, "log_meeting_with", r"/meetings/log/\?person="),
    Shot("bounced", "/record/ways-to-reach/bounced/"),
    Shot("bounced_wrong", "/record/ways-to-reach/bounced/", wrong=True),
    Shot("person_create", "/people/new/"),
    Shot("person_create_wrong", "/people/new/", wrong=True),
    Shot("organizations", "/organizations/"),
    beyond(SOME_BODY, "organization"),
    beyond(SOME_BODY, "organization_edit", "/edit/$"),
    Shot("roster", "/", (r"^/roles/roster/",), login="sahra"),
    Shot("terms", "/roles/terms/"),
    Shot("open_seats", "/roles/seats/"),
    beyond(A_DISTRICT, "roster_of_a_district", r"/roles/roster/\?organization=", in_docs=("roster", 360)),
    Shot("organization_create", "/organizations/new/"),
    Shot("organization_create_wrong", "/organizations/new/", wrong=True),
    Shot("meetings", "/meetings/"),
    beyond(A_MEETING, "meeting"),
    beyond(A_MEETING, "meeting_edit", "/edit/$"),
    Shot(
        "group_edit",
        "/meetings/?status=held&kind=small_group",
        (rf"^/meetings/{UID}/$", "/edit/$"),
        in_docs=("log-meeting", 360),
    ),
    Shot("meeting_planned", "/meetings/?status=planned", (rf"^/meetings/{UID}/$",)),
    Shot("log_meeting", "/meetings/log/"),
    Shot("log_meeting_wrong", "/meetings/log/", wrong=True),
    Shot("next_steps", "/next-steps/", login="sahra"),
    Shot("initiatives", "/initiatives/"),
    beyond(A_BILL, "initiative"),
    beyond(A_BILL, "initiative_edit", "/edit/$"),
    Shot("initiative_create_wrong", "/initiatives/new/", wrong=True),
    Shot("map", "/network/", in_docs=("map", 1440)),
    Shot("map_cluster", "/network/", press=".cluster-card"),
    beyond(A_BILL, "map_initiative", rf"^/network/\?initiative={UID}"),
    Shot("search", "/search/?q=school"),
    Shot("palette", "/people/", press="[data-opens-search], input[data-search]"),
    beyond(A_SCHOOL, "autonomies", rf"/standing/of/{UID}/autonomies/"),
    beyond(A_SCHOOL, "standing_add", rf"/standing/of/{UID}/$"),
    Shot("search_nothing", "/search/?q=qqqqq"),
    Shot("imports", "/imports/"),
    Shot("import", "/imports/", (rf"^/imports/{UID}/$",)),
    Shot("import_new", "/imports/new/"),
    Shot("import_new_wrong", "/imports/new/", wrong=True),
    Shot("import_plan", "/imports/new/", file=("districts.csv", DISTRICTS)),
    Shot("import_wrong_file", "/imports/new/", file=("contacts.pdf", "%PDF-1.7 no table")),
    Shot("import_columns", "/imports/new/", file=("contacts.csv", CONTACTS)),
    Shot("import_words", "/imports/new/", file=("contacts.csv", CONTACTS), onward=1),
    Shot("import_table_plan", "/imports/new/", file=("contacts.csv", CONTACTS), onward=2),
    Shot("trash", "/record/trash/"),
    Shot("forgotten_list", "/history/forgotten/"),
    Shot("first_hour", "/first-hour/", login="sahra", in_docs=("first-hour", 360)),
    Shot("public_directory", "/first-hour/directory/"),
    Shot("own_districts", "/settings/districts/"),
    Shot("settings", "/settings/"),
    Shot("settings_wrong", "/settings/e-mail/", wrong=True),
    Shot("browsers", "/account/sessions/"),
    Shot("tokens", "/settings/tokens/"),
    Shot("token_create_wrong", "/settings/tokens/make/", wrong=True),
    Shot("users", "/settings/users/"),
    Shot("user", "/settings/users/", (rf"^/settings/users/{UID}/$",)),
    Shot("user_invite", "/settings/users/invite/"),
    Shot("teams", "/settings/teams/"),
    Shot("team", "/settings/teams/", (r"^/settings/teams/\d+/$",)),
    Shot("status", "/status/"),
    Shot("audit", "/audit/"),
    Shot("exports", "/exports/"),
    Shot("not_found", "/people/00000000-0000-4000-8000-000000000000/"),
    Shot("not_allowed", "/settings/users/", login="theo"),
    Shot("second_factor", "/account/2fa/"),
    Shot("second_factor_app", "/account/2fa/", ("/totp/activate/",)),
    Shot("password", "/account/password/change/"),
]
EMPTY_PAGES = {
    "lists",
    "home",
    "people",
    "organizations",
    "meetings",
    "log_meeting",
    "map",
    "imports",
    "initiatives",
    "next_steps",
    "search_nothing",
}
EMPTY = [Shot(f"{shot.name}_empty", shot.address) for shot in FULL if shot.name in EMPTY_PAGES]
