"""Inviting people, asking for a new password, sending the links, and setting the password behind one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require
from accounts.access.linked import NO_PEOPLE
from accounts.audit.services import record
from accounts.password_links.mail import mail_of
from accounts.password_links.models import LinkPurpose, PasswordLink
from accounts.password_links.selectors import open_link, to_send
from accounts.people.models import Person
from accounts.people.services import change_own_password, create_person
from config import crypto, wake
from config.errors import InvalidInput, StateConflict

SEND = "accounts.send_password_links"
LIVES = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.RESET: timedelta(hours=1)}

log = structlog.get_logger(__name__)


@transaction.atomic
def invite(*, actor: Any, values: dict[str, Any], at: datetime) -> Person:
    """A person without a password, who gets a link to set one."""
    person = create_person(actor=actor, values=values, at=at)
    _link(person, actor, at)
    return person


@transaction.atomic
def invite_again(*, actor: Any, person: Person, at: datetime) -> Person:
    """Earlier links of theirs end."""
    require(actor, "invite", person)
    if person.has_usable_password():
        raise StateConflict(_("This person has set a password already."), code="already_joined")
    if not person.is_active:
        raise StateConflict(_("This person is not active."), code="inactive")
    _link(person, actor, at)
    record(actor=actor, act="invite", row=person, at=at)
    return person


def _link(person: Person, actor: Any, at: datetime) -> None:
    _end_links(person, at)
    PasswordLink.objects.create(
        office_id=person.office_id,
        person=person,
        purpose=LinkPurpose.INVITATION,
        asked_by=actor,
        expires_at=at + LIVES[LinkPurpose.INVITATION],
        created_at=at,
    )
    wake.after_commit(SEND)


def _end_links(person: Person, at: datetime) -> None:
    PasswordLink.objects.filter(person=person, used_at=None, ended_at=None).update(ended_at=at)


@transaction.atomic
def ask_reset(*, address: str, at: datetime) -> None:
    """One row and one message, whoever has the address or nobody."""
    PasswordLink.objects.create(
        purpose=LinkPurpose.RESET,
        address_sealed=crypto.encrypt(address.strip().lower()),
        expires_at=at + LIVES[LinkPurpose.RESET],
        created_at=at,
    )
    wake.after_commit(SEND)


def send_due(*, at: datetime, limit: int = 50) -> int:
    """Found by their rows, so that no lost message leaves anybody waiting; sent twice at worst, by one Message-ID."""
    sent = 0
    for link in to_send(at)[:limit]:
        if link.person is None and not _found_person(link, at):
            continue
        try:
            mail_of(link).send()
        except Exception as error:  # noqa: BLE001 - one mail that fails must not stop the others
            log.warning("password_link_not_sent", link=str(link.pk), error=type(error).__name__)
            continue
        sent += PasswordLink.objects.filter(pk=link.pk, sent_at=None).update(sent_at=at)
    return sent


@transaction.atomic
def _found_person(link: PasswordLink, at: datetime) -> bool:
    """Of an address that nobody has, nothing is kept."""
    address = crypto.decrypt(link.address_sealed)
    people = Person.objects.select_related("office").filter(email=address, is_active=True)
    person = people.exclude(role__in=NO_PEOPLE).first()
    if person is None:
        PasswordLink.objects.filter(pk=link.pk).delete()
        return False
    _end_links(person, at)
    link.person, link.office, link.address_sealed = person, person.office, b""
    link.save(update_fields=["person", "office", "address_sealed"])
    record(actor=None, act="ask_password_reset", row=person, at=at)
    return True


@transaction.atomic
def set_password(*, token: str, password: str, at: datetime) -> Person:
    """Works once: the link is taken by one conditional UPDATE, and given back where the password is refused."""
    link = open_link(token, at)
    if link is None or not PasswordLink.objects.filter(pk=link.pk, used_at=None, ended_at=None).update(used_at=at):
        raise InvalidInput(link_has_ended(), code="link_ended", pointer="/link")
    assert link.person is not None  # noqa: S101 - by the selector
    _end_links(link.person, at)
    return change_own_password(actor=link.person, password=password, at=at)


def link_has_ended() -> str:
    return _("This link is not valid, was used, or has run out. Ask for a new one.")


def prune(*, at: datetime) -> int:
    """Addresses that were never looked up in time."""
    return PasswordLink.objects.filter(person=None, expires_at__lte=at).delete()[0]
