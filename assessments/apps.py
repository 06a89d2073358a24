from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Evidence and assessments")

    def ready(self) -> None:
        from assessments.evaluations import access as evaluations
        from assessments.evidence import access as evidence
        from assessments.models import Assessment, Display, Notice, Repayment, RulePack
        from config import guards

        evidence.register()
        evaluations.register()
        for model in (Display, Notice, Repayment, Assessment):
            guards.append_only(model)
            guards.same_as_parent(model, "credit_account", "office_id", "client_id")
        guards.append_only(RulePack)
