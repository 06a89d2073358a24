"""Index: Django finds the areas' admin pages here. Django's groups play no part: the matrix decides."""

from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.audit.admin import AuditEventAdmin as AuditEventAdmin
from accounts.clients.admin import ClientAdmin as ClientAdmin
from accounts.consents.admin import ConsentAdmin as ConsentAdmin
from accounts.credit_accounts.admin import CreditAccountAdmin as CreditAccountAdmin
from accounts.documents.admin import DocumentAdmin as DocumentAdmin
from accounts.engagements.admin import EngagementAdmin as EngagementAdmin
from accounts.erasures.admin import ErasedRecordAdmin as ErasedRecordAdmin
from accounts.erasures.admin import ErasureAdmin as ErasureAdmin
from accounts.erasures.admin import LegalHoldAdmin as LegalHoldAdmin
from accounts.exports.admin import ClientExportAdmin as ClientExportAdmin
from accounts.grants.admin import GrantAdmin as GrantAdmin
from accounts.jobs.admin import JobAdmin as JobAdmin
from accounts.keys.admin import ServiceKeyAdmin as ServiceKeyAdmin
from accounts.lenders.admin import CreditProductAdmin as CreditProductAdmin
from accounts.lenders.admin import LenderAdmin as LenderAdmin
from accounts.merges import admin as merges  # noqa: F401 - its part of the client's page
from accounts.offices.admin import OfficeAdmin as OfficeAdmin
from accounts.password_links.admin import PasswordLinkAdmin as PasswordLinkAdmin
from accounts.people.admin import PersonAdmin as PersonAdmin
from accounts.second_factors.admin import RecoveryCodeAdmin as RecoveryCodeAdmin
from accounts.second_factors.admin import SecondFactorAdmin as SecondFactorAdmin
from accounts.sessions.admin import SessionAdmin as SessionAdmin

admin.site.unregister(Group)
