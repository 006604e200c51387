"""The people who sign in to the demo, with a password that everybody may know."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import make_password

from contacts.demo import plan
from crm.accounts.models import Team, User
from crm.accounts.rights import UserRole


def demo_users() -> list[User]:
    """Everybody who signs in with an address of the demo."""
    return list(User.objects.filter(email__endswith=f"@{settings.DEMO_EMAIL_DOMAIN}").order_by("pk"))


def make_accounts() -> tuple[dict[str, User], dict[str, Team]]:
    """Users and teams, by username and name. The password is hashed once: a good hash takes its time."""
    teams = {name: Team.objects.create(name=name) for name in plan.TEAMS}
    password = make_password(plan.PASSWORD)
    users = {}
    for account in plan.ACCOUNTS:
        user = User(
            username=account.username,
            email=plan.signs_in_as(account, settings.DEMO_EMAIL_DOMAIN),
            password=password,
            role=account.role,
            first_name=account.first_name,
            last_name=account.last_name,
        )
        user.save()
        user.teams.set([teams[name] for name in account.teams])
        users[account.username] = user
    return users, teams


def sign_ins() -> list[str]:
    """Who may sign in, as lines to be printed."""
    lines = []
    for account in plan.ACCOUNTS:
        where = ", ".join(account.teams)
        role = f"{UserRole(account.role).label}{f', {where}' if where else ''}"
        lines.append(
            f"  {account.username:<9} {plan.PASSWORD}   {account.first_name} {account.last_name}: {role}"
        )
    return lines
