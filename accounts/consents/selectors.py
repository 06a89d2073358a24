from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, UUIDField, Value, When

from accounts.access.decide import scope
from accounts.consents.models import Consent, Standing
from accounts.merges.selectors import hangs_on_person
from config.prepared import Given, Question


def list_consents(actor: Any) -> QuerySet[Consent]:
    return scope(actor, Consent).select_related("client", "recorded_by")


def is_withdrawn(client_id: Any, purpose: str, firm: str = "") -> bool:
    """Whether the client's last word was no: a withdrawal that no later consent has overtaken.

    Where nothing was ever recorded the answer is False: the absence of a row decides nothing here. A person's word
    holds in each of their files.
    """
    rows = _told(client=client_id, purpose=purpose)
    told = [(given, ended) for named, given, ended in rows if not firm or same_firm(named, firm)]
    last_no = max((ended for _given, ended in told if ended), default=None)
    return last_no is not None and not any(ended is None and given > last_no for given, ended in told)


@Question
def _told() -> QuerySet[Any, Any]:
    rows = Consent.objects.filter(hangs_on_person(Given("client", UUIDField())), purpose=Given("purpose", CharField()))
    return rows.values_list("firm", "given_at", "withdrawn_at")


def standing_on(purpose: Any) -> Case:
    """For rows with a `client_id`: their `Standing` in the same sense; `purpose` is an OuterRef or a value."""
    told = Consent.objects.filter(client_id=OuterRef("client_id"), purpose=purpose)
    same = {"client_id": OuterRef("client_id"), "purpose": OuterRef("purpose")}
    overtaken = Consent.objects.filter(**same, withdrawn_at=None, given_at__gt=OuterRef("withdrawn_at"))
    no = told.filter(~Exists(overtaken), withdrawn_at__isnull=False)
    return Case(
        When(Exists(no), then=Value(Standing.WITHDRAWN)),
        When(Exists(told.filter(withdrawn_at=None)), then=Value(Standing.GIVEN)),
        default=Value(Standing.MISSING),
    )


def same_firm(one: str, other: str) -> bool:
    """As people write it: letters' case and spaces apart.

    >>> same_firm("East  Law", "east law"), same_firm("East Law", "West Law")
    (True, False)
    """
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()
