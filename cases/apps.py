from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Casework")

    def ready(self) -> None:
        from cases import guarded
        from cases.deadlines import access as deadlines
        from cases.files import access as files
        from cases.referrals import access as referrals
        from cases.reminders import access as reminders
        from cases.reminders import health

        for area in (files, deadlines, referrals, reminders, guarded, health):
            area.register()
