"""A world with a real object, with children, behind every address: what the whole-tree tests walk through.

`addresses.py` says which of its things stand behind which route, and what to do when you add a route.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contacts.imports.table_views import keep_mapping, start_table
from contacts.imports.waiting import receive
from contacts.models import (
    Arrangement,
    Attachment,
    Barrier,
    BarrierEvidence,
    Consent,
    Decision,
    Document,
    ExternalId,
    Forgotten,
    Hold,
    ImportBatch,
    ImportRow,
    KeyDate,
    KeyDateKind,
    ListEntry,
    Meeting,
    MeetingTopic,
    Note,
    Organization,
    OwnDistrict,
    Person,
    SavedList,
    SchoolAutonomy,
    StageChange,
    Tie,
)
from crm.accounts.models import ApiToken, Invitation
from crm.parts.audit import AuditEvent, act
from crm.parts.exports import open_log
from crm.parts.jobs import beat
from network.models import Analysis
from tests import factories
from tests.cast import Cast

PASSKEY = json.loads((Path(__file__).parent / "passkey.json").read_text())
EVERYBODY = frozenset({"vi", "ben", "cy", "ada", "rut"})
NOBODY: frozenset[str] = frozenset()
WHO_READ_ALL = frozenset({"ada", "rut"})


@dataclass(frozen=True)
class Thing:
    """Something behind an address. `value` fills the one parameter of a route, or, where it is a dict, each by name."""

    what: str
    value: Any
    seen_by: frozenset[str] = EVERYBODY

    def arguments(self, parameters: Sequence[str]) -> dict[str, Any]:
        if isinstance(self.value, dict):
            return {name: self.value[name] for name in parameters}
        return dict.fromkeys(parameters, self.value)


@dataclass
class World:
    """What `build()` made, by kind. Every list begins with something that everybody who may come in sees."""

    cast: Cast
    people: list[Thing] = field(default_factory=list)
    organizations: list[Thing] = field(default_factory=list)
    trashed_parties: list[Thing] = field(default_factory=list)
    meetings: list[Thing] = field(default_factory=list)
    trashed_meetings: list[Thing] = field(default_factory=list)
    initiatives: list[Thing] = field(default_factory=list)
    ties: list[Thing] = field(default_factory=list)
    tie_types: list[Thing] = field(default_factory=list)
    tasks: list[Thing] = field(default_factory=list)
    readings: list[Thing] = field(default_factory=list)
    notes: list[Thing] = field(default_factory=list)
    documents: list[Thing] = field(default_factory=list)
    contact_points: list[Thing] = field(default_factory=list)
    roles: list[Thing] = field(default_factory=list)
    seats: list[Thing] = field(default_factory=list)
    tags: list[Thing] = field(default_factory=list)
    lists: list[Thing] = field(default_factory=list)
    lists_to_change: list[Thing] = field(default_factory=list)
    imports: list[Thing] = field(default_factory=list)
    acts: list[Thing] = field(default_factory=list)
    users: list[Thing] = field(default_factory=list)
    teams: list[Thing] = field(default_factory=list)
    invitations: list[Thing] = field(default_factory=list)
    invitation_links: list[Thing] = field(default_factory=list)
    reset_links: list[Thing] = field(default_factory=list)
    tokens: list[Thing] = field(default_factory=list)
    passkeys: list[Thing] = field(default_factory=list)
    barriers: list[Thing] = field(default_factory=list)
    evidence: list[Thing] = field(default_factory=list)
    decisions: list[Thing] = field(default_factory=list)
    standings: list[Thing] = field(default_factory=list)
    trashed_initiatives: list[Thing] = field(default_factory=list)
    waiting_files: list[Thing] = field(default_factory=list)
    waiting_tables: list[Thing] = field(default_factory=list)
    clusters: list[Thing] = field(default_factory=list)
    admin_links: list[Thing] = field(default_factory=list)
    forgotten: list[Thing] = field(default_factory=list)

    def of_kinds(self, **things: list[Thing]) -> list[Thing]:
        """The same things, each with the kind that its address names before its uid."""
        return [
            Thing(thing.what, {"kind": kind.replace("_", "-"), "uid": thing.value}, thing.seen_by)
            for kind, listed in things.items()
            for thing in listed
        ]

    @property
    def records(self) -> list[Thing]:
        """One of everything that has a history, and can go back to an earlier state."""
        return self.of_kinds(
            person=self.people, organization=self.organizations, meeting=self.meetings, tie=self.ties,
            next_step=self.tasks, initiative=self.initiatives, note=self.notes, role=self.roles, seat=self.seats,
            document=self.documents, barrier=self.barriers,
        )  # fmt: skip

    @property
    def holdable(self) -> list[Thing]:
        """Those that have a trash, so that they can be held."""
        return self.of_kinds(
            person=self.people, organization=self.organizations, meeting=self.meetings, tie=self.ties,
            next_step=self.tasks, initiative=self.initiatives, document=self.documents, barrier=self.barriers,
        )  # fmt: skip

    @property
    def in_the_trash(self) -> list[Thing]:
        return self.of_kinds(
            person=self.trashed_parties[:1], organization=self.trashed_parties[1:], meeting=self.trashed_meetings,
            initiative=self.trashed_initiatives,
        )  # fmt: skip


def restricted(what: str, make: Callable[..., Any], cast: Cast) -> list[Thing]:
    """One for everyone, one of Ben's team, one of Cy's, one that only Cy and those who read everything see.

    `make(by, **visibility)` makes one; by whom it is made owns it.
    """
    return [
        Thing(f"{what} for everyone", make(cast.ben).uid),
        Thing(
            f"{what} of team North",
            make(cast.ben, visibility="team", team=cast.north).uid,
            WHO_READ_ALL | {"ben"},
        ),
        Thing(
            f"{what} of team South",
            make(cast.cy, visibility="team", team=cast.south).uid,
            WHO_READ_ALL | {"cy"},
        ),
        Thing(f"{what} of Cy's own", make(cast.cy, visibility="owner").uid, WHO_READ_ALL | {"cy"}),
    ]


def in_trash(record: Any) -> Any:
    """Put a record that has a trash into it."""
    record.trashed_at = timezone.now()
    return factories.make(record)


def build(cast: Cast) -> World:
    """Everything, in the smallest number that shows who sees what."""
    world = World(cast)
    initiative = factories.initiative("Site governance")
    who = factories.full_person(cast, initiative)
    school = factories.full_organization(cast, initiative)
    _parties(world, who, school)
    _meetings(world, who)
    _policy(world, initiative, school)
    _of_parties(world, who, school, initiative)
    _lists_and_files(world, who)
    _accounts(world)
    _map(world)
    return world


def _parties(world: World, who: Person, school: Organization) -> None:
    gone, closed = factories.person("Gone"), factories.organization("Closed")
    for one in (gone, closed):
        in_trash(one.party)
    world.people = [Thing("a person", who.uid), Thing("a person in the trash", gone.uid, NOBODY)]
    world.organizations = [
        Thing("an organization", school.uid),
        Thing("an organization in the trash", closed.uid, NOBODY),
    ]
    world.trashed_parties = [Thing("a person in the trash", gone.uid), Thing("another", closed.uid)]
    world.roles = [Thing("a role", who.roles.all()[0].uid)]
    world.seats = [Thing("a seat", school.seats.all()[0].uid)]
    world.tags = [Thing("a tag", who.party.taggings.all()[0].tag.uid)]
    world.contact_points = [Thing("a way to reach", who.party.contact_points.all()[0].uid)]
    factories.make(Consent(party=who.party, channel="email", answer="may"))
    factories.make(ExternalId(party=school.party, source="nces", value="270001"))
    factories.make(OwnDistrict(user=world.cast.ben, organization=school), world.cast.ben)
    factories.make(Hold(record_kind="party", record_id=gone.party.pk, reason="Asked for by the court"))
    with act(by=world.cast.ada, verb="forget"):
        forgotten = factories.person()
    row = Forgotten.objects.create(
        act=AuditEvent.objects.latest("pk"), party_id=forgotten.pk, reason="She asked us to"
    )
    world.forgotten = [Thing("somebody who was forgotten", row.act.uid)]


def _meetings(world: World, who: Person) -> None:
    cast = world.cast
    other = factories.person()

    def make(by: Any, **visibility: Any) -> Meeting:
        meeting = factories.meeting(who, other, by=by, notes="What was said", **visibility)
        factories.reading(who, by=by, meeting=meeting, **visibility)
        factories.task(party=who.party, meeting=meeting, by=by, **visibility)
        factories.make(MeetingTopic(meeting=meeting, area=3), by)
        return meeting

    gone = in_trash(make(cast.ben))
    world.meetings = [*restricted("a meeting", make, cast), Thing("a meeting in the trash", gone.uid, NOBODY)]
    world.trashed_meetings = [Thing("a meeting in the trash", gone.uid)]


def _policy(world: World, initiative: Any, school: Organization) -> None:
    gone = in_trash(factories.initiative("Dropped"))
    world.initiatives = [
        Thing("an initiative", initiative.uid),
        Thing("an initiative in the trash", gone.uid, NOBODY),
    ]
    board = factories.organization(type="district")
    factories.make(StageChange(initiative=initiative, stage="vote", on=factories.A_DAY))
    decision = factories.make(Decision(initiative=initiative, body=board, needed=4))
    world.decisions = [Thing("a decision", decision.uid)]
    world.trashed_initiatives = [Thing("an initiative in the trash", gone.uid)]
    standing = factories.make(Arrangement(school=school, type="pilot", initiative=initiative))
    world.standings = [Thing("a standing", standing.uid)]
    factories.make(SchoolAutonomy(school=school, area=3, level="full", arrangement=standing))
    kind = factories.make(KeyDateKind(name="A kind of its own"))
    factories.make(KeyDate(kind=kind, title="Filing closes", start=factories.A_DAY))
    barrier = factories.make(Barrier(title="Seat time", level="state_law", category="credits"))
    world.barriers = [Thing("a barrier", barrier.uid)]

    def evidence(by: Any, **visibility: Any) -> Any:
        meeting = factories.meeting(by=by, **visibility)
        return factories.make(
            BarrierEvidence(barrier=barrier, meeting=meeting, summary="Told", **visibility), by
        )

    world.evidence = restricted("evidence", evidence, world.cast)


def _of_parties(world: World, who: Person, school: Organization, initiative: Any) -> None:
    cast = world.cast

    def tie(by: Any, **visibility: Any) -> Tie:
        return factories.tie(who, factories.person(), by=by, **visibility)

    def document(by: Any, **visibility: Any) -> Document:
        made = Document(
            title="Agenda", filename="agenda.txt", content_type="text/plain", size=6, **visibility
        )
        made.file.save("agenda.txt", ContentFile(b"agenda"), save=False)
        factories.make(made, by)
        factories.make(Attachment(document=made, record_kind="party", record_id=who.party.pk), by)
        return made

    def note(by: Any, **visibility: Any) -> Note:
        return factories.note(who, "A note", by=by, **visibility)

    def task(by: Any, **visibility: Any) -> Any:
        return factories.task(party=who.party, by=by, **visibility)

    def reading(by: Any, **visibility: Any) -> Any:
        return factories.reading(who, initiative, by=by, **visibility)

    world.ties = [
        *restricted("a tie", tie, cast),
        Thing("a tie in the trash", in_trash(tie(cast.ben)).uid, NOBODY),
    ]
    world.tie_types = [Thing("a kind of tie", factories.tie_type().uid)]
    world.documents = [
        *restricted("a document", document, cast),
        Thing("a document in the trash", in_trash(document(cast.ben)).uid, NOBODY),
    ]
    world.notes = restricted("a note", note, cast)
    world.tasks = [
        *restricted("a next step", task, cast),
        Thing("a next step in the trash", in_trash(task(cast.ben)).uid, NOBODY),
    ]
    world.readings = restricted("a reading", reading, cast)


def _lists_and_files(world: World, who: Person) -> None:
    cast = world.cast

    def saved(name: str, **sharing: Any) -> SavedList:
        made = factories.make(SavedList(owner=cast.ben, name=name, **sharing), cast.ben)
        factories.make(ListEntry(saved_list=made, party=who.party), cast.ben)
        return made

    world.lists = [
        Thing("a list for all", saved("All", sharing="all").uid),
        Thing(
            "a list of team North", saved("North", sharing="team", team=cast.north).uid, frozenset({"ben"})
        ),
        Thing("Ben's own list", saved("Mine").uid, frozenset({"ben"})),
        Thing("a list in the trash", in_trash(saved("Gone")).uid, NOBODY),
    ]
    # Only its owner and directors change a list; for others there is nothing at these addresses.
    world.lists_to_change = [
        Thing("Ben's list for all", world.lists[0].value, WHO_READ_ALL | {"ben"}),
        *world.lists[1:],
    ]
    with act(by=cast.ben, verb="import", subject="schools.csv"):
        factories.organization(by=cast.ben)
    batch = ImportBatch.objects.create(
        format="nces-schools",
        filename="schools.csv",
        sha256="0" * 64,
        by=cast.ben,
        act=AuditEvent.objects.latest("pk"),
        rows=1,
        created=1,
    )
    ImportRow.objects.create(batch=batch, line=2, did="created")
    world.imports = [Thing("Ben's import", batch.uid, frozenset({"ben", "rut"}))]
    sent = SimpleUploadedFile(
        "committees.csv", b"committee_id,state,chamber,name\nocd-organization/1,MN,lower,Education\n"
    )
    waiting = receive(sent, format="committees", by=cast.ben)
    waiting.rows = 1
    waiting.keep()
    world.waiting_files = [Thing("a file of Ben's that waits", waiting.uid, frozenset({"ben"}))]
    table = receive(
        SimpleUploadedFile("people.csv", b"Name,Role\nMai Xiong,Teacher\n,\n"), format="people", by=cast.ben
    )
    keep_mapping(table, start_table(table))
    world.waiting_tables = [Thing("a table of Ben's that waits", table.uid, frozenset({"ben"}))]
    open_log(by=cast.ben, what="people", format="csv").close("complete", 3)
    beat("worker")
    with act(by=cast.ben, verb="add person"):
        factories.person(by=cast.ben)
    world.acts = [Thing("Ben's act", AuditEvent.objects.latest("pk").uid, frozenset({"ben", "rut"}))]


def _map(world: World) -> None:
    """Two groups who meet among themselves, so that there are clusters to open. Each scope names its own."""
    for _ in range(2):
        group = [factories.person() for _ in range(4)]
        for one in group:
            for other in group:
                if one.pk < other.pk:
                    factories.meeting(one, other, by=world.cast.ben)
    Analysis.objects.create(scope="nobody", as_of=factories.A_DAY, fingerprint="0", arrays=b"")
    world.clusters = [Thing("a cluster", "A")]


def _accounts(world: World) -> None:
    cast = world.cast
    admins = frozenset({"rut"})
    invitation, secret = Invitation.make(by=cast.rut, email="new@groundwork.invalid", role="outreach")
    token, _ = ApiToken.make(cast.ben, "script")
    key = Authenticator.objects.create(user=cast.rut, type="webauthn", data=PASSKEY)
    Authenticator.objects.create(user=cast.rut, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    RecoveryCodes.activate(cast.rut)
    world.users = [Thing("Ben's account", cast.ben.uid, admins)]
    world.teams = [Thing("team North", cast.north.pk, admins)]
    world.invitations = [Thing("an invitation", invitation.uid, admins)]
    world.invitation_links = [Thing("the link of an invitation", secret)]
    world.reset_links = [
        Thing(
            "a link to a new password",
            {"uidb36": user_pk_to_url_str(cast.cy), "key": default_token_generator.make_token(cast.cy)},
        )
    ]
    world.tokens = [Thing("Ben's token", token.uid, frozenset({"ben"}))]
    world.passkeys = [Thing("Rut's key", key.pk, frozenset({"rut"}))]
    person = ContentType.objects.get_for_model(Person)
    world.admin_links = [
        Thing("a person", {"content_type_id": person.pk, "object_id": Person.objects.all()[0].pk})
    ]
