"""Acts on a page of evidence: nothing is changed, a further row says that this one no longer holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.buttons import Button, offer
from accounts.access.forms import ActForm
from accounts.access.pressing import address_of
from assessments.evidence import services
from assessments.evidence.kinds import KINDS
from config import clock


class WithdrawForm(ActForm):
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))


def _holds(request: HttpRequest, row: Any) -> bool:
    return not row.withdrawn and getattr(row, "successor", None) is None


def _withdraw(request: HttpRequest, row: Any, values: dict[str, Any]) -> str:
    return address_of(services.withdraw_evidence(actor=request.user, row=row, reason=values["reason"], at=clock.now()))


for _kind in KINDS:
    offer(
        _kind.model,
        Button(
            name="withdraw",
            label=_("Withdraw"),
            act="correct",
            resource=_kind.resource,
            press=_withdraw,
            form=WithdrawForm,
            shown=_holds,
            done=_("Withdrawn. What was recorded stays, and no longer counts."),
            icon="undo",
            variant="danger",
        ),
    )
