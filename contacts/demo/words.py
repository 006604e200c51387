"""What is written in the demo: notes of meetings, quotes, next steps, barriers. Sentences to be put together."""

from __future__ import annotations

ACCESS_NEEDS = (
    "step-free entrance and a table without stools",
    "large print, 18 point",
    "sits where the left ear faces the table",
    "sign language interpreter, booked a week ahead",
    "no evening meetings: medication",
    "breaks every 45 minutes",
)
DO_NOT_CONTACT = (
    "Asked us by e-mail not to write any more.",
    "Family matter, said so on the phone; ask Maren before writing.",
    "Moved to the other side of bargaining until the contract is settled.",
)

TAGS = (
    "site council", "bilingual", "former teacher", "turnout 2025", "hosts house meetings", "speaks at hearings",
    "rural", "special education", "arts", "early learning", "Native education", "new since summer", "data person",
)  # fmt: skip

# How a meeting went, by what was talked about. {about} is the initiative, {place} the organization.
OPENINGS = (
    "Met at {place}, in the library.", "Talked while walking the building.", "Twenty minutes before the buses came.",
    "Over coffee; knew of us from a colleague.",
    "Second time this season, easier than the first.", "Came with the calendar and the budget sheets in hand.",
    "Began with the hiring freeze and stayed on it for a while.", "Spoke mostly about families, then about {about}.",
    "Short: a parent was waiting.", "They had read our two pages on {about}.",
)  # fmt: skip
OPENINGS_FROM_AFAR = (
    "Between two classes, door closed.", "From the car, parked.", "Called back within the hour.",
    "Second try; glad to be called.", "Spoke mostly about families, then about {about}.",
)  # fmt: skip
MIDDLES = (
    "Wants to know who signs when a site decides its own schedule.",
    "Staff would vote for it if transfers stay protected.",
    "Sees {about} as one more thing unless something else comes off the list.",
    "Asked what happened at the first schools that tried it.",
    "The calendar matters more to families here than the program.",
    "Budget comes too late: the school hears in June what it may spend in August.",
    "Would like the meeting held in the families’ language first, English second.",
    "Worries that the next board undoes it.",
    "Hiring is the sore point: two candidates lost to a date in the contract.",
    "Pointed out that seat time is counted by the hour, and that is where it ends every time.",
    "Has tried something like {about} before, under another name.",
    "Says the office is not against it, it is only careful.",
    "Keeps coming back to who answers when scores fall.",
    "Named three others we should listen to, and offered to call one.",
    "Would rather begin with one grade than with the whole school.",
    "Was surprised that the law already allows it.",
)
CLOSINGS = (
    "We meet again after the break.", "Will raise it at the next staff meeting.", "Left it open.",
    "Wants nothing in writing yet.", "Asked for one page, not four.", "Glad that somebody asked.",
    "Next time with the union representative in the room.", "Promised the numbers by Friday.", "",
    "Thinks spring is too early.", "Would speak in public if two others do.",
)  # fmt: skip
PRIVATE = (
    "Looking for another post; says so only to us.",
    "Does not trust the new deputy. Not to be repeated.",
    "Health: will be away in spring.",
    "Told us how the vote will go. Keep it in this box.",
)
QUOTES = (
    "“Our families picked the calendar, and attendance went up.”",
    "“I can do this with my people. I cannot do it with a form.”",
    "“Ask the secretary. She runs the place.”",
    "“If it is only us, no. If it is six schools, yes.”",
    "“We were promised this in the last contract.”",
    "“Nobody from the office has ever sat in that chair.”",
    "“I would rather lose with a plan than wait without one.”",
)

TITLES = {
    "small_group": ("Small group on {about}", "Kitchen table at {place}", "Listening round, {place}"),
    "coalition": ("{coalition}: monthly table", "{coalition}: who calls whom"),
    "public_meeting": ("Board meeting, {place}", "Work session, {place}"),
    "their_meeting": ("Site council, {place}", "Staff meeting, {place}"),
    "event": ("Open house, {place}", "Families’ night, {place}"),
    "training": ("Training: reading a budget", "Training: how a school votes"),
    "legislative": ("Committee day at the capitol",),
    "house_meeting": ("House meeting with families of {place}",),
    "faculty_vote": ("Straw vote of the staff, {place}",),
    "bargaining": ("Open bargaining session, {place}",),
    "conference": ("Conference of rural schools",),
}
HEARING_TITLE = "Hearing on learning flexibility, House Education Policy Committee"
HEARING_NOTES = (
    "Thirty-one speakers in two hours; the sign-in sheet has all names. Six of ours spoke in favor."
)

