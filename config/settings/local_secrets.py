"""Secrets of an embedded installation: made once, kept beside its data, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

FERNET = ("field_key", "lawyer_key")


def kept_secret(folder: Path, name: str) -> str:
    """The secret `name`, made on first use. Exclusive creation: two processes starting together agree."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.secret"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(_fresh(name))
    return path.read_text().strip()


def _fresh(name: str) -> str:
    return Fernet.generate_key().decode() if name in FERNET else secrets.token_urlsafe(48)
