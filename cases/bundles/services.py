"""Asking for a bundle, gathering it as a job, handing it out, and forgetting it after some days."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID
from zipfile import ZipFile

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access.decide import require, scope
from accounts.audit.services import record
from accounts.documents import store
from accounts.jobs.kinds import Batch, Kind, Trouble, register
from accounts.jobs.models import LIVE, Job
from accounts.jobs.services.acts import start_job
from cases.bundles.archive import MOST_BYTES, Archive, pieces_of
from cases.bundles.gathering import gather, in_order
from cases.bundles.models import CaseBundle
from cases.files.models import CaseFile
from config import crypto
from config.errors import StateConflict
from config.rows import for_update

KIND = "case_bundle"
KEPT = timedelta(days=7)
IN_MEMORY = 8 * 1024**2


def register_kind() -> None:
    words = {"too_large": _("The files of this case are too many for one bundle.")}
    register(Kind(KIND, total=lambda job: 1, batch=gather_batch, words=words))


@transaction.atomic
def start_bundle(*, actor: Any, case: CaseFile, at: datetime) -> Job:
    """In the language of whoever asks. One that is under way for the same person is not started twice."""
    require(actor, "bundle", case)
    parameters = {"case": str(case.pk)}
    running = Job.objects.filter(started_by=actor, kind=KIND, state__in=LIVE, parameters=parameters)
    if found := running.order_by("pk").first():
        return found
    job = start_job(actor=actor, kind=KIND, parameters=parameters, at=at)
    CaseBundle.objects.create(
        id=job.pk,
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        asked_by=actor,
        language=translation.get_language() or "zh-hans",
        expires_at=at + KEPT,
        created_at=at,
    )
    record(actor=actor, act="bundle", row=case, at=at)
    return job


def gather_batch(job: Job, at: datetime) -> Batch:
    """What its starter sees of the case at this moment; a case out of sight by now gives nothing."""
    bundle = for_update(CaseBundle.objects.all()).get(pk=job.pk)
    case = scope(job.started_by, CaseFile).filter(pk=bundle.case_id).first()
    if case is None:
        return Batch(done=1, checkpoint=None, counts={"records": 0})
    with translation.override(bundle.language):
        gathered = gather(job.started_by, case, at)
    manifest = json.loads(gathered.parts["manifest.json"])
    if sum(entry["size"] for entry in manifest["entries"]) > MOST_BYTES:
        return Batch(done=1, checkpoint=None, troubles=[Trouble("", "too_large")])
    bundle.sealed = crypto.encrypt_bytes(_packed(gathered.parts))
    bundle.manifest_sha256, bundle.gathered_at = gathered.manifest_sha256, at
    bundle.records, bundle.files = gathered.records, len(gathered.documents)
    bundle.save(update_fields=["sealed", "manifest_sha256", "gathered_at", "records", "files"])
    return Batch(done=1, checkpoint=None, counts={"records": gathered.records, "files": len(gathered.documents)})


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", 8) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def open_bundle(*, actor: Any, bundle: CaseBundle, at: datetime) -> IO[bytes]:
    """The ZIP. It is put together when it is fetched, file by file, and lies nowhere."""
    require(actor, "content", bundle)
    if not bundle.sealed or bundle.expires_at <= at:
        raise StateConflict(_("This bundle is not ready yet, or it has expired."), code="not_ready")
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    archive = Archive(file)
    with ZipFile(BytesIO(crypto.decrypt_bytes(bundle.sealed))) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for path, part, document in in_order(parts, json.loads(parts["manifest.json"])):
        if part is not None:
            archive.add(path, [part])
        else:
            with store.path_of(UUID(document)).open("rb") as content:
                archive.add(path, pieces_of(content))
    archive.close()
    file.seek(0)
    record(actor=actor, act="download", row=bundle, at=at)
    return file


def prune(*, at: datetime) -> int:
    """What has expired is emptied; that it was made and by whom stays."""
    return CaseBundle.objects.filter(expires_at__lte=at).exclude(sealed=b"").update(sealed=b"")
