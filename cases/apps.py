from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Casework")

    def ready(self) -> None:
        from accounts.consents.models import Purpose
        from accounts.consents.withdrawal import on_withdrawal
        from accounts.documents.services import on_court_paper
        from accounts.erasures.retention import still_needs
        from accounts.exports.sections import leave_out
        from accounts.merges.services import blocked_by
        from assessments.evaluations.consequences import on_stored
        from assessments.evidence.consequences import on_all_recorded, on_corrected, on_recorded
        from assessments.evidence.models import LegalPaper
        from cases import guarded
        from cases.advice import access as advice
        from cases.bundles import access as bundles
        from cases.bundles.services import register_kind
        from cases.calendar_feeds import access as calendar_feeds
        from cases.client_links import access as client_links
        from cases.correspondence import access as correspondence
        from cases.deadlines import access as deadlines
        from cases.files import access as files
        from cases.files.selectors import files_in_use
        from cases.files.services import by_fact, corrections, court_papers, unnamed_papers, unseen_papers, withdrawals
        from cases.files.services.facts import SHOWN_BY
        from cases.finances import access as finances
        from cases.letters import access as letters
        from cases.limitation import access as limitation
        from cases.plan_changes import access as plan_changes
        from cases.referrals import access as referrals
        from cases.referrals.models import LawyerNote
        from cases.referrals.services import end_by_withdrawal, refuse_merging
        from cases.reminders import access as reminders
        from cases.reminders import health
        from cases.work_queue.services import expect_news

        for area in (files, deadlines, finances, referrals, reminders, guarded, health):
            area.register()
        finances.guard()
        for area in (correspondence, bundles, advice, limitation, plan_changes, client_links, letters, calendar_feeds):
            area.register()
            area.guard()
        register_kind()
        leave_out(LawyerNote, "confidential among lawyers")
        still_needs(files_in_use)
        on_recorded(LegalPaper, court_papers.raise_paper)
        on_recorded(LegalPaper, unnamed_papers.settle_named)
        on_court_paper(unseen_papers.take_up)
        on_corrected(corrections.follow)
        on_corrected(by_fact.follow_corrected)
        for kind in SHOWN_BY:
            on_all_recorded(kind, by_fact.follow_recorded)
        on_stored(expect_news)
        blocked_by(refuse_merging)
        on_withdrawal(Purpose.SHARE_WITH_FIRM, end_by_withdrawal)
        for purpose in withdrawals.PURPOSES:
            on_withdrawal(purpose, withdrawals.follow_withdrawal)
