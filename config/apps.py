from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import guards

        pre_migrate.connect(guards.remove_before_migrate, sender=self, dispatch_uid="reinstate-guards-off")
        # After the last app's tables exist; one dispatch for each app is harmless, since install() is idempotent.
        post_migrate.connect(guards.install_after_migrate, sender=self, dispatch_uid="reinstate-guards")
