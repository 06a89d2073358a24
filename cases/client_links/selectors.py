from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from accounts.access.decide import scope
from accounts.audit.seen import note
from accounts.clients.models import Client
from accounts.consents.models import Purpose
from accounts.consents.selectors import is_withdrawn
from assessments.evaluations.models import Assessment
from cases.client_links.models import ClientLink, ClientLinkCode, ClientReport
from cases.files.models import LIVE, UNDONE, Actor, CaseFile, Step
from config.tokens import digest_of


def list_links(actor: Any) -> QuerySet[ClientLink]:
    return scope(actor, ClientLink).select_related("client")


def goes_by_mail(client: Client) -> bool:
    """Whether a code may be mailed: there is an address, and the client has not taken back the consent to mail."""
    return bool(client.email) and not is_withdrawn(client.pk, Purpose.EMAIL_REMINDERS)


def list_reports(actor: Any) -> QuerySet[ClientReport]:
    """Each with the look that somebody took."""
    return scope(actor, ClientReport).select_related("look", "case", "step", "document", "client")


def link_of(token: str, at: datetime) -> ClientLink | None:
    """The link in force that `token` is; None for every other text, whatever is wrong with it."""
    digest = digest_of(token)
    found = in_force(at).filter(digest=digest).first()
    return found if found is not None and hmac.compare_digest(found.digest, digest) else None


def in_force(at: datetime) -> QuerySet[ClientLink]:
    rows = ClientLink.objects.filter(revoked_at=None, ends_at__gt=at, client__erased_at=None)
    return rows.select_related("account__office", "client__office", "client__advisor")


def open_code(link: ClientLink, at: datetime) -> ClientLinkCode | None:
    """Only the newest code of a link opens it."""
    rows = ClientLinkCode.objects.filter(link=link, used_at=None, ended_at=None, expires_at__gt=at)
    return rows.order_by("-created_at", "-id").first()


def codes_to_send(at: datetime) -> QuerySet[ClientLinkCode]:
    waiting = ClientLinkCode.objects.filter(sent_at=None, ended_at=None, used_at=None, read_out_by=None)
    return waiting.filter(expires_at__gt=at).select_related("client__office").order_by("created_at", "id")


def session_of(token: str, at: datetime) -> ClientLinkCode | None:
    """The session that the cookie is, with its link; None once it, its link or its client's file has ended."""
    digest = digest_of(token)
    rows = ClientLinkCode.objects.filter(session_digest=digest, ended_at=None, session_ends_at__gt=at)
    rows = rows.filter(link__in=in_force(at).select_related(None).values("pk"))
    found = rows.select_related("link__account__office", "link__client__office", "link__client__advisor").first()
    return found if found is not None and hmac.compare_digest(found.session_digest or "", digest) else None


# What the client's pages show


def live_cases(actor: Any) -> list[Any]:
    """With `status`: what the account's newest assessment concluded."""
    newest = scope(actor, Assessment).filter(credit_account_id=OuterRef("credit_account_id"))
    status = Subquery(newest.order_by("-as_of", "-created_at").values("status")[:1])
    rows = scope(actor, CaseFile).filter(state__in=LIVE).annotate(status=status)
    found = list(rows.select_related("credit_account__product", "next_step").order_by("created_at", "id"))
    note(found, ("state", "next_action_on"))
    return found


_IN_FORCE = Q(plan__isnull=True) | Q(plan_id=F("case__plan_id"))


def own_steps(actor: Any) -> list[Step]:
    """What the client has to do in live cases. What is held, since it pays or acknowledges a debt that may be barred by
    time, is not among it: nobody is led to it by us."""
    rows = scope(actor, Step).filter(actor=Actor.CLIENT, state__in=UNDONE, case__state__in=LIVE, hold="")
    found = list(rows.filter(_IN_FORCE).select_related("deadline", "case__office").order_by("position", "id"))
    note(found, ("title", "due_on"))
    return found


def some_are_held(actor: Any) -> bool:
    rows = scope(actor, Step).filter(state__in=UNDONE, case__state__in=LIVE)
    return rows.filter(_IN_FORCE).exclude(hold="").exists()


def own_step(actor: Any, ident: Any) -> Step | None:
    return next((step for step in own_steps(actor) if step.pk == ident), None)


def told_before(actor: Any) -> list[ClientReport]:
    found = list(list_reports(actor).order_by("-created_at", "-id")[:30])
    note(found, ("kind", "words", "amount", "paid_on", "finding", "note"))
    return found
