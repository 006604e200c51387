"""What a column of a table may mean, declared once: its name, its words, and the headers it goes by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.parties.models import Consent, ContactPoint, Party

PEOPLE, ORGANIZATIONS = "people", "organizations"
# A column that is left out, and one whose words are kept beside the record as the file says them.
LEFT_OUT, DETAILS = "", "details"

NAMES, REACH, WORK, PLACE, STAND, KEPT = (
    _("Name"),
    _("Ways to reach"),
    _("Role and organization"),
    _("Address"),
    _("Where they stand"),
    _("What we keep"),
)


@dataclass(frozen=True)
class Meaning:
    """What a column may mean. `known` are headers it goes by, best first; `many`: several columns may mean it.

    `only` names the kind of table that has it; empty: both.
    """

    name: str
    title: Any
    group: Any
    known: tuple[str, ...] = ()
    many: bool = False
    only: str = ""

    def belongs_to(self, kind: str) -> bool:
        return self.only in ("", kind)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split("|") if (word := part.strip()))


def _people(name: str, title: Any, group: Any, known: str = "", many: bool = False) -> Meaning:
    return Meaning(name, title, group, _words(known), many, PEOPLE)


def _organizations(name: str, title: Any, group: Any, known: str = "", many: bool = False) -> Meaning:
    return Meaning(name, title, group, _words(known), many, ORGANIZATIONS)


def _both(name: str, title: Any, group: Any, known: str = "", many: bool = False) -> Meaning:
    return Meaning(name, title, group, _words(known), many)


_STREET = (
    "street|street number|house number|street name|street address|address line 1|address 1|address1|line 1|"
    "mailing street|primary address 1|street 1"
)
_PARTS: tuple[tuple[str, Any, str], ...] = (
    ("address", _("whole address"),
     "address|mailing address|full address|formatted address|postal address|addr|address formatted"),
    ("street", _("street"), _STREET),
    ("street2", _("street, second line"),
     "street 2|address line 2|address 2|address2|line 2|primary address 2|extended address|suite|apt|unit|street 3|"
     "address line 3|po box|address po box"),
    ("city", _("city"), "city|town|municipality|suburb|locality"),
    ("state", _("state"), "state|province|region|state code|state province|state abbreviated|state abbreviation|st"),
    ("zip", _("zip code"), "zip|zip code|zipcode|postal code|postcode|postal|zip5"),
    ("country", _("country"), "country|country code|nation"),
)  # fmt: skip

_CHANNELS: tuple[tuple[str, Any, Any, str, str], ...] = (
    (Consent.Channel.EMAIL.value, _("may be e-mailed"), _("asked not to be e-mailed"),
     "email opt in|email consent|ok to email|may email|email permission|email ok",
     "email opt out|opt out|do not email|no email|unsubscribed|opted out|email opted out|has opted out of email|"
     "is opt out|no bulk emails"),
    (Consent.Channel.NEWSLETTER.value, _("wants the newsletter"), _("asked for no newsletter"),
     "newsletter|newsletter opt in|newsletter subscription|subscription status|subscribed|mailing list|email list",
     "newsletter opt out|no newsletter"),
    (Consent.Channel.PHONE.value, _("may be called"), _("asked not to be called"),
     "ok to call|may call|phone consent|phone opt in", "do not call|do not phone|no calls|phone opt out"),
    (Consent.Channel.TEXT.value, _("may be texted"), _("asked not to be texted"),
     "text opt in|sms opt in|ok to text|may text|sms consent|text consent|texting|mobile opt in",
     "text opt out|sms opt out|do not text|do not sms|no texts|mobile opt out"),
    (Consent.Channel.MAIL.value, _("may get mail"), _("asked for no mail"),
     "mail opt in|ok to mail|may mail", "do not mail|no mail|mail opt out"),
)  # fmt: skip

_NAME = (
    "name|full name|fullname|contact|contact name|person|person name|display name|who|attendee|participant|member name|"
    "individual|member|name of person|legislator|names"
)
_TITLE = (
    "job title|title|position title|role|job|position|occupation|current title|professional title|organization title|"
    "profession|job role|office held|title role|role title"
)
_WHERE = (
    "organization|organisation|org|company|employer|organization name|organisation name|org name|company name|"
    "affiliation|workplace|agency|institution|school|school name|building|bldg|campus|site|school building|"
    "place of work|account name|current employer|body|office"
)
_BOTH_IN_ONE = (
    "role and organization|title and organization|role organization|title organization|role at|position and employer|"
    "title and school|role and school|position and school|title school|role school|title affiliation|"
    "position and organization|title company|role org|title org|role company|role employer|position org|role title org"
)

_ALL: tuple[Meaning, ...] = (
    _people("name", _("name"), NAMES, _NAME),
    _people("last_first", _("name as “Last, First”"), NAMES,
            "last first|last name first name|name last first|last comma first|surname first name|file as|sort name"),
    _people("given", _("given name"), NAMES,
            "first name|first|given name|given|fname|firstname|forename|christian name|preferred name"),
    _people("middle", _("middle name"), NAMES, "middle name|middle|middle initial|additional name|mi"),
    _people("family", _("family name"), NAMES, "last name|last|family name|surname|lname|lastname|family"),
    _people("prefix", _("before the name (Dr., Rep.)"), NAMES,
            "prefix|name prefix|honorific|salutation|salutation title|courtesy title|mr ms|prefix title"),
    _people("suffix", _("after the name (Jr., III)"), NAMES, "suffix|name suffix|generation"),
    _people("also_called", _("also called"), NAMES,
            "nickname|also called|also known as|aka|other names|goes by|alias|nick name|maiden name", many=True),
    _people("greeting", _("greet as"), NAMES, "greeting|greet as|dear|informal greeting|letter greeting|address as"),
    _people("pronouns", _("pronouns"), NAMES, "pronouns|pronoun|preferred pronouns|gender pronouns"),
    _people("said_as", _("how it is said"), NAMES,
            "pronunciation|said as|how to say|phonetic|phonetic name|how it is said|name pronunciation"),
    _people("languages", _("languages"), NAMES,
            "languages|language|language spoken|languages spoken|preferred language|home language|primary language",
            many=True),
    _organizations("name", _("name"), NAMES,
                   "name|organization name|organization|organisation|school name|district name|school|district|"
                   "agency name|company|company name|site name|location name|institution|org|org name|account name|"
                   "campus name|building name|lea name|union name|group name|member organization|entity name"),
    _organizations("short_name", _("short name"), NAMES,
                   "short name|abbreviation|acronym|abbr|nickname|initials|known as"),
    _organizations("also_called", _("also called"), NAMES, "also called|aliases|alias|aka|other names|former name",
                   many=True),
    _organizations("type", _("type of organization"), NAMES,
                   "type|organization type|org type|kind|school type|agency type|category|entity type|district type"),
    _organizations("parent", _("belongs to (its district)"), NAMES,
                   "district|parent|school district|district name|belongs to|parent organization|lea|lea name|"
                   "managed by|administrative district name|parent account|sponsor"),
    _people("role_at", _("role and organization in one"), WORK, _BOTH_IN_ONE),
    _people("title", _("role or title"), WORK, _TITLE),
    _people("organization", _("organization"), WORK, _WHERE),
    _people("district", _("district (of the organization)"), WORK,
            "district|school district|isd|lea|district name|lea name|home district"),
    _people("since", _("in the role since"), WORK,
            "since|start date|role start|started|in office since|began|start|term start|hire date|date started"),
    _people("term_end", _("term ends"), WORK,
            "term end|term ends|term expires|term expiration|up for election|end of term|term until|seat up"),
    _both("email", _("e-mail"), REACH,
          "email|email address|e mail|mail|primary email|email primary|work email|business email|office email|"
          "preferred email|contact email", many=True),
    _people("label", _("label of the way to reach beside it"), REACH, many=True),
    _both("phone", _("phone"), REACH,
          "phone|phone number|telephone|tel|work phone|office phone|business phone|primary phone|phone work|"
          "telephone number|main phone|company main phone|contact phone|capitol phone|ph|phone no|day phone|direct",
          many=True),
    _both("web", _("website"), REACH,
          "website|web site|web page|url|homepage|home page|web|link|linkedin url|web address|web page address|www",
          many=True),
    _both("social", _("social media"), REACH,
          "facebook|twitter|instagram|linkedin|linkedin profile|social|social media|twitter handle|contact facebook|"
          "contact twitter|bluesky|tiktok", many=True),
    *(_both(name, title, PLACE, known, many=name in ("street", "street2")) for name, title, known in _PARTS),
    _organizations("grades", _("grades, as “K-5”"), NAMES, "grades|grade span|grade range|grades served|grades text"),
    _organizations("lowest_grade", _("lowest grade"), NAMES,
                   "lowest grade|low grade|grade low|from grade|lowest grade offered|grade span min|st grade|gslo"),
    _organizations("highest_grade", _("highest grade"), NAMES,
                   "highest grade|high grade|grade high|to grade|highest grade offered|grade span max|end grade|gshi"),
    _organizations("pupils", _("pupils"), NAMES,
                   "pupils|students|enrollment|enrolment|total students|total enrollment|student count|"
                   "number of students|school enrollment|funded enrollment"),
    _organizations("charter", _("is a charter (yes or no)"), NAMES, "charter|is charter|charter school|charter flag"),
    _organizations("nces", _("NCES number"), NAMES,
                   "nces|nces id|ncesid|nces school id|nces number|nces code|ncessch|leaid|nces district id"),
    _people("stance", _("position, or a scale of support"), STAND,
            "position on|support|support level|support scale|stance|level of support|supporter level|support score|"
            "support rating|where they stand|ally scale|support 1 5|supporter|score|rating|leaning"),
    _people("level", _("how far they are (a ladder)"), STAND,
            "how far|level|engagement|engagement level|interest level|interest|ladder|level of engagement|"
            "rung|involvement"),
    _people("met", _("last met on"), STAND,
            "met|last met|date met|met on|last contact|last contacted|last meeting|last conversation|last 1 1|"
            "one to one|last one on one|last visit|date of last contact|meeting date"),
    _both("owner", _("point person"), KEPT,
          "point person|assigned to|relationship manager|staff|staff lead|contact owner|record owner|assignee|"
          "our contact|lead staff|who knows them|owner"),
    _both("tags", _("tags"), KEPT,
          "tags|tag|labels|groups|group membership|categories|keywords|list|lists|user tags|interests|issues",
          many=True),
    _both("note", _("note"), KEPT,
          "notes|note|comments|comment|remarks|memo|description|background|bio|about", many=True),
    _people("do_not_contact", _("do not contact at all (yes or no)"), KEPT,
            "do not contact|dnc|no contact|never contact"),
    _both("number", _("number elsewhere"), KEPT,
          "nationbuilder id|civicrm id|van id|vanid|salesforce id|number elsewhere|openstates id|ocd id|bioguide|"
          "action network id|state district number|state school id", many=True),
)  # fmt: skip

# These come with a label: `email.home`. Without one it is work.
LABELLED = ("email", "phone", *(name for name, _title, _known in _PARTS))
LABELS = ContactPoint.Label
ADDRESS_PARTS = tuple(name for name, _title, _known in _PARTS)
# `may.email` and `not.email`: what a yes in the column means.
CONSENTS: dict[str, Meaning] = {
    f"{lead}.{channel}": Meaning(f"{lead}.{channel}", title, KEPT, _words(known), only=PEOPLE)
    for channel, may, asked_not, known_may, known_not in _CHANNELS
    for lead, title, known in (("may", may, known_may), ("not", asked_not, known_not))
}
_OTHERWISE = {LEFT_OUT: _("leave out"), DETAILS: _("keep as details")}

# What a column may mean in a table of this kind.
MEANINGS: dict[str, dict[str, Meaning]] = {
    kind: {one.name: one for one in (*_ALL, *CONSENTS.values()) if one.belongs_to(kind)}
    for kind in (PEOPLE, ORGANIZATIONS)
}
KINDS: dict[str, Any] = {PEOPLE: _("people"), ORGANIZATIONS: _("organizations")}
PARTY_KINDS = {PEOPLE: Party.Kind.PERSON.value, ORGANIZATIONS: Party.Kind.ORGANIZATION.value}


def parted(means: str) -> tuple[str, str]:
    """`email.home` as (email, home); `may.email` is one name, and what has no label has "" for it."""
    name, dot, label = means.rpartition(".")
    return (name, label) if dot and name in LABELLED else (means, "")


def stem_of(header: str) -> str:
    """`E-mail 1 - Label` and `E-mail 1 - Value` have one stem; most headers have none."""
    return " ".join(header.rpartition(" - ")[0].casefold().split())


def place_of(means: str, header: str) -> tuple[str, str]:
    """What may stand in a table once: a meaning; of an address each part once for each address."""
    return (means, stem_of(header) if parted(means)[0] in ADDRESS_PARTS else "")


def meaning(kind: str, means: str) -> Meaning | None:
    """What this word stands for in a table of this kind; None if it is no meaning at all."""
    name, label = parted(means)
    return MEANINGS[kind].get(name) if not label or label in LABELS.values else None


def title_of(kind: str, means: str) -> str:
    """`e-mail (home)`: what is shown for a meaning."""
    if means in _OTHERWISE:
        return str(_OTHERWISE[means])
    found, label = meaning(kind, means), parted(means)[1]
    title = str(found.title) if found else means
    return f"{title} ({LABELS(label).label})" if label else title


def choices(kind: str) -> list[tuple[Any, Any]]:
    """Everything a column may mean, by group, for a select; what leaves it alone comes first."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in MEANINGS[kind].values():
        of_group = groups.setdefault(str(one.group), [])
        labels = _labels_of(one.name, kind)
        of_group += [(means, title_of(kind, means)) for means in (one.name, *labels)]
    return [*((key, str(words)) for key, words in _OTHERWISE.items()), *groups.items()]


def _labels_of(name: str, kind: str) -> list[str]:
    if name not in LABELLED or (kind == ORGANIZATIONS and name != "phone"):
        return []
    fitting = {"phone": ("home", "mobile", "shared", "other"), "email": ("home", "shared", "other")}
    return [f"{name}.{label}" for label in fitting.get(name, ("home", "other"))]
