"""What an erasure leaves of this app's own tables, and whom they still need."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.documents import store
from accounts.documents.access import EMPTIED
from accounts.documents.models import Document
from accounts.engagements.models import Engagement
from accounts.erasures import fates
from accounts.erasures.models import Erasure, LegalHold
from accounts.erasures.retention import still_needs

_CLIENT = {
    "name": "", "email": "", "identity_number_sealed": b"", "identity_number_index": "", "phone_sealed": b"",
    "phone_index": "", "external_id": None, "external_owner": None,
}  # fmt: skip
_ACCOUNT = {"reference": "", "outstanding_amount": None, "opened_on": None, "external_id": None, "external_owner": None}


def register() -> None:
    fates.empty(Client, **_CLIENT)
    fates.empty(CreditAccount, **_ACCOUNT)
    fates.empty(Document, **EMPTIED)
    fates.afterwards(Document, store.remove)
    fates.keep(Erasure, "the record of the erasure itself")
    fates.keep(LegalHold, "why something was kept")
    still_needs(engagements_in_use)


def engagements_in_use(since: datetime) -> QuerySet[Any]:
    """Clients with an engagement that goes on, or ended after `since`."""
    going_on = Q(ended_on=None) | Q(ended_on__gt=since.date())
    return Engagement.objects.filter(going_on).values("client_id")
