"""Index: Django finds the areas' admin pages here."""

from assessments.bulletins.admin import BulletinAdmin as BulletinAdmin
from assessments.evaluations.admin import AssessmentAdmin as AssessmentAdmin
from assessments.evaluations.admin import RulePackAdmin as RulePackAdmin
from assessments.evidence import buttons as buttons
from assessments.evidence.admin import CreditReportAdmin as CreditReportAdmin
from assessments.evidence.admin import DisplayAdmin as DisplayAdmin
from assessments.evidence.admin import DrawdownAdmin as DrawdownAdmin
from assessments.evidence.admin import LegalPaperAdmin as LegalPaperAdmin
from assessments.evidence.admin import NoticeAdmin as NoticeAdmin
from assessments.evidence.admin import PlatformEventAdmin as PlatformEventAdmin
from assessments.evidence.admin import RepaymentAdmin as RepaymentAdmin
from assessments.evidence.admin import RepaymentMonthAdmin as RepaymentMonthAdmin
from assessments.evidence.admin import ScoreAdmin as ScoreAdmin
from assessments.evidence.admin import StatementAdmin as StatementAdmin
from assessments.overrides.admin import OverrideAdmin as OverrideAdmin
from assessments.pack_drafts.admin import PackDraftAdmin as PackDraftAdmin
from assessments.pack_drafts.admin import PackReleaseAdmin as PackReleaseAdmin
