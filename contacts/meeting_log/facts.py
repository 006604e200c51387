"""After each act the derived facts of whoever it touched follow, in its transaction: last contacts and newest readings.

One question finds whom it touched, for both.
"""

from __future__ import annotations

from contacts.interest import facts as readings
from contacts.interest.models import LatestReading
from contacts.meetings import facts as contacts
from contacts.meetings.models import ContactFact
from contacts.parties.models import Party
from crm.parts.audit import Act
from crm.parts.keys import among, in_parts


def follow(act: Act) -> None:
    """Bring the facts of the parties that this act touched up to date. Runs inside the act."""
    met, read = contacts.touched_before(act), readings.touched_before(act)
    rows = [*contacts.rows_of(act), *readings.rows_of(act)]
    if rows:
        for room, *parties in rows[0].union(*rows[1:]) if len(rows) > 1 else rows[0]:
            (met if room == "contacts" else read).update(party for party in parties if party is not None)
    for gone in in_parts((met | read) & act.gone(Party)):
        ContactFact.objects.filter(party__in=among(gone)).delete()
        LatestReading.objects.filter(party__in=among(gone)).delete()
        met.difference_update(gone)
        read.difference_update(gone)
    contacts.hold(act, met | read)
    contacts.recompute(met)
    readings.recompute(read)
