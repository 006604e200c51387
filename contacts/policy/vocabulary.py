"""Words of policy work to which code attaches meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lever(models.TextChoices):
    STATE_LAW = "state_law", _("state law")
    DISTRICT_POLICY = "district_policy", _("district policy")
    MEMORANDUM = "memorandum", _("union-district memorandum")
    GRANT = "grant", _("grant program")
    AUTHORIZING = "authorizing", _("authorizing")
    NATIONAL = "national", _("national program")
    WAIVER = "waiver", _("waiver")


class Stage(models.TextChoices):
    EXPLORING = "exploring", _("exploring")
    INTEREST = "interest", _("leadership interest")
    DESIGN = "design", _("design team")
    DRAFTING = "drafting", _("proposal or MOU drafting")
    REVIEW = "review", _("union and board review")
    VOTE = "vote", _("vote")
    APPROVED = "approved", _("approved")
    IMPLEMENTING = "implementing", _("implementing")
    RENEWAL = "renewal", _("renewal")
    ENDED = "ended", _("ended")


class ArrangementType(models.TextChoices):
    SITE_GOVERNANCE = "site_governance", _("site-governance agreement")
    CHARTER_CONTRACT = "charter_contract", _("charter contract")
    CHARTER_BYLAWS = "charter_bylaws", _("charter bylaws with teacher majority")
    CHARTER_PARTNERSHIP = "charter_partnership", _("charter board and teacher partnership contract")
    INSTRUMENTALITY = "instrumentality", _("instrumentality charter")
    INNOVATION_ACT = "innovation_act", _("innovation-schools act")
    PILOT = "pilot", _("pilot school")
    ESBM = "esbm", _("expanded school-based management")
    SMALL_SCHOOLS = "small_schools", _("small schools by design")
    PROSE = "prose", _("PROSE")
    COMMUNITY_PARTNERSHIP = "community_partnership", _("community partnership school")
    EMPOWERMENT_ZONE = "empowerment_zone", _("empowerment zone")
    STATE_ZONE = "state_zone", _("state innovation zone")
    CONTRACT_ALTERNATIVE = "contract_alternative", _("contract alternative")
    DISTRICT_POLICY = "district_policy", _("district policy on autonomous schools")
    WAIVER = "waiver", _("state waiver or exemption")
    INFORMAL = "informal", _("informal")
    OTHER = "other", _("other")


class AutonomyLevel(models.TextChoices):
    NONE = "none", _("none")
    PARTIAL = "partial", _("partial")
    FULL = "full", _("full")
    UNKNOWN = "unknown", _("not known")


class AutonomyArea(models.IntegerChoices):
    SELECTING_COLLEAGUES = 1, _("selecting colleagues")
    TRANSFERRING_COLLEAGUES = 2, _("transferring or terminating colleagues")
    EVALUATING_COLLEAGUES = 3, _("evaluating colleagues")
    STAFFING_PATTERN = 4, _("staffing pattern")
    SELECTING_LEADERS = 5, _("selecting leaders")
    BUDGET = 6, _("budget")
    COMPENSATION = 7, _("compensation")
    LEARNING_PROGRAM = 8, _("learning program and materials")
    SCHEDULE = 9, _("schedule")
    SCHOOL_POLICY = 10, _("school-level policy")
    TENURE = 11, _("tenure policy")
    DEVELOPMENT = 12, _("professional development")
    ASSESSMENTS = 13, _("whether, when and how much to count district or authorizer assessments")
    MEASURES = 14, _("multiple measures of school performance")
    WORK_HOURS = 15, _("teacher work hours")


class BarrierLevel(models.TextChoices):
    FEDERAL = "federal", _("federal")
    STATE_LAW = "state_law", _("state law")
    RULE = "rule", _("rule")
    DISTRICT_POLICY = "district_policy", _("district policy")
    CONTRACT = "contract", _("contract")
    PRACTICE = "practice", _("practice")


class BarrierCategory(models.TextChoices):
    CREDITS = "credits", _("credits and seat time")
    ATTENDANCE = "attendance", _("attendance and enrollment")
    WHEN_WHERE = "when_where", _("when and where learning happens")
    ACCOUNTABILITY = "accountability", _("assessment and accountability")
    LICENSURE = "licensure", _("licensure and staffing")
    COMPENSATION = "compensation", _("compensation and work hours")
    CALENDAR = "calendar", _("calendar")
    BUDGET = "budget", _("budget and revenue flow")
    REPORTING = "reporting", _("reporting systems")
    FACILITIES = "facilities", _("procurement and facilities")
    CONTRACT = "contract", _("contract language")
    BOARD_POLICY = "board_policy", _("board policy")
    PRACTICE = "practice", _("central-office practice")
