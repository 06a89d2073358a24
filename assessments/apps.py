from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Evidence and assessments")

    def ready(self) -> None:
        from django.core.checks import Tags
        from django.core.checks import register as register_check

        from accounts.clients.access import OF_AN_ERASED_CLIENT
        from accounts.erasures import fates
        from assessments.bulletins import access as bulletins
        from assessments.evaluations import access as evaluations
        from assessments.evaluations import sections
        from assessments.evidence import access as evidence
        from assessments.models import Assessment, RulePack
        from assessments.overrides import access as overrides
        from assessments.pack_drafts import access as pack_drafts
        from assessments.pack_drafts import checks as pack_checks
        from assessments.pack_drafts.services import backtest
        from assessments.sweeps import services as sweeps
        from config import guards

        evidence.register()
        evaluations.register()
        sweeps.register_kind()
        sections.register()
        overrides.register()
        bulletins.register()
        pack_drafts.register()
        pack_drafts.guard()
        backtest.register_kind()
        register_check(pack_checks.check_published_packs, Tags.database)
        evidence.guard()
        bulletins.guard()
        overrides.guard()
        emptying = guards.emptying(Assessment, OF_AN_ERASED_CLIENT, **evaluations.EMPTIED)
        guards.append_only(Assessment, but=emptying, stays=True)
        fates.empty(Assessment, **evaluations.EMPTIED)
        guards.same_as_parent(Assessment, "credit_account", "office_id", "client_id")
        guards.append_only(RulePack)
