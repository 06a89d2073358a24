"""The client takes back the consent to sending to the lender or to a regulator: whoever works on a case looks today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.consents.models import Consent, Purpose
from accounts.merges.selectors import files_of
from cases.files.models import LIVE, CaseFile
from cases.files.raised import NO_LENDER, NO_REGULATOR
from cases.files.services import agenda, ledger
from cases.files.services.rechecks import ask_again

_LOOKS = {Purpose.SEND_TO_LENDER: NO_LENDER, Purpose.SEND_TO_REGULATOR: NO_REGULATOR}
PURPOSES = tuple(_LOOKS)


def follow_withdrawal(actor: Any, consent: Consent, at: datetime) -> None:
    """In every live case of the person, in whichever of their files."""
    action = _LOOKS[Purpose(consent.purpose)]
    for found in CaseFile.objects.filter(client_id__in=files_of(consent.client_id), state__in=LIVE).order_by("pk"):
        case = ledger.locked(found)
        ask_again(case, because=consent.pk, actor=actor, at=at, action=action)
        agenda.refresh(case, actor=actor, at=at)
