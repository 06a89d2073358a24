from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Evidence and assessments")

    def ready(self) -> None:
        from assessments.bulletins import access as bulletins
        from assessments.evaluations import access as evaluations
        from assessments.evaluations import sections
        from assessments.evidence import access as evidence
        from assessments.models import Assessment, RulePack
        from assessments.sweeps import services as sweeps
        from config import guards

        evidence.register()
        evaluations.register()
        sweeps.register_kind()
        sections.register()
        bulletins.register()
        evidence.guard()
        bulletins.guard()
        guards.append_only(Assessment)
        guards.same_as_parent(Assessment, "credit_account", "office_id", "client_id")
        guards.append_only(RulePack)
