"""Every address of the product; with the settings, the only file that names all apps."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from accounts.access.api import MatrixView, MayView
from accounts.audit.api import AccessLogViewSet, AuditEventViewSet
from accounts.clients.api import ClientViewSet
from accounts.consents.api import ConsentViewSet
from accounts.credit_accounts.api import CreditAccountViewSet
from accounts.documents.api import DocumentViewSet
from accounts.engagements.api import EngagementViewSet
from accounts.erasures.api import ErasedRecordViewSet, ErasureViewSet, LegalHoldViewSet
from accounts.exports.api import ClientExportViewSet, ExportViewSet
from accounts.grants.api import GrantViewSet
from accounts.jobs.api import JobViewSet
from accounts.keys.api import ServiceKeyViewSet
from accounts.lenders.api import CreditProductViewSet, LenderViewSet
from accounts.merges.api import DuplicatesViewSet
from accounts.offices.api import OfficeViewSet
from accounts.password_links.api import PasswordResetView, PasswordView
from accounts.people.api import CurrentTokenView, PersonViewSet, TokenView
from accounts.second_factors.api import RecoveryCodesView, TotpConfirmView, TotpView
from accounts.sessions.api import SessionViewSet, SignOutEverywhereView
from assessments.bulletins.api import BulletinViewSet
from assessments.evaluations.api.annual_cost import AnnualCostView
from assessments.evaluations.api.payoff_order import PayoffOrderView
from assessments.evaluations.api.posted import BatchView, ClassificationView, EvaluationView, WhatIfView
from assessments.evaluations.api.rule_packs import (
    RulePackCompareView,
    RulePackDetailView,
    RulePacksView,
    RulePackValidateView,
)
from assessments.evaluations.api.stored import AccountEvaluationViewSet, AssessmentViewSet
from assessments.evidence.api import VIEWSETS as EVIDENCE
from assessments.overrides.api import OverrideEndViewSet, OverrideViewSet
from assessments.pack_drafts.api import BacktestView, PackDraftViewSet, PublishView
from assessments.sweeps.api import SweepViewSet
from assessments.timeline.api import TimelineViewSet
from cases.advice.api import AdviceViewSet
from cases.bundles.api import BundleViewSet, CaseBundleViewSet
from cases.calendar_feeds.api import CalendarFeedViewSet
from cases.calendar_feeds.pages import calendar_feed
from cases.client_links import pages as client
from cases.client_links.api import ClientLinkViewSet, ClientReportViewSet
from cases.client_plan.api import ClientPlanViewSet
from cases.correspondence.api import CommunicationViewSet
from cases.deadlines.api import DeadlineVersionViewSet, DeadlineViewSet
from cases.files.api import CaseViewSet, StepViewSet
from cases.finances.api import FinancesViewSet
from cases.intake.api import IntakeViewSet
from cases.letters.api import LetterViewSet
from cases.limitation.api import LimitationDecisionViewSet
from cases.plan_changes.api import PlanChangesViewSet
from cases.referrals.api import ConflictPartyViewSet, LawyerNoteViewSet, ReferralViewSet
from cases.reminders.api import ReminderPauseViewSet, ReminderViewSet
from cases.reports.api import ReportViewSet
from cases.timeline.api import CaseTimelineViewSet
from cases.work_queue.api import WorkQueueViewSet
from config import health
from config.api.routes import BySegment
from config.api.schema import PUBLIC

router = SimpleRouter()
router.register("offices", OfficeViewSet, "offices")
router.register("users", PersonViewSet, "users")
router.register("auth/sessions", SessionViewSet, "sessions")
router.register("grants", GrantViewSet, "grants")
router.register("clients", ClientViewSet, "clients")
router.register("consents", ConsentViewSet, "consents")
router.register("exports", ExportViewSet, "exports")
router.register("erasures", ErasureViewSet, "erasures")
router.register("erased-records", ErasedRecordViewSet, "erased-records")
router.register("legal-holds", LegalHoldViewSet, "legal-holds")
router.register("engagements", EngagementViewSet, "engagements")
router.register("lenders", LenderViewSet, "lenders")
router.register("credit-products", CreditProductViewSet, "credit-products")
router.register("credit-accounts", CreditAccountViewSet, "credit-accounts")
router.register("documents", DocumentViewSet, "documents")
for name, viewset in EVIDENCE.items():
    router.register(name, viewset, name)
router.register("rule-packs/drafts", PackDraftViewSet, "rule-pack-drafts")
router.register("assessments", AssessmentViewSet, "assessments")
router.register("bulletins", BulletinViewSet, "bulletins")
router.register("audit-events", AuditEventViewSet, "audit-events")
router.register("jobs", JobViewSet, "jobs")
router.register("portfolio/sweeps", SweepViewSet, "sweeps")
router.register("cases", CaseViewSet, "cases")
router.register("steps", StepViewSet, "steps")
router.register("deadlines", DeadlineViewSet, "deadlines")
router.register("deadline-versions", DeadlineVersionViewSet, "deadline-versions")
router.register("calendar-feeds", CalendarFeedViewSet, "calendar-feeds")
router.register("referrals", ReferralViewSet, "referrals")
router.register("lawyer-notes", LawyerNoteViewSet, "lawyer-notes")
router.register("conflict-parties", ConflictPartyViewSet, "conflict-parties")
router.register("reminders/pause", ReminderPauseViewSet, "reminder-pauses")
router.register("reminders", ReminderViewSet, "reminders")
router.register("work-queue", WorkQueueViewSet, "work-queue")
router.register("service-keys", ServiceKeyViewSet, "service-keys")
router.register("communications", CommunicationViewSet, "communications")
router.register("bundles", BundleViewSet, "bundles")
router.register("advice", AdviceViewSet, "advice")
router.register("limitation-decisions", LimitationDecisionViewSet, "limitation-decisions")
router.register("client-links", ClientLinkViewSet, "client-links")
router.register("client-reports", ClientReportViewSet, "client-reports")
router.register("letters", LetterViewSet, "letters")

api = [
    path("schema/", SpectacularAPIView.as_view(**PUBLIC), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema", **PUBLIC), name="docs"),
    path("auth/tokens/", TokenView.as_view(), name="tokens"),
    path("auth/tokens/current/", CurrentTokenView.as_view(), name="token-current"),
    path("auth/password-reset/", PasswordResetView.as_view(), name="password-reset"),
    path("auth/password/", PasswordView.as_view(), name="password"),
    path("auth/totp/", TotpView.as_view(), name="totp"),
    path("auth/totp/confirm/", TotpConfirmView.as_view(), name="totp-confirm"),
    path("auth/totp/recovery-codes/", RecoveryCodesView.as_view(), name="totp-recovery-codes"),
    path("auth/sign-out-everywhere/", SignOutEverywhereView.as_view(), name="sign-out-everywhere"),
    path("users/<str:id>/end-sessions/", PersonViewSet.as_view({"post": "end_sessions"})),
    path("users/<str:id>/reset-second-factor/", PersonViewSet.as_view({"post": "reset_second_factor"})),
    path("access-matrix/", MatrixView.as_view(), name="access-matrix"),
    path("access-matrix/may/", MayView.as_view(), name="access-matrix-may"),
    path("evaluations/", EvaluationView.as_view(), name="evaluations"),
    path("evaluations/batch/", BatchView.as_view(), name="evaluations-batch"),
    path("evaluations/what-if/", WhatIfView.as_view(), name="evaluations-what-if"),
    path("evaluations/annual-cost/", AnnualCostView.as_view(), name="evaluations-annual-cost"),
    path("evaluations/payoff-order/", PayoffOrderView.as_view(), name="evaluations-payoff-order"),
    path("rule-packs/", RulePacksView.as_view(), name="rule-packs"),
    path("rule-packs/compare/", RulePackCompareView.as_view(), name="rule-packs-compare"),
    path("rule-packs/validate/", RulePackValidateView.as_view(), name="rule-packs-validate"),
    path("rule-packs/backtest/", BacktestView.as_view(), name="rule-packs-backtest"),
    path("rule-packs/publish/", PublishView.as_view(), name="rule-packs-publish"),
    path("notices/classify/", ClassificationView.as_view(), name="classify"),
    path("reports/ageing/", ReportViewSet.as_view({"get": "ageing"}), name="reports-ageing"),
    path("reports/load/", ReportViewSet.as_view({"get": "load"}), name="reports-load"),
    path("reports/lender-replies/", ReportViewSet.as_view({"get": "lender_replies"}), name="reports-lender-replies"),
    path("reports/cases-at-risk/", ReportViewSet.as_view({"get": "cases_at_risk"}), name="reports-cases-at-risk"),
    path("cases/<str:id>/timeline/", CaseTimelineViewSet.as_view({"get": "timeline"})),
    path("cases/<str:id>/bundle/", CaseBundleViewSet.as_view({"post": "bundle"})),
    path(
        "cases/<str:id>/plan-changes/",
        PlanChangesViewSet.as_view({"get": "plan_changes", "post": "decide_changes"}),
    ),
    path("clients/<str:id>/access-log/", AccessLogViewSet.as_view({"get": "list"})),
    path("clients/<str:id>/export/", ClientExportViewSet.as_view({"get": "export"})),
    path("clients/<str:id>/debts/", FinancesViewSet.as_view({"get": "debts", "post": "record_debt"})),
    path("clients/<str:id>/budget/", FinancesViewSet.as_view({"get": "budget", "post": "record_budget"})),
    path("clients/<str:id>/duplicates/", DuplicatesViewSet.as_view({"get": "duplicates"})),
    path("clients/<str:id>/merge/", DuplicatesViewSet.as_view({"post": "merge"})),
    path("clients/<str:id>/unmerge/", DuplicatesViewSet.as_view({"post": "unmerge"})),
    path("clients/<str:id>/intake/", IntakeViewSet.as_view({"get": "intake"})),
    path("clients/<str:id>/plan/", ClientPlanViewSet.as_view({"get": "plan"})),
    path("credit-accounts/<str:id>/evaluate/", AccountEvaluationViewSet.as_view({"post": "evaluate"})),
    path("credit-accounts/<str:id>/what-if/", AccountEvaluationViewSet.as_view({"post": "what_if"})),
    path("credit-accounts/<str:id>/timeline/", TimelineViewSet.as_view({"get": "timeline"})),
    path("credit-accounts/<str:id>/assessments/", AccountEvaluationViewSet.as_view({"get": "assessments"})),
    path("assessments/<str:id>/override/", OverrideViewSet.as_view({"get": "overrides", "post": "override"})),
    path("assessments/<str:id>/override/end/", OverrideEndViewSet.as_view({"post": "end_override"})),
    *router.urls,
    path("rule-packs/<str:id>/", RulePackDetailView.as_view(), name="rule-pack"),
]

urlpatterns = [
    path("", health.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("alertz", health.alertz, name="alertz"),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    BySegment("api/v1/", api),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar-feed"),
    path("c/", client.home, name="client-home"),
    path("c/payment/", client.payment, name="client-payment"),
    path("c/steps/<uuid:id>/", client.step, name="client-step"),
    path("c/leave/", client.leave, name="client-leave"),
    path("c/open/<str:token>/", client.open_link, name="client-open"),
]

handler400 = "config.api.problems.bad_request"
handler403 = "config.api.problems.forbidden"
handler404 = "config.api.problems.not_found"
handler500 = "config.api.problems.server_error"
