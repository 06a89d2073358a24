"""The outbox of an installation without a mail server: each mail is one `.eml` file.

The name comes from the Message-ID, so a mail that is sent again after a crash is the same file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            _write(mail)
        return len(email_messages)


def _write(mail: EmailMessage) -> None:
    """Write beside, then rename: a reader never sees half a mail."""
    message = mail.message()
    name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
    settings.OUTBOX.mkdir(parents=True, exist_ok=True)
    unfinished = settings.OUTBOX / f".{name}.{os.getpid()}"
    with unfinished.open("wb") as file:
        file.write(message.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(settings.OUTBOX / f"{name}.eml")
