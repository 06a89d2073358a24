"""Taking events into the chain of their office. Several may seal at once: the head's lock lets one after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.audit.models import AuditEntry, AuditEvent, AuditHead
from accounts.audit.payloads import COLUMNS, payload_of
from accounts.audit.verify import commitment_of, digest_of, first_digest
from config.rows import for_update

BATCH = 500
BUDGET = timedelta(seconds=10)  # what is left over is sealed at the next look


def seal_due(*, now: Callable[[], datetime]) -> int:
    """Events that no chain holds yet, office by office; gives how many were sealed."""
    until, sealed = now() + BUDGET, 0
    for office in AuditEvent.objects.filter(sealed=False).order_by().values_list("office_id", flat=True).distinct():
        while now() < until and (some := seal_some(office)):
            sealed += some
    return sealed


@transaction.atomic
def seal_some(office: UUID) -> int:
    """The oldest events that wait, in one step. One that is committed late stands later in the chain than in time."""
    start = {"digest": first_digest(str(office))}
    head, _made = for_update(AuditHead.objects.all()).get_or_create(office_id=office, defaults=start)
    waiting = AuditEvent.objects.filter(office_id=office, sealed=False).order_by("created_at", "id")
    events = list(waiting.values("salt", *COLUMNS)[:BATCH])
    if events:
        AuditEntry.objects.bulk_create([_link(head, event) for event in events])
        AuditEvent.objects.filter(pk__in=[event["id"] for event in events]).update(sealed=True)
        head.save(update_fields=["sequence", "digest"])
    return len(events)


def _link(head: AuditHead, event: dict[str, Any]) -> AuditEntry:
    """Moves the head on by one."""
    commitment = commitment_of(event["salt"], payload_of(event))
    head.sequence += 1
    head.digest = digest_of(head.digest, head.sequence, str(event["id"]), commitment)
    return AuditEntry(
        office_id=head.office_id,
        sequence=head.sequence,
        event_id=event["id"],
        commitment=commitment,
        digest=head.digest,
    )
