"""How entries hang together. A link binds the case, the place in it, what came before, and a salted digest of the
entry's words, so that the words can be erased and the chain still be checked.

    commitment = sha256(salt + payload)
    link       = sha256(link before + place as eight bytes, big-endian + commitment)

The link before the first is the digest of the case's id. `bundle/verify.py` says the same in its own words.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

SALT_BYTES = 32
FORMAT = "reinstate-correspondence/1"


def canonical(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def commitment_of(salt: bytes, payload: bytes) -> str:
    return sha256(salt + payload).hexdigest()


def origin_of(case_id: UUID) -> str:
    return sha256(f"{FORMAT}\n{case_id}".encode()).hexdigest()


def link_of(previous: str, seq: int, commitment: str) -> str:
    return sha256(bytes.fromhex(previous) + seq.to_bytes(8, "big") + bytes.fromhex(commitment)).hexdigest()
