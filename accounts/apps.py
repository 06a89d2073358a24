from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and accounts")

    def ready(self) -> None:
        from accounts.access import checks  # noqa: F401 - registers the start-up check
        from accounts.audit import access as audit
        from accounts.clients import access as clients
        from accounts.consents import access as consents
        from accounts.credit_accounts import access as credit_accounts
        from accounts.documents import access as documents
        from accounts.engagements import access as engagements
        from accounts.erasures import access as erasures
        from accounts.erasures import kept
        from accounts.exports import access as exports
        from accounts.exports.services import register_kind
        from accounts.grants import access as grants
        from accounts.jobs import access as jobs
        from accounts.keys import access as keys
        from accounts.lenders import access as lenders
        from accounts.merges import access as merges
        from accounts.models import Client, CreditAccount, Grant, Job
        from accounts.offices import access as offices
        from accounts.password_links import access as password_links
        from accounts.people import access as people
        from accounts.second_factors import access as second_factors
        from accounts.sessions import access as sessions
        from config import guards

        for area in (offices, people, clients, lenders, credit_accounts, documents, audit, grants, jobs):
            area.register()
        for area in (consents, engagements, exports, second_factors, password_links, keys, erasures, sessions, merges):
            area.register()
            area.guard()
        documents.guard()
        audit.guard()
        register_kind()
        kept.register()
        guards.same_as_parent(Client, "advisor", "office_id")
        for field in ("person", "advisor", "client", "granted_by"):
            guards.same_as_parent(Grant, field, "office_id")
        guards.same_as_parent(Job, "started_by", "office_id")
        guards.same_as_parent(CreditAccount, "client", "office_id")
