"""Idempotency-Key: a POST that is sent again with its key is done once and answered as it was the first time.

A key belongs to one caller, method and path, for 24 hours. Its row and the act commit together: whoever cannot put
the row in is answered from it. Only answers that say "done" are kept; after a refusal the key is free again.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from config import crypto
from config.api.parsing import parse_json
from config.api.problems import Problem
from config.errors import InvalidInput
from config.models import KeptAnswer

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
PATTERN = r"^[!-~]{1,255}$"
KEPT_FOR = timedelta(hours=24)
KEPT_HEADERS = ("Location", "ETag")
PRUNED_AT_ONCE = 1_000

StillSees = Callable[[Any], bool]


class KeyReused(Problem):
    status_code = 422
    default_detail = gettext_lazy("This Idempotency-Key came with another body before. Take a fresh key.")
    default_code = "idempotency_key_reused"


class KeyInUse(Problem):
    status_code = 409
    default_detail = gettext_lazy("The first request with this Idempotency-Key is still being worked on. Ask again.")
    default_code = "idempotency_key_in_use"
    wait = 1  # seconds, for Retry-After


def key_of(request: Request) -> str | None:
    """The key of a POST that has one; 400 where it is none that we take."""
    given = request.headers.get(HEADER) if request.method == "POST" else None
    if given is None:
        return None
    if not re.fullmatch(PATTERN, given):
        raise InvalidInput(
            _("Idempotency-Key: 1 to 255 visible ASCII characters, such as a UUID."), pointer=f"/{HEADER}"
        )
    return given


def once(request: Request, key: str, act: Callable[[], Response], *, still_sees: StillSees, at: datetime) -> Response:
    """The answer of `act`, done now, or the first answer to this key.

    A refusal that `act` raises takes the key's row back together with whatever else it wrote.
    """
    ident, fingerprint = _ident(request, key), _fingerprint(request)
    with transaction.atomic():
        if not _claimed(ident, fingerprint, at):
            return _first_answer(ident, fingerprint, still_sees)
        response = act()
        if response.status_code < 400:
            KeptAnswer.objects.filter(pk=ident).update(**asdict(_kept_form(response)))
        else:
            transaction.set_rollback(True)
    return response


def once_without_writing(
    request: Request, key: str, act: Callable[[], Response], *, still_sees: StillSees, at: datetime
) -> Response:
    """As `once`, for acts that write nothing: they hold no transaction, and of two at once the first to end counts.

    Their refusals are raised, never returned.
    """
    ident, fingerprint = _ident(request, key), _fingerprint(request)
    if KeptAnswer.objects.filter(pk=ident, created_at__gt=at - KEPT_FOR).exists():
        return _first_answer(ident, fingerprint, still_sees)
    response = act()
    with transaction.atomic():
        if not _claimed(ident, fingerprint, at, _kept_form(response)):
            return _first_answer(ident, fingerprint, still_sees)
    return response


def prune(*, at: datetime, at_most: int = PRUNED_AT_ONCE) -> int:
    """Removes answers that are older than a day; what is left over is removed the next time."""
    old = KeptAnswer.objects.filter(created_at__lte=at - KEPT_FOR).order_by("created_at").values("pk")[:at_most]
    return KeptAnswer.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]


def _ident(request: Request, key: str) -> str:
    caller: Any = request.user
    scope = [caller._meta.label_lower, str(caller.pk), request.method, request.path, key]
    return sha256(json.dumps(scope).encode()).hexdigest()


def _fingerprint(request: Request) -> str:
    """Of what is asked for: query and body. JSON counts by what it says, uploads by their parts."""
    what = sha256(request.META.get("QUERY_STRING", "").encode() + b"\0")
    if str(request.content_type).startswith("multipart/"):
        form: Any = request.data
        for name, value in sorted((name, value) for name, values in form.lists() for value in values):
            what.update(repr((name, getattr(value, "name", value))).encode())
            for chunk in value.chunks() if hasattr(value, "chunks") else ():
                what.update(chunk)
    elif int(request.META.get("CONTENT_LENGTH") or 0) <= settings.MAX_BODY_BYTES:  # a longer one is refused anyway
        what.update(_canonical(request._request.body))
    return what.hexdigest()


def _canonical(raw: bytes) -> bytes:
    try:
        return json.dumps(parse_json(raw), sort_keys=True).encode()
    except (ParseError, ValueError):
        return raw


@dataclass(frozen=True)
class _Kept:
    """An answer as its row has it; of one that is being worked on, nothing is known yet."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def _kept_form(response: Response) -> _Kept:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    body = zlib.compress(JSONRenderer().render(response.data), 1)
    return _Kept(response.status_code, headers | {"Content-Language": get_language()}, crypto.encrypt_bytes(body))


def _claimed(ident: str, fingerprint: str, at: datetime, kept: _Kept = _Kept()) -> bool:
    """Puts the row in, or takes over one that has run out. False where another request has it.

    One statement. PostgreSQL would make the second of two wait for the first to commit: the lock, which ends with the
    transaction, lets it see at once that one is under way. SQLite has one writer at a time and needs none.
    """
    moment, cutoff = (connection.ops.adapt_datetimefield_value(when) for when in (at, at - KEPT_FOR))
    lock = "pg_try_advisory_xact_lock(%s)" if connection.vendor == "postgresql" else "0 <> %s"
    number = int(ident[:16], 16) - 2**63
    table = connection.ops.quote_name(KeptAnswer._meta.db_table)
    columns = ("id", "fingerprint", "status", "headers", "body", "created_at")
    anew = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    claim = (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT %s, %s, %s, %s, %s, %s WHERE {lock}"
        f" ON CONFLICT (id) DO UPDATE SET {anew} WHERE {table}.created_at <= %s"
    )
    row: list[Any] = [ident, fingerprint, kept.status, json.dumps(kept.headers), kept.body, moment]
    with connection.cursor() as cursor:
        cursor.execute(claim, [*row, number, cutoff])
        return bool(cursor.rowcount == 1)


def _first_answer(ident: str, fingerprint: str, still_sees: StillSees) -> Response:
    row = KeptAnswer.objects.filter(pk=ident).first()
    if row is None:
        raise KeyInUse
    if row.fingerprint != fingerprint:
        raise KeyReused
    body = zlib.decompress(crypto.decrypt_bytes(row.body))
    data = json.loads(body) if body else None
    if not still_sees(data):
        raise Http404
    return Response(data, row.status, headers={**row.headers, REPLAYED: "true"})
