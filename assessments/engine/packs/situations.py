"""The situations by which a pack says when an action is called for, and what each means.

They are found from the findings in `engine.situation`; a pack can use these words and no others.
"""

from __future__ import annotations

MEANINGS = {
    # The account
    "normal": "the account can be used",
    "not_normal": "the account cannot be used, or nobody knows",
    "suspended": "it cannot be used, without words of closure",
    "closed": "it was closed",
    "closed_by_client": "the client closed it",
    "unknown": "its state is not known",
    "contradicted": "it can be used although a stop or closure was announced",
    "maintenance": "announced maintenance explains the stop",
    "maintenance_end": "the end of that maintenance is known",
    "restriction_end": "the lender named the day on which the restriction ends",
    "restriction_over": "the end that the lender named has passed, and nobody has looked since",
    "nothing_known": "no evidence of the account's state at all",
    "signals": "risk signals speak",
    # Causes with any support
    "overdue": "arrears as a cause",
    "score_drop": "a score or report as a cause",
    "abnormal_transactions": "unusual transactions as a cause",
    "risk_preference": "the lender's own policy as a cause",
    "agreement_breach": "a breach of the agreement as a cause",
    "identity_verification": "identity data as a cause",
    "no_reason": "nothing says why",
    "not_stated": "the lender gave no reason; what is known is inferred or the client's word",
    # Money owed
    "owes": "something is overdue, by the records or by the lender's word",
    "owes_here": "on this account",
    "owes_elsewhere": "at another lender, by an official report that names it",
    "owes_disputed": "only a report shows arrears here, and the payments contradict it",
    "mark_coming": "the day on which the next report mark falls is known",
    "mark_soon": "it falls within a week",
    "class_coming": "the day on which the next risk class is reached is known",
    "worst_mark": "more than 180 days: there is no worse mark",
    "cannot_pay_at_once": "several instalments, more than a month, or words of hardship",
    "long_overdue": "more than 90 days",
    "late_before": "late within the last 12 months, nothing overdue known now",
    "record_end_known": "nothing is overdue now, and the day on which the last lateness was made good is known",
    "limitation_unclear": "limitation may have run: nothing that pays or acknowledges before a lawyer's word",
    "credit_card": "a credit card or its instalment line",
    "instalment_right": "the rules for the product know individual instalments; only those for credit cards do",
    # What is alleged
    "misuse_alleged": "the lender speaks of unusual transactions or a use that is not allowed",
    "breach_alleged": "the lender alleges a breach of the agreement",
    "fraud_alleged": "the lender speaks of fraud, sham trades or false papers",
    "misuse_shown": "records show money going to an investment",
    "true_ban": "closed for an alleged breach or sham trade, and nothing speaks against the allegation",
    "court_paper": "a court paper was served",
    "referral": "a lawyer is recommended",
    # Warnings
    "likely_fraud": "a message is likely phishing",
    "identity_theft": "the client says the loan or acts were not theirs",
    "paid_repair_offer": "somebody offers paid repair of records or return of the line",
    "vulnerable": "words of danger or special hardship",
    "collection_abuse": "the client speaks of collectors who trouble others, threaten, or call at night",
    # The official report
    "report_missing": "there is no fresh report",
    "report_at_hand": "there is a fresh report",
    "report_wrong": "the report shows something that other evidence or the law contradicts",
    "repair_months": "a late month from 2020 to 2025 falls, or may fall, under the one-off repair",
    "facts_wrong": "the lender's stated reason is contradicted by records",
    "many_inquiries": "many look-ups for new credit",
    "high_use": "most of a limit is used",
    "frequent_borrowing": "many draws in a short time",
    "suspected_misuse": "draws to oneself or to an investment stand out",
    # Who lends
    "lender_read": "the contract was read and names the lender",
    "supervised_lender": "a bank, consumer-finance company, trust or insurer, by the contract, else by the product",
    "small_lender": "a small-loan company, by the contract, else by the product",
    "payment_firm": "a payment institution",
    "platform_only": "only the platform is known, which lends nothing itself",
    "lender_unknown": "neither contract nor product says who lends",
    # Court papers, by what they are
    "payment_order": "a payment order",
    "summons": "a summons",
    "judgment": "a judgment",
    "ruling": "a ruling",
    "enforcement": "a paper of enforcement",
    "arbitration": "a paper of an arbitration",
    "mediation_call": "a call to mediation",
    # The step itself
    "date_passed": "the step's own date has passed",
}
SITUATIONS: tuple[str, ...] = tuple(MEANINGS)


def meaning(situation: str) -> str:
    """What a situation stands for, for documents and error messages."""
    return MEANINGS[situation]
