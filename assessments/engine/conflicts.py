"""Pieces of evidence that contradict each other. Each conflict names the pieces; nothing is decided here."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from re import Pattern

from assessments.engine.assessment import Conflict, Message
from assessments.engine.evidence import CreditReport, ReportAccount, Statement
from assessments.engine.indicators import Context
from assessments.engine.indicators.ledger import Instalment
from assessments.engine.indicators.months import MARKS, OWN, account_key, month_number, report_marks
from assessments.engine.indicators.reports import is_own, last_mark
from assessments.engine.moment import month_of

Claims = Mapping[str, Pattern[str]]
_MONTH = 31  # days overdue after which a record of "no lateness" is a contradiction


def find_conflicts(context: Context, of_status: Iterable[Conflict], claims: Claims) -> tuple[Conflict, ...]:
    """All conflicts, those of the status first. `claims`: what words the client uses for what."""
    found = [
        *_scores(context),
        *_same_instalment(context),
        *_codes(context),
        *_codes_and_instalments(context),
        *_notices_and_instalments(context),
        *_reports_and_instalments(context),
        *_report_months(context),
        *_client(context, claims),
    ]
    once = {(each.text.key, each.between): each for each in found}
    return (*of_status, *(once[key] for key in sorted(once)))


def _conflict(key: str, *ids: str) -> Conflict:
    return Conflict(tuple(sorted(set(ids))), Message(f"conflict.{key}"))


def _scores(context: Context) -> Iterator[Conflict]:
    """Different values of one scheme on one day."""
    by_day = defaultdict(list)
    for each in context.evidence.scores:
        by_day[each.scheme, each.read_on].append(each)
    for group in by_day.values():
        if len(group) > 1 and len({each.value for each in group}) > 1:
            yield _conflict("scores_differ", *(each.id for each in group))


def _same_instalment(context: Context) -> Iterator[Conflict]:
    """One instalment of one loan told in two ways."""
    told = defaultdict(list)
    for item, part in zip(context.evidence.repayments, context.ledger, strict=True):
        if item.loan_ref:
            told[item.loan_ref, item.due_on].append(part)
    for group in told.values():
        if len(group) > 1 and len({(part.due, part.rest, part.settled_on) for part in group}) > 1:
            yield _conflict("instalment_differs", *(part.id for part in group))


def _codes(context: Context) -> Iterator[Conflict]:
    """Different codes for one month."""
    by_month = defaultdict(list)
    for item in context.evidence.repayment_months:
        if item.code in MARKS:
            by_month[item.month].append(item)
    for group in by_month.values():
        if len(group) > 1 and len({MARKS[item.code] for item in group}) > 1:
            yield _conflict("codes_differ", *(item.id for item in group))


def _codes_and_instalments(context: Context) -> Iterator[Conflict]:
    """A code that says late where every instalment of the month was paid on time, or the other way round."""
    by_month = defaultdict(list)
    for part in context.ledger:
        by_month[month_of(part.due_on)].append(part)
    for item in context.evidence.repayment_months:
        parts = by_month.get(item.month, [])
        if item.code in MARKS and parts:
            if MARKS[item.code] > 0:
                differs = all(part.on_time for part in parts)
            else:
                differs = max([part.days_late or 0 for part in parts]) > _MONTH
            if differs:
                yield _conflict("code_and_instalment", item.id, parts[-1].id)


def _notices_and_instalments(context: Context) -> Iterator[Conflict]:
    """A notice that claims arrears on a day on which every known instalment was paid."""
    parts = sorted(context.ledger, key=attrgetter("due_on", "id"))
    clean_from = _clean_from(parts, context.moment.today)
    days = [part.due_on for part in parts]
    for item in context.evidence.notices:
        reading = context.readings.get(item.id)
        if not reading or reading.warnings or not ("overdue" in reading.causes or reading.days_overdue):
            continue
        received = context.moment.day_of(item.received_at)
        before = bisect_right(days, received)
        if before and clean_from is not None and received >= clean_from:
            yield _conflict("overdue_but_paid", item.id, parts[before - 1].id)


def _clean_from(parts: Iterable[Instalment], today: date) -> date | None:
    """The day from which on nothing known was overdue; None where something still is, or no day is known."""
    last = None
    for part in parts:
        if part.due > 0 and part.due_on <= today:
            if part.settled_on is None:
                return None
            last = part.settled_on if part.days_late and (last is None or part.settled_on > last) else last
    return last or date.min


def _reports_and_instalments(context: Context) -> Iterator[Conflict]:
    report = context.report
    due = [part for part in context.ledger if report and part.due > 0 and part.due_on < report.issued_on]
    if report is None or not due:
        return
    paid = all(part.settled_on is not None and part.settled_on <= report.issued_on for part in due)
    for entry in report.overdue:
        if is_own(entry) and paid:
            yield _conflict("report_overdue_but_paid", entry.report, due[-1].id)
    unpaid = [part for part in due if part.open and (report.issued_on - part.due_on).days > _MONTH]
    if unpaid and _report_says_clean(context):
        yield _conflict("report_clean_but_unpaid", report.ids[0], unpaid[0].id)


def _report_says_clean(context: Context) -> bool:
    """The newest report shows this account, and nothing overdue on it."""
    newest = context.report.ids if context.report else ()
    own = [(report, account) for report, account in _own_accounts(context) if report.id in newest]
    return bool(own) and not any(last_mark(report, account) or account.overdue_amount for report, account in own)


def _own_accounts(context: Context) -> list[tuple[CreditReport, ReportAccount]]:
    """This account as reports name it, not merely accounts without a name."""
    return [
        (report, account)
        for report in context.evidence.credit_reports
        for account in report.accounts
        if account.institution and account_key(account, context.own_names) == OWN
    ]


def _report_months(context: Context) -> Iterator[Conflict]:
    """A month of this account that a report marks otherwise than a code, or late though it was paid on time."""
    own = [(report, dict(report_marks(report, account))) for report, account in _own_accounts(context)]
    codes = [
        (month_number(item.month), MARKS[item.code], item.id)
        for item in context.evidence.repayment_months
        if item.code in MARKS
    ]
    kept = _kept_months(context)
    for report, marks in own:
        for number, mark, name in codes:
            if marks.get(number, mark) != mark:
                yield _conflict("code_and_report", name, report.id)
        for number in sorted(kept.keys() & marks.keys()):
            if marks[number] > 0:
                yield _conflict("report_month_but_paid", report.id, kept[number])


def _kept_months(context: Context) -> dict[int, str]:
    """Months of which every known instalment was paid on time, with one of them."""
    missed = {month_number(part.due_on) for part in context.ledger if not part.on_time}
    due = context.due_in_month.items()
    return {number: context.ledger[places[-1]].id for number, places in due if number not in missed}


def _client(context: Context, claims: Claims) -> Iterator[Conflict]:
    """The client says that nothing is overdue, or that something is, and other evidence says otherwise."""
    arrears, late = context.arrears, list(_speaking_of_arrears(context))
    for said in context.evidence.statements:
        if late and _denies(said, claims) and _since_then(context, said):
            yield _conflict("client_denies_arrears", said.id, late[0])
        reading = context.readings.get(said.id)
        kept = context.ledger if arrears and not arrears.days else ()
        if reading and "overdue" in reading.causes and kept and all(part.on_time for part in kept):
            yield _conflict("client_speaks_of_arrears", said.id, kept[-1].id)


def _speaking_of_arrears(context: Context) -> Iterator[str]:
    """What shows arrears today; where no record does, the current notices that speak of them."""
    arrears = context.arrears
    if arrears is not None:
        yield from arrears.evidence if arrears.days else ()
        return
    for name in sorted(context.standing.current):
        reading = context.readings.get(name)
        if reading and "overdue" in reading.causes and not reading.warnings:
            yield name


def _since_then(context: Context, said: Statement) -> bool:
    """Whether it was said when the arrears of today, as far as their age is known, had begun."""
    days = context.arrears.days if context.arrears else 0
    return not days or context.moment.days_since(said.made_at) < days


def _denies(said: Statement, claims: Claims) -> bool:
    words = claims.get("denies_arrears")
    return words is not None and words.search(said.text.lower()) is not None
