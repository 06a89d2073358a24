"""Writes the audit chains to a file that accounts/audit/verify.py verifies by itself."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.audit.models import AuditHead
from accounts.audit.selectors import entries_of, heads
from accounts.audit.verify import FORMAT, canonical


class Command(BaseCommand):
    help = "Write the audit chains as JSON lines. Ids and names of fields, nothing of what they say."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("out", type=Path, help="a file that is not there yet")
        parser.add_argument("--office", type=UUID, help="only this office's chain, by its id")

    def handle(self, *args: Any, out: Path, office: UUID | None, **options: Any) -> None:
        chains = list(heads(office))
        if office and not chains:
            raise CommandError(f"Office {office} has no chain yet.")
        try:
            with out.open("x", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{canonical(line)}\n" for line in exported(chains))
        except FileExistsError:
            raise CommandError(f"{out} is there already.") from None
        self.stdout.write(f"{sum(head.sequence for head in chains)} entries of {len(chains)} chains")


def exported(chains: list[AuditHead]) -> Iterator[dict[str, Any]]:
    """In the order and the shapes that verify.py states."""
    ends = hashlib.sha256()
    for head in chains:
        office = str(head.office_id)
        yield {"chain": office, "format": FORMAT}
        yield from entries_of(head)
        end = {"chain": office, "digest": head.digest, "entries": head.sequence}
        ends.update(canonical(end).encode())
        yield end
    yield {"chains": len(chains), "digest": ends.hexdigest()}
