"""Offices with something in their logs, sealed and exported."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

from accounts.audit.services import erase, record, seal_due
from accounts.models import AuditEvent
from config import clock
from tests.world import World, api


def events_in(world: World, number: int) -> None:
    """Views and changes, in both offices."""
    for _ in range(number // 4):
        api(world.alice).get("/api/v1/clients/")
        api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/")
        record(actor=world.sun, act="change", row=world.chen, at=clock.now(), fields=["name"])
        record(actor=world.zoe, act="change", row=world.wu, at=clock.now(), fields=["name"])


def sealed(world: World, number: int = 12) -> None:
    events_in(world, number)
    seal_due(now=clock.now)


def erased(world: World) -> int:
    return erase(actor=world.sun, office=world.east.pk, clients=[world.chen.pk], reason="retention", at=clock.now())


def exported(folder: Path) -> bytes:
    out = folder / f"chain-{AuditEvent.objects.count()}.jsonl"
    out.unlink(missing_ok=True)
    call_command("export_audit", out)
    return out.read_bytes()
