"""Steps that casework raises by itself, beside those of a plan and those that people add: their names and texts."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What pays a debt, promises to, or agrees how to: each acknowledges it.
ACKNOWLEDGING = frozenset({"repay_overdue", "request_extension", "negotiate_instalments"})
VERIFY, CONSULT, ANSWER = "verify_court_paper", "consult_lawyer", "answer_court_paper"
AFTERCARE, RECHECK = "aftercare", "recheck"
NAME_PAPER = "name_court_paper"
NO_LENDER, NO_REGULATOR = "consent_to_lender_withdrawn", "consent_to_regulator_withdrawn"

_Texts = Mapping[str, str | Promise]
_TALKED_OVER = _(
    "It was talked over with the client, and how the case goes on without it, or the new consent, is noted."
)
_TEXTS: Mapping[str, _Texts] = {
    VERIFY: {
        "title": _("Ask the court whether the paper is real"),
        "why": _(
            "Many court papers are false. Ask through the court's public line, and use no number or link from the "
            "paper itself. Until it is known, the paper's term counts."
        ),
        "done_when": _("The court has said whether paper and case number are real, and who said it is noted."),
    },
    NAME_PAPER: {
        "title": _("A paper from a court came: record what it is and when it was served"),
        "why": _("Its term runs from the day of service, recorded or not. Until then no day can be counted."),
        "done_when": _(
            "The paper is recorded on the account, with its kind and the day of service; or it is noted why it is none."
        ),
    },
    RECHECK: {
        "title": _("Look again: %(what)s was corrected"),
        "why": _("The plan or a date of this case rests on it. Dates that follow from it are counted anew already."),
        "done_when": _("The account is evaluated again, or it is noted why plan and dates stay as they are."),
    },
    NO_LENDER: {
        "title": _("The client no longer wants us to send anything to the lender"),
        "why": _("Letters to the lender do not go out any more. What the client tells the lender is the client's own."),
        "done_when": _TALKED_OVER,
    },
    NO_REGULATOR: {
        "title": _("The client no longer wants us to send anything to an authority"),
        "why": _(
            "Letters to the authority and the registry do not go out any more. What the client sends there is the "
            "client's own."
        ),
        "done_when": _TALKED_OVER,
    },
    AFTERCARE: {
        "title": _("Aftercare, month %(months)s: look whether it holds"),
        "why": _("A line that lends again may be stopped again, and a settled debt may stand in a report as open."),
        "done_when": _(
            "The client was asked, the app and the newest credit report were looked at, and what was found is noted; "
            "or the case is open again."
        ),
    },
}


def raised_texts(action: str, told: Mapping[str, str]) -> dict[str, str] | None:
    """In the reader's language, with what is `told` filled in; None for a step whose pack has its words."""
    texts = _TEXTS.get(action)
    return {name: str(text) % told if told else str(text) for name, text in texts.items()} if texts else None
