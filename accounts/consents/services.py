"""Recording a consent and its withdrawal. A withdrawal acts at once and needs no reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, require_act
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.consents.models import Consent, Purpose
from accounts.consents.selectors import is_withdrawn
from accounts.consents.withdrawal import follow
from accounts.documents.models import Document
from config.errors import InvalidInput, StateConflict
from config.rows import for_update


@transaction.atomic
def record_consent(*, actor: Any, values: dict[str, Any], at: datetime) -> Consent:
    require_act(actor, "create", "consents")
    client = named(actor, Client, values.pop("client"), "/client")
    paper = values.pop("document", None)
    document = named(actor, Document, paper, "/document", client=client) if paper else None
    _refuse_unclear(values, at)
    consent = Consent.objects.create(
        office_id=client.office_id,
        client=client,
        document=document,
        recorded_by=actor,
        created_at=at,
        updated_at=at,
        **values,
    )
    record(actor=actor, act="create", row=consent, at=at)
    return consent


def _refuse_unclear(values: dict[str, Any], at: datetime) -> None:
    if values["given_at"] > at:
        raise InvalidInput(_("This has not happened yet."), code="future", pointer="/given_at")
    sharing = values["purpose"] == Purpose.SHARE_WITH_FIRM
    if sharing and not values.get("firm", "").strip():
        raise InvalidInput(_("Consent to sharing names the firm."), code="required", pointer="/firm")
    if not sharing and values.get("firm"):
        raise InvalidInput(_("Only consent to sharing names a firm."), pointer="/firm")


@transaction.atomic
def withdraw_consent(*, actor: Any, consent: Consent, note: str, at: datetime, seen: int | None = None) -> Consent:
    """1. the consent ends; 2. what rested on it ends with it (`accounts.consents.withdrawal`)."""
    require(actor, "withdraw", consent)
    consent = for_update(Consent.objects.select_related("client")).get(pk=consent.pk)
    consent.require_seen(seen)
    if consent.withdrawn_at is not None:
        raise StateConflict(_("This consent was withdrawn already."), code="already_withdrawn")
    consent.change(at=at, withdrawn_at=at, withdrawn_by=actor, note=note)
    record(actor=actor, act="withdraw", row=consent, at=at, fields=["withdrawn_at"])
    follow(actor, consent, at)
    return consent


def refuse_if_withdrawn(client_id: UUID, purpose: str, firm: str = "") -> None:
    if is_withdrawn(client_id, purpose, firm):
        words = _("The client has withdrawn the consent that this needs (%(purpose)s).")
        raise StateConflict(words % {"purpose": Purpose(purpose).label}, code="consent_withdrawn")
