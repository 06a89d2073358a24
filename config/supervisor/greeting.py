"""What a person needs to know once everything runs."""

from __future__ import annotations

from typing import Any

from config.supervisor.place import Place


def greeting(place: Place, prepared: dict[str, Any], seconds: float) -> str:
    lines = [
        "",
        f"Reinstate is ready ({seconds:.1f} s): {place.url}/",
        "",
        f"  Admin     {place.url}/admin/",
        f"  API docs  {place.url}/api/v1/docs/",
        f"  Mail      {_mail(prepared)}",
        f"  Logs      {place.logs}",
        "",
        *_log_ins(prepared),
        "Ctrl-C stops it.",
    ]
    return "\n".join(lines)


def _mail(prepared: dict[str, Any]) -> str:
    outbox = prepared["outbox"]
    return f"{outbox} (one .eml file a mail; none leaves this machine)" if outbox else "sent through EMAIL_URL"


def _log_ins(prepared: dict[str, Any]) -> list[str]:
    people = prepared["people"]
    if not people:
        return []
    password = prepared["password"]
    if not password:
        said = "made earlier with another password; REINSTATE_DEMO_PASSWORD=… at the next start sets a new one"
        return [f"  Demo log-ins, {said}:", *_people(people), ""]
    return [f"  Demo log-ins (invented people), password  {password}", *_people(people), ""]


def _people(people: list[list[str]]) -> list[str]:
    return [f"    {email:<34}{role}" for email, role in people]
