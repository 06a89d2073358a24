"""Who may be one person, and which files are known to be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.access.decide import scope
from accounts.clients.models import Client
from accounts.merges.models import ClientMerge

MOST = 50  # possible duplicates told of one client


@dataclass(frozen=True)
class Duplicate:
    """`same`: what the two files have in common, by name; never its value."""

    client: Client
    same: list[str]


def standing() -> QuerySet[ClientMerge]:
    return ClientMerge.objects.filter(ended_at=None)


def files_of(client_id: UUID) -> list[UUID]:
    """This file and every other of the same person: for what holds for the person whoever asks (consent, erasure).

    What is shown to somebody is narrowed by their scope as ever.
    """
    return sorted({client_id}.union(*_merges_of(client_id).values_list("client_id", "kept_id")))


def with_other_files(clients: Collection[UUID]) -> frozenset[UUID]:
    """These and all others of the same people."""
    if not clients:
        return frozenset()
    rows = standing().filter(Q(client_id__in=clients) | Q(kept_id__in=clients))
    kept = {*clients, *rows.values_list("kept_id", flat=True)}
    return frozenset(kept.union(standing().filter(kept_id__in=kept).values_list("client_id", flat=True)))


def hangs_on_person(client: Any) -> Q:
    """The same inside another query, for rows with a `client_id`."""
    merges = _merges_of(client)
    other = Q(client_id__in=merges.values("client_id")) | Q(client_id__in=merges.values("kept_id"))
    return Q(client_id=client) | other


def _merges_of(client: Any) -> QuerySet[ClientMerge]:
    root = standing().filter(client_id=client).values("kept_id")
    return standing().filter(Q(client_id=client) | Q(kept_id=client) | Q(kept_id__in=root))


def merged_into(client_id: UUID) -> UUID | None:
    return standing().filter(client_id=client_id).values_list("kept_id", flat=True).first()


def merges_among(client: Client) -> dict[UUID, ClientMerge]:
    """By every other file of the person: why it is known to be one."""
    rows = standing().filter(client_id__in=files_of(client.pk)).select_related("merged_by")
    by_file = {row.client_id: row for row in rows}
    own = by_file.get(client.pk)
    return by_file | ({own.kept_id: own} if own else {})


def other_files(actor: Any, client: Client) -> QuerySet[Client]:
    """As far as the actor sees them."""
    others = [ident for ident in files_of(client.pk) if ident != client.pk]
    return scope(actor, Client).filter(pk__in=others).order_by("created_at", "id")


def duplicates_of(actor: Any, client: Client) -> list[Duplicate]:
    """Files in the actor's sight with the same identity number, phone or e-mail; not those known to be one person's."""
    same = _like(client)
    if not same or client.erased_at:
        return []
    rows = scope(actor, Client).filter(same, office_id=client.office_id, erased_at=None)
    rows = rows.exclude(pk__in=files_of(client.pk)).select_related("advisor").order_by("created_at", "id")
    return [Duplicate(row, _in_common(client, row)) for row in rows[:MOST]]


def _like(client: Client) -> Q:
    same = Q()
    if client.identity_number_index:
        same |= Q(identity_number_index=client.identity_number_index)
    if client.phone_index:
        same |= Q(phone_index=client.phone_index)
    if client.email:
        same |= Q(email__iexact=client.email)
    return same


def _in_common(one: Client, other: Client) -> list[str]:
    pairs = {
        "identity_number": (one.identity_number_index, other.identity_number_index),
        "phone": (one.phone_index, other.phone_index),
        "email": (one.email.lower(), other.email.lower()),
    }
    return [name for name, (mine, theirs) in pairs.items() if mine and mine == theirs]
