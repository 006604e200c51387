"""The role types, by sphere, with the words by which people look for them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.organizations.models import Sphere


class RoleType(models.TextChoices):
    # district
    SUPERINTENDENT = "superintendent", _("superintendent")
    DEPUTY_SUPERINTENDENT = "deputy_superintendent", _("deputy, associate or assistant superintendent")
    AREA_SUPERINTENDENT = "area_superintendent", _("area, zone or network superintendent")
    CHIEF_ACADEMIC_OFFICER = "chief_academic_officer", _("chief academic officer")
    CHIEF_OF_STAFF = "chief_of_staff", _("chief of staff")
    INNOVATION_DIRECTOR = "innovation_director", _("director of innovation or new schools")
    LABOR_RELATIONS = "labor_relations", _("labor relations or HR director")
    FINANCE_DIRECTOR = "finance_director", _("finance director")
    GENERAL_COUNSEL = "general_counsel", _("general counsel")
    COMMUNICATIONS_DIRECTOR = "communications_director", _("communications director")
    FAMILY_LIAISON = "family_liaison", _("cultural or parent liaison")
    BOARD_CHAIR = "board_chair", _("school board chair")
    BOARD_VICE_CHAIR = "board_vice_chair", _("school board vice chair")
    BOARD_CLERK = "board_clerk", _("school board clerk")
    BOARD_TREASURER = "board_treasurer", _("school board treasurer")
    BOARD_MEMBER = "board_member", _("school board member")
    BOARD_STUDENT = "board_student", _("school board student representative")
    BOARD_CANDIDATE = "board_candidate", _("school board candidate")
    # school
    PRINCIPAL = "principal", _("principal")
    ASSISTANT_PRINCIPAL = "assistant_principal", _("assistant principal")
    LEAD_TEACHER = "lead_teacher", _("lead teacher")
    TEACHER_LEADER = "teacher_leader", _("teacher leader")
    COACH = "coach", _("instructional coach")
    TEACHER = "teacher", _("teacher")
    PARAPROFESSIONAL = "paraprofessional", _("paraprofessional")
    SOCIAL_WORKER = "social_worker", _("social worker")
    COUNSELOR = "counselor", _("counselor")
    DESIGN_TEAM = "design_team", _("design-team member or founder")
    SITE_COUNCIL_CHAIR = "site_council_chair", _("site-council chair")
    SITE_COUNCIL = "site_council", _("site-council member")
    STUDENT_LEADER = "student_leader", _("student leader")
    SCHOOL_SECRETARY = "school_secretary", _("school secretary")
    CHARTER_BOARD_CHAIR = "charter_board_chair", _("charter board chair")
    CHARTER_BOARD = "charter_board", _("charter board member")
    CHARTER_DIRECTOR = "charter_director", _("charter director")
    # union
    UNION_PRESIDENT = "union_president", _("local president")
    UNION_VICE_PRESIDENT = "union_vice_president", _("union vice president")
    UNION_DIRECTOR = "union_director", _("union executive director")
    LEAD_NEGOTIATOR = "lead_negotiator", _("lead negotiator")
    BUILDING_REP = "building_rep", _("building representative")
    UNION_STAFF = "union_staff", _("union field staff")
    UNION_OFFICER = "union_officer", _("state or national union officer")
    # state
    REPRESENTATIVE = "representative", _("representative")
    SENATOR = "senator", _("senator")
    COMMITTEE_CHAIR = "committee_chair", _("committee chair")
    COMMITTEE_VICE_CHAIR = "committee_vice_chair", _("committee vice chair")
    COMMITTEE_RANKING = "committee_ranking", _("committee ranking member")
    COMMITTEE_MEMBER = "committee_member", _("committee member")
    COMMITTEE_STAFF = "committee_staff", _("committee or caucus staff")
    COMMISSIONER = "commissioner", _("commissioner")
    DEPARTMENT_STAFF = "department_staff", _("department staff")
    LICENSING_BOARD = "licensing_board", _("licensing board member")
    GOVERNORS_OFFICE = "governors_office", _("governor's office")
    AUTHORIZER_LIAISON = "authorizer_liaison", _("authorizer liaison")
    # community
    ORGANIZER = "organizer", _("community organizer")
    PARENT_LEADER = "parent_leader", _("parent leader")
    PARENT_OFFICER = "parent_officer", _("parent-organization officer")
    NONPROFIT_DIRECTOR = "nonprofit_director", _("non-profit director")
    FUNDER_OFFICER = "funder_officer", _("funder or program officer")
    FAITH_LEADER = "faith_leader", _("faith leader")
    TRIBAL_LEADER = "tribal_leader", _("tribal education leader")
    MUNICIPAL_OFFICIAL = "municipal_official", _("municipal official")
    BUSINESS_LEADER = "business_leader", _("business leader")
    JOURNALIST = "journalist", _("journalist")
    RESEARCHER = "researcher", _("researcher")
    CONSULTANT = "consultant", _("consultant")
    LOBBYIST = "lobbyist", _("government-relations staff or lobbyist")
    INTERPRETER = "interpreter", _("interpreter")


_FIRST_OF_SPHERE = {
    RoleType.SUPERINTENDENT: Sphere.DISTRICT,
    RoleType.PRINCIPAL: Sphere.SCHOOL,
    RoleType.UNION_PRESIDENT: Sphere.UNION,
    RoleType.REPRESENTATIVE: Sphere.STATE,
    RoleType.ORGANIZER: Sphere.COMMUNITY,
}


def _spheres() -> dict[str, Sphere]:
    """The types stand in the order of the spheres, so that the first of each is enough to tell."""
    spheres: dict[str, Sphere] = {}
    current = Sphere.DISTRICT
    for role_type in RoleType:
        current = _FIRST_OF_SPHERE.get(role_type, current)
        spheres[role_type.value] = current
    return spheres


SPHERE_OF_ROLE = _spheres()

# The eight that staff pick most, first in every picker.
USUAL_ROLES = (
    RoleType.PRINCIPAL,
    RoleType.TEACHER_LEADER,
    RoleType.SUPERINTENDENT,
    RoleType.BOARD_MEMBER,
    RoleType.UNION_PRESIDENT,
    RoleType.REPRESENTATIVE,
    RoleType.ORGANIZER,
    RoleType.PARENT_LEADER,
)

SYNONYMS: dict[str, RoleType] = {
    "supt": RoleType.SUPERINTENDENT,
    "super": RoleType.SUPERINTENDENT,
    "asst supt": RoleType.DEPUTY_SUPERINTENDENT,
    "cao": RoleType.CHIEF_ACADEMIC_OFFICER,
    "hr": RoleType.LABOR_RELATIONS,
    "cfo": RoleType.FINANCE_DIRECTOR,
    "ap": RoleType.ASSISTANT_PRINCIPAL,
    "vice principal": RoleType.ASSISTANT_PRINCIPAL,
    "board director": RoleType.BOARD_MEMBER,
    "school director": RoleType.BOARD_MEMBER,
    "trustee": RoleType.BOARD_MEMBER,
    "tosa": RoleType.TEACHER_LEADER,
    "para": RoleType.PARAPROFESSIONAL,
    "steward": RoleType.BUILDING_REP,
    "building rep": RoleType.BUILDING_REP,
    "uniserv": RoleType.UNION_STAFF,
    "rep": RoleType.REPRESENTATIVE,
    "pta": RoleType.PARENT_OFFICER,
    "pto": RoleType.PARENT_OFFICER,
    "pastor": RoleType.FAITH_LEADER,
    "imam": RoleType.FAITH_LEADER,
    "reporter": RoleType.JOURNALIST,
}


def sphere_of_role(role_type: str) -> Sphere | None:
    """The sphere of a role type; None for a role that has only a title."""
    return SPHERE_OF_ROLE.get(role_type)
