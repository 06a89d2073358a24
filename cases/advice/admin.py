"""Advice in the admin: given from the case's page, answered and reviewed by a press."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.forms import ActForm
from accounts.access.pressing import address_of
from accounts.access.sections import add_section, list_address, newest, table
from assessments.evaluations.selectors import list_assessments
from cases.advice import selectors, services
from cases.advice.models import Advice, AdviceAnswer, AdviceReview, Answer, Verdict
from cases.files.models import CaseFile
from config import clock

LONG = forms.Textarea(attrs={"rows": 5})


@admin.register(Advice)
class AdviceAdmin(ScopedAdmin):
    group, place, icon = "today", 27, "record_voice_over"
    list_display = ("given_at", "case", "client", "given_by", "short", "newest_answer")
    list_select_related = ("case", "client", "given_by")
    list_filter = ("given_by", "given_at")
    links = ("case", "client")
    fields = readonly_fields = (
        "case", "client", "given_by", "given_at", "created_at", "text", "assessment", "rests_on", "newest_answer",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("answers")

    @admin.display(description=_("advice"))
    def short(self, row: Advice) -> str:
        return row.text[:80]

    @admin.display(description=_("evidence"))
    def rests_on(self, row: Advice) -> str:
        return "; ".join(f"{one['kind']} {one['id']}" for one in row.evidence) or "-"

    @admin.display(description=_("answer"))
    def newest_answer(self, row: Advice) -> str:
        last = max(row.answers.all(), key=lambda one: (one.created_at, one.pk), default=None)
        return f"{last.get_answer_display()} {last.words}".strip() if last else "-"


@admin.register(AdviceAnswer)
class AdviceAnswerAdmin(ScopedAdmin):
    group, place, icon = "records", 50, "reply"
    list_display = ("said_at", "case", "advice", "answer", "recorded_by")
    list_select_related = ("case", "advice__case", "recorded_by")
    list_filter = ("answer",)
    links = ("advice", "case")
    fields = readonly_fields = ("case", "advice", "answer", "words", "said_at", "recorded_by", "created_at")


@admin.register(AdviceReview)
class AdviceReviewAdmin(ScopedAdmin):
    group, place, icon = "records", 60, "fact_check"
    list_display = ("created_at", "case", "advice", "reviewer", "verdict")
    list_select_related = ("case", "advice__case", "reviewer")
    list_filter = ("verdict",)
    links = ("advice", "case")
    fields = readonly_fields = ("case", "advice", "reviewer", "verdict", "note", "created_at")


def give_form(request: HttpRequest, case: CaseFile) -> type[ActForm]:
    found = list_assessments(request.user).filter(credit_account_id=case.credit_account_id).order_by("-created_at")

    class GiveForm(ActForm):
        text = forms.CharField(label=_("advice"), max_length=10_000, widget=LONG)
        given_at = forms.SplitDateTimeField(label=_("given at"))
        assessment = forms.ModelChoiceField(label=_("assessment"), queryset=found, initial=found.first())

    return GiveForm


class AnswerForm(ActForm):
    answer = forms.ChoiceField(label=_("answer"), choices=Answer.choices)
    words = forms.CharField(label=_("in the client's words"), required=False, max_length=10_000, widget=LONG)
    said_at = forms.SplitDateTimeField(label=_("said at"))


class ReviewForm(ActForm):
    verdict = forms.ChoiceField(label=_("verdict"), choices=Verdict.choices)
    note = forms.CharField(label=_("note"), required=False, max_length=10_000, widget=LONG)


def _give(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> str:
    given = {**values, "assessment": values["assessment"].pk}
    return address_of(services.give_advice(actor=request.user, case_id=case.pk, values=given, at=clock.now()))


def _answer(request: HttpRequest, row: Advice, values: dict[str, Any]) -> None:
    services.record_answer(actor=request.user, advice=row, values=values, at=clock.now())


def _review(request: HttpRequest, row: Advice, values: dict[str, Any]) -> None:
    services.review_advice(actor=request.user, advice=row, at=clock.now(), **values)


def advice_of_case(request: HttpRequest, case: CaseFile) -> dict[str, Any]:
    rows = selectors.list_advice(request.user).filter(case=case).select_related("given_by")
    return table(
        _("Advice"),
        (_("given at"), _("advice"), _("given by")),
        [(row, (row.given_at, row.text[:80], row.given_by)) for row in newest(rows)],
        empty=_("None recorded yet."),
        more=list_address(Advice, case=case),
    )


def _not_reviewed(request: HttpRequest, row: Advice) -> bool:
    return not hasattr(row, "review") and row.given_by_id != request.user.pk


add_section(CaseFile, 50, advice_of_case)
offer(CaseFile, Button("advice", _("Record advice"), "create", "advice", _give, form_for=give_form, icon="campaign"))
offer(Advice, Button("answer", _("The client's answer"), "answer", "advice", _answer, form=AnswerForm))
offer(Advice, Button("review", _("Review"), "review", "advice", _review, form=ReviewForm, shown=_not_reviewed))
