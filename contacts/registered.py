"""Each room registers here what must follow an act, and what it shows in others' rooms."""

from contacts.history import panels as history_panels  # noqa: F401 - puts holds on the pages of records
from contacts.history import schedule as history_schedule  # noqa: F401 - puts the trash on the worker's schedule
from contacts.meeting_log import facts
from contacts.meetings import nightly  # noqa: F401 - puts its work on the schedule
from contacts.people import facts as people_facts
from contacts.people.own_staff import be_a_person
from contacts.search.documents import INDEXERS as SEARCHED
from crm.parts import audit, hooks, search

search.INDEXERS.extend(SEARCHED)
audit.AFTER_ACT.append(people_facts.follow)
audit.AFTER_ACT.append(facts.follow)
hooks.AFTER_USER_MADE.append(be_a_person)
