"""Enrolling an authenticator, asking for its code, and what helps when it is lost."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyotp
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require, require_act
from accounts.audit.services import record
from accounts.people.models import Person
from accounts.second_factors.models import RecoveryCode, SecondFactor
from accounts.sessions import services as sessions
from config import crypto
from config.errors import InvalidInput, NotIdentified, NotPermitted, StateConflict
from config.rows import for_update

STEP = 30  # seconds
DRIFT = 1  # steps that a clock may be wrong
CODES = 10
OTP_REQUIRED, OTP_INVALID = "otp_required", "otp_invalid"


@dataclass(frozen=True)
class Secret:
    """Shown once."""

    secret: str
    otpauth_uri: str


@transaction.atomic
def enrol(*, actor: Any, at: datetime) -> Secret:
    """A fresh secret, in the place of one that was never confirmed; it counts once a code of it is sent back."""
    require_act(actor, "enrol", "second-factors")
    secret = pyotp.random_base32()
    kept, _made = for_update(SecondFactor.objects.all()).get_or_create(
        person=actor, defaults={"office_id": actor.office_id, "secret_sealed": b"", "created_at": at}
    )
    if kept.confirmed_at is not None:
        raise StateConflict(_("A second factor is set up already."), code="already_enrolled")
    SecondFactor.objects.filter(pk=kept.pk).update(secret_sealed=crypto.encrypt(secret), last_step=0)
    return Secret(secret, pyotp.TOTP(secret).provisioning_uri(name=actor.email, issuer_name="Reinstate"))


@transaction.atomic
def confirm(*, actor: Any, otp: str, at: datetime) -> list[str]:
    """From now on the code is asked for. Gives the recovery codes, which nobody can read again."""
    require_act(actor, "enrol", "second-factors")
    kept = for_update(SecondFactor.objects.filter(person=actor)).first()
    if kept is None:
        raise StateConflict(_("Ask for a secret first."), code="not_enrolled")
    if kept.confirmed_at is not None:
        raise StateConflict(_("A second factor is set up already."), code="already_enrolled")
    if not _takes_totp(kept, otp, at):
        raise _wrong_code()
    SecondFactor.objects.filter(pk=kept.pk).update(confirmed_at=at)
    Person.objects.filter(pk=actor.pk).update(second_factor_since=at)
    actor.second_factor_since = at
    record(actor=actor, act="enrol_second_factor", row=actor, at=at)
    return _fresh_codes(actor, at)


@transaction.atomic
def renew_recovery_codes(*, actor: Any, otp: str, at: datetime) -> list[str]:
    """The old ones, used or not, end."""
    require_act(actor, "enrol", "second-factors")
    if actor.second_factor_since is None:
        raise StateConflict(_("Ask for a secret first."), code="not_enrolled")
    if not _takes(actor, otp, at):
        raise _wrong_code()
    record(actor=actor, act="renew_recovery_codes", row=actor, at=at)
    return _fresh_codes(actor, at)


def _wrong_code() -> InvalidInput:
    return InvalidInput(_("This code is not right. Is the clock of your device?"), code=OTP_INVALID, pointer="/otp")


def require_code(person: Person, otp: str, *, at: datetime) -> None:
    """Of whoever has a second factor; used up by this, whatever follows."""
    if person.second_factor_since is None:
        return
    if not otp.strip():
        raise NotIdentified(_("Send the code of your authenticator, or a recovery code, as otp."), code=OTP_REQUIRED)
    if not _takes(person, otp, at):
        raise NotIdentified(_("This code is not right, or was used before."), code=OTP_INVALID)


@transaction.atomic
def reset(*, actor: Any, person: Person, at: datetime) -> Person:
    """By an administrator, for a colleague who has lost device and codes; whoever is signed in as them is not."""
    require(actor, "reset_second_factor", person)
    if person.pk == actor.pk:
        raise NotPermitted(_("Somebody else resets yours."))
    return forget(person=person, by=actor, at=at)


@transaction.atomic
def forget(*, person: Person, by: Any, at: datetime) -> Person:
    """`by` None is the command line."""
    SecondFactor.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    sessions.end_all(person)
    person.change(at=at, second_factor_since=None)
    record(actor=by, act="reset_second_factor", row=person, at=at)
    return person


def _takes(person: Person, otp: str, at: datetime) -> bool:
    plain = "".join(otp.split()).replace("-", "")
    if plain.isdigit():
        kept = SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()
        return kept is not None and _takes_totp(kept, plain, at)
    digest = _digest(person, plain)
    unused = RecoveryCode.objects.filter(person=person, digest=digest, used_at=None)
    with transaction.atomic():
        taken = bool(unused.update(used_at=at))
        if taken:
            record(actor=person, act="use_recovery_code", row=person, at=at)
    return taken


def _takes_totp(kept: SecondFactor, otp: str, at: datetime) -> bool:
    """One conditional UPDATE decides between two who send the same code at once."""
    plain, now = "".join(otp.split()), int(at.timestamp()) // STEP
    code = pyotp.TOTP(crypto.decrypt(kept.secret_sealed))
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code.at(step * STEP).encode(), plain.encode()):
            return bool(SecondFactor.objects.filter(pk=kept.pk, last_step__lt=step).update(last_step=step))
    return False


def _fresh_codes(person: Person, at: datetime) -> list[str]:
    codes = [_code() for _number in range(CODES)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(
            person=person, office_id=person.office_id, digest=_digest(person, code.replace("-", "")), created_at=at
        )
        for code in codes
    )
    return codes


def _code() -> str:
    """50 random bits, such as `k7qx2-m4dtn`; letters and digits that are not mixed up; never digits alone."""
    while True:
        text = base64.b32encode(secrets.token_bytes(7)).decode().lower()[:10]
        if not text.isdigit():
            return f"{text[:5]}-{text[5:]}"


def _digest(person: Person, plain: str) -> str:
    return crypto.blind_index(f"recovery code {person.pk}", plain)
