"""Codes and sessions: asking, sending, entering, going on, leaving."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F

from accounts.audit.services import record
from cases.client_links.mail import mail_of
from cases.client_links.models import ClientLink, ClientLinkCode
from cases.client_links.selectors import codes_to_send, goes_by_mail, in_force, open_code
from cases.client_links.tokens import as_digits, code_of
from config import wake
from config.rows import for_update
from config.tokens import digest_of, fresh_token

SEND = "cases.send_client_codes"
CODE_LIVES = timedelta(minutes=15)
TRIES = 5
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=8)
KEPT = timedelta(days=30)

log = structlog.get_logger(__name__)


class LinkEnded(Exception):
    """Revoked, run out, or its client erased, since the page was asked for: the page then is one that never was."""


def hold(link: ClientLink, at: datetime) -> ClientLink:
    """The link as long as it is in force, held before anything below it: of an act through it and the act that ends
    it, one comes first."""
    held = for_update(in_force(at)).filter(pk=link.pk).first()
    if held is None:
        raise LinkEnded
    return held


@transaction.atomic
def note_opening(*, link: ClientLink, at: datetime) -> None:
    """Somebody opened the link's page; nothing of the client is shown there."""
    record(actor=link.account, act="open", row=link, at=at)


@transaction.atomic
def ask_code(*, link: ClientLink, at: datetime) -> None:
    """By mail, where the client has an address and wants mail; else nothing is made: the advisor reads one out."""
    link = hold(link, at)
    if goes_by_mail(link.client):
        new_code(link, at)
        wake.after_commit(SEND)
    record(actor=link.account, act="ask_code", row=link, at=at)


def new_code(link: ClientLink, at: datetime, read_out_by: Any = None) -> ClientLinkCode:
    """Earlier ones that nobody has used end."""
    ClientLinkCode.objects.filter(link=link, used_at=None, ended_at=None).update(ended_at=at)
    return ClientLinkCode.objects.create(
        office_id=link.office_id,
        client_id=link.client_id,
        link=link,
        read_out_by=read_out_by,
        expires_at=at + CODE_LIVES,
        created_at=at,
    )


def end_codes(link: ClientLink, at: datetime) -> None:
    ClientLinkCode.objects.filter(link=link, ended_at=None).update(ended_at=at)


def send_due(*, at: datetime, limit: int = 50) -> int:
    """Found by their rows, so that no lost message leaves anybody waiting; sent twice at worst, by one Message-ID."""
    sent = 0
    for code in codes_to_send(at)[:limit]:
        if not goes_by_mail(code.client):  # since it was asked for
            ClientLinkCode.objects.filter(pk=code.pk, sent_at=None).update(ended_at=at)
            continue
        try:
            mail_of(code).send()
        except Exception as error:  # noqa: BLE001 - one mail that fails must not stop the others
            log.warning("client_code_not_sent", code=str(code.pk), error=type(error).__name__)
            continue
        sent += ClientLinkCode.objects.filter(pk=code.pk, sent_at=None).update(sent_at=at)
    return sent


@transaction.atomic
def enter(*, link: ClientLink, typed: str, at: datetime) -> str | None:
    """The token of a fresh session; None for a code that is wrong, used, overtaken or out of time, all alike.

    The try is counted before the code is looked at, so that guesses made at once cannot share one.
    """
    link = hold(link, at)
    code = open_code(link, at)
    token = fresh_token()
    if code is None or not _tried(code) or not _is_right(code, typed) or not _opened(code, token, at):
        record(actor=link.account, act="refuse_code", row=link, at=at)
        return None
    ClientLink.objects.filter(pk=link.pk).update(last_used_at=at)
    record(actor=link.account, act="enter", row=link, at=at)
    return token


def _tried(code: ClientLinkCode) -> bool:
    open_still = ClientLinkCode.objects.filter(pk=code.pk, used_at=None, ended_at=None, tries__lt=TRIES)
    return bool(open_still.update(tries=F("tries") + 1))


def _is_right(code: ClientLinkCode, typed: str) -> bool:
    return hmac.compare_digest(as_digits(typed).encode(), code_of(code.pk).encode())


def _opened(code: ClientLinkCode, token: str, at: datetime) -> bool:
    opened = {"used_at": at, "session_digest": digest_of(token), "session_ends_at": at + LONGEST, "seen_at": at}
    return bool(ClientLinkCode.objects.filter(pk=code.pk, used_at=None).update(**opened))


def go_on(session: ClientLinkCode, at: datetime) -> bool:
    """False once nothing was done for too long. Kept to the minute, so that reading seldom writes."""
    assert session.seen_at is not None  # noqa: S101 - a constraint holds it for sessions
    if session.seen_at + IDLE <= at:
        return False
    if session.seen_at + timedelta(minutes=1) <= at:
        ClientLinkCode.objects.filter(pk=session.pk).update(seen_at=at)
    return True


@transaction.atomic
def leave(*, session: ClientLinkCode, at: datetime) -> None:
    ClientLinkCode.objects.filter(pk=session.pk).update(ended_at=at)
    record(actor=session.link.account, act="leave", row=session.link, at=at)


def prune(*, at: datetime) -> int:
    """Codes that opened nothing lately: when somebody came in stays in the log."""
    return ClientLinkCode.objects.filter(created_at__lte=at - KEPT).delete()[0]
