"""Deciding on the case's page: one choice for each change that the newest assessment proposes."""

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
from cases.plan_changes import selectors, services
from cases.plan_changes.models import Change, PlanChange
from cases.plan_changes.proposing import Proposal
from cases.plan_changes.wording import told
from config import clock
from config.errors import StateConflict


@admin.register(PlanChange)
class PlanChangeAdmin(ScopedAdmin):
    group, place, icon = "records", 12, "rule"
    list_display = ("created_at", "case", "plan", "action", "change", "accepted", "reason")
    list_select_related = ("case", "plan__case")
    list_filter = ("change", "accepted")
    links = ("case", "plan")
    fields = readonly_fields = ("case", "plan", "action", "change", "accepted", "reason", "created_at")


def _label(proposal: Proposal) -> str:
    shown = told(proposal)
    days = [side["due_on"] for side in (shown["before"], shown["after"]) if side and side["due_on"]]
    title = (shown["after"] or shown["before"] or {})["title"]
    return f"{Change(proposal.change).label}: {title}" + (f" ({' → '.join(dict.fromkeys(days))})" if days else "")


def decide_form(request: HttpRequest, case: CaseFile) -> type[ActForm]:
    answers = (("", "---"), ("yes", _("accept")), ("no", _("decline")))
    fields: dict[str, Any] = {}
    for proposal in selectors.question_of(request.user, case).proposals:
        fields[f"do_{proposal.action}"] = forms.ChoiceField(label=_label(proposal), choices=answers)
        fields[f"why_{proposal.action}"] = forms.CharField(label=_("reason"), required=False, max_length=2000)
    return type("DecideForm", (ActForm,), fields)


def _decide(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> None:
    asked = selectors.question_of(request.user, case)
    decisions = [
        {
            "action": proposal.action,
            "accepted": values.get(f"do_{proposal.action}") == "yes",
            "reason": values.get(f"why_{proposal.action}") or "",
        }
        for proposal in asked.proposals
    ]
    services.decide_changes(
        actor=request.user, case=case, assessment_id=asked.assessment.pk, decisions=decisions, at=clock.now()
    )


def _asked(request: HttpRequest, case: CaseFile) -> bool:
    if case.state not in LIVE:
        return False
    try:
        selectors.question_of(request.user, case)
    except StateConflict:
        return False
    return True


offer(
    CaseFile,
    Button(
        "plan-changes", _("Decide on changes of the plan"), "decide_changes", "cases", _decide, form_for=decide_form,
        shown=_asked, icon="rule",
    ),
)  # fmt: skip