STEPS_OF_OURS = (
    "Send the two pages on {about}", "Call about the staff meeting", "Find a date with the principal",
    "Bring the sample agreement", "Ask the cooperative for the hiring dates", "Introduce to the parent group",
    "Thank for the visit", "Share the schedule of the Lakes schools", "Book an interpreter",
    "Check in, every six weeks", "Write down what was said about seat time", "Ask for the board calendar",
)  # fmt: skip
STEPS_OF_THEIRS = (
    "Two dates for a house meeting", "Numbers on transfers of the last three years", "Names for the design team",
    "Answer from the union’s executive board", "Draft language from the committee’s staff",
    "Talk to the staff about the vote",
)  # fmt: skip
NOTES = (
    "Best reached before seven in the morning.",
    "Brother of the board’s treasurer; does not like it mentioned.",
    "Grew up in the district, taught there for eleven years.",
    "Prefers a call to an e-mail, always.",
    "Knows the contract by heart.",
    "Was on the site council when it was dissolved; still sore.",
    "Writes the column in the parish letter: read by everybody there.",
    "Reads everything we send, and the footnotes.",
    "New in office; learning who is who.",
    "Do not schedule against Friday prayers.",
    "Ricing season in early September: no meetings.",
    "Speaks for many who will not come themselves.",
)
HEARD = (
    "Said so to a colleague at the conference.", "From the principal next door.", "As the union’s staff tells it.",
    "Heard at the open house, second hand.", "From the chair, after the meeting.",
)  # fmt: skip

# Barriers: title, level, category, citation, areas of autonomy; then what people say of each.
BARRIERS: tuple[tuple[str, str, str, str, tuple[int, ...]], ...] = (
    ("Seat time is counted by the hour", "rule", "credits", "Headwater Rule 3501.0150", (8, 9)),
    ("Attendance counts only in the building", "state_law", "attendance", "Headw. Stat. 126C.05", (9,)),
    ("Transfers arrive without a say of the school", "contract", "contract", "Article 15", (1, 2)),
    ("Hiring opens after others have hired", "practice", "practice", "", (1,)),
    ("The budget is known in June", "practice", "budget", "", (6,)),
    ("Purchases above 2,500 dollars need three offers", "district_policy", "facilities", "Policy 702", (6,)),
    ("Licenses bind a teacher to one subject", "state_law", "licensure", "Headw. Stat. 122A.09", (1, 4)),
    ("District tests take eleven days", "district_policy", "accountability", "Policy 615", (13, 14)),
    ("The school day is fixed in the contract", "contract", "compensation", "Article 7", (9, 15)),
    ("Calendars are set for all schools at once", "district_policy", "calendar", "Policy 602", (9,)),
    ("Three reports ask for the same numbers", "practice", "reporting", "", (10,)),
    ("Only the board may name a principal", "district_policy", "board_policy", "Policy 301", (5,)),
)
EVIDENCE = (
    "Lost two candidates this spring because of it.", "Costs the school about a day a week.",
    "They found a way around it, and hope nobody asks.", "Asked for a waiver twice; no answer either time.",
    "Families notice: the bus and the program do not fit.", "Would be gone if the board said one sentence.",
    "It is the first thing that every staff brings up.", "The office agrees, and says that its hands are tied.",
)  # fmt: skip

DOCUMENTS: tuple[tuple[str, str, str], ...] = (
    ("Memorandum on community partnership schools, signed", "mou", "riverfork"),
    ("Policy 301: Appointment of principals", "policy", "riverfork"),
    ("Draft agreement for schools that govern themselves", "mou", "riverfork"),
    ("Agenda, work session on autonomous schools", "agenda", "riverfork"),
    ("Testimony of the families’ table", "testimony", "capitol"),
    ("Sign-in sheet, hearing on learning flexibility", "sign_in", "capitol"),
    ("Bill text, second engrossment", "policy", "capitol"),
    ("Letter of the tribal education directors", "testimony", "lakes"),
    ("Contract of Riverfork Educators, article 15", "other", "riverfork"),
    ("Zone charter, as adopted", "policy", "families"),
)
