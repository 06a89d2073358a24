"""The answer's codes in words, for pages. Its sentences come from the pack's wording."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATUS = {
    "normal": _("Normal"),
    "suspended": _("Suspended"),
    "closed": _("Closed"),
    "unknown": _("Not known"),
}
STATUS_DETAIL = {
    "available": _("the limit is shown and money can be drawn"),
    "limit_hidden": _("the limit is not shown"),
    "restricted": _("money cannot be drawn"),
    "maintenance": _("maintenance is running"),
    "closed_by_platform": _("closed by the platform or lender"),
    "closed_by_client": _("closed by the client"),
    "insufficient_evidence": _("too little evidence"),
    "conflicting_evidence": _("the evidence contradicts itself"),
}
CONFIDENCE = {"high": _("high"), "medium": _("medium"), "low": _("low")}
TEMPORARY = {True: _("Worded as passing"), False: _("Not worded as passing"), None: _("Not known whether it passes")}
CAUSE = {
    "overdue": _("Overdue payments"),
    "score_drop": _("Fallen score"),
    "abnormal_transactions": _("Unusual transactions"),
    "risk_preference": _("The lender's risk policy"),
    "agreement_breach": _("Breach of the agreement (alleged)"),
    "maintenance": _("Maintenance"),
    "identity_verification": _("Identity to be verified"),
    "insufficient_information": _("Too little information"),
}
SUPPORT = {"strong": _("strong support"), "moderate": _("moderate support"), "weak": _("weak support")}
BASIS = {"stated": _("stated by the lender"), "inferred": _("inferred"), "both": _("stated and inferred")}
RISK_CLASS = {
    "special_mention": _("special mention"),
    "substandard": _("substandard"),
    "doubtful": _("doubtful"),
    "loss": _("loss"),
}
RISK = {
    "unknown": _("Not known"),
    "low": pgettext_lazy("risk", "Low"),
    "elevated": pgettext_lazy("risk", "Elevated"),
    "high": pgettext_lazy("risk", "High"),
    "severe": pgettext_lazy("risk", "Severe"),
}
SIGNAL = {
    "repeated_overdue": _("Repeatedly overdue"),
    "score_drop": _("Fallen score"),
    "frequent_borrowing": _("Frequent borrowing"),
    "suspected_misuse": _("Suspected misuse"),
    "many_inquiries": _("Many look-ups"),
    "high_utilisation": _("High use of limits"),
}
MISSING = {
    "display": _("What the app shows"),
    "notice": _("Notices of the platform or lender"),
    "repayment": _("Repayment history"),
    "credit_report": _("Official credit report"),
    "score": _("Scores"),
    "drawdown": _("Record of draws"),
}
ACTOR = {
    "client": _("client"),
    "advisor": _("advisor"),
    "lawyer": _("lawyer"),
    "lender": _("lender"),
    "regulator": _("regulator"),
}
CLOCK = {
    "client": _("our own clock"),
    "lender": _("the lender's clock"),
    "regulator": _("the authority's clock"),
    "court": _("the court's clock"),
}
COUNTING = {"calendar": _("calendar days"), "working": _("working days")}
VERIFICATION = {
    "text_seen": _("checked against the text"),
    "from_memory": _("not yet checked against the text"),
    "own_choice": _("no rule of law sets it"),
}

FIELD = {
    "status": _("Status"),
    "status_detail": _("Detail of the status"),
    "status_confidence": _("Confidence"),
    "temporary": _("Passing or not"),
    "level": _("Risk"),
    "points": _("Risk points"),
    "probability": _("Probability"),
    "recommended": _("A lawyer is called for"),
}
PART = {
    "cause": _("Cause"),
    "signal": _("Risk signal"),
    "warning": _("Warning"),
    "conflict": _("Contradiction"),
    "gap": _("Gap"),
    "step": _("Step"),
}
YES_NO = {True: _("yes"), False: _("no")}

NO_COST = {
    "one_sided": _("The table needs money received and money paid."),
    "no_time": _("No time lies between the money received and the money paid."),
    "starts_with_payment": _("The table begins with a payment; the money received comes first."),
    "ends_with_money_received": _("The table ends with money received: payments are missing."),
    "overpaid": _("More is paid than is owed before the end, so that no one rate fits the table."),
    "too_large": _("The cost of a year is too large to be a figure."),
}
"""Why a table of payments has no annual cost, by the engine's code."""


def word(words: dict[Any, Any], code: Any) -> str:
    """The code itself where a newer pack brings one that has no word yet."""
    return str(words.get(code, code))
