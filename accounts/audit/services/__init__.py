"""Writing events, sealing them into their office's chain, and lawfully emptying them."""

from accounts.audit.services.erasing import erase as erase
from accounts.audit.services.recording import record as record
from accounts.audit.services.recording import record_many as record_many
from accounts.audit.services.recording import record_view as record_view
from accounts.audit.services.sealing import seal_due as seal_due
