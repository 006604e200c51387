"""What many parties said about one channel, written down at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from contacts.parties.keeping import check
from contacts.parties.models import Consent, Party
from crm.parts.audit import act
from crm.parts.keys import among, in_parts
from crm.parts.many import Done, change_columns, create_columns, held

if TYPE_CHECKING:
    from crm.accounts.models import User


def set_consents(
    keys: Iterable[int],
    *,
    by: User,
    channel: str,
    answer: str,
    on: date | None = None,
    how: str = "",
    over_refusals: bool = False,
) -> Done:
    """Write down what all of these parties said about one channel.

    Whoever asked not to get it is left as they are unless `over_refusals`: a list never talks somebody into it again.
    """
    wanted = (answer, on, how.strip())
    check(Consent(channel=channel, answer=answer, on=on, how=wanted[2]))
    chosen = sorted(set(keys))
    changed = left = 0
    with act(by=by, verb="set consent", subject=f"{Consent.Channel(channel).label}"):
        for part in in_parts(chosen):
            held(Party, {"pk__in": among(part)}, "pk")
            where = {"party__in": among(part), "channel": channel}
            said = {
                party: rest for party, *rest in held(Consent, where, "party_id", "pk", "answer", "on", "how")
            }
            new = [key for key in part if key not in said]
            refused = answer != Consent.Answer.NOT and not over_refusals
            others: list[int] = []
            for key, *before in said.values():
                if tuple(before) == wanted:
                    continue
                if refused and before[0] == Consent.Answer.NOT:
                    left += 1
                else:
                    others.append(key)
            values = {"answer": answer, "on": on, "how": wanted[2]}
            change_columns(Consent, others, **values)
            create_columns(Consent, len(new), party_id=new, channel=channel, **values)
            changed += len(others) + len(new)
    return Done(changed, len(chosen) - changed - left, left)
