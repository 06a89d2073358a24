"""Making a client's link, ending it, and reading a code out to a client without e-mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, require_act
from accounts.access.linked import CLIENT_BY_LINK
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.people.models import Person
from accounts.people.services import create_account
from cases.client_links.models import ClientLink
from cases.client_links.selectors import goes_by_mail
from cases.client_links.services.entering import end_codes, new_code
from cases.client_links.tokens import code_of
from config.errors import InvalidInput, StateConflict
from config.rows import for_update
from config.tokens import digest_of, fresh_token

USUAL, LONGEST = timedelta(days=30), timedelta(days=90)


@transaction.atomic
def make_link(*, actor: Any, client_id: UUID, ends_at: datetime | None, at: datetime) -> tuple[ClientLink, str]:
    """The link and its token, which cannot be read again. One that the client had ends."""
    require_act(actor, "create", "client-links")
    client = named(actor, Client, client_id, "/client")
    ends_at = ends_at or at + USUAL
    if ends_at <= at:
        raise InvalidInput(_("This has passed."), code="past", pointer="/ends_at")
    if ends_at > at + LONGEST:
        raise InvalidInput(_("A link lives 90 days at most."), code="too_late", pointer="/ends_at")
    for_update(Client.objects.all()).get(pk=client.pk)  # of two at once, the second ends the first's
    for earlier in ClientLink.objects.filter(client=client, revoked_at=None):
        _end(actor, earlier, at)
    token = fresh_token()
    link = ClientLink.objects.create(
        id=(account := _account(client, at)).pk,
        office_id=client.office_id,
        client=client,
        account=account,
        digest=digest_of(token),
        ends_at=ends_at,
        created_by=actor,
        created_at=at,
        updated_at=at,
    )
    record(actor=actor, act="create", row=link, at=at, fields=["ends_at"])
    return link, token


def _account(client: Client, at: datetime) -> Person:
    """Nothing of the client is in it: the row outlives an erasure, since others name it."""
    return create_account(
        office_id=client.office_id,
        domain="links.invalid",
        name="客户（链接） / client by link",
        role=CLIENT_BY_LINK,
        language=client.language,
        at=at,
    )


@transaction.atomic
def revoke_link(*, actor: Any, link: ClientLink, at: datetime, seen: int | None = None) -> ClientLink:
    """At once, with every code and session."""
    require(actor, "revoke", link)
    link = for_update(ClientLink.objects.select_related("client")).get(pk=link.pk)
    link.require_seen(seen)
    if link.revoked_at is not None:
        raise StateConflict(_("This link is revoked already."), code="already_revoked")
    return _end(actor, link, at)


def _end(actor: Any, link: ClientLink, at: datetime) -> ClientLink:
    link.change(at=at, revoked_at=at, revoked_by=actor)
    Person.objects.filter(pk=link.account_id).update(is_active=False, updated_at=at)
    end_codes(link, at)
    record(actor=actor, act="revoke", row=link, at=at)
    return link


@transaction.atomic
def read_out_code(*, actor: Any, link: ClientLink, at: datetime) -> str:
    """A code for the ear of a client without e-mail, or who wants none. It is shown once, and that is recorded."""
    require(actor, "read_out", link)
    link = ClientLink.objects.select_related("client").get(pk=link.pk)
    if goes_by_mail(link.client):
        raise StateConflict(_("This client has an e-mail: the code goes there, and nowhere else."), code="has_email")
    if link.revoked_at is not None or link.ends_at <= at:
        raise StateConflict(_("This link has ended. Make a new one."), code="link_ended")
    code = new_code(link, at, read_out_by=actor)
    record(actor=actor, act="read_out", row=link, at=at)
    return code_of(code.pk)
