"""Verifies the audit chains in the database, and names the first entry that is not as it was sealed."""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.audit.models import AuditHead
from accounts.audit.selectors import entries_of, heads, sealed_in, waiting_in
from accounts.audit.verify import NOT_PROVEN, Broken, Chain


class Command(BaseCommand):
    help = "Verify the audit chains. Ends with 1 where one is broken; writes nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--office", type=UUID, help="only this office's chain, by its id")

    def handle(self, *args: Any, office: UUID | None, **options: Any) -> None:
        chains = list(heads(office))
        if office and not chains:
            raise CommandError(f"Office {office} has no chain yet.")
        broken = [trouble for head in chains if (trouble := self._told(head))]
        self.stdout.write(NOT_PROVEN)
        if broken:
            raise CommandError(f"{len(broken)} of {len(chains)} chains are broken.")

    def _told(self, head: AuditHead) -> str:
        chain = Chain(str(head.office_id))
        try:
            _verify(chain, head)
        except Broken as trouble:
            self.stderr.write(f"BROKEN: office {head.office_id}, after entry {chain.entries}: {trouble}")
            return str(trouble)
        erased = f", {chain.erased} erased by policy" if chain.erased else ""
        waiting = f"{waiting_in(head.office_id)} not sealed yet"
        self.stdout.write(f"whole: office {head.office_id}, {chain.entries} entries{erased}, {waiting}")
        self.stdout.write(f"       digest {chain.digest}")
        return ""


def _verify(chain: Chain, head: AuditHead) -> None:
    for entry in entries_of(head):
        chain.add(entry)
    chain.end(head.sequence, head.digest)
    if sealed_in(head.office_id) < chain.entries:
        raise Broken("events of the chain are marked as not sealed")
