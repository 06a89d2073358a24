from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.admin import ScopedAdmin
from accounts.access.pressing import address_of
from accounts.access.sections import table
from accounts.audit.seen import note
from accounts.consents.models import Purpose
from accounts.consents.selectors import is_withdrawn
from assessments.overrides.page import overrides_of_account
from cases.files import selectors
from cases.files.models import CaseFile, Plan, Step, Transition
from cases.files.services.cases import change_case
from cases.files.wording import next_action_text, state_word, step_citations, step_texts, step_title
from cases.reports.page import sections as reports
from cases.work_queue.selectors import first_in_queue
from cases.work_queue.wording import reasons
from config import clock

TABLE = "admin/house/table.html"
ON_START_PAGE = 20


@admin.register(CaseFile)
class CaseFileAdmin(ScopedAdmin):
    group, place, icon = "today", 10, "folder_open"
    list_display = ("reference", "client", "state", "comes_next", "next_action_on", "owner")
    list_select_related = ("client", "owner", "next_step")
    list_filter = ("state", "owner", "next_action_on")
    links = ("client", "credit_account")
    search_fields = ("client__name",)
    readonly_fields = (
        "reference", "client", "credit_account", "assessment", "state", "comes_next", "next_action_on",
        "waiting_for", "waiting_until", "outcome", "outcome_note", "closed_at",
    )  # fmt: skip
    head = (("reference", "state"), ("client", "credit_account"), ("comes_next", "next_action_on"), "assessment")
    sometimes = ("waiting_for", "waiting_until", "outcome", "outcome_note", "closed_at")  # shown where there is one

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["owner", *self.head, *(name for name in self.sometimes if obj and getattr(obj, name))]

    @admin.display(description=gettext_lazy("reference"))
    def reference(self, row: CaseFile) -> str:
        return row.reference

    @admin.display(description=gettext_lazy("next action"))
    def comes_next(self, row: CaseFile) -> str:
        return next_action_text(row)

    def change_through(self, *, actor: Any, row: CaseFile, seen: int, changes: dict[str, Any], at: Any) -> CaseFile:
        return change_case(actor=actor, case=row, seen=seen, changes=changes, at=at)

    def sections_of(self, request: HttpRequest, row: CaseFile) -> list[dict[str, Any]]:
        case = selectors.case_with_steps(request.user, row)
        otherwise = overrides_of_account(request, row.credit_account_id)
        own = [otherwise, _steps_section(case)] if otherwise else [_steps_section(case)]
        return [*own, *super().sections_of(request, row), _trace_section(request, row)]

    def get_urls(self) -> list[Any]:
        own = path("reports/", self.admin_site.admin_view(self.reports_view), name="cases_casefile_reports")
        return [own, *super().get_urls()]

    def reports_view(self, request: HttpRequest) -> HttpResponse:
        """An office's figures, for who supervises it."""
        if not self.allows(request, "report"):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "title": _("Reports"), "sections": reports(request)}
        return TemplateResponse(request, "admin/house/reports.html", context)

    def start_sections(self, request: HttpRequest) -> list[dict[str, Any]]:
        reported = reverse("admin:cases_casefile_reports") if self.allows(request, "report") else ""
        next_ones = {**_queue_section(request), "aside": reported, "aside_label": _("Reports")}
        return [*_courts_section(request), next_ones]


def _courts_section(request: HttpRequest) -> list[dict[str, Any]]:
    """Above all else, and only where there is one: what stands in no case has no step and no reminder."""
    papers = selectors.court_papers_in_no_case(request.user)
    if not papers:
        return []
    columns = (_("paper"), _("Client"), _("advisor"), _("recorded at"), _("What to do"))
    rows = [(row, (str(row), row.client.name, row.client.advisor, row.created_at, _to_do(row))) for row in papers]
    return [table(_("From a court, and in no case"), columns, rows, empty="")]


def _to_do(paper: Any) -> str:
    if is_withdrawn(paper.client_id, Purpose.SENSITIVE_DATA):
        return _(
            "Call the client today: a term may run. The consent to evaluating is withdrawn; without it no case can "
            "be opened."
        )
    return _("Open a case today: a term may run.")


def _queue_section(request: HttpRequest) -> dict[str, Any]:
    """What comes next in the person's live cases, in the order of the work queue."""
    live = first_in_queue(request.user, ON_START_PAGE)
    note(live)
    return {
        "title": _("What comes next"),
        "columns": (_("Case"), _("Client"), _("Next action"), _("On"), _("Why"), _("Owner")),
        "rows": [
            {
                "cells": (
                    case.reference,
                    case.client_name,
                    next_action_text(case),
                    case.next_action_on,
                    " ".join(why["text"] for why in reasons(case, clock.today(case.zone))),
                    case.owner_name,
                ),
                "link": address_of(case),
            }
            for case in live
        ],
        "more": reverse("admin:cases_casefile_changelist"),
        "empty": _("No open case."),
    }


