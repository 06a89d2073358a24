"""Words of an explanation that stand in no pack: what indicators measure, and why one may be unknown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

INDICATOR = {
    "drawdowns_7d": _("draws in the last 7 days"),
    "drawdowns_30d": _("draws in the last 30 days"),
    "drawn_amount_30d": _("money drawn in the last 30 days"),
    "investment_draws": _("draws that went to an investment"),
    "self_share_30d": _("share of the money of the last 30 days that went to oneself"),
    "merchant_share_30d": _("share of the money of the last 30 days paid to merchants"),
    "limit_used_percent": _("use of this account's limit"),
    "maintenance_running": _("announced maintenance running now"),
    "maintenance_blocks": _("evidence that running maintenance explains the stop"),
    "maintenance_over": _("maintenance that ended in the last days"),
    "policy_changes": _("announced changes of policy still in force"),
    "court_papers": _("court papers about money owed"),
    "blocked": _("money cannot be drawn"),
    "usable": _("the account is seen to be usable"),
    "arrears_days": _("days overdue now"),
    "arrears_amount": _("amount overdue now"),
    "arrears_mark": _("report mark of today's arrears"),
    "code_arrears_mark": _("newest monthly mark not made good since"),
    "unpaid_instalments": _("instalments overdue now"),
    "late_months_12m": _("account-months late in the last 12"),
    "worst_mark_12m": _("worst mark of the last 12 months"),
    "days_past_due_max_12m": _("longest lateness of the last 12 months, in days"),
    "months_since_late": _("months since the last lateness ended"),
    "on_time_12m": _("instalments paid on time in the last 12 months"),
    "clean_months_12m": _("account-months without lateness in the last 12"),
    "report_age_days": _("age of the newest credit report, in days"),
    "report_overdue": _("accounts overdue now in the credit report"),
    "report_clean_months": _("unmarked months in the credit report"),
    "hard_inquiries_90d": _("look-ups for loans, cards or guarantees in 90 days"),
    "report_used_percent": _("use of all limits in the credit report"),
    "report_accounts": _("open accounts in the credit report"),
    "score_change_90d": _("change of the score in 90 days"),
    "score_fall_90d": _("fall of the score in 90 days"),
    "score_bands_lost_90d": _("bands that the score lost in 90 days"),
    "score_band_latest": _("band of the newest score (0 is the lowest)"),
    "score_age_days": _("age of the newest score, in days"),
    "stated_days_overdue": _("days overdue that a current notice names"),
    "stated_overdue": _("notices and screens that state overdue payment as the reason"),
    "said_overdue": _("statements in which the client names overdue payment"),
    "stated_score_drop": _("notices and screens that state a fallen score as the reason"),
    "said_score_drop": _("statements in which the client names a fallen score"),
    "stated_abnormal_transactions": _("notices and screens that state unusual transactions as the reason"),
    "said_abnormal_transactions": _("statements in which the client names unusual transactions"),
    "stated_risk_preference": _("notices and screens that state the lender's own policy as the reason"),
    "said_risk_preference": _("statements in which the client names the lender's own policy"),
    "stated_agreement_breach": _("notices and screens that allege a breach of the agreement"),
    "said_agreement_breach": _("statements in which the client speaks of an alleged breach"),
    "stated_maintenance": _("notices and screens that state maintenance as the reason"),
    "said_maintenance": _("statements in which the client names maintenance"),
    "stated_identity_verification": _("notices and screens that state identity data as the reason"),
    "said_identity_verification": _("statements in which the client names identity data"),
}
UNKNOWN_WHEN = {
    "no drawdown is known": _("no drawdown is known"),
    "no report was issued in the window": _("no report was issued in the window"),
    "nothing was drawn": _("nothing was drawn"),
    "no limit was seen, or a blocked display shows nothing available": _(
        "no limit was seen, or a blocked display shows nothing available"
    ),
    "the status is not known": _("the status is not known"),
    "nothing speaks of paying": _("nothing speaks of paying"),
    "no amount is known": _("no amount is known"),
    "there is no readable code, or the newest is too old": _("there is no readable code, or the newest is too old"),
    "no instalment is known": _("no instalment is known"),
    "no month is known": _("no month is known"),
    "no instalment was due in the last 12 months": _("no instalment was due in the last 12 months"),
    "never late": _("never late"),
    "there is no report": _("there is no report"),
    "there is no report, or the newest is too old": _("there is no report, or the newest is too old"),
    "fewer than two days with readings of one scheme lie in the window": _(
        "fewer than two days with readings of one scheme lie in the window"
    ),
    "there is no reading of a scheme with bands": _("there is no reading of a scheme with bands"),
    "there is no reading": _("there is no reading"),
}
"""By the registry's own words, which are English."""
PERCENT = frozenset({"self_share_30d", "merchant_share_30d", "limit_used_percent", "report_used_percent"})
NEEDED = {
    ">=": _("at least %(n)s"),
    ">": _("more than %(n)s"),
    "<=": _("at most %(n)s"),
    "<": _("less than %(n)s"),
    "==": "%(n)s",
    "!=": _("not %(n)s"),
}
KIND = {
    "displays": _("Display"),
    "notices": _("Notice"),
    "repayments": _("Instalment"),
    "repayment_months": _("Month's repayment mark"),
    "drawdowns": _("Draw"),
    "scores": _("Score reading"),
    "credit_reports": _("Official credit report"),
    "platform_events": _("Platform announcement"),
    "legal_papers": _("Court paper"),
    "statements": _("Statement of the client"),
}
PROVENANCE = {
    "official_report": _("official report"),
    "lender_issued": _("issued by the lender"),
    "document_seen": _("document seen"),
    "client_stated": _("stated by the client"),
}
