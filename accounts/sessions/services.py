"""Beginning, using and ending sessions. What ends loses its token or its browser's session, so at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session as BrowserSession
from django.db import IntegrityError, transaction
from django.db.models import Q
from knox.models import AuthToken

from accounts.access.decide import require, require_act
from accounts.audit import seen
from accounts.audit.services import record
from accounts.people.models import Person
from accounts.sessions.models import Session
from config.rows import for_update

NOTED_EVERY = timedelta(minutes=5)
REMEMBERED = 10_000
_noted: dict[tuple[str, str], datetime] = {}  # spares a query where this process has noted the use already


def begin(*, person: Any, token: str | None = None, browser: str | None = None, at: datetime) -> None:
    """Twice for one token or browser changes nothing."""
    used = {"created_at": at, "last_used_at": at, "address": _address(), "last_address": _address()}
    try:
        with transaction.atomic():
            Session.objects.get_or_create(
                person=person, office_id=person.office_id, token_id=token, browser_id=browser, defaults=used
            )
    except IntegrityError:
        return  # it was ended meanwhile


def note_use(*, person: Any, token: str | None = None, browser: str | None = None, at: datetime) -> None:
    """When and from where; a session that has no row yet, such as one from before there were any, gets it now."""
    key = (token or browser or "", _address())
    if at - _noted.get(key, datetime.min.replace(tzinfo=at.tzinfo)) < NOTED_EVERY:
        return
    own = Session.objects.filter(token=token) if token else Session.objects.filter(browser=browser)
    old = Q(last_used_at__lte=at - NOTED_EVERY) | ~Q(last_address=key[1])
    if not own.filter(old).update(last_used_at=at, last_address=key[1]) and not own.exists():
        begin(person=person, token=token, browser=browser, at=at)
    if len(_noted) >= REMEMBERED:
        _noted.clear()
    _noted[key] = at


@transaction.atomic
def end_session(*, actor: Any, session: Session, at: datetime) -> None:
    require(actor, "destroy", session)
    record(actor=actor, act="end_session", row=session, at=at)
    AuthToken.objects.filter(pk=session.token_id).delete()
    BrowserSession.objects.filter(pk=session.browser_id).delete()


@transaction.atomic
def sign_out_everywhere(*, actor: Any, at: datetime) -> None:
    """The one that asks, too."""
    require_act(actor, "end_all", "sessions")
    end_all(actor)
    record(actor=actor, act="sign_out_everywhere", row=actor, at=at)


@transaction.atomic
def end_sessions_of(*, actor: Any, person: Person, at: datetime) -> Person:
    """By an administrator: of a lost device, or of somebody who has gone."""
    require(actor, "end_sessions", person)
    end_all(person)
    record(actor=actor, act="end_sessions", row=person, at=at)
    return person


def end_all(person: Any) -> None:
    """Part of the act that calls it, which records it. Holds the person's row, so that whoever is signing in just now
    is either ended too, or refused by what has changed."""
    for_update(Person.objects.all()).get(pk=person.pk)
    browsers = Session.objects.filter(person=person).exclude(browser=None).values("browser")
    BrowserSession.objects.filter(pk__in=list(browsers.values_list("browser", flat=True))).delete()
    AuthToken.objects.filter(user=person).delete()


@transaction.atomic
def prune(*, at: datetime) -> None:
    """Those that have run out, with their rows."""
    AuthToken.objects.filter(expiry__lte=at).delete()
    BrowserSession.objects.filter(expire_date__lte=at).delete()


def _address() -> str:
    return seen.current().address
