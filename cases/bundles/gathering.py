"""What a bundle holds beside the documents' bytes: records, the chain, the verifier, an index on paper, and a manifest
of everything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from accounts.documents import store
from accounts.documents.models import Document
from accounts.exports.sections import as_told
from cases.bundles import verify
from cases.bundles.archive import pieces_of
from cases.bundles.entries import Entry, Teller
from cases.bundles.index import Index, index_pdf
from cases.bundles.selectors import chain_of, documents_of, names_of, rows_of
from cases.correspondence import chain
from cases.files.models import CaseFile

FORMAT = "reinstate-case-bundle/1"
INDEX = verify.INDEX
VERIFIER = Path(verify.__file__)


@dataclass
class Gathered:
    """`parts` are the small files in their order, the manifest last; `documents` the ids whose bytes belong between."""

    parts: dict[str, bytes]
    manifest_sha256: str
    records: int
    documents: list[str] = field(default_factory=list)


def gather(actor: Any, case: CaseFile, made_at: datetime) -> Gathered:
    parts = {INDEX: b"", "verify.py": VERIFIER.read_bytes()}  # the index first, for whoever opens the ZIP
    teller = Teller(case.office.zone, names_of(actor))
    told: list[Entry] = []
    for resource, rows in rows_of(actor, case):
        parts[f"records/{resource}.json"], entries = _records(rows, teller)
        told += entries
    links = [_link(row) for row in chain_of(actor, case).iterator(chunk_size=200)]
    parts["chain.json"] = _json(links)
    files, missing = _files(documents_of(actor, case))
    head = links[-1]["link"] if links else chain.origin_of(case.pk)
    listed = [_entry(name, part) for name, part in parts.items() if name != INDEX] + files
    parts[INDEX] = index_pdf(
        Index(
            case=case,
            made_at=made_at,
            made_by=str(actor),
            entries=told,
            files=files,
            missing=missing,
            chain_entries=len(links),
            chain_head=head,
            contents_sha256=verify.contents(listed),
        )
    )
    manifest = {
        "format": FORMAT,
        "case": str(case.pk),
        "reference": case.reference,
        "made_at": made_at.isoformat(),
        "made_by": str(actor.pk),
        "chain": {"entries": len(links), "head": head},
        "entries": [_entry(INDEX, parts[INDEX]), *listed],
        "missing": missing,
    }
    parts["manifest.json"] = _json(manifest)
    digest = sha256(parts["manifest.json"]).hexdigest()
    return Gathered(parts, digest, len(told), [entry["document"] for entry in files])


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _records(rows: Any, teller: Teller) -> tuple[bytes, list[Entry]]:
    """Their file, and what the index says of each; the rows themselves are let go."""
    told, entries = [], []
    for row in rows.iterator(chunk_size=200):
        told.append(as_told(row))
        entries.append(teller.entry(row, told[-1]))
    return _json(told), entries


def _link(row: Any) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "previous": row.previous,
        "commitment": row.commitment,
        "link": row.link,
        "salt": bytes(row.content.salt).hex(),
        "payload": bytes(row.content.payload).decode(),
    }


def _entry(name: str, part: bytes) -> dict[str, Any]:
    return {"path": name, "size": len(part), "sha256": sha256(part).hexdigest()}


def _files(documents: Iterable[Document]) -> tuple[list[dict[str, Any]], list[str]]:
    """Those whose bytes are there and are the ones that were handed in; and the ids of the others."""
    files, missing = [], []
    for document in documents:
        if _digest(document) == document.sha256:
            about = {"path": path_of(document), "size": document.size, "sha256": document.sha256}
            files.append({**about, "document": str(document.pk), "name": document.name})
        else:
            missing.append(str(document.pk))
    return files, missing


def _digest(document: Document) -> str:
    digest = sha256()
    try:
        with store.path_of(document.pk).open("rb") as file:
            for piece in pieces_of(file):
                digest.update(piece)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def path_of(document: Document) -> str:
    """The ending alone: what a caller once called a file is no part of a path on another's disk."""
    ending = document.name.rpartition(".")[2].lower()
    plain = "." in document.name and ending.isascii() and ending.isalnum() and len(ending) <= 5
    return f"files/{document.pk}{'.' + ending if plain else ''}"


def in_order(parts: dict[str, bytes], manifest: dict[str, Any]) -> Iterator[tuple[str, bytes | None, str]]:
    """Each entry as the manifest lists it, the manifest itself last: its path, its bytes or None, its document."""
    for entry in manifest["entries"]:
        yield entry["path"], parts.get(entry["path"]), entry.get("document", "")
    yield "manifest.json", parts["manifest.json"], ""
