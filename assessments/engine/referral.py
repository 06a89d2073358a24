"""Whether a lawyer should be called: each reason with its code, its words and its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from assessments.engine.assessment import Message, Param, Referral, ReferralReason
from assessments.engine.debts import money
from assessments.engine.situation import Outlook


def recommend_referral(look: Outlook) -> Referral:
    """Reasons stand in the order of urgency."""
    reasons = (*_court(look), *_allegations(look), *_recall(look), *_arrears(look), *_doubts(look))
    return Referral(bool(reasons), reasons)


def _reason(code: str, evidence: Iterable[str], **params: Param) -> ReferralReason:
    return ReferralReason(code, Message(f"referral.{code}", params), tuple(sorted(set(evidence))))


def _court(look: Outlook) -> Iterator[ReferralReason]:
    papers = look.findings.evidence.legal_papers
    if papers:
        yield _reason("court_paper", (paper.id for paper in papers))


def _allegations(look: Outlook) -> Iterator[ReferralReason]:
    if look.fraud_alleged:
        yield _reason("fraud_alleged", _warned(look, "fraud_alleged"))
    if look.breach_alleged:
        yield _reason("breach_alleged", _evidence_for(look, "agreement_breach"))
    if "identity_theft_claimed" in look.warned:
        yield _reason("identity_theft", _warned(look, "identity_theft_claimed"))


def _recall(look: Outlook) -> Iterator[ReferralReason]:
    """Misuse that records show, or that the lender speaks of while money is, or may be, outstanding."""
    outstanding = look.findings.account.outstanding_amount
    stated = look.misuse_alleged and (outstanding is None or outstanding > 0)
    if look.misuse_shown or stated:
        ids = _evidence_for(look, "abnormal_transactions")
        draws = [each.id for each in look.findings.evidence.drawdowns if each.counterparty == "investment"]
        yield _reason("misuse_recall_risk", [*ids, *draws])


def _arrears(look: Outlook) -> Iterator[ReferralReason]:
    arrears, limits = look.findings.arrears, look.pack.referral
    if arrears.days > limits.arrears_over_days:
        yield _reason("arrears_over_limit", arrears.evidence, days=arrears.days, limit=limits.arrears_over_days)
    known = [each for each in (look.findings.account.outstanding_amount, arrears.amount) if each is not None]
    amount = max(known, default=Decimal(0))
    if look.owes and amount >= limits.large_amount:
        yield _reason("large_amount", arrears.evidence, amount=money(amount, look.findings.account.currency))


def _doubts(look: Outlook) -> Iterator[ReferralReason]:
    if "limitation_unclear" in look.warned:
        yield _reason("limitation_unclear", _warned(look, "limitation_unclear"))


def _warned(look: Outlook, name: str) -> list[str]:
    return [each for warning in look.findings.warnings if warning.warning == name for each in warning.evidence]


def _evidence_for(look: Outlook, cause: str) -> list[str]:
    found = look.causes.get(cause)
    return [each for reason in found.for_ for each in reason.evidence] if found else []
