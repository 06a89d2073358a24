"""Assessments in the admin: made by the account's Evaluate button, read as a page, never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.decide import can
from accounts.access.pressing import address_of, form_context
from accounts.access.sections import Section, add_section, list_address, newest, table
from accounts.credit_accounts import selectors as credit_accounts
from accounts.credit_accounts.models import CreditAccount
from assessments.evaluations import selectors, services, words
from assessments.evaluations.explanation.page import page_response
from assessments.evaluations.explanation.read import explained
from assessments.evaluations.models import Assessment, RulePack
from assessments.evaluations.page import answer_of
from assessments.evaluations.what_if_form import WhatIfForm, assumption_of, moment_of, unpaid
from assessments.evaluations.what_if_page import side_by_side
from assessments.evaluations.words import word
from config import clock, ids
from config.errors import DomainError, StateConflict


@admin.register(Assessment)
class AssessmentAdmin(ScopedAdmin):
    group, place, icon = "assessments", 10, "fact_check"
    list_display = ("as_of", "client", "status_word", "risk_word", "created_by", "created_at")
    list_select_related = ("client", "created_by")
    list_filter = ("status", "risk_level", "created_at")
    links = ("client", "credit_account")
    search_fields = ("client__name",)
    fields = (("client", "credit_account"), ("as_of", "known_at"), ("created_by", "created_at"))

    @admin.display(description=_("status"), ordering="status")
    def status_word(self, row: Assessment) -> str:
        return word(words.STATUS, row.status)

    @admin.display(description=_("risk"), ordering="risk_level")
    def risk_word(self, row: Assessment) -> str:
        return word(words.RISK, row.risk_level)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Lists need neither the input nor the answer."""
        return super().get_queryset(request).defer("input", "content")

    def sections_of(self, request: HttpRequest, row: Assessment) -> list[Section]:
        answer: Section = {
            "template": "admin/house/assessment.html",
            "answer": answer_of(request.user, row),
            "pack_link": address_of(row.pack),
            "explanation_link": reverse("admin:assessments_assessment_explanation", args=[row.pk]),
            "what_if_link": _what_if_address(request, row.credit_account_id),
        }
        return [answer, *super().sections_of(request, row)]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.explanation_view)
        what_if = self.admin_site.admin_view(self.what_if_view)
        return [
            path("what-if/<str:account_id>/", what_if, name="assessments_assessment_what_if"),
            path("<path:object_id>/explanation/", view, name="assessments_assessment_explanation"),
            *super().get_urls(),
        ]

    def explanation_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page to print."""
        row = self.get_object(request, unquote(object_id))
        if not self.allows(request, "explain"):
            raise PermissionDenied
        document, _trace = explained(request.user, row)
        return page_response(document, row, request)

    def what_if_view(self, request: HttpRequest, account_id: str) -> HttpResponse:
        """The API's what-if as a form and a page; nothing is stored."""
        ident = ids.parse(account_id)
        account = credit_accounts.list_credit_accounts(request.user).filter(pk=ident).first() if ident else None
        if account is None:
            raise Http404
        if not can(request.user, "what_if", "credit-accounts"):
            raise PermissionDenied
        form = WhatIfForm(request.POST if request.method == "POST" else None, choices=unpaid(request.user, account))
        found = _supposed(request, account, form) if form.is_bound and form.is_valid() else None
        context = form_context(self, request, account, form, title=_("What if …"), found=found)
        return TemplateResponse(request, "admin/house/what_if.html", context)


def _supposed(request: HttpRequest, account: CreditAccount, form: WhatIfForm) -> dict[str, Any] | None:
    given, zone, at = form.cleaned_data, account.office.zone, clock.now()
    try:
        found, pack = services.assume_about_account(
            actor=request.user,
            account=account,
            assumption=assumption_of(given, zone),
            as_of=moment_of(given, zone, at),
            at=at,
        )
    except DomainError as error:
        form.add_error("as_of" if error.code == "past" else None, str(error.detail))
        return None
    return side_by_side(found, pack)


def _what_if_address(request: HttpRequest, account_id: Any) -> str:
    if not can(request.user, "what_if", "credit-accounts"):
        return ""
    return reverse("admin:assessments_assessment_what_if", args=[account_id])


@admin.register(RulePack)
class RulePackAdmin(ScopedAdmin):
    group, place, icon = "assessments", 20, "gavel"
    list_display = ("key", "version", "digest", "created_at")
    ordering = ("key", "-created_at", "digest")
    fields = ("key", "version", "digest", "created_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content")


def _evaluate(request: HttpRequest, account: CreditAccount, values: dict[str, Any]) -> str:
    return address_of(
        services.evaluate_account(actor=request.user, account=account, as_of=None, known_at=None, at=clock.now())
    )


offer(
    CreditAccount,
    Button(
        name="evaluate",
        label=_("Evaluate"),
        act="evaluate",
        resource="credit-accounts",
        press=_evaluate,
        done=_("Evaluated. The answer below is kept and never changes."),
        icon="fact_check",
        variant="primary",
    ),
)


def _replay(request: HttpRequest, assessment: Assessment, values: dict[str, Any]) -> str:
    found = services.replay_assessment(actor=request.user, assessment=assessment)
    if not found.equal:
        places = {"count": len(found.differences), "then": found.engine_then, "now": found.engine_now}
        raise StateConflict(
            _("Evaluated again, the answer differs in %(count)s places (engine %(then)s then, %(now)s now).") % places
        )
    return address_of(assessment)


offer(
    Assessment,
    Button(
        name="replay",
        label=_("Check against its input"),
        act="replay",
        resource="assessments",
        press=_replay,
        done=_("Evaluated again from its stored input under its stored rules: the answer is the same."),
        icon="verified",
    ),
)


def assessments_of_account(request: HttpRequest, account: CreditAccount) -> Section:
    rows = selectors.list_assessments(request.user).filter(credit_account=account).defer("input", "content")
    return table(
        _("Assessments"),
        (_("as of"), _("status"), _("risk"), _("evaluated by")),
        [
            (row, (row.as_of, word(words.STATUS, row.status), word(words.RISK, row.risk_level), row.created_by))
            for row in newest(rows.select_related("created_by"))
        ],
        empty=_("Not evaluated yet. Record what was seen, sent and paid, then evaluate."),
        more=list_address(Assessment, credit_account=account),
    )


add_section(CreditAccount, 10, assessments_of_account)


def _what_if(request: HttpRequest, account: CreditAccount, values: dict[str, Any]) -> str:
    return _what_if_address(request, account.pk)


offer(
    CreditAccount,
    Button(
        name="what_if",
        label=_("What if …"),
        act="what_if",
        resource="credit-accounts",
        press=_what_if,
        icon="alt_route",
    ),
)
