from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.forms import ActForm
from cases.files.models import LIVE, CaseFile
from cases.limitation import services
from cases.limitation.models import Decision, LimitationDecision
from config import clock


@admin.register(LimitationDecision)
class LimitationDecisionAdmin(ScopedAdmin):
    group, place, icon = "records", 65, "gavel"
    list_display = ("created_at", "case", "client", "decision", "decided_by")
    list_select_related = ("case", "client", "decided_by")
    list_filter = ("decision",)
    links = ("case", "client")
    fields = readonly_fields = ("case", "client", "decision", "reason", "decided_by", "created_at")


class DecideForm(ActForm):
    decision = forms.ChoiceField(label=_("decision"), choices=Decision.choices)
    reason = forms.CharField(label=_("reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


def _decide(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> None:
    services.decide(actor=request.user, case_id=case.pk, at=clock.now(), **values)


def _live(request: HttpRequest, case: CaseFile) -> bool:
    return case.state in LIVE


offer(
    CaseFile,
    Button(
        "limitation", _("Decide on an old debt"), "create", "limitation-decisions", _decide, form=DecideForm,
        shown=_live, icon="gavel",
    ),
)  # fmt: skip