def _steps_section(case: Any) -> dict[str, Any]:
    return {
        "template": TABLE,
        "title": _("Steps"),
        "columns": (_("Step"), _("Who acts"), _("State"), _("Due on"), _("Done on")),
        "rows": [{"cells": _step_cells(step), "link": address_of(step)} for step in case.steps_in_force],
        "empty": _("No steps yet: adopt the plan, or add a step."),
    }


def _step_cells(step: Step) -> tuple[Any, ...]:
    deadline = getattr(step, "deadline", None)
    return (
        step_title(step),
        step.get_actor_display(),
        step.get_state_display(),
        deadline.due_on if deadline else "",
        step.done_on or "",
    )


def _trace_section(request: HttpRequest, case: CaseFile) -> dict[str, Any]:
    trace = list(selectors.trace_of(request.user, case)[:50])
    titles = _step_titles(request, case)
    return {
        "template": TABLE,
        "title": _("What happened"),
        "columns": (_("When"), _("What"), _("From"), _("To"), _("Why"), _("Who")),
        "rows": [{"cells": _trace_cells(left, titles)} for left in trace],
        "empty": "",
    }


def _step_titles(request: HttpRequest, case: CaseFile) -> dict[UUID, str]:
    """By the id of a step, or of its deadline, of this plan and of those before."""
    titles: dict[UUID, str] = {}
    for step in selectors.list_steps(request.user).filter(case=case):
        titles[step.pk] = step_title(step)
        if deadline := getattr(step, "deadline", None):
            titles[deadline.pk] = titles[step.pk]
    return titles


def _trace_cells(left: Transition, titles: dict[UUID, str]) -> tuple[Any, ...]:
    states = state_word(left.kind, left.from_state), state_word(left.kind, left.to_state)
    what = ": ".join(part for part in (left.get_kind_display(), titles.get(left.object_id)) if part)
    return left.created_at, what, *states, left.reason, left.by or ""


@admin.register(Step)
class StepAdmin(ScopedAdmin):
    group, place, icon = "today", 20, "checklist"
    list_display = ("title", "client", "actor", "state", "due_on")
    list_select_related = ("client", "deadline", "case")
    list_filter = ("state", "actor")
    links = ("case", "client", "plan")
    fields = readonly_fields = (
        "title", "why", "done_when", "case", "client", "plan", "actor", "urgent", "state", "due_on", "waits_for",
        "done_on", "done_by", "note", "grounds",
    )  # fmt: skip

    @admin.display(description=gettext_lazy("title"))
    def title(self, row: Step) -> str:
        return step_title(row)

    @admin.display(description=gettext_lazy("why"))
    def why(self, row: Step) -> str:
        return step_texts(row)["why"]

    @admin.display(description=gettext_lazy("done when"))
    def done_when(self, row: Step) -> str:
        return step_texts(row)["done_when"]

    @admin.display(description=gettext_lazy("due on"), ordering="deadline__due_on")
    def due_on(self, row: Step) -> Any:
        deadline = getattr(row, "deadline", None)
        return deadline.due_on if deadline else None

    @admin.display(description=gettext_lazy("comes after"))
    def waits_for(self, row: Step) -> str:
        return "; ".join(step_title(step) for step in row.after.all()) or "-"

    @admin.display(description=gettext_lazy("grounds"))
    def grounds(self, row: Step) -> str:
        return "; ".join(step_citations(row)) or "-"


@admin.register(Plan)
class PlanAdmin(ScopedAdmin):
    group, place, icon = "records", 10, "assignment"
    list_display = ("case", "client", "number", "adopted_by", "created_at")
    list_select_related = ("case", "client", "adopted_by")
    links = ("case", "client")
    fields = readonly_fields = ("case", "client", "number", "assessment", "adopted_by", "created_at")


@admin.register(Transition)
class TransitionAdmin(ScopedAdmin):
    group, place, icon = "records", 40, "history"
    list_display = ("created_at", "case", "kind", "from_word", "to_word", "reason", "by")
    list_select_related = ("case", "by")
    list_filter = ("kind",)
    links = ("case", "object_id")
    fields = readonly_fields = ("created_at", "case", "kind", "act", "from_word", "to_word", "reason", "by")

    @admin.display(description=gettext_lazy("from"), ordering="from_state")
    def from_word(self, left: Transition) -> str:
        return state_word(left.kind, left.from_state)

    @admin.display(description=gettext_lazy("to"), ordering="to_state")
    def to_word(self, left: Transition) -> str:
        return state_word(left.kind, left.to_state)
