"""Index: Django finds the areas' tables here."""

from accounts.audit.models import AuditEntry as AuditEntry
from accounts.audit.models import AuditEvent as AuditEvent
from accounts.audit.models import AuditHead as AuditHead
from accounts.clients.models import Client as Client
from accounts.consents.models import Consent as Consent
from accounts.credit_accounts.models import CreditAccount as CreditAccount
from accounts.documents.models import Document as Document
from accounts.engagements.models import Engagement as Engagement
from accounts.erasures.models import ErasedRecord as ErasedRecord
from accounts.erasures.models import Erasure as Erasure
from accounts.erasures.models import LegalHold as LegalHold
from accounts.exports.models import ClientExport as ClientExport
from accounts.grants.models import Grant as Grant
from accounts.jobs.models import Job as Job
from accounts.keys.models import ServiceKey as ServiceKey
from accounts.lenders.models import CreditProduct as CreditProduct
from accounts.lenders.models import Lender as Lender
from accounts.merges.models import ClientMerge as ClientMerge
from accounts.offices.models import Office as Office
from accounts.password_links.models import PasswordLink as PasswordLink
from accounts.people.models import Person as Person
from accounts.second_factors.models import RecoveryCode as RecoveryCode
from accounts.second_factors.models import SecondFactor as SecondFactor
from accounts.sessions.models import Session as Session
