"""Taking documents in, and handing their bytes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, require_act
from accounts.audit.services.recording import batches, record
from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.documents import store
from accounts.documents.models import Document
from config.errors import InvalidInput

Consequence = Callable[[Any, Document, datetime], object]
_of_court_papers: list[Consequence] = []


def on_court_paper(consequence: Consequence) -> None:
    """For higher apps: what a paper from a court sets in motion, in the transaction that takes it in."""
    _of_court_papers.append(consequence)


def store_document(*, actor: Any, upload: Any, values: dict[str, Any], at: datetime) -> Document:
    """`upload` has `chunks()`, `name` and `content_type`. The row and its bytes are there together or not at all."""
    require_act(actor, "create", "documents")
    client, account = _belongs_to(actor, values)
    captured_at = values.get("captured_at")
    if captured_at and captured_at > at:
        raise InvalidInput(_("This has not happened yet."), code="future", pointer="/captured_at")
    taken = store.take(upload)
    try:
        return _keep(actor, client, account, taken, {**values, "name": upload.name or ""}, at)
    finally:
        taken.path.unlink(missing_ok=True)


@transaction.atomic
def _keep(
    actor: Any, client: Client, account: CreditAccount | None, taken: store.Taken, values: dict[str, Any], at: datetime
) -> Document:
    about = {name: value for name, value in values.items() if name not in ("client", "credit_account")}
    row = Document(office_id=client.office_id, client=client, credit_account=account, recorded_by=actor, created_at=at)
    row.media_type, row.size, row.sha256 = taken.media_type, taken.size, taken.sha256
    for name, value in about.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    record(actor=actor, act="create", row=row, at=at)
    for consequence in _of_court_papers if row.from_court else ():
        consequence(actor, row, at)
    store.settle(taken, row.pk)
    return row


def _belongs_to(actor: Any, values: dict[str, Any]) -> tuple[Client, CreditAccount | None]:
    client = named(actor, Client, values["client"], "/client")
    if not values.get("credit_account"):
        return client, None
    return client, named(actor, CreditAccount, values["credit_account"], "/credit_account", client=client)


def open_content(*, actor: Any, document: Document, at: datetime) -> BinaryIO:
    """The bytes as they were handed in; FileNotFoundError where the folder has lost them."""
    require(actor, "content", document)
    file = store.path_of(document.pk).open("rb")
    record(actor=actor, act="download", row=document, at=at)
    return file


def sweep_orphans(*, at: datetime) -> int:
    """Bytes that no row names: of a transaction that failed after its file was put in place, of an upload that broke
    off. A day is longer than any transaction."""
    removed = 0
    for batch in batches(store.older_than(at - timedelta(days=1)), 500):
        idents = [ident for path in batch if (ident := _ident_of(path.name))]
        named_here = {ident.hex for ident in Document.objects.filter(pk__in=idents).values_list("pk", flat=True)}
        for path in batch:
            if path.name not in named_here:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _ident_of(name: str) -> UUID | None:
    try:
        return UUID(hex=name)
    except ValueError:
        return None
