"""What the case's records say that a letter can use, in the language in force. What nobody recorded stays a blank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access.decide import scope
from assessments.engine import pack_for, read_notice
from assessments.evidence.models import CreditReport, Display, Notice
from assessments.evidence.selectors import current as current_evidence
from assessments.packs import packs
from cases.correspondence.selectors import current, list_communications
from cases.files.models import CaseFile
from cases.finances.models import Budget, Debt
from cases.finances.selectors import budget_of, debts_of

NEWEST = 8  # of each kind: a letter tells the story, the bundle holds all of it
LONGEST = 300  # characters of what is quoted
BLANK = "【{}】"
MARKED = frozenset("1234567BDZ")  # marks of a report that are not a payment as due


@dataclass
class Facts:
    """`lines` are what happened, in order; `used` names the records behind all that is said."""

    client: str
    lender: str
    lender_kind: str
    product: str
    reference: str
    lines: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    debt: str = ""
    budget: str = ""
    used: list[dict[str, str]] = field(default_factory=list)


def blank(what: str) -> str:
    """A place that a person must fill before anybody can approve the letter."""
    return BLANK.format(_("to fill in: %(what)s") % {"what": what})


def facts_of(actor: Any, case: CaseFile, language: str) -> Facts:
    with translation.override(language):
        return _gathered(actor, case)


def _gathered(actor: Any, case: CaseFile) -> Facts:
    account = case.credit_account
    lender = account.lender_of_record
    facts = Facts(
        client=case.client.name,
        lender=lender.name if lender else blank(_("lender of record")),
        lender_kind=lender.kind if lender else "unknown",
        product=account.product.name,
        reference=account.reference or blank(_("number of the account or contract")),
    )
    happened = sorted(_happened(actor, case), key=lambda one: one[0])
    facts.lines = [line for _at, line, _row in happened]
    _use(facts, (row for _at, _line, row in happened))
    _entries(facts, actor, case)
    _money(facts, actor, case)
    return facts


def _use(facts: Facts, rows: Iterable[Any]) -> None:
    facts.used += [{"kind": row._meta.model_name, "id": str(row.pk)} for row in rows]


def _happened(actor: Any, case: CaseFile) -> Iterator[tuple[datetime, str, Any]]:
    zone = ZoneInfo(case.office.zone)
    for notice in _newest(actor, Notice, case):
        if not read_notice(notice.text, packs()["base"].lexicon).warnings:  # a likely swindler's text is no fact
            yield notice.received_at, _notice(notice, zone), notice
    for display in _newest(actor, Display, case):
        if what := _shown(display):
            on = _moment(display.observed_at, zone)
            yield display.observed_at, _("%(when)s: the app showed: %(what)s") % {"when": on, "what": what}, display
    for row in current(list_communications(actor).filter(case=case)).order_by("-happened_at", "-id")[:NEWEST]:
        if not row.erased:
            yield row.happened_at, _spoken(row, zone), row


def _newest(actor: Any, model: Any, case: CaseFile) -> Any:
    rows = current_evidence(scope(actor, model).filter(credit_account_id=case.credit_account_id))
    return rows.order_by("-happened_at", "-id")[:NEWEST]


def _notice(notice: Notice, zone: ZoneInfo) -> str:
    return _("%(when)s: notice received (%(channel)s): “%(text)s”") % {
        "when": _moment(notice.received_at, zone),
        "channel": notice.get_channel_display(),
        "text": quoted(notice.text),
    }


def _shown(display: Display) -> str:
    said = []
    if display.can_draw is False:
        said.append(_("money cannot be drawn"))
    if display.shows_limit is False:
        said.append(_("the limit is not shown"))
    if display.text:
        said.append(f"“{quoted(display.text)}”")
    return _("; ").join(said)


def _spoken(row: Any, zone: ZoneInfo) -> str:
    told = row.told
    who = told.get("counterpart") or told.get("channel") or ""
    number = told.get("agent_number")
    agent = _(" (agent no. %(number)s)") % {"number": number} if number else ""
    return _("%(when)s: %(kind)s, %(direction)s, %(who)s: %(summary)s") % {
        "when": _moment(row.happened_at, zone),
        "kind": row.get_kind_display(),
        "direction": row.get_direction_display(),
        "who": f"{who}{agent}",
        "summary": quoted(told.get("summary", "")),
    }


def quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}……"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _entries(facts: Facts, actor: Any, case: CaseFile) -> None:
    """Of the newest official report, this account's entries that are marked: no lender reads of others."""
    report = _newest(actor, CreditReport, case).first()
    if report is None:
        return
    names = _names_of_lender(case)
    for entry in report.accounts:
        marks = entry.get("months") or ""
        marked = MARKED & set(marks) or Decimal(entry.get("overdue_amount") or 0) > 0
        if marked and any(name in (entry.get("institution") or "").lower() for name in names):
            facts.entries.append(_entry(report, entry, marks))
    if facts.entries:
        _use(facts, [report])


def _names_of_lender(case: CaseFile) -> list[str]:
    """Parts of an institution's name, lower case, that mean the account's lender."""
    account = case.credit_account
    usual = pack_for(packs(), account.product.key).product(account.product.key).institutions
    lender = account.lender_of_record
    return [*usual, lender.name.lower()] if lender else list(usual)


def _entry(report: CreditReport, entry: dict[str, Any], marks: str) -> str:
    return _("report of %(on)s: %(who)s, overdue amount %(amount)s, marks of the months up to then: %(marks)s") % {
        "on": report.issued_on,
        "who": entry.get("institution") or "-",
        "amount": entry.get("overdue_amount") or "-",
        "marks": marks or "-",
    }


def _money(facts: Facts, actor: Any, case: CaseFile) -> None:
    debt = debts_of(actor, case.client).filter(credit_account_id=case.credit_account_id).first()
    if debt is not None:
        facts.debt = _debt(debt)
        _use(facts, [debt])
    budget = budget_of(actor, case.client)
    if budget is not None:
        facts.budget = _budget(budget)
        _use(facts, [budget])


def _debt(debt: Debt) -> str:
    return _("As of %(on)s: %(balance)s %(currency)s are owed, of which %(overdue)s are overdue.") % {
        "on": debt.read_on,
        "balance": debt.balance,
        "currency": debt.currency,
        "overdue": debt.overdue,
    }


def _budget(budget: Budget) -> str:
    return _(
        "As of %(on)s: monthly income %(income)s %(currency)s, necessary expenses %(expenses)s, left over %(free)s."
    ) % {
        "on": budget.read_on,
        "income": budget.income,
        "currency": budget.currency,
        "expenses": budget.expenses,
        "free": budget.free,
    }
