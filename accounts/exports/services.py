"""Asking for an export, gathering it as a job, handing it out, and forgetting it after some days."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime, timedelta
from hashlib import sha256
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require, scope
from accounts.access.registry import Row
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.documents import store
from accounts.exports.models import ClientExport
from accounts.exports.sections import Told, as_told, sections
from accounts.exports.selectors import documents_in
from accounts.jobs.kinds import Batch, Kind, register
from accounts.jobs.models import LIVE, Job
from accounts.jobs.services.acts import start_job
from config import crypto
from config.errors import StateConflict
from config.rows import for_update

KIND, FORMAT = "client_export", "reinstate-client-export/1"
KEPT = timedelta(days=7)
IN_MEMORY = 8 * 1024**2


def register_kind() -> None:
    register(Kind(KIND, total=lambda job: 1, batch=gather_batch))


@transaction.atomic
def start_export(*, actor: Any, client: Client, at: datetime) -> Job:
    """One that is under way for the same person is not started twice."""
    require(actor, "export", client)
    running = Job.objects.filter(started_by=actor, kind=KIND, state__in=LIVE, parameters={"client": str(client.pk)})
    if found := running.order_by("pk").first():
        return found
    job = start_job(actor=actor, kind=KIND, parameters={"client": str(client.pk)}, at=at)
    ClientExport.objects.create(
        id=job.pk, office_id=client.office_id, client=client, asked_by=actor, expires_at=at + KEPT, created_at=at
    )
    record(actor=actor, act="export", row=client, at=at)
    return job


def gather_batch(job: Job, at: datetime) -> Batch:
    """What its starter sees of the client at this moment; a client out of sight by now gives nothing."""
    export = for_update(ClientExport.objects.all()).get(pk=job.pk)
    client = scope(job.started_by, Client).filter(pk=export.client_id).first()
    held = {row.resource: _section(job.started_by, row, client) for row in sections()} if client else {}
    rows = sum(len(section) for section in held.values())
    body = {"format": FORMAT, "gathered_at": at, "client": export.client_id, "sections": held}
    plain = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
    export.sealed, export.sha256 = crypto.encrypt_bytes(plain), sha256(plain).hexdigest()
    export.rows, export.gathered_at = rows, at
    export.save(update_fields=["sealed", "sha256", "rows", "gathered_at"])
    return Batch(done=1, checkpoint=None, counts={"rows": rows})


def _section(actor: Any, row: Row, client: Client) -> list[Told]:
    own = {"pk": client.pk} if row.model is Client else {"client_id": client.pk}
    return [as_told(one) for one in scope(actor, row.model).filter(**own).order_by("pk")]


def open_export(*, actor: Any, export: ClientExport, at: datetime) -> IO[bytes]:
    """A ZIP: `export.json` and the bytes of each document. It is put together when it is fetched and lies nowhere."""
    require(actor, "content", export)
    if not export.sealed or export.gathered_at is None or export.expires_at <= at:
        raise StateConflict(_("This export is not ready yet, or it has expired."), code="not_ready")
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        with bundle.open(_entry("export.json", export.gathered_at), "w") as entry:
            entry.write(crypto.decrypt_bytes(export.sealed))
        for document in documents_in(actor, export):
            path = store.path_of(document.pk)
            if path.exists():
                name = f"documents/{document.pk}{_ending(document.name)}"
                with path.open("rb") as held, bundle.open(_entry(name, document.created_at), "w") as entry:
                    copyfileobj(held, entry)
    file.seek(0)
    record(actor=actor, act="download", row=export, at=at)
    return file


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    """Stamped with what is told and not with the moment of fetching: fetched twice, an export is the same bytes."""
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _ending(name: str) -> str:
    """The ending alone: what a caller once called a file is no part of a path on another's disk."""
    ending = name.rpartition(".")[2].lower()
    return f".{ending}" if "." in name and ending.isascii() and ending.isalnum() and len(ending) <= 5 else ""


def prune(*, at: datetime) -> int:
    """What has expired is emptied; that it was made and by whom stays."""
    return ClientExport.objects.filter(expires_at__lte=at).exclude(sealed=b"").update(sealed=b"")
