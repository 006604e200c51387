"""Own staff are persons too: at meetings, as the point person. Lists leave them out unless asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contacts.parties.models import Party
from contacts.people.models import Person

if TYPE_CHECKING:
    from crm.accounts.models import User


def be_a_person(user: User) -> None:
    """Make the person of a user who has none yet, inside the running act."""
    if Person.objects.filter(user=user).exists():
        return
    name = user.get_full_name() or user.username
    party = Party(kind=Party.Kind.PERSON, label=name)
    party.save()
    Person(
        party=party,
        name=name,
        given_name=user.first_name,
        family_name=user.last_name,
        user=user,
        listed=False,
    ).save()
