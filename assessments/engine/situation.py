"""What the findings amount to, in the words by which a pack calls for actions (`packs.situations`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assessments.engine.assessment import Cause
from assessments.engine.debts import Debts, find_debts
from assessments.engine.evidence import Repayment
from assessments.engine.facts import CANNOT_TELL, ELIGIBLE, Classes, Coming, five_year_end, next_class, next_mark
from assessments.engine.findings import Findings
from assessments.engine.indicators.ledger import WORST_MARK, mark_of
from assessments.engine.lender import Lender, lender_of, own_names
from assessments.engine.packs.model import Pack
from assessments.engine.packs.tables import Product
from assessments.engine.records import Records, RepairEntry, WrongEntry
from assessments.engine.values import UNKNOWN, Unknown

_CAUSES = (
    "overdue", "score_drop", "abnormal_transactions", "risk_preference", "agreement_breach", "identity_verification",
)  # fmt: skip
_LENDERS = {
    "bank": "supervised_lender",
    "consumer_finance": "supervised_lender",
    "trust": "supervised_lender",
    "insurer": "supervised_lender",
    "small_loan": "small_lender",
    "payment": "payment_firm",
    "platform": "platform_only",
}
_LONG = "substandard"  # the risk class from which on arrears are long
_MONTH = 30
_SOON = 7
_SIGNALS = {
    "many_inquiries": "many_inquiries",
    "high_utilisation": "high_use",
    "frequent_borrowing": "frequent_borrowing",
    "suspected_misuse": "suspected_misuse",
}
_WARNINGS = {
    "likely_fraud": "likely_fraud",
    "identity_theft_claimed": "identity_theft",
    "paid_repair_offer": "paid_repair_offer",
    "vulnerable_client": "vulnerable",
    "collection_abuse": "collection_abuse",
    "limitation_unclear": "limitation_unclear",
}


@dataclass(frozen=True)
class Outlook:
    """The findings with the questions that actions ask of them; each property is one question."""

    findings: Findings
    pack: Pack

    @cached_property
    def product(self) -> Product:
        return self.pack.product(self.findings.account.product)

    @cached_property
    def lender(self) -> Lender:
        return lender_of(self.findings.account, self.product)

    @cached_property
    def records(self) -> Records:
        return Records(self.findings, self.pack.facts, own_names(self.findings.account, self.product))

    @cached_property
    def wrong_entries(self) -> Sequence[WrongEntry]:
        return self.records.wrong_entries()

    @cached_property
    def repairs(self) -> Sequence[RepairEntry]:
        return self.records.repairs()

    @cached_property
    def causes(self) -> dict[str, Cause]:
        return {cause.cause: cause for cause in self.findings.causes}

    @cached_property
    def warned(self) -> frozenset[str]:
        return frozenset(each.warning for each in self.findings.warnings)

    @cached_property
    def debts(self) -> Debts:
        return find_debts(self.findings, self.records.own, self.owes_by_word)

    @property
    def status(self) -> str:
        return self.findings.state.status

    @property
    def conflicts(self) -> frozenset[str]:
        return frozenset(conflict.text.key for conflict in self.findings.conflicts)

    @property
    def contradicted(self) -> bool:
        """Usable although words of a stop or closure stand against it."""
        return self.status == "normal" and "conflict.usable_after_stop" in self.conflicts

    @property
    def restricted(self) -> bool:
        return self.status != "normal" or self.contradicted

    def number(self, indicator: str) -> int | None:
        """A whole-number indicator; None where its evidence lacks."""
        value = self.findings.indicators.get(indicator, UNKNOWN)
        return None if isinstance(value, Unknown) or not isinstance(value, int) else value

    def says(self, cause: str, *rules: str) -> bool:
        """Whether one of these rules speaks for the cause."""
        found = self.causes.get(cause)
        return found is not None and any(reason.rule in {f"{cause}.{rule}" for rule in rules} for reason in found.for_)

    @property
    def owes_by_word(self) -> bool:
        """The lender or the client speaks of arrears, and no record says that everything is paid."""
        return self.number("arrears_days") != 0 and self.says("overdue", "stated", "client_says", "court_paper")

    @property
    def owes_disputed(self) -> bool:
        """Only a report shows arrears, on this account alone, and the known payments contradict it."""
        against = [each for each in self.findings.conflicts if each.text.key == "conflict.report_overdue_but_paid"]
        told = {name for each in against for name in each.between}
        shown = set(self.findings.arrears.evidence)
        return bool(shown) and shown <= told and not self.debts.elsewhere and not self.owes_by_word

    @property
    def owes(self) -> bool:
        return (self.findings.arrears.days > 0 and not self.owes_disputed) or self.owes_by_word

    @property
    def breach_alleged(self) -> bool:
        return self.says("agreement_breach", "stated", "client_says")

    @property
    def misuse_alleged(self) -> bool:
        return self.says("abnormal_transactions", "stated", "client_says")

    @property
    def fraud_alleged(self) -> bool:
        return "fraud_alleged" in self.warned and self.restricted

    @property
    def misuse_shown(self) -> bool:
        return bool(self.number("investment_draws"))

    @property
    def closed_by_platform(self) -> bool:
        return self.status == "closed" and self.findings.state.status_detail != "closed_by_client"

    @property
    def true_ban(self) -> bool:
        """Closed for an alleged breach or sham trade, with nothing that speaks against the allegation."""
        alleged = self.breach_alleged or self.fraud_alleged
        causes = [self.causes.get(name) for name in ("agreement_breach", "abnormal_transactions")]
        doubted = any(cause and cause.against for cause in causes) or "identity_theft_claimed" in self.warned
        return self.closed_by_platform and alleged and (self.misuse_shown or not doubted)

    @property
    def reason_is_wrong(self) -> bool:
        """The lender speaks of arrears; by the records there were none then, and nothing was late all year."""
        return "conflict.overdue_but_paid" in self.conflicts and not self.number("late_months_12m")

    @property
    def last_payment(self) -> date | None:
        """The newest day on which money is known to have been paid."""
        days = [day for item in self.findings.evidence.repayments for day in _payment_days(item)]
        return max(days, default=None)

    @property
    def next_mark(self) -> Coming | None:
        """The mark that the oldest unpaid instalment reaches next, where its due day is known."""
        arrears = self.findings.arrears
        return next_mark(arrears.days, self.findings.today) if arrears.oldest_due_on else None

    @property
    def next_class(self) -> Coming | None:
        """The risk class that the oldest unpaid instalment reaches next, where its due day is known."""
        arrears, today = self.findings.arrears, self.findings.today
        return next_class(arrears.days, today, self.risk_classes) if arrears.oldest_due_on else None

    @property
    def is_long_overdue(self) -> bool:
        return any(name == _LONG and self.findings.arrears.days >= least for name, least in self.risk_classes)

    @cached_property
    def risk_classes(self) -> Classes:
        """Those of this kind of product in force today."""
        return self.pack.classes_of(self.product, self.findings.today)

    @cached_property
    def made_good_on(self) -> date | None:
        """The day on which the last known lateness of this account ended; None where some has not, or none is known."""
        grace = self.pack.thresholds["late_grace_days"]
        ends = [each.settled_on for each in self.records.late_instalments if each.days_late > grace]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    @property
    def record_kept_until(self) -> date | None:
        """How long the bad record is kept: from the day of repayment, or, while something is owed, from today."""
        today = self.findings.today
        rule = self.pack.facts["bad_record_years"].get(today)
        return five_year_end(today if self.owes else self.made_good_on, rule.count) if rule else None

    @property
    def has_report(self) -> bool:
        """A report young enough that no newer one is needed."""
        fresh = next(spec.fresh_days for spec in self.pack.gaps if spec.missing == "credit_report")
        newest = max((report.issued_on for report in self.findings.evidence.credit_reports), default=None)
        return newest is not None and (fresh is None or (self.findings.today - newest).days <= fresh)


def _payment_days(item: Repayment) -> list[date]:
    days = [payment.paid_on for payment in item.payments]
    return days or ([item.paid_on] if item.paid_on else [])


def find_situations(look: Outlook, *, referral: bool) -> frozenset[str]:
    """Every situation that is present."""
    found = {*_account(look), *_causes(look), *_owing(look), *_alleged(look), *_records(look), *_lender(look)}
    found.update(name for warning, name in _WARNINGS.items() if warning in look.warned)
    found.update(paper.kind for paper in look.findings.evidence.legal_papers if paper.kind in _PAPERS)
    found.update(("court_paper",) if look.findings.evidence.legal_papers else ())
    found.update(("referral",) if referral else ())
    return frozenset(found)


_PAPERS = ("payment_order", "summons", "judgment", "ruling", "enforcement", "arbitration", "mediation_call")


def _account(look: Outlook) -> Iterator[str]:
    state = look.findings.state
    yield state.status
    if state.status != "normal":
        yield "not_normal"
    if look.contradicted:
        yield "contradicted"
    if state.status_detail == "maintenance":
        yield "maintenance"
        yield from ("maintenance_end",) if maintenance_end(look) else ()
    if state.status_detail == "closed_by_client":
        yield "closed_by_client"
    if state.status_detail == "insufficient_evidence":
        yield "nothing_known"
    yield from ("restriction_end",) if restriction_end(look) else ()
    if any(reason.rule == "status.run_out" for reason in state.status_reasons):
        yield "restriction_over"


def maintenance_end(look: Outlook) -> date | None:
    """The day on which the announced maintenance ends, as the status step found it."""
    return _named_end(look) if look.findings.state.status_detail == "maintenance" else None


def restriction_end(look: Outlook) -> date | None:
    """The day that the lender itself names as the end of a restriction other than maintenance."""
    return None if look.findings.state.status_detail == "maintenance" else _named_end(look)


def _named_end(look: Outlook) -> date | None:
    returns = look.findings.state.returns_when
    if returns is None:
        return None
    found = returns.params.get("until") or returns.params.get("on")
    if isinstance(found, date):
        return found
    return date.fromisoformat(found[:10]) if isinstance(found, str) else None


def _causes(look: Outlook) -> Iterator[str]:
    yield from (name for name in _CAUSES if name in look.causes)
    if look.restricted and not any(name != "insufficient_information" for name in look.causes):
        yield "no_reason"
    if not any(reason.rule.endswith(".stated") for cause in look.findings.causes for reason in cause.for_):
        yield "not_stated"
    signals = {signal.signal for signal in look.findings.risk.signals}
    if signals:
        yield "signals"
    yield from (name for signal, name in _SIGNALS.items() if signal in signals)


def _owing(look: Outlook) -> Iterator[str]:
    arrears, debts = look.findings.arrears, look.debts
    if not look.owes:
        disputed = look.owes_disputed
        yield from ("owes_disputed",) if disputed else ()
        yield from ("late_before",) if look.number("late_months_12m") and not disputed else ()
        yield from ("record_end_known",) if look.made_good_on else ()
        return
    yield "owes"
    if debts.here:
        yield "owes_here"
    if debts.elsewhere:
        yield "owes_elsewhere"
    coming = look.next_mark
    if coming:
        yield "mark_coming"
        yield from ("mark_soon",) if (coming.on - look.findings.today).days <= _SOON else ()
    yield from ("class_coming",) if look.next_class else ()
    yield from ("worst_mark",) if mark_of(arrears.days) == WORST_MARK else ()
    if look.is_long_overdue:
        yield "long_overdue"
    hardship = "vulnerable_client" in look.warned
    if hardship or arrears.days > _MONTH or (look.number("unpaid_instalments") or 0) > 1:
        yield "cannot_pay_at_once"


def _alleged(look: Outlook) -> Iterator[str]:
    for name in ("misuse_alleged", "breach_alleged", "fraud_alleged", "misuse_shown", "true_ban"):
        if getattr(look, name):
            yield name


def _records(look: Outlook) -> Iterator[str]:
    yield "report_at_hand" if look.has_report else "report_missing"
    if look.reason_is_wrong:
        yield "facts_wrong"
    if look.wrong_entries:  # a contradiction without an entry to name is shown, but nothing is objected to
        yield "report_wrong"
    if any(entry.repair.result in (ELIGIBLE, CANNOT_TELL) for entry in look.repairs):
        yield "repair_months"


def _lender(look: Outlook) -> Iterator[str]:
    product = look.product
    yield from ("credit_card",) if product.is_card else ()
    yield from ("instalment_right",) if product.instalment_right else ()
    yield _LENDERS.get(look.lender.kind, "lender_unknown")
    yield from ("lender_read",) if look.lender.known else ()
