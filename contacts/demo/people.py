"""Invents people: who they are, how they wish to be addressed and reached, and what they agreed to."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from contacts.demo import places, plan
from contacts.demo.names import Community, InventedName, invent_name, pick_community
from contacts.demo.organizations import phone, slug
from contacts.demo.words import ACCESS_NEEDS, DO_NOT_CONTACT
from contacts.demo.world import Body, Somebody, World
from contacts.models import Consent, ContactPoint, Party, Person
from contacts.parties.reach import normal_form
from crm.accounts.models import User
from crm.parts.text import fold, fold_accents, sort_name_of

OFFICE = plan.OFFICE
# How many of the state's people are called exactly like another: names are never unique.
NAMESAKES = 2


def invent_staff(world: World) -> None:
    """Own staff are people too: at meetings, as point persons. Lists leave them out."""
    for account in plan.ACCOUNTS:
        name = f"{account.first_name} {account.last_name}"
        party = Party(kind=Party.Kind.PERSON, label=name)
        world.add(party, by=OFFICE, phase=0)
        person = Person(
            party=party, name=name, sort_name=fold(f"{account.last_name}, {account.first_name}"),
            given_name=account.first_name, family_name=account.last_name, pronouns=account.pronouns,
            user=world.users[account.username], listed=False,
        )  # fmt: skip
        world.add(person, by=OFFICE, phase=0)
        world.staff[account.username] = person


class Inventor:
    """Invents one person after another, none called like one before (but for a few namesakes)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chance = world.chance("people")
        self.taken: set[str] = set()
        self.namesakes = NAMESAKES

    def somebody(self, body: Body, *, like: str = "", title: str = "") -> Somebody:
        """A person of the region of this body; `like` its community unless another is named."""
        chance = self.chance
        community = pick_community(chance, like or (body.community if chance.random() < 0.6 else ""))
        name = self._name(community)
        party = Party(kind=Party.Kind.PERSON, label=name.written)
        if chance.random() < 0.006:
            party.do_not_contact, party.do_not_contact_reason = True, chance.choice(DO_NOT_CONTACT)
        person = Person(
            party=party,
            name=name.written,
            sort_name=fold(name.sorted_as or sort_name_of(name.written)),
            given_name=name.given,
            family_name=name.family,
            said_as=name.said_as,
            greeting=_greeting(chance, name, title),
            pronouns=_pronouns(chance, name),
            owner=self._point_person(body),
        )
        _languages(chance, person, community)
        if chance.random() < 0.035:
            person.access_needs = chance.choice(ACCESS_NEEDS)
        self.world.add(party, by=OFFICE, phase=0)
        self.world.add(person, by=OFFICE, phase=0)
        one = Somebody(person, body.region, community.key)
        self.world.people.append(one)
        self._ways_to_reach(one, body)
        self._consents(one)
        return one

    def _name(self, community: Community) -> InventedName:
        while True:
            name = invent_name(self.chance, community)
            if fold(name.written) not in self.taken:
                self.taken.add(fold(name.written))
                return name
            if self.namesakes:
                self.namesakes -= 1
                return name

    def _point_person(self, body: Body) -> User | None:
        if self.chance.random() < 0.2:
            return None
        of_region = [a.username for a in plan.ACCOUNTS if body.region in a.regions]
        return self.world.users[self.chance.choice(of_region)]

    def _ways_to_reach(self, one: Somebody, body: Body) -> None:
        chance, name = self.chance, one.person.name
        letters = "-".join(slug(fold_accents(part)) for part in name.split())
        site = slug(body.name)
        ways: list[tuple[str, str, str]] = []
        if chance.random() < 0.86:
            ways.append(("email", f"{letters}@{site}.invalid", "work"))
        if chance.random() < 0.12:
            ways.append(("email", f"office@{site}.invalid", "shared"))
        if chance.random() < 0.62:
            ways.append(("phone", phone(chance), chance.choice(("mobile", "mobile", "work"))))
        if chance.random() < 0.1:
            street = f"{chance.randrange(100, 4900)} {chance.choice(places.STREETS)}"
            ways.append(
                ("address", f"{street}, {body.organization.city or 'Riverfork'}, {places.STATE}", "home")
            )
        seen: set[str] = set()
        for kind, value, label in ways:
            point = ContactPoint(
                party=one.person.party, kind=kind, value=value, normalized=normal_form(kind, value), label=label,
                primary=kind not in seen,
            )  # fmt: skip
            if kind == "email" and chance.random() < 0.02:
                point.status = ContactPoint.Status.BOUNCED
            seen.add(kind)
            self.world.add(point, by=OFFICE, phase=0)

    def _consents(self, one: Somebody) -> None:
        chance = self.chance
        for channel, may, may_not in (("newsletter", 0.3, 0.05), ("text", 0.18, 0.06), ("phone", 0.05, 0.01)):
            drawn = chance.random()
            if drawn < may + may_not:
                consent = Consent(
                    party=one.person.party,
                    channel=channel,
                    answer=Consent.Answer.MAY if drawn < may else Consent.Answer.NOT,
                    on=self.world.today - timedelta(days=chance.randrange(5, plan.DAYS)),
                    how=chance.choice(
                        ("said so on the phone", "ticked on a sign-in sheet", "by e-mail", "asked in person")
                    ),
                )
                self.world.add(consent, by=OFFICE, phase=0)


def _greeting(chance: Random, name: InventedName, title: str) -> str:
    called = name.family or name.given or name.written
    if title:
        return f"{title} {called}"
    return f"Dr. {called}" if chance.random() < 0.05 else ""


def _pronouns(chance: Random, name: InventedName) -> str:
    drawn = chance.random()
    if drawn < 0.03:
        return "they / them"
    if drawn < 0.35:
        return "she / her" if name.woman else "he / him"
    return ""


def _languages(chance: Random, person: Person, community: Community) -> None:
    if not community.languages or chance.random() < 0.25:
        return
    languages = list(community.languages)
    if chance.random() < 0.45:
        languages.reverse()
    person.languages = languages
    person.interpreter = languages[0] != "English" and chance.random() < 0.3
