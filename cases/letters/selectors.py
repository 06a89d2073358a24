from __future__ import annotations

from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Value, When

from accounts.access.decide import scope
from accounts.consents.models import Purpose
from accounts.consents.selectors import standing_on
from cases.letters.kinds import TO_REGULATORS
from cases.letters.models import Letter


def list_letters(actor: Any) -> QuerySet[Letter]:
    return with_consent(scope(actor, Letter))


def with_consent(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    """Each with `consent`: how the client's consent to sending it stands at this moment."""
    purpose = Case(
        When(kind__in=TO_REGULATORS, then=Value(Purpose.SEND_TO_REGULATOR)), default=Value(Purpose.SEND_TO_LENDER)
    )
    return rows.annotate(consent_purpose=purpose).annotate(consent=standing_on(OuterRef("consent_purpose")))


def consent_of(letter: Any) -> str:
    if not hasattr(letter, "consent"):
        letter = with_consent(Letter.objects.filter(pk=letter.pk)).get()
    return str(letter.consent)
