"""The triggers on casework's tables: one office and one client from the case down, and history that stays."""

from __future__ import annotations

from cases.models import (
    CaseFile,
    ConflictParty,
    Deadline,
    DeadlineVersion,
    Delivery,
    LawyerNote,
    Plan,
    Referral,
    Reminder,
    ReminderPause,
    Step,
    StepOrder,
    Transition,
)
from config import guards

_WHOSE = ("office_id", "client_id")


def register() -> None:
    guards.same_as_parent(CaseFile, "credit_account", *_WHOSE)
    guards.same_as_parent(CaseFile, "assessment", *_WHOSE, "credit_account_id")
    guards.same_as_parent(CaseFile, "owner", "office_id")
    for model in (Plan, Step, Deadline, Transition, Reminder, Referral, LawyerNote):
        guards.same_as_parent(model, "case", *_WHOSE)
    guards.same_as_parent(Plan, "assessment", *_WHOSE)
    guards.same_as_parent(Step, "plan", "case_id")
    guards.same_as_parent(Deadline, "step", "case_id")
    guards.same_as_parent(Reminder, "deadline", "case_id")
    guards.same_as_parent(Reminder, "recipient", "office_id")
    for field in ("step", "after"):
        guards.same_as_parent(StepOrder, field, *_WHOSE, "case_id")
    guards.same_as_parent(Delivery, "reminder", *_WHOSE)
    guards.append_only(Transition)
    guards.append_only(DeadlineVersion)
    guards.same_as_parent(DeadlineVersion, "deadline", *_WHOSE, "case_id")
    guards.append_only(Delivery)
    guards.append_only(LawyerNote)
    guards.same_as_parent(ReminderPause, "paused_by", "office_id")
    guards.same_as_parent(Referral, "case", "credit_account_id")
    guards.same_as_parent(Referral, "lawyer", "office_id")
    guards.same_as_parent(ConflictParty, "lawyer", "office_id")
    guards.same_as_parent(LawyerNote, "author", "office_id")
