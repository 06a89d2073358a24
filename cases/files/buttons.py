"""The acts of casework on the admin's pages: each asks what it needs and calls the service of the API's act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.access.buttons import Button, offer
from accounts.access.forms import ActForm
from accounts.access.pressing import address_of
from accounts.credit_accounts.models import CreditAccount
from assessments.evaluations.models import Assessment
from assessments.evaluations.selectors import list_assessments
from cases.files.models import LIVE, Actor, CaseFile, Outcome, Step
from cases.files.moves import CASE_MOVES, STEP_MOVES, Move
from cases.files.selectors import steps_in_force
from cases.files.services import cases, plans, steps
from cases.files.wording import step_title
from config import clock

LONG = forms.Textarea(attrs={"rows": 4})


class WaitForm(ActForm):
    waiting_for = forms.CharField(label=_("waiting for"), max_length=500)
    waiting_until = forms.DateField(label=_("waiting until"))


class EndForm(ActForm):
    outcome = forms.ChoiceField(label=_("outcome"), choices=Outcome.choices)
    note = forms.CharField(label=_("note"), required=False, max_length=10_000, widget=LONG)


class ReasonForm(ActForm):
    reason = forms.CharField(label=_("reason"), max_length=2000, widget=LONG)


class CompleteForm(ActForm):
    done_on = forms.DateField(label=_("done on"), required=False, help_text=_("Today where it is left empty."))
    note = forms.CharField(label=_("note"), required=False, max_length=10_000, widget=LONG)


class AssessmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # takes none when it runs
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {localtime(obj.created_at):%Y-%m-%d %H:%M}"


def adopt_form(request: HttpRequest, case: CaseFile) -> type[ActForm]:
    """The account's assessments, newest first."""
    found = list_assessments(request.user).filter(credit_account_id=case.credit_account_id)
    newest_first = found.order_by("-created_at", "-id")

    class AdoptForm(ActForm):
        assessment = AssessmentChoice(label=_("assessment"), queryset=newest_first, initial=newest_first.first())
        force = forms.BooleanField(
            label=_("adopt it although there is a newer assessment"), required=False, initial=False
        )

    return AdoptForm


class StepChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # as above
    def label_from_instance(self, obj: Any) -> str:
        return step_title(obj)


def add_step_form(request: HttpRequest, case: CaseFile) -> type[ActForm]:
    class AddStepForm(ActForm):
        title = forms.CharField(label=_("title"), max_length=200)
        actor = forms.ChoiceField(label=_("who acts"), choices=Actor.choices)
        due_on = forms.DateField(label=_("due on"), required=False)
        acknowledges_debt = forms.BooleanField(label=_("pays or acknowledges a debt"), required=False)
        after = StepChoice(label=_("comes after"), queryset=steps_in_force(request.user, case), required=False)

    return AddStepForm


def adopt(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> None:
    plans.adopt_plan(
        actor=request.user,
        case=case,
        assessment_id=values["assessment"].pk,
        force=values["force"],
        at=clock.now(),
    )


def add_step(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> None:
    before = values.pop("after")
    values |= {"after": [before.pk] if before else []}
    steps.add_step(actor=request.user, case_id=case.pk, values=values, at=clock.now())


def open_case(request: HttpRequest, row: CreditAccount | Assessment, values: dict[str, Any]) -> str:
    """From an account (its newest assessment) or from one assessment; goes on at the case."""
    named = row.pk if isinstance(row, Assessment) else None
    account = row.credit_account_id if isinstance(row, Assessment) else row.pk
    case = cases.open_case(actor=request.user, account_id=account, assessment_id=named, at=clock.now())
    return address_of(case)


def on_case(service: Any) -> Any:
    def press(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> None:
        service(actor=request.user, case=case, at=clock.now(), **values)

    return press


def on_step(service: Any) -> Any:
    """After it, the case's page shows what comes next."""

    def press(request: HttpRequest, step: Step, values: dict[str, Any]) -> str:
        service(actor=request.user, step=step, at=clock.now(), **values)
        return address_of(step.case)

    return press


def from_state(move: Move) -> Any:
    def shown(request: HttpRequest, row: Any) -> bool:
        return row.state in move.origins

    return shown


def live(request: HttpRequest, case: CaseFile) -> bool:
    return case.state in LIVE


def case_button(act: str, label: Any, service: Any, **more: Any) -> None:
    shown = from_state(CASE_MOVES[act])
    offer(CaseFile, Button(act, label, act, "cases", on_case(service), shown=shown, **more))


def step_button(act: str, label: Any, service: Any, **more: Any) -> None:
    shown = from_state(STEP_MOVES[act])
    offer(Step, Button(act, label, act, "steps", on_step(service), shown=shown, **more))


for _model in (CreditAccount, Assessment):
    offer(_model, Button("open-case", _("Open a case"), "create", "cases", open_case, icon="folder_open"))
offer(
    CaseFile,
    Button(
        "plan", _("Adopt a plan"), "plan", "cases", adopt, form_for=adopt_form, shown=live, icon="assignment",
        variant="primary", done=_("The plan is adopted."),
    ),
)  # fmt: skip
offer(
    CaseFile,
    Button("add-step", _("Add a step"), "create", "steps", add_step, form_for=add_step_form, shown=live, icon="add"),
)
case_button("wait", _("Wait"), cases.wait, form=WaitForm, icon="hourglass_empty")
case_button("resume", _("Go on"), cases.resume, icon="play_arrow")
case_button("outcome", _("Record the outcome"), cases.record_outcome, form=EndForm, icon="flag")
case_button("close", _("Close the case"), cases.close_case, form=EndForm, icon="check_circle", variant="danger")
case_button("reopen", _("Reopen"), cases.reopen_case, form=ReasonForm, icon="undo")
step_button("complete", _("Done"), steps.complete_step, form=CompleteForm, icon="check", variant="primary")
step_button("skip", _("Skip"), steps.skip_step, form=ReasonForm, icon="skip_next")
step_button("reopen", _("Reopen"), steps.reopen_step, form=ReasonForm, icon="undo")
