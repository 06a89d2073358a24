"""Which call of the API does what is missing, and in what words: read aloud, an intake is a list of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from accounts.engagements.models import STATEMENTS
from cases.intake.selectors import Intake, Need, Part

BASE = "/api/v1/"

TITLES: dict[Part, Any] = {
    Part.IDENTITY: gettext_lazy("Who the client is"),
    Part.ENGAGEMENT: gettext_lazy("What was agreed"),
    Part.CONSENTS: gettext_lazy("What the client consents to"),
    Part.ACCOUNTS: gettext_lazy("The credit accounts"),
    Part.DISPLAYS: gettext_lazy("What each app shows"),
    Part.DOCUMENTS: gettext_lazy("A photo of what each app shows"),
    Part.EVALUATIONS: gettext_lazy("An evaluation of each account"),
    Part.CASE: gettext_lazy("A case"),
    Part.PLAN: gettext_lazy("A plan that somebody has adopted"),
}
_WORDS: dict[str, Any] = {
    "identity_number": gettext_lazy("The identity number is not recorded."),
    "phone": gettext_lazy("The phone number is not recorded."),
    Part.ENGAGEMENT: gettext_lazy("No engagement is in force: it is signed before any work."),
    Part.CONSENTS: gettext_lazy("The client's consent to the handling of sensitive data is not recorded."),
    Part.ACCOUNTS: gettext_lazy("No credit account is recorded; several can be sent at once."),
    Part.DISPLAYS: gettext_lazy("%(account)s: what the app shows is not recorded."),
    Part.DOCUMENTS: gettext_lazy("%(account)s: there is no photo or other paper."),
    Part.EVALUATIONS: gettext_lazy("%(account)s: not evaluated yet."),
    Part.CASE: gettext_lazy("%(account)s: evaluated, and nobody works on it in a case."),
    Part.PLAN: gettext_lazy("Case %(case)s: no plan is adopted."),
}


@dataclass(frozen=True)
class Call:
    """`fields`: what the body has to say; `values`: what of it is known already."""

    method: str
    path: str
    fields: Sequence[str] = ()
    values: dict[str, str] = field(default_factory=dict)


def call_of(intake: Intake, need: Need) -> Call:
    return _CALLS[need.part](intake, need)


def text_of(need: Need) -> str:
    words = str(_WORDS[need.field if need.part is Part.IDENTITY else need.part])
    return words % {
        "account": need.account.product if need.account else "",
        "case": need.case.reference if need.case else "",
    }


def waiting_text() -> str:
    return gettext("It comes after what stands above.")


def conflict_text() -> str:
    return gettext(
        "A conflict of interest is declared: not every lawyer of the office can take this matter. "
        "A referral is checked again; nothing of the other matter is shown."
    )


def _identity(intake: Intake, need: Need) -> Call:
    return Call("PATCH", f"{BASE}clients/{intake.client.pk}/", [need.field])


def _engagement(intake: Intake, need: Need) -> Call:
    fields = ["client", "signed_on", "fee_basis", *STATEMENTS]
    return Call("POST", f"{BASE}engagements/", fields, {"client": str(intake.client.pk)})


def _consent(intake: Intake, need: Need) -> Call:
    fields = ["client", "purpose", "wording", "how", "given_at"]
    return Call("POST", f"{BASE}consents/", fields, {"client": str(intake.client.pk), "purpose": need.field})


def _accounts(intake: Intake, need: Need) -> Call:
    fields = ["items/client", "items/product", "items/outstanding_amount"]
    return Call("POST", f"{BASE}credit-accounts/bulk/", fields, {"items/client": str(intake.client.pk)})


def _display(intake: Intake, need: Need) -> Call:
    fields = ["credit_account", "observed_at", "shows_limit", "can_draw", "text", "document"]
    return Call("POST", f"{BASE}displays/", fields, _account(need))


def _document(intake: Intake, need: Need) -> Call:
    values = {"client": str(intake.client.pk)} | _account(need)
    return Call("POST", f"{BASE}documents/", ["file", *values, "captured_at"], values)


def _evaluation(intake: Intake, need: Need) -> Call:
    return Call("POST", f"{BASE}credit-accounts/{_account(need)['credit_account']}/evaluate/")


def _case(intake: Intake, need: Need) -> Call:
    values = _account(need) | {"assessment": str(need.assessment)}
    return Call("POST", f"{BASE}cases/", [*values], values)


def _plan(intake: Intake, need: Need) -> Call:
    path = f"{BASE}cases/{need.case.pk if need.case else ''}/plan/"
    return Call("POST", path, ["assessment"], {"assessment": str(need.assessment)})


def _account(need: Need) -> dict[str, str]:
    return {"credit_account": str(need.account.pk)} if need.account else {}


_CALLS: dict[Part, Callable[[Intake, Need], Call]] = {
    Part.IDENTITY: _identity,
    Part.ENGAGEMENT: _engagement,
    Part.CONSENTS: _consent,
    Part.ACCOUNTS: _accounts,
    Part.DISPLAYS: _display,
    Part.DOCUMENTS: _document,
    Part.EVALUATIONS: _evaluation,
    Part.CASE: _case,
    Part.PLAN: _plan,
}
