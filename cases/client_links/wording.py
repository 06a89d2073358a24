"""What the client reads of cases and steps: plain words for what packs say to advisors, and no promise in them.

An advisor's own step is shown by its title; an action of a pack that has no plain words here, by the pack's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.client_links.models import ClientReport, Finding, Told
from cases.deadlines.models import RUNNING
from cases.files.models import Actor, CaseFile, CaseState, Step, StepState
from cases.files.wording import step_texts, step_title


class Plain(NamedTuple):
    title: Any
    how: Any


PLAIN: Mapping[str, Plain] = {
    "keep_communication_records": Plain(
        gettext_lazy("Keep every message and screen"),
        gettext_lazy(
            "Save each message, letter and call about this account, with its date. Take screenshots. Delete and change "
            "nothing."
        ),
    ),
    "report_fraud": Plain(
        gettext_lazy("Do not answer the suspicious message; report it"),
        gettext_lazy(
            "Pay nothing, open no link, give no password, code or card. Ask in the official app whether the message is "
            "real. If you have paid or told somebody your data, call the police now: 110."
        ),
    ),
    "stop_new_applications": Plain(
        gettext_lazy("Apply for no new loan or card"),
        gettext_lazy("Each application is noted and makes the picture worse. Borrow nothing to pay something back."),
    ),
    "answer_court_paper": Plain(
        gettext_lazy("Answer the court's letter in time"),
        gettext_lazy(
            "First call the court on its public number, 12368, and ask whether the letter is real. Then answer by the "
            "day given. Talk to your advisor before you sign or say anything."
        ),
    ),
    "wait_for_maintenance": Plain(
        gettext_lazy("Wait until the maintenance is over"),
        gettext_lazy("Then look again and take a screenshot. Days on which you have to pay do not change meanwhile."),
    ),
    "update_identity": Plain(
        gettext_lazy("Bring your identity data up to date"),
        gettext_lazy("Only in the official app. Nobody else needs your identity card, and nobody may do it for you."),
    ),
    "contact_customer_service": Plain(
        gettext_lazy("Ask the lender's customer service why"),
        gettext_lazy(
            "Call from the official app. Ask why the account was stopped, whether anything is unpaid, what they need. "
            "Write down time, agent number and answer."
        ),
    ),
    "obtain_credit_report": Plain(
        gettext_lazy("Get your own credit report"),
        gettext_lazy(
            "From the central bank's service or your bank's app; twice a year it costs nothing. Send us all of it, as "
            "a PDF or as pictures of all pages."
        ),
    ),
    "record_collection": Plain(
        gettext_lazy("Write down calls that go too far"),
        gettext_lazy(
            "Note who called whom, when and what was said; keep the messages. They may ask you to pay. They may not "
            "threaten you or tell others."
        ),
    ),
    "request_reason_in_writing": Plain(
        gettext_lazy("Ask the lender for the reason in writing"),
        gettext_lazy("Use the official channel. Ask that a person looks at it. Keep what you sent and when."),
    ),
    "request_payoff_figure": Plain(
        gettext_lazy("Ask what exactly you owe"),
        gettext_lazy("Ask the lender to write it down: what you borrowed, interest, fees, and by when."),
    ),
    "repay_overdue": Plain(
        gettext_lazy("Pay what is overdue"),
        gettext_lazy(
            "Pay in the lender's official app or to the account in your contract, never to a person. Do not borrow for "
            "it. Then tell us what you paid, with a picture."
        ),
    ),
    "request_extension": Plain(
        gettext_lazy("Ask the lender for more time"),
        gettext_lazy("In writing, through the official channel, before the day of payment. It may say no."),
    ),
    "negotiate_instalments": Plain(
        gettext_lazy("Ask the lender to take it in parts"),
        gettext_lazy("Offer only what you can really pay each month. It may say no. Get a yes in writing."),
    ),
    "request_settlement_certificate": Plain(
        gettext_lazy("Ask for a paper that it is paid"),
        gettext_lazy("After the last payment, ask the lender for it and send it to us."),
    ),
    "object_to_credit_report": Plain(
        gettext_lazy("Say what is wrong in your credit report"),
        gettext_lazy("Only what is really wrong, with proof. What is right stays in it."),
    ),
    "check_one_off_repair": Plain(
        gettext_lazy("Check which late payments of 2020 to 2025 are no longer shown"),
        gettext_lazy("Nobody has to apply for it or may ask money for it. Compare with your new credit report."),
    ),
    "explain_transactions": Plain(
        gettext_lazy("Explain the payments that are in question"),
        gettext_lazy("Only after the lawyer has looked. Only what is true, with genuine papers."),
    ),
    "appeal": Plain(
        gettext_lazy("Ask the lender to look at it again"),
        gettext_lazy("Through the official channel, with your papers. It decides; we cannot know how."),
    ),
    "file_complaint": Plain(
        gettext_lazy("Complain to the authority"),
        gettext_lazy("Your advisor tells you which one and helps you write it. Say only what you can show."),
    ),
    "check_report_after_update": Plain(
        gettext_lazy("Look at your credit report again"),
        gettext_lazy("See whether your payment is in it, and send us the new report."),
    ),
    "follow_platform_announcements": Plain(
        gettext_lazy("Keep an eye on the app's announcements"),
        gettext_lazy("Pay on time and use the limit with care. Send us a screenshot when something changes."),
    ),
}
_STATUS = {
    "normal": gettext_lazy("From what we have seen, this account can be used at the moment."),
    "suspended": gettext_lazy(
        "From what we have seen, new borrowing is stopped at the moment. Whether that changes is the lender's decision."
    ),
    "closed": gettext_lazy(
        "From what we have seen, the lender has closed this credit line. What you owe still has to be paid."
    ),
}
_UNKNOWN = gettext_lazy("We do not know enough yet to say how this account stands.")
_NEXT = {
    Actor.CLIENT: gettext_lazy("The next step is yours: you find it above."),
    Actor.ADVISOR: gettext_lazy("Your advisor does the next step, planned for %(day)s."),
    Actor.LAWYER: gettext_lazy("A lawyer does the next step, planned for %(day)s."),
    Actor.LENDER: gettext_lazy("The lender has to answer now. We look on %(day)s whether it has."),
    Actor.REGULATOR: gettext_lazy("The authority has to answer now. We look on %(day)s whether it has."),
}


def step_words(step: Step) -> Plain:
    plain = PLAIN.get(step.action)
    if plain is None:
        texts = step_texts(step)
        return Plain(texts["title"], texts["done_when"])
    if step.action == "repay_overdue":
        return Plain(step_title(step), plain.how)  # the pack's title names creditor and amount
    return Plain(str(plain.title), str(plain.how))


def case_words(case: Any) -> list[str]:
    """Sentences: how the account stands, and who does what next. `case` has `status`."""
    return [str(_STATUS.get(case.status, _UNKNOWN)), _next(case)]


def _next(case: CaseFile) -> str:
    day = {"day": day_words(case.next_action_on)}
    if case.state == CaseState.WAITING:
        return _("We are waiting for an answer, and look again on %(day)s.") % day
    if case.next_step is None:
        return _("Your advisor looks at it again on %(day)s.") % day
    return str(_NEXT[Actor(case.next_step.actor)]) % day


def report_words(report: ClientReport) -> dict[str, Any]:
    """What was told, when, and what became of it."""
    look = getattr(report, "look", None)
    return {
        "what": _what(report),
        "words": report.words,
        "file": report.document.name if report.document else "",
        "on": day_words(timezone.localdate(report.created_at)),
        "state": str(_SEEN[look.finding] if look else _UNSEEN),
        "asked": look is not None and look.finding == Finding.ASKED,
        "note": look.note if look else "",
    }


def something_is_missing(reports: Iterable[ClientReport]) -> bool:
    """`reports` are newest first: what was asked for counts until something more was told of the same step."""
    newest: dict[Any, ClientReport] = {}
    for report in reports:
        newest.setdefault((report.case_id, report.step_id, report.kind), report)
    looks = [getattr(report, "look", None) for report in newest.values()]
    return any(look is not None and look.finding == Finding.ASKED for look in looks)


def _what(report: ClientReport) -> str:
    if report.kind == Told.PAYMENT:
        return _("You paid %(amount)s yuan on %(day)s") % {"amount": report.amount, "day": day_words(report.paid_on)}
    return str(step_words(report.step).title) if report.step else ""


_UNSEEN = gettext_lazy("Has come in. Your advisor has not looked at it yet.")
_SEEN = {
    Finding.ACCEPTED: gettext_lazy("Your advisor has looked at it."),
    Finding.ASKED: gettext_lazy("Your advisor has looked at it. Something is missing:"),
}


def day_words(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def due_words(step: Step, today: date) -> str:
    """By when, in words; nothing where there is no day."""
    deadline = getattr(step, "deadline", None)
    if deadline is None or deadline.state not in RUNNING or step.state != StepState.READY:
        return ""
    day = {"day": day_words(deadline.due_on)}
    if deadline.due_on == today:
        return _("By today, %(day)s") % day
    if deadline.due_on < today:
        return _("The day for this was %(day)s. Do it still, or talk to your advisor.") % day
    return _("By %(day)s") % day
