"""What each kind of letter is: to whom it goes, which rule gives its reply a term, whether it acknowledges a debt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.consents.models import Purpose
from accounts.lenders.models import LenderKind
from cases.correspondence.models import CommunicationKind
from cases.files.models import Actor
from cases.letters.models import LetterKind

SENT_BY = [
    (kind.value, kind.label) for kind in (CommunicationKind.LETTER, CommunicationKind.MAIL, CommunicationKind.CHAT)
]
SUPERVISED = (LenderKind.BANK, LenderKind.CONSUMER_FINANCE, LenderKind.TRUST, LenderKind.INSURER)
_COMPLAINT: dict[str, str] = {str(kind): "complaint_answer_days" for kind in SUPERVISED} | {
    "payment": "pboc_consumer_answer_days"
}
_OBJECTION: dict[str, str] = dict.fromkeys(LenderKind.values, "objection_days")


@dataclass(frozen=True)
class Spec:
    """`terms`: by kind of lender, the base pack's fact with the days of the reply; where none is named, a person says
    by when. `acknowledges`: to send it may start limitation anew."""

    to: Actor
    terms: Mapping[str, str] = field(default_factory=dict)
    acknowledges: bool = False


SPECS: Mapping[str, Spec] = {
    LetterKind.REASON_REQUEST: Spec(Actor.LENDER, _COMPLAINT),
    LetterKind.COMPLAINT_LENDER: Spec(Actor.LENDER, _COMPLAINT),
    LetterKind.OBJECTION_LENDER: Spec(Actor.LENDER, _OBJECTION),
    LetterKind.OBJECTION_REGISTRY: Spec(Actor.REGULATOR, _OBJECTION),
    LetterKind.INSTALMENT_REQUEST: Spec(Actor.LENDER, acknowledges=True),
    LetterKind.COMPLAINT_REGULATOR: Spec(Actor.REGULATOR),
}

TO_REGULATORS = [kind for kind, spec in SPECS.items() if spec.to == Actor.REGULATOR]


def purpose_of(kind: str) -> Purpose:
    """The consent that sending it rests on."""
    return Purpose.SEND_TO_REGULATOR if kind in TO_REGULATORS else Purpose.SEND_TO_LENDER
